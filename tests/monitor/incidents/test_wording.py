import re
from itertools import product

import pytest

from monitor.incidents.incident import Phase
from monitor.incidents.wording import Occasion, phase_of, said
from probes.reasons import Kind, Reason
from tests.monitor.incidents.playing import ERROR, LIMITED, LOST, OK, UNBILLED, Play

KINDS = (Kind.VISION, Kind.ANSWER, Kind.AVAILABILITY, Kind.QUALITY)
FACTS = {
    "probe": "PROBE-7",
    "state": "down",
    "reason": "image_dropped",
    "evidence": "2 of 2 images lost",
    "count": "2",
    "passes": "3 passes",
    "relieved": "40%",
    "lasted": "1h",
    "cause": "adapter",
    "comparison": "As the probe asks, lost in 4 of 4; as the provider is asked, read in 2 of 2.",
}


@pytest.mark.parametrize(("occasion", "kind"), list(product(Occasion, KINDS)))
def test_the_world_hears_no_counts_names_or_reasons(occasion: Occasion, kind: Kind) -> None:
    """Plain sentences of bounded length; nothing of the facts, and none of our words for reasons."""
    _, public = said(occasion, kind, FACTS)
    words = set(re.findall(r"[a-z]+", public.lower()))
    assert not re.search(r"[0-9_{}]", public)
    assert words.isdisjoint({reason.value for reason in Reason})
    assert words.isdisjoint({"probe", "model", "gateway", "route", "llm"})
    assert all(reason.value.replace("_", " ") not in public for reason in Reason if "_" in reason.value)
    assert public[0].isupper()
    assert public.endswith(".")
    assert len(public) < 200


@pytest.mark.parametrize(("occasion", "kind"), list(product(Occasion, KINDS)))
def test_operators_hear_which_probe_found_what(occasion: Occasion, kind: Kind) -> None:
    """The probe stands in every text but that of a withdrawal, which concerns them all."""
    text, _ = said(occasion, kind, FACTS)
    assert ("PROBE-7" in text) is (occasion is not Occasion.WITHDRAWN)
    assert "{" not in text
    assert text.endswith(".")
    assert len(text) < 250


def test_every_phase_is_said_on_some_occasion() -> None:
    """And every occasion but those that say nothing of how far it has come has a phase."""
    assert {phase_of(occasion) for occasion in Occasion} == {*Phase, None}
    without = {occasion for occasion in Occasion if phase_of(occasion) is None}
    assert without == {Occasion.DIAGNOSED, Occasion.LEFT}


def test_only_a_seen_recovery_is_called_one() -> None:
    """Withdrawn and forgotten incidents end with the words that no recovery was seen."""
    for occasion, kind in product((Occasion.WITHDRAWN, Occasion.FORGOTTEN), KINDS):
        text, public = said(occasion, kind, FACTS)
        assert "without a recovery" in text
        assert "No recovery has been seen" in public


def test_braces_in_a_name_are_a_name() -> None:
    """What stands in a fact is not read as a template."""
    text, _ = said(Occasion.CONFIRMED, Kind.VISION, FACTS | {"probe": "{evidence.__class__}"})
    assert "{evidence.__class__}" in text


def test_the_course_of_an_outage_in_words() -> None:
    """The whole story as operators read it, word by word."""
    play = Play().see([OK] * 3 + [ERROR] * 5 + [OK] * 4)
    assert [update.text for update in play.last.updates] == [
        "Requests fail or are throttled: down, server_error. Probe inline: 4 of 4 runs unanswered, in a row.",
        "Confirmed by another run of probe inline: 5 of 5 runs unanswered, in a row.",
        "Probe inline passes again: 1 pass since the last failure, 43% of what its end takes.",
        "Resolved after 4m. Probe inline: 3 passes since the last failure (ratio 63% ruled out).",
    ]
    assert [update.public for update in play.last.updates] == [
        "Requests with images to this service are failing or being turned away.",
        "A further check confirms it. Requests with images to this service are failing or being turned away.",
        "There are first signs of recovery. We are watching whether they last.",
        "Requests with images to this service are being answered again.",
    ]


def test_two_failures_of_a_kind_are_both_counted() -> None:
    """Images lost while others are misread: one incident, its evidence names both; so with throttling."""
    play = Play().see([OK] * 3 + [LIMITED, OK] * 15 + [ERROR] * 4 + [OK] * 60)
    assert "runs throttled" in play.last.updates[-1].text
    play = Play().see([OK] * 3 + [UNBILLED] * 6).see([UNBILLED], slow=True)
    play.see([OK] * 30, slow=True).see([OK])
    assert play.last.updates[-1].text.endswith("latency no longer above its objective.")
    assert [len(Play().see([LOST] * 2 + [OK] * n).ledger.open) for n in (0, 30)] == [1, 0]
