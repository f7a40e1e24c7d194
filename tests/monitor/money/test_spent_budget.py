"""The gauge that the over-budget alert asks for says zero exactly when probing stops."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.money.wallet import Wallet
from monitor.probe import Gateway, Price, Probe, Route
from probes.types import Usage

_GATEWAY = Gateway("main", "http://127.0.0.1/v1")


@given(st.floats(0.001, 0.01), st.lists(st.integers(0, 5_000), max_size=20))
def test_nothing_is_left_exactly_when_the_next_run_is_refused(limit: float, prompts: list[int]) -> None:
    """A remainder too small for a run is no budget: it reads 0 whenever a run would be refused."""
    route = Route("r", _GATEWAY, "m", usd_per_day=limit, price=Price(1.0, 1.0))
    probe = Probe(route, "inline", "code", "inline-png", "user", stream=False, interval=60.0, timeout=30.0)
    wallet = Wallet()
    wallet.configure([probe], limit=None, now=1.0)
    for prompt in prompts:
        left = wallet.remaining(route, now=1.0)
        reserved = wallet.reserve(probe, now=1.0)
        assert (left == 0.0) == (reserved is None)
        if reserved is None:
            return
        wallet.settle(probe, reserved, Usage(prompt=prompt, completion=10), now=1.0)
