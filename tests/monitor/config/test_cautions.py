"""How many runs a gateway that hangs leaves a place for."""

from pathlib import Path

import pytest

from monitor.config import parse
from monitor.config.schema import MOST_PLACES


def warnings(count, *, places=4, defaults="interval: 60s, timeout: 30s", keys="", other=0):
    """The warnings about `count` routes behind one gateway, and `other` ones behind another."""
    routes = [f"  - {{gateway: main, model: m{number}{keys}}}\n" for number in range(count)]
    routes += [f"  - {{gateway: other, model: n{number}}}\n" for number in range(other)]
    text = (
        f"defaults: {{{defaults}}}\ngateways:\n"
        f"  main: {{base_url: https://a.example, max_concurrency: {places}}}\n"
        "  other: {base_url: https://b.example, max_concurrency: 64}\n"
        f"routes:\n{''.join(routes)}"
    )
    said = [each for each in parse(text, source=Path("f.yaml")).warnings if "hangs" in each.message]
    assert all(each.key == "gateways.main.max_concurrency" for each in said)
    return [f"{each.message}; {each.hint}" for each in said]


@pytest.mark.parametrize(
    ("places", "interval", "timeout"), [(4, 60, 30), (1, 60, 60), (2, 30, 10), (3, 300, 30), (1, 7, 3)]
)
def test_the_line_is_at_half_of_the_runs(places, interval, timeout):
    """`max_concurrency` * interval / timeout runs fit: twice as many routes are borne, one more is told."""
    most = int(2 * places * interval / timeout)
    defaults = f"interval: {interval}, timeout: {timeout}"
    assert warnings(most, places=places, defaults=defaults, other=9) == []
    assert len(warnings(most + 1, places=places, defaults=defaults, other=9)) == 1


def test_the_numbers_and_the_way_out_are_said():
    """How many there are, what they need, what is there, and what is lost."""
    (said,) = warnings(40)
    assert said == (
        "if it hangs, 40 probes need 20 places at one time and have 4: 80% of their runs wait in vain; "
        "raise max_concurrency to 20, lower timeout or widen interval"
    )


def test_a_probe_holds_one_place_at_most():
    """A timeout above the interval makes a probe rarer, not two of it."""
    assert warnings(8, defaults="interval: 10s, timeout: 60s") == []
    assert "9 probes need 9 places" in warnings(9, defaults="interval: 10s, timeout: 60s")[0]


def test_every_probe_of_a_route_counts_with_its_own_times():
    """What a route says of its probes, interval and timeout goes before the defaults."""
    assert "10 probes need 10 places" in warnings(5, keys=", probes: [inline, stream], timeout: 60s")[0]
    assert warnings(40, keys=", interval: 5m") == []


def test_no_advice_goes_beyond_what_is_allowed():
    """A lane has no more places than the schema takes: beyond them, only times help."""
    (said,) = warnings(200)
    assert "200 probes need 100 places at one time and have 4: 96% of" in said
    assert f"raise max_concurrency to {MOST_PLACES}," in said
