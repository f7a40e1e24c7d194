"""What is known of each probe right now: one frozen value per probe, replaced by every result.

The exporter, the gate and the pages read these values and nothing else, so a scrape sees one moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from monitor.diagnosis.cause import Cause
from monitor.entry import Remembered, Standing
from monitor.health import Health, State
from monitor.latency import Histogram, Window
from monitor.money.source import Source
from monitor.probe import Probe
from monitor.result import Attempt, Result
from probes.media import MEDIA, Via
from probes.qualification import needs_qualification
from probes.reasons import KIND_OF, OUTCOME_OF, Kind, Outcome, Reason
from probes.types import Timings, Usage

_SUCCEEDED = (Outcome.PASS, Outcome.DEGRADED)
_JUDGED = (*_SUCCEEDED, Outcome.FAIL)

_NO_LONGER_SLOW = 0.9
_RUNS_FOR_SLOW = 100

_FETCHES_PRIVATE = {Reason.PRIVATE_REFUSED: 0.0, Reason.PRIVATE_FETCHED: 1.0}

# A page and its pictures lie seconds apart, in which a probe may be confirmed and run by schedule as well.
_DRAWN = 4

# Created at zero, so that the first failure is an increase and not a new series (Prometheus naming guide).
STARTING_RUNS: dict[Reason, int] = {
    Reason.OK: 0,
    Reason.MODEL_CHANGED: 0,
    Reason.CHECK_ERROR: 0,
    **{reason: 0 for reason, kind in KIND_OF.items() if kind is Kind.VISION},
}


@dataclass(frozen=True, slots=True)
class Latencies:
    """One duration of scheduled image runs: the window and the histogram over it."""

    window: Window = field(default_factory=Window)
    histogram: Histogram = field(default_factory=Histogram)

    def add(self, at: float, seconds: float | None) -> "Latencies":
        """With one more duration; None leaves things as they are."""
        if seconds is None:
            return self
        return Latencies(self.window.add(at, seconds), self.histogram.add(seconds))


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens that runs of all arms have cost since the start, as reported."""

    prompt: int = 0
    completion: int = 0

    def add(self, usage: Usage | None) -> "Tokens":
        """With one more reply's usage."""
        if usage is None:
            return self
        return Tokens(self.prompt + (usage.prompt or 0), self.completion + (usage.completion or 0))


@dataclass(frozen=True, slots=True)
class ProbeStatus:
    """All that is shown of one probe. Times are Unix seconds, None where it has not happened yet.

    `success` is 1 or 0 by the last known health and stands through `unknown`; `reasons_shown` are the
    reasons for which the probe was ever unhealthy, so that their series return to 0 and not to nothing.
    `costs` are US dollars by whose word they are. `drawn` are the seeds of the last pictures with their
    times: a page is read for a while after it was made.
    `cause` is the suspected one, until the probe is up again; None where nothing was diagnosed.
    `fetches_private` is 1 or 0 by whether somebody came for the last picture at a private address.
    """

    probe: Probe
    health: Health
    created_at: float
    runs: Mapping[Reason, int] = field(default_factory=lambda: STARTING_RUNS)
    duration: Latencies = field(default_factory=Latencies)
    first_token: Latencies = field(default_factory=Latencies)
    phases: Timings | None = None
    image_tokens: int | None = None
    tokens: Tokens = field(default_factory=Tokens)
    costs: Mapping[Source, float] = field(default_factory=dict)
    last_run_at: float | None = None
    last_verdict_at: float | None = None
    last_success_at: float | None = None
    last: Result | None = None
    success: float | None = None
    reasons_shown: tuple[Reason, ...] = ()
    drawn: tuple[tuple[str, float], ...] = ()
    cause: Cause | None = None
    fetches_private: float | None = None

    @property
    def votes(self) -> bool:
        """Whether the probe has a say on its route.

        One that takes turns, or whose kind of challenge has to qualify, has none before its health is known
        for the first time: that may take hours, in which others judge. From then on it keeps its vote, also
        when its evidence grows stale. One about a private address never votes: it tells nothing of what the
        route sees.
        """
        if MEDIA[self.probe.medium].via is Via.INTERNAL:
            return False
        begins_late = self.probe.turn is not None or needs_qualification(self.probe.challenge)
        return not begins_late or self.success is not None

    @property
    def slow(self) -> bool:
        """Whether the 95th percentile breaks the route's objective, over 100 runs at least (DESIGN 5).

        What is slow is so until it is a tenth below: one that hovers at its objective is no new incident at
        each run. With too few runs, as after a day in which nobody watched, it is what it was.
        """
        objective = self.probe.route.objective_p95
        if objective is None:
            return False
        window = self.duration.window
        if len(window.ordered) < _RUNS_FOR_SLOW:
            return self.health.slow
        bound = objective * (_NO_LONGER_SLOW if self.health.slow else 1.0)
        p95 = window.quantile(0.95)
        return p95 is not None and p95 > bound


def voting(probes: Sequence[ProbeStatus]) -> Sequence[ProbeStatus]:
    """Those of a route's probes that have a say; all of them where none has: nothing known is not well."""
    return [status for status in probes if status.votes] or probes


def unhealthy_reasons(health: Health) -> tuple[Reason, ...]:
    """Why the probe is not up: the present reason, and that of an incident still open behind `unknown`.

    Alerts take each of these for a decision. A failure that no test has confirmed is none: before health was
    ever known, the first run that fails would be a page.
    """
    undecided = health.state is State.UNKNOWN and OUTCOME_OF[health.reason] is Outcome.FAIL
    present = () if health.state is State.UP else (Reason.UNQUALIFIED if undecided else health.reason,)
    return tuple(dict.fromkeys((*present, *filter(None, (health.incident_open,)))))


def resumed(status: ProbeStatus, remembered: Remembered) -> ProbeStatus:
    """With what the store remembers. Counters begin at zero, as Prometheus expects of a restart."""
    standing, last = remembered.standing, remembered.last
    if standing is None:
        return status
    return replace(
        status,
        created_at=standing.created_at,
        duration=Latencies(remembered.duration),
        first_token=Latencies(remembered.first_token),
        last=last,
        drawn=((last.seed, last.at),) if last is not None else (),
        image_tokens=last.image_tokens if last is not None else None,
        last_run_at=standing.last_run_at,
        last_verdict_at=standing.last_verdict_at,
        last_success_at=standing.last_success_at,
        **{**_decided(status, standing.health), "success": standing.success},
    )


def standing(status: ProbeStatus) -> Standing:
    """What of `status` is to be kept; results tell the rest."""
    return Standing(
        status.health,
        status.created_at,
        status.success,
        status.last_run_at,
        status.last_verdict_at,
        status.last_success_at,
    )


def with_health(status: ProbeStatus, health: Health) -> ProbeStatus:
    """With a new decision of health."""
    return replace(status, **_decided(status, health))


def record(status: ProbeStatus, result: Result, health: Health | None = None) -> ProbeStatus:
    """With one more result. What no test takes pays and counts nowhere else; others bring their `health`."""
    changes = _paid(status, result)
    if result.tested and health is not None:
        changes |= _decided(status, health) | _counted(status, result) | _timed(status, result)
    return replace(status, **changes)


# Each part gives the fields it changes, so that a result costs one new status and not one for each part.
_Changes = dict[str, Any]


def _paid(status: ProbeStatus, result: Result) -> _Changes:
    changes: _Changes = {"tokens": status.tokens.add(result.usage)}
    if result.cost_source is not None:
        spent = status.costs.get(result.cost_source, 0.0) + result.cost_usd
        changes["costs"] = {**status.costs, result.cost_source: spent}
    return changes


def _decided(status: ProbeStatus, health: Health) -> _Changes:
    known = {State.UP: 1.0, State.DEGRADED: 1.0, State.DOWN: 0.0}
    shown = dict.fromkeys((*status.reasons_shown, *unhealthy_reasons(health)))
    success = known.get(health.state, status.success)
    cause = None if health.state is State.UP else status.cause
    return {"health": health, "success": success, "reasons_shown": tuple(shown), "cause": cause}


def _counted(status: ProbeStatus, result: Result) -> _Changes:
    reason = result.verdict.reason
    outcome = OUTCOME_OF[reason]
    return {
        "last": result,
        "drawn": ((result.seed, result.at), *status.drawn)[:_DRAWN],
        "runs": {**status.runs, reason: status.runs.get(reason, 0) + 1},
        "image_tokens": result.image_tokens if result.image_tokens is not None else status.image_tokens,
        "last_run_at": result.at,
        "last_verdict_at": result.at if outcome in _JUDGED else status.last_verdict_at,
        "last_success_at": result.at if outcome in _SUCCEEDED else status.last_success_at,
        "fetches_private": _FETCHES_PRIVATE.get(reason, status.fetches_private),
    }


def _timed(status: ProbeStatus, result: Result) -> _Changes:
    """Latency is that of scheduled runs alone; a timeout enters at the time it was given up."""
    timings = result.timings
    unscheduled = result.attempt is not Attempt.SCHEDULED or not result.timed
    if timings is None or unscheduled or result.verdict.outcome is Outcome.UNKNOWN:
        return {}
    return {
        "phases": timings,
        "duration": status.duration.add(result.at, timings.total),
        "first_token": status.first_token.add(result.at, timings.first_token),
    }
