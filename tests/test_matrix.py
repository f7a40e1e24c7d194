"""Every cell of the matrix at work, without a socket: a healthy route passes, and a lost picture is caught.

The whole path is in it: the picture in its form and place, behind a URL or uploaded, the words of the
protocol, the simulated gateway that reads them, the reply, its usage and the verdict, with the control that
belongs to it. Private addresses are left out: nobody should fetch from them.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import groupby

import pytest

from monitor.asking.runner import Runner
from monitor.money.wallet import Wallet
from monitor.probe import Gateway, Probe, Route
from monitor.result import Attempt, Result
from probes.matrix import Cell, cells
from probes.media import MEDIA, Via
from probes.presets import PRESETS
from probes.protocols import PROTOCOLS
from probes.reasons import KIND_OF, Kind, Reason
from probes.types import Finding, ImagePart, Picture
from simgateway.faults import FAULTS, Fault
from simgateway.gateway import Gateway as Simulated
from tests.carrying import carriers_of
from tests.inprocess import InProcess
from tests.ways import HOMES

_CELLS = [cell for cell in cells() if not cell.why_not and MEDIA[cell.way.medium].via is not Via.INTERNAL]
_BY_MEDIUM = {
    f"{protocol}-{medium}": list(group)
    for (protocol, medium), group in groupby(_CELLS, key=lambda cell: (cell.protocol, cell.way.medium))
}

_TOLD_OTHERWISE = {
    # Nova counts as many tokens for a picture as its base64 has: nobody can tell which of them it was.
    ("bedrock-converse", "as_text"): "image_unread",
    ("bedrock-converse", "tool_image_as_text"): "image_unread",
}


def _spoils(fault: Fault) -> bool:
    """Whether the first picture is lost or misread, by the probe that is meant for the fault."""
    first = fault.reasons(stream=PRESETS[fault.probe].stream)[0]
    return KIND_OF[Reason(first)] is Kind.VISION and not fault.needs.companion


_FAULTY = [
    (protocol, name)
    for protocol, spoken in PROTOCOLS.items()
    for name, fault in FAULTS.items()
    if _spoils(fault) and not spoken.why_not(PRESETS[fault.probe], next(iter(spoken.DIALECTS)))
]


@cache
def _once(carry: Callable[[Picture], ImagePart]) -> Callable[[Picture], ImagePart]:
    return cache(carry)


@pytest.fixture(autouse=True)
def _pictures_are_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All cells ask for the same pictures, and a large one takes longer to be made than to be sent."""
    for name, medium in MEDIA.items():
        monkeypatch.setitem(MEDIA, name, replace(medium, carry=_once(medium.carry)))


def _probe(cell: Cell) -> Probe:
    home, way = HOMES[cell.protocol], cell.way
    gateway = Gateway("sim", f"http://sim.test{home.base}", protocol=cell.protocol, api_version="2024-10-21")
    route = Route("r", gateway, home.model)
    return Probe(
        route, "cell", way.challenge, way.medium, way.placement, way.stream, interval=60.0, timeout=20.0
    )


def _results(cell: Cell, fault: str = "") -> list[Result]:
    """The arms of a slot, where the gateway has this fault or none."""
    simulated, probe = Simulated(seed=0), _probe(cell)
    if fault:
        simulated.set_fault(probe.route.model, fault)
    sender = InProcess(simulated)
    runner = Runner(sender, b"secret", Wallet(), carriers=carriers_of(sender))
    runs = asyncio.run(runner.run(probe, slot=0, attempt=Attempt.SCHEDULED))
    assert simulated.files.told()["files"] == []
    return [run.result for run in runs]


def _reasons(results: list[Result]) -> dict[str, str]:
    return {result.arm.value: result.verdict.reason.value for result in results}


def _flaws(results: list[Result]) -> list[Finding]:
    return [finding for result in results for finding in result.verdict.findings if not finding.passed]


@pytest.mark.parametrize("name", _BY_MEDIUM)
def test_a_healthy_route_passes_in_every_cell(name: str) -> None:
    """The picture, another one under the same words, and the words alone, without a flaw in any check."""
    for cell in _BY_MEDIUM[name]:
        results = _results(cell)
        assert _reasons(results) == {"control": "ok", "image": "ok", "swap": "ok"}, cell
        assert not _flaws(results), cell


@pytest.mark.parametrize("name", _BY_MEDIUM)
def test_a_lost_picture_is_caught_in_every_cell(name: str) -> None:
    """By the answer and the count of tokens together, whatever the words of the protocol."""
    for cell in _BY_MEDIUM[name]:
        results = _results(cell, "drop_no_image")
        assert _reasons(results) == {"control": "ok", "image": "image_dropped"}, cell


@pytest.mark.parametrize(("protocol", "name"), _FAULTY)
def test_a_fault_is_the_same_in_every_protocol(protocol: str, name: str) -> None:
    """What is declared for one protocol is judged alike in all that can say the probe meant for it."""
    fault = FAULTS[name]
    way = PRESETS[fault.probe]
    declared = fault.reasons(stream=way.stream)[0]

    assert _reasons(_results(Cell(protocol, way, ""), name))["image"] == _TOLD_OTHERWISE.get(
        (protocol, name), declared
    )


def test_exceptions_are_of_faults_that_are_asked_for() -> None:
    """One that is no longer needed would hide the day on which it is wrong."""
    assert set(_TOLD_OTHERWISE) <= set(_FAULTY)
