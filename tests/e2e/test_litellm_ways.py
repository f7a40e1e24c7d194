"""Through the real LiteLLM proxy in every way: what it does with pictures today is what the table says."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e import litellm
from tests.e2e.litellm_ways import ADAPTERS, FOUND, FRONTS, Cell, ask_all, groups
from tests.e2e.simulated import simulated

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("litellm"), pytest.mark.timeout(600)]

_TABLE: dict[str, Any] = json.loads(FOUND.read_text())
_VISION = frozenset({"image_dropped", "image_unread", "images_lost", "wrong_order", "wrong_answer"})
_ACCIDENTS = frozenset({"server_error", "timeout", "reset", "connect"})
_LOUD = frozenset({"unsupported", "misconfigured", "client_error", "server_error"})


def _name(cell: Cell) -> tuple[str, str, str]:
    return cell["front"], cell["adapter"], cell["probe"]


_CELLS = {_name(cell): cell for cell in _TABLE["cells"]}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[tuple[str, str, str], Cell]]:
    """Every cell, asked now."""
    with (
        simulated() as gateway,
        litellm.proxying(groups(gateway), tmp_path_factory.mktemp("litellm")) as proxy,
    ):
        cells = {_name(cell): cell for cell in ask_all(proxy, gateway)}
        # The proxy is asked for some minutes beside all other tests, and has failed one request of 290 so.
        failed = [name for name, cell in cells.items() if cell["reason"] in _ACCIDENTS]
        if any(_CELLS[name]["reason"] not in _ACCIDENTS for name in failed):
            again = {_name(cell): cell for cell in ask_all(proxy, gateway)}
            cells |= {name: again[name] for name in failed}
        yield cells


def test_the_table_is_of_the_version_that_is_pinned() -> None:
    """Findings about another version would be hearsay."""
    assert _TABLE["version"] == litellm.version()


def test_the_table_holds_every_way_through_every_adapter() -> None:
    """A front, a preset or an adapter that is added has to be asked, and written down."""
    assert set(_CELLS) == {
        (front, adapter, probe)
        for front, (_, probes) in FRONTS.items()
        for adapter in ADAPTERS
        for probe in probes
    }


@pytest.mark.parametrize("name", _CELLS, ids=" ".join)
def test_litellm_does_today_what_the_table_says(
    found: dict[tuple[str, str, str], Cell], name: tuple[str, str, str]
) -> None:
    """A new version that heals an adapter, or breaks one, fails here."""
    told = ("outcome", "reason", "arrived")

    assert {key: found[name][key] for key in told} == {key: _CELLS[name][key] for key in told}, found[name]


def test_no_verdict_is_generous(found: dict[tuple[str, str, str], Cell]) -> None:
    """A pass means that the upstream was given the picture; where it was not, a reason says so."""
    for name, cell in found.items():
        assert cell["outcome"] != "pass" or cell["arrived"], (name, cell)
        if not cell["arrived"]:
            assert cell["reason"] in _VISION | _LOUD, (name, cell)


def test_no_verdict_blames_pictures_that_arrived(found: dict[tuple[str, str, str], Cell]) -> None:
    """The models behind are honest: whoever was given all pictures in their order has read them."""
    for name, cell in found.items():
        assert not (cell["arrived"] and cell["reason"] == "image_dropped"), (name, cell)
