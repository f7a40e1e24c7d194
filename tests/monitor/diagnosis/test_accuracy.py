"""Whether the cause that is named is the cause that was put there: in 95 of 100 runs, for every cause."""

from collections import Counter

import pytest

from monitor.diagnosis import MOST_CALLS, Cause
from monitor.result import Attempt
from simgateway.faults import FAULTS
from tests.monitor.diagnosis.falling import diagnose_once

# These two are seen by another probe than their declaration is about.
_PRESET = {name: fault.probe for name, fault in FAULTS.items()}
_PRESET |= {"drop_streaming": "stream", "drop_large": "large"}
_NAMED = [name for name, fault in FAULTS.items() if fault.cause]
_RUNS = 20


@pytest.mark.parametrize("cause", sorted({FAULTS[name].cause for name in _NAMED}))
def test_the_injected_cause_is_named(cause: str) -> None:
    """Over all faults of a cause and over seeds, with the provider's own endpoint configured."""
    faults = [name for name in _NAMED if FAULTS[name].cause == cause]
    found: Counter[tuple[str, str]] = Counter()
    runs = max(_RUNS, len(faults))
    for seed in range(runs):
        fault = faults[seed % len(faults)]
        climbed = diagnose_once(fault, preset=_PRESET[fault], seed=seed)
        found[fault, climbed.diagnosis.cause.value] += 1

    right = sum(count for (_, named), count in found.items() if named == cause)
    assert right >= 0.95 * runs, found


@pytest.mark.parametrize("name", _NAMED)
def test_no_fault_is_laid_at_the_wrong_door_without_a_direct_endpoint(name: str) -> None:
    """Then fewer can be told apart: the cause may be unclear, and is named rightly or as near as it shows."""
    near = {"model_blind": Cause.ADAPTER}
    climbed = diagnose_once(name, preset=_PRESET[name], direct=False)

    allowed = {FAULTS[name].cause, Cause.UNCLEAR, near.get(name, Cause.UNCLEAR)}
    assert climbed.diagnosis.cause in allowed, climbed.diagnosis
    assert len(climbed.runs) <= MOST_CALLS
    assert {run.result.attempt for run in climbed.runs} == {Attempt.DIAGNOSIS}


@pytest.mark.parametrize("direct", [True, False])
@pytest.mark.parametrize("seed", range(2))
def test_a_bridge_that_guesses_places_is_no_conversion(direct: bool, seed: int) -> None:
    """The picture was not turned: it was described, and codes are read down the same route."""
    climbed = diagnose_once("caption_bridge_coarse", preset="grid", direct=direct, seed=seed)

    assert climbed.diagnosis.cause is Cause.ADAPTER, climbed.diagnosis


def test_every_cause_that_must_be_told_apart_has_a_fault() -> None:
    """A cause that nobody can inject is one that nobody has seen named."""
    assert {FAULTS[name].cause for name in _NAMED} == {
        cause.value for cause in Cause if cause is not Cause.UNCLEAR
    }
