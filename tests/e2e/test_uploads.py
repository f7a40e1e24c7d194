"""Pictures that are uploaded before the ask, over real sockets: what passes, what is caught, what is left."""

import asyncio
import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.asking.run import in_order
from monitor.asking.runner import Runner
from monitor.asking.uploading import Uploading
from monitor.client import Client
from monitor.money.wallet import Wallet
from monitor.probe import Gateway, Probe, Route
from monitor.result import Attempt, Result
from probes.files import FILES
from probes.media import Via
from probes.types import Arm
from tests.e2e.eyechart import COMMAND, daemon, environment, eyechart, results
from tests.e2e.programs import http, until
from tests.e2e.simulated import Simulator, simulated

BASES = {"anthropic-messages": "/v1", "gemini": "/v1beta", "openai-responses": "/v1"}

protocols = pytest.mark.parametrize("protocol", FILES)


@pytest.fixture
def gateway() -> Iterator[Simulator]:
    """A gateway of the test's own."""
    with simulated() as simulator:
        yield simulator


def _listing(gateway: Simulator) -> dict[str, Any]:
    answer = http("GET", f"{gateway.url}/_sim/files")
    assert answer is not None
    listing: dict[str, Any] = json.loads(answer)
    return listing


def _mood(gateway: Simulator, **steps: dict[str, float]) -> None:
    assert http("PUT", f"{gateway.url}/_sim/files", steps) is not None


def _asked(
    gateway: Simulator,
    protocol: str,
    model: str,
    runs: int = 2,
    *,
    stream: bool = False,
    timeout: float = 20.0,
) -> list[Result]:
    """The results of consecutive slots, those of controls left out."""
    route = Route("r", Gateway("sim", gateway.url + BASES[protocol], protocol=protocol), model)
    probe = Probe(route, "upload", "code", "upload", "user", stream, interval=60.0, timeout=timeout)

    async def asking() -> list[Result]:
        client = Client()
        uploading = Uploading(client)
        runner = Runner(client, b"secret", Wallet(), carriers={Via.UPLOAD: uploading})
        try:
            done = [await runner.run(probe, slot=slot, attempt=Attempt.SCHEDULED) for slot in range(runs)]
        finally:
            await uploading.close()
            await client.close()
        return [run.result for each in done for run in in_order(each) if run.result.arm is not Arm.CONTROL]

    return asyncio.run(asking())


def _reasons(results: list[Result]) -> list[str]:
    return [result.verdict.reason.value for result in results]


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@protocols
def test_a_healthy_route_reads_what_was_uploaded(gateway: Simulator, protocol: str, *, stream: bool) -> None:
    """Every picture is uploaded, read, and deleted; how long that took is told beside the verdict."""
    found = _asked(gateway, protocol, "gpt-4o", stream=stream)

    assert set(_reasons(found)) == {"ok"}
    assert _listing(gateway) == {"files": [], "uploaded": len(found), "deleted": len(found)}
    for result in found:
        told = [each for each in result.verdict.findings if each.check == "upload"]
        assert [each.passed for each in told] == [True]


def test_whoever_speaks_of_a_file_to_anthropic_asks_for_its_files(gateway: Simulator) -> None:
    """Without the beta header the service does not know what a message means by a file."""
    _asked(gateway, "anthropic-messages", "claude-haiku-4-5", runs=1)
    headers = [each["headers"].get("anthropic-beta") for each in gateway.requests() if each["images_sent"]]

    assert set(headers) == {"files-api-2025-04-14"}


@pytest.mark.parametrize(
    ("fault", "reasons"),
    [
        ("file_lost", ["image_dropped", "image_dropped"]),
        ("file_swapped", ["ok", "stale_answer"]),
        ("drop_phrase", ["image_dropped", "image_dropped"]),
    ],
)
@protocols
def test_a_picture_that_gets_lost_behind_its_name_is_caught(
    gateway: Simulator, protocol: str, fault: str, reasons: list[str]
) -> None:
    """The upload is accepted, the answer is friendly, and the model has not seen the picture."""
    assert _reasons(_asked(gateway, protocol, f"gpt-4o+{fault}"))[:2] == reasons
    assert _listing(gateway)["files"] == []


@protocols
def test_a_request_shows_no_picture_and_the_evidence_tells_which(gateway: Simulator, protocol: str) -> None:
    """What is sent holds a name; the record of a failure has the picture's hash."""
    found = _asked(gateway, protocol, "gpt-4o+file_lost", runs=1)

    record = found[0].record
    assert record is not None
    assert [image.media_type for image in record.images] == ["image/png"]
    assert "base64" not in record.sent.body


@pytest.mark.parametrize("fault", ["stalled", "reset", "server_error", "truncated_json"])
@protocols
def test_nothing_is_left_of_an_ask_that_fails(gateway: Simulator, protocol: str, fault: str) -> None:
    """A timeout, a reset, an error, a damaged answer: the picture is deleted all the same."""
    found = _asked(gateway, protocol, f"gpt-4o+{fault}", runs=1, timeout=1.5)

    assert _reasons(found) != ["ok"]
    assert (_listing(gateway)["files"], _listing(gateway)["uploaded"]) == ([], len(found))


@pytest.mark.parametrize(
    ("mood", "reason"),
    [
        ({"status": 404}, "misconfigured"),
        ({"status": 405}, "misconfigured"),
        ({"status": 401}, "unauthorised"),
        ({"status": 503}, "server_error"),
        ({"after": 60.0}, "timeout"),
    ],
)
@protocols
def test_why_a_picture_could_not_be_uploaded(
    gateway: Simulator, protocol: str, mood: dict[str, float], reason: str
) -> None:
    """No Files API here is ours to mend; a provider that fails or hangs is not there for this probe.

    The route was not asked, so no latency comes of it, and no cost.
    """
    _mood(gateway, upload=mood)
    (found,) = _asked(gateway, protocol, "gpt-4o", runs=1, timeout=1.5)

    assert found.verdict.reason.value == reason
    assert "upload: " in found.detail
    assert not found.timed
    assert found.cost_usd == 0
    assert not [each for each in gateway.requests() if each["images_sent"]]


@protocols
def test_an_upload_takes_no_part_in_the_latency(gateway: Simulator, protocol: str) -> None:
    """Two seconds for the upload, and an answer in less than one."""
    _mood(gateway, upload={"after": 2.0})
    found = _asked(gateway, protocol, "gpt-4o", runs=1)[0]
    request = next(each for each in gateway.requests() if each["images_sent"])

    assert found.verdict.reason.value == "ok"
    assert found.timings is not None
    assert found.timings.total - request["seconds"]["total"] < 2.0


@protocols
def test_a_file_that_cannot_be_deleted_is_told_beside_a_pass(gateway: Simulator, protocol: str) -> None:
    """It is no fault of the route, and nothing is hidden: what the provider said stands in the finding."""
    _mood(gateway, delete={"status": 503})
    found = _asked(gateway, protocol, "gpt-4o", runs=1)[0]
    told = [each for each in found.verdict.findings if each.check == "upload"]

    assert found.verdict.reason.value == "ok"
    assert [each.passed for each in told] == [False]
    assert "HTTP 503" in told[0].seen
    assert len(_listing(gateway)["files"]) == _listing(gateway)["uploaded"]


_DAEMON = """
listen: 127.0.0.1:0
log: {{level: debug}}
defaults: {{interval: 10s, timeout: 9s, probes: [upload], budget: {{usd_per_day: 1000}}}}
gateways:
  main: {{base_url: "{url}{base}", protocol: {protocol}}}
routes:
  - {{name: slow, gateway: main, model: {model}}}
"""


@protocols
def test_a_daemon_that_is_told_to_stop_leaves_no_file(
    gateway: Simulator, tmp_path: Path, protocol: str
) -> None:
    """SIGTERM while the answer is awaited: the run comes to its end, and its picture is deleted."""
    file, model = tmp_path / "eyechart.yaml", "gpt-4o-slow"
    file.write_text(_DAEMON.format(url=gateway.url, base=BASES[protocol], protocol=protocol, model=model))
    gateway.set_fault(model, "slow_tail", "2")
    with daemon(file) as running:
        until(lambda: _listing(gateway)["files"], within=30, told=lambda: running.log)
        running.signal(signal.SIGTERM)
        code = running.process.wait(30)

    listing = _listing(gateway)
    assert code == 0
    assert (listing["files"], listing["uploaded"]) == ([], listing["deleted"])
    assert listing["uploaded"] >= 1


def test_a_command_that_is_cut_short_leaves_no_file(gateway: Simulator, tmp_path: Path) -> None:
    """Ctrl-C in the middle of an ask that would hang for long: the picture is deleted before the end."""
    file = tmp_path / "eyechart.yaml"
    file.write_text(
        _DAEMON.format(url=gateway.url, base="/v1", protocol="openai-responses", model="gpt-4o+stalled")
    )
    process = subprocess.Popen(
        [COMMAND, "once", "-c", str(file)], env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    until(lambda: _listing(gateway)["files"], within=30, told=lambda: "nothing was uploaded")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)

    assert process.returncode == 130
    assert b"Traceback" not in errors
    assert _listing(gateway) == {"files": [], "uploaded": 1, "deleted": 1}


def test_the_command_line_tells_the_upload(gateway: Simulator, tmp_path: Path) -> None:
    """`once` passes, and says what was uploaded and deleted."""
    file = tmp_path / "eyechart.yaml"
    file.write_text(_DAEMON.format(url=gateway.url, base="/v1", protocol="openai-responses", model="gpt-4o"))
    ran = eyechart("once", "-c", file, "--json")

    assert ran.returncode == 0, ran.stderr
    image = [each for each in results(ran.stdout) if each["arm"] == "image"]
    assert [each["reason"] for each in image] == ["ok"]
    assert _listing(gateway)["files"] == []


def test_a_protocol_without_files_is_told_before_the_start(gateway: Simulator, tmp_path: Path) -> None:
    """`check` names the place, and says why the probe cannot be sent."""
    file = tmp_path / "eyechart.yaml"
    file.write_text(_DAEMON.format(url=gateway.url, base="/v1", protocol="openai-chat", model="gpt-4o"))
    ran = eyechart("check", file)

    assert ran.returncode != 0
    assert "uploaded picture" in ran.stdout + ran.stderr
