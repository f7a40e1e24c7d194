"""Golden files: the bytes of every document for one fixed overview, as strangers' programs read them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.feeds.atom import atom
from monitor.feeds.badges import health_badge, page_badge, shields, svg, uptime_badge
from monitor.feeds.rss import rss
from monitor.feeds.statuspage import DOCUMENTS
from monitor.site.view import Overview
from tests.monitor.feeds.showing import FIXED

GOLDEN = Path(__file__).parent / "golden"
_FIRST = FIXED.services[0]


def _json(made: object) -> bytes:
    return (json.dumps(made, indent=1, ensure_ascii=False) + "\n").encode()


WRITTEN: dict[str, Callable[[Overview], bytes]] = {
    **{
        name.replace("/", "-"): lambda overview, make=make: _json(make(overview))  # type: ignore[misc]  # bound
        for name, make in DOCUMENTS.items()
    },
    "history.atom": atom,
    "history.rss": rss,
    "health.svg": lambda _: svg(health_badge(_FIRST)).encode(),
    "health.json": lambda _: _json(shields(health_badge(_FIRST))),
    "page.svg": lambda overview: svg(page_badge(overview)).encode(),
    "uptime-7d.svg": lambda _: svg(uptime_badge(_FIRST, "7d")).encode(),
    "uptime-90d.json": lambda _: _json(shields(uptime_badge(_FIRST, "90d"))),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_golden_documents(name: str):
    """A document is these bytes on every machine: a change of shape has to be meant."""
    assert WRITTEN[name](FIXED) == (GOLDEN / name).read_bytes()


def test_every_golden_file_has_its_document():
    """No golden file is left behind."""
    assert set(WRITTEN) == {path.name for path in GOLDEN.iterdir()}
