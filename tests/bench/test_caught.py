"""The README's table of what a single picture does not show: each row, from its onset to the decision."""

import asyncio
import re
from pathlib import Path

import pytest
from evidence.onsets import onset
from evidence.routes import probe_of
from evidence.world import World

from monitor.health import State
from probes.reasons import Reason
from tests.inprocess import InProcess

_README = Path(__file__).parents[2] / "README.md"
_BLOCK = re.compile(r"<!-- generated: caught -->\n(.*?)<!-- end -->", re.DOTALL)
_HEAD_LINES = 2
_FAMILIES = ("gpt-4o", "gemini-2.5-flash", "qwen2.5-vl-7b")


def _rows() -> list[tuple[str, str, str]]:
    """The fault with its argument, the probe and the reasons of each row, as the README has them."""
    (block,) = _BLOCK.findall(_README.read_text())
    cells = [line.strip("| ").split(" | ") for line in block.splitlines()[_HEAD_LINES:]]
    return [(fault.strip("`"), probe.strip("`"), reasons) for _, fault, probe, reasons in cells]


def test_the_table_names_what_has_to_be_shown() -> None:
    """Bridge, cache, last image, order, one replica of five, four times smaller, and a silent swap."""
    assert {fault for fault, _, _ in _rows()} >= {
        "caption_bridge",
        "cached_briefly",
        "last_image_only",
        "images_reordered",
        "drop_one_of=5",
        "downscaled=4",
        "model_swapped_later",
    }


@pytest.mark.parametrize("model", _FAMILIES)
@pytest.mark.parametrize(("written", "probe", "reasons"), _rows(), ids=[row[0] for row in _rows()])
def test_a_row_is_found_by_the_probe_that_it_names(
    written: str, probe: str, reasons: str, model: str
) -> None:
    """A healthy and qualified route begins to do this, and health says so for one of the reasons stated."""
    fault, _, arg = written.partition("=")
    found = onset(fault, model, probe, seed=f"caught {written}", arg=arg or None, most=150)

    assert found.slots is not None, found
    assert found.state in (State.DOWN, State.DEGRADED)
    assert f"`{found.reason.value}`" in reasons


def test_a_grid_beside_codes_tells_a_bridge_from_a_broken_picture() -> None:
    """Where codes are read and the places of a qualified grid are guessed, somebody else saw the picture."""
    codes, grid, sender = probe_of("gpt-4o", "inline"), probe_of("gpt-4o", "grid"), InProcess()
    world = World([codes, grid], sender, secret=b"bridge")

    async def run() -> None:
        while world.health(grid).state is not State.UP:
            await world.slot()
        sender.simulated.set_fault("gpt-4o", "caption_bridge_coarse")
        for _ in range(40):
            await world.slot()

    asyncio.run(run())
    assert (world.health(grid).state, world.health(grid).reason) == (State.DEGRADED, Reason.BRIDGED)
    assert world.health(codes).state in (State.UP, State.DEGRADED)
