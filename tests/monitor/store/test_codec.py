"""What goes into the store comes out the same; what was never put in does not come out as health."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.asking.memory import Adjustments, Memory
from monitor.entry import Learned, Standing
from monitor.health import Health, State
from monitor.health.learning import UNTAUGHT, Habit
from monitor.health.recent import Recent
from monitor.store.codec import MAX_TEXT, UnreadableError, decode, encode
from monitor.store.migrations.versions.verdicts import ADDED, filled_in
from monitor.store.soundness import sound
from probes.reasons import Reason
from probes.types import Timings, Verdict
from tests.monitor.store.keeping import NOW, RUNS, after, health_of

_LOSSES = (Reason.OK, Reason.OK, Reason.IMAGE_DROPPED, Reason.IMAGE_DROPPED, Reason.IMAGE_DROPPED)
_DOWN = Standing(health_of(*_LOSSES), NOW)
_UP = Standing(health_of(Reason.OK, Reason.OK), NOW)


@given(RUNS)
def test_any_health_that_the_tests_make_comes_back_the_same(runs: list[tuple[Verdict, float, bool]]):
    """Statistics and open incidents included: a restart is no way to lose a suspicion."""
    standing = Standing(after(runs)[0], NOW, 1.0, None, NOW)

    assert decode(Standing, encode(standing)) == standing
    assert sound(standing)


@given(st.text(st.characters(), max_size=600), st.frozensets(st.text(max_size=9), max_size=5))
def test_what_a_model_said_is_kept_whatever_it_is(text: str, names: frozenset[str]):
    """NUL, lone surrogates and overrides are escapes in the store; a text is cut at its limit."""
    learned = Learned(Memory(last_wrong=text, models=names), Adjustments({"a": text}, names))

    stored = encode(learned)

    assert stored.isascii()
    assert "\0" not in stored
    # Two lone surrogates that meet are one character after a JSON round.
    cut = json.loads(json.dumps(text[:MAX_TEXT]))
    assert decode(Learned, stored).memory == replace(learned.memory, last_wrong=cut)
    assert decode(Learned, stored).adjustments.renamed == {"a": cut}


def _broken(path: tuple[str | int, ...], value: Any) -> str:
    document = json.loads(encode(_DOWN))
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return json.dumps(document)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("health", "reason"), "lost_in_space"),
        (("health", "state"), "splendid"),
        (("health", "since"), "yesterday"),
        (("health", "since"), True),
        (("health", "since"), float("inf")),
        (("health", "since"), float("nan")),
        (("health", "since"), 10**400),
        (("health", "since"), None),
        (("health", "reads"), 1.5),
        (("health", "slow"), 1),
        (("health", "mood"), "good"),
        (("health", "standings"), {}),
        (("health", "silences"), ["ok"] * 2_000),
        (("health", "pictures"), ["ff", 3]),
        (("health", "pictures"), ["-1", 3]),
        (("health", "pictures"), ["0", -1]),
        (("health", "pictures"), ["0", 10**9]),
        (("health", "pictures"), ["0"]),
        (("health", "pictures"), "0"),
        (("health",), None),
        (("health",), []),
    ],
)
def test_half_a_health_is_no_health(path: tuple[str | int, ...], value: Any):
    """A word of another version, a wrong type and a number out of bounds each refuse the whole row."""
    with pytest.raises(UnreadableError):
        decode(Standing, _broken(path, value))


@pytest.mark.parametrize(
    "text", [None, b"{}", 3, "", "null", "[]", "{}", "{", "[" * 100_000, " " * 2_000_000]
)
def test_what_is_no_document_is_unreadable(text: object):
    """Whatever stands in the column."""
    with pytest.raises(UnreadableError):
        decode(Standing, text)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=5), st.lists, max_leaves=20))
def test_reading_never_fails_in_any_other_way(document: Any):
    """A caller has one error to expect."""
    with pytest.raises(UnreadableError):
        decode(Standing, json.dumps(document))


def _health(of: Standing, **changes: Any) -> Standing:
    return replace(of, health=replace(of.health, **changes))


def _incident(**changes: Any) -> Standing:
    first, *others = _DOWN.health.standings
    assert first.incident is not None
    return _health(_DOWN, standings=(replace(first, incident=replace(first.incident, **changes)), *others))


@pytest.mark.parametrize(
    "standing",
    [
        _health(_DOWN, state=State.UP),
        _health(_DOWN, state=State.UP, reason=Reason.OK),
        _health(_DOWN, standings=_UP.health.standings),
        _health(_DOWN, reason=Reason.TIMEOUT),
        _health(_UP, reads=0),
        _health(_UP, reads=-1),
        _health(_UP, seen_at=None),
        _health(_UP, standings=()),
        _health(_UP, standings=_DOWN.health.standings),
        _health(_UP, reason=Reason.IMAGE_DROPPED),
        _health(_UP, state=State.UNKNOWN),
        _health(_UP, silences=(Reason.TIMEOUT,) * 9),
        _health(_UP, habits=()),
        _health(_UP, habits=(Habit(1, 2, 0), *UNTAUGHT[1:])),
        _health(_UP, habits=(Habit(10**9, 0, 0), *UNTAUGHT[1:])),
        _health(_UP, habits=(Habit(1, 1, 99), *UNTAUGHT[1:])),
        _incident(ratio=0.0),
        _incident(ratio=1.5),
        _incident(relief=-1.0),
        _incident(attempts=0),
        _incident(passes=-1),
        _incident(runs=Recent(0, 0)),
        _incident(runs=Recent(1, 1_000)),
        replace(_UP, success=0.5),
    ],
)
def test_a_health_that_contradicts_itself_is_forgotten(standing: Standing):
    """Up with an open incident, down without one, a reason that the state does not have."""
    assert sound(_UP)
    assert sound(_DOWN)
    assert not sound(standing)


def test_a_health_of_before_its_noise_was_learned_is_still_read():
    """It has learned nothing, and forgets nothing else."""
    document = json.loads(encode(_DOWN))
    del document["health"]["habits"]
    before = filled_in(json.dumps(document), ADDED["standing"])

    assert decode(Standing, before) == _health(_DOWN, habits=UNTAUGHT)


def test_a_number_that_is_none_is_refused_before_it_is_written():
    """NaN is no JSON, and what is read as none later is better never written."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        encode(Timings(float("nan")))


def test_none_takes_no_room():
    """Half of a health at rest is nothing."""
    assert "null" not in encode(_UP)
    assert isinstance(decode(Health, encode(_UP.health)), Health)
