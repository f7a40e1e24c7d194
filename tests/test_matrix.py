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
from monitor.result import Attempt
from probes.matrix import Cell, cells
from probes.media import MEDIA, Via
from probes.types import ImagePart, Picture
from simgateway.gateway import Gateway as Simulated
from tests.carrying import carriers_of
from tests.inprocess import InProcess
from tests.ways import HOMES

_CELLS = [cell for cell in cells() if not cell.why_not and MEDIA[cell.way.medium].via is not Via.INTERNAL]
_BY_MEDIUM = {
    f"{protocol}-{medium}": list(group)
    for (protocol, medium), group in groupby(_CELLS, key=lambda cell: (cell.protocol, cell.way.medium))
}


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


def _reasons(cell: Cell, fault: str = "") -> dict[str, str]:
    """What each arm of a slot is judged to be, where the gateway has this fault or none."""
    simulated, probe = Simulated(seed=0), _probe(cell)
    if fault:
        simulated.set_fault(probe.route.model, fault)
    sender = InProcess(simulated)
    runner = Runner(sender, b"secret", Wallet(), carriers=carriers_of(sender))
    runs = asyncio.run(runner.run(probe, slot=0, attempt=Attempt.SCHEDULED))
    assert simulated.files.told()["files"] == []
    return {run.result.arm.value: run.result.verdict.reason.value for run in runs}


@pytest.mark.parametrize("name", _BY_MEDIUM)
def test_a_healthy_route_passes_in_every_cell(name: str) -> None:
    """The picture, the other picture under the same words, and the words alone."""
    for cell in _BY_MEDIUM[name]:
        assert _reasons(cell) == {"control": "ok", "image": "ok", "swap": "ok"}, cell


@pytest.mark.parametrize("name", _BY_MEDIUM)
def test_a_lost_picture_is_caught_in_every_cell(name: str) -> None:
    """By the answer and the count of tokens together, whatever the words of the protocol."""
    for cell in _BY_MEDIUM[name]:
        assert _reasons(cell, "drop_no_image") == {"control": "ok", "image": "image_dropped"}, cell
