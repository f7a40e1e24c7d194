"""The page at `/`: the worst first, names are data, and nothing is fetched from elsewhere."""

import re
from dataclasses import replace

import pytest

from monitor.health import State, begin
from monitor.landing import page
from monitor.snapshot import Daemon, Snapshot
from monitor.status import ProbeStatus
from probes.reasons import Reason
from tests.monitor.answering import probe

_NOON = 1_740_052_800.0


def _status(name: str, state: State = State.UP, reason: Reason = Reason.OK) -> ProbeStatus:
    health = replace(begin(_NOON), state=state, reason=reason)
    return ProbeStatus(probe(name=name), health, created_at=_NOON)


def _page(*statuses: ProbeStatus, **daemon: bool) -> str:
    return page(Snapshot(_NOON, statuses, daemon=Daemon(**daemon)))


def test_the_worst_stands_first():
    """Among a thousand routes that are well, the one that is down is at the top, with its reason and time."""
    shown = _page(
        _status("fine"),
        _status("poor", State.DEGRADED, Reason.SLOW),
        _status("unasked", State.UNKNOWN, Reason.QUOTA),
        _status("broken", State.DOWN, Reason.IMAGE_DROPPED),
        _status("too"),
    )

    assert re.findall(r'href="/gate/([^"]*)"', shown) == ["broken", "unasked", "poor", "fine", "too"]
    assert "1 down, 1 unknown, 1 degraded, 2 up at 20 Feb 12:00 UTC" in shown
    first = shown.partition("</td></tr>")[0]
    assert first.endswith("image_dropped<small>since 20 Feb 12:00</small>")


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("main/gpt-4o", "/gate/main/gpt-4o"),
        ("a b+c@d", "/gate/a%20b%2Bc%40d"),
        ('"><script>alert(1)</script>', "/gate/%22%3E%3Cscript%3Ealert%281%29%3C/script%3E"),
    ],
)
def test_a_route_leads_to_its_gate_and_its_name_is_data(name: str, link: str):
    """Whatever stands in a name, the page has the one link and no markup of it."""
    shown = _page(_status(name))

    assert f'href="{link}"' in shown
    assert "<script" not in shown


def test_nothing_is_fetched_and_nothing_runs():
    """The page works in a closed network, and on a phone."""
    shown = _page(_status("r"))

    assert not re.search(r"<script|src=|@import|url\(|https?://", shown)
    assert '<meta name="viewport" content="width=device-width' in shown


def test_a_refused_configuration_is_told():
    """What the page shows is then not what the file says."""
    assert "refused" in _page(reload_successful=False)
    assert "refused" not in _page()
    assert "no probes" in _page()
