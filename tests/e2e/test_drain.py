"""A daemon that is told to stop lets what runs come to its end."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.eyechart import daemon
from tests.e2e.programs import until
from tests.e2e.simulated import Simulator, simulated

_SLOW = """
listen: 127.0.0.1:0
log: {{level: debug}}
defaults: {{interval: 10s, timeout: 9s, probes: [{probe}], budget: {{usd_per_day: 1000}}}}
gateways:
  main: {{base_url: "{gateway}/v1"}}
routes:
  - {{name: slow, gateway: main, model: gpt-4o-{fault}}}
"""


@pytest.fixture
def gateway() -> Iterator[Simulator]:
    """A gateway of the test's own."""
    with simulated() as simulator:
        yield simulator


@pytest.mark.parametrize(
    ("fault", "probe", "number"),
    [("slow_tail", "inline", signal.SIGTERM), ("slow_first_token", "stream", signal.SIGINT)],
)
def test_a_signal_ends_it_when_the_run_in_flight_has_ended(
    gateway: Simulator, tmp_path: Path, fault: str, probe: str, number: signal.Signals
) -> None:
    """No run is cut off: it is judged and counted, nothing new starts, traffic is sent away, exit 0."""
    model = f"gpt-4o-{fault}"
    file = tmp_path / "eyechart.yaml"
    file.write_text(_SLOW.format(gateway=gateway.url, fault=fault, probe=probe))
    gateway.set_fault(model, fault, "2")
    with daemon(file) as running:
        in_flight = until(
            lambda: [each for each in gateway.requests(model) if each["images_sent"]],
            within=30,
            told=lambda: running.log,
        )
        running.signal(number)
        running.wait(lambda event: event["event"] == "stopping", within=10)
        ready, alive = running.get("/readyz").status, running.get("/livez").status
        code = running.process.wait(30)

    assert [each["seconds"]["total"] for each in in_flight] == [None]
    assert (ready, alive, code) == (503, 200, 0)
    images = [each for each in gateway.requests(model) if each["images_sent"]]
    assert [each["seconds"]["total"] >= 2 for each in images] == [True]
    told = [event for event in running.events if event["event"] in {"stopping", "run", "drained"}]
    assert [event.get("arm", event["event"]) for event in told] == ["stopping", "control", "image", "drained"]
    assert (told[-2]["reason"], told[-1]["cancelled"]) == ("ok", 0)
