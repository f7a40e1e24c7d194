"""What is said of an incident: for those who run the gateway, and for the world.

Two audiences, two tables each: the fault by its kind, and the news by its occasion. The world learns neither
counts nor the names of models, probes and gateways, nor our words for reasons.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from monitor.incidents.incident import Phase
from probes.reasons import Kind


class Occasion(StrEnum):
    """What there is to say something about."""

    OPENED = "opened"
    JOINED = "joined"
    WORSENED = "worsened"
    CONFIRMED = "confirmed"
    RELAPSED = "relapsed"
    DIAGNOSED = "diagnosed"
    RECOVERING = "recovering"
    LEFT = "left"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class _Fault:
    """A kind of fault: to operators, to the world, and to the world when it is over.

    The last says no more than the tests of its kind have shown: another incident may be open beside it.
    """

    named: str
    public: str
    mended: str


_FAULTS: dict[Kind, _Fault] = {
    Kind.VISION: _Fault(
        "Images are lost or misread",
        "Some or all images sent to this service are not being read.",
        "Images sent to this service are being read again.",
    ),
    Kind.ANSWER: _Fault(
        "Images get no usable answer",
        "This service does not give complete answers to images.",
        "This service gives complete answers again.",
    ),
    Kind.AVAILABILITY: _Fault(
        "Requests fail or are throttled",
        "Requests with images to this service are failing or being turned away.",
        "Requests with images to this service are being answered again.",
    ),
    Kind.QUALITY: _Fault(
        "Answers come with flaws or late",
        "This service handles images with flaws or delays.",
        "The flaws or delays in handling images have ended.",
    ),
}


@dataclass(frozen=True, slots=True)
class _News:
    """One occasion: the phase that it means (None: as before) and its two sentences."""

    phase: Phase | None
    text: str
    public: str


_NEWS: dict[Occasion, _News] = {
    Occasion.OPENED: _News(
        Phase.OPENED,
        "{named}: {state}, {reason}. Probe {probe}: {evidence}.",
        "{public}",
    ),
    Occasion.JOINED: _News(
        Phase.CONFIRMED,
        "Probe {probe} finds it too ({reason}): {evidence}. Probes affected: {count}.",
        "A further check finds the same. {public}",
    ),
    Occasion.WORSENED: _News(
        Phase.CONFIRMED,
        "It has grown worse: {state}, {reason}. Probe {probe}: {evidence}.",
        "It has grown worse. {public}",
    ),
    Occasion.CONFIRMED: _News(
        Phase.CONFIRMED,
        "Confirmed by another run of probe {probe}: {evidence}.",
        "A further check confirms it. {public}",
    ),
    Occasion.RELAPSED: _News(
        Phase.CONFIRMED,
        "Failing again after it had begun to recover. Probe {probe}: {evidence}.",
        "It has come back after first signs of recovery. {public}",
    ),
    Occasion.DIAGNOSED: _News(
        None,
        "Suspected cause by probe {probe}: {cause}. {comparison}",
        "We have looked further into what causes it.",
    ),
    Occasion.RECOVERING: _News(
        Phase.RECOVERING,
        "Probe {probe} passes again: {passes} since the last failure, {relieved} of what its end takes.",
        "There are first signs of recovery. We are watching whether they last.",
    ),
    Occasion.LEFT: _News(
        None,
        "Probe {probe} has recovered: {evidence}. Probes still affected: {count}.",
        "Part of the checks succeed again.",
    ),
    Occasion.RESOLVED: _News(
        Phase.RESOLVED,
        "Resolved after {lasted}. Probe {probe}: {evidence}.",
        "{mended}",
    ),
    Occasion.WITHDRAWN: _News(
        Phase.RESOLVED,
        "Closed after {lasted} without a recovery: no longer watched as before.",
        "This is no longer watched as before. No recovery has been seen.",
    ),
    Occasion.FORGOTTEN: _News(
        Phase.RESOLVED,
        "Closed after {lasted} without a recovery: nothing of it is remembered of probe {probe}.",
        "Nothing is known of this any more. No recovery has been seen.",
    ),
}


def phase_of(occasion: Occasion) -> Phase | None:
    """The phase that an occasion means; None where it stays as it was."""
    return _NEWS[occasion].phase


def said(occasion: Occasion, kind: Kind, facts: Mapping[str, str]) -> tuple[str, str]:
    """The texts for operators and for the world. Only the first is given any of the `facts`."""
    news, fault = _NEWS[occasion], _FAULTS[kind]
    public = news.public.format(public=fault.public, mended=fault.mended)
    return news.text.format(named=fault.named, **facts), public
