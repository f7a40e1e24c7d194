"""Mounted as in a pod: configuration and credentials in one volume, changed as the kubelet changes it."""

import contextlib
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from simgateway import app
from simgateway.serving import serve_in_thread
from tests.e2e.eyechart import Daemon, Event, daemon
from tests.e2e.programs import until

_CONFIG = """
listen: 127.0.0.1:0
store: off
defaults: {{interval: 5s, timeout: 4s, budget: {{usd_per_day: {budget}}}}}
gateways:
  main: {{base_url: "{gateway}/v1", api_key: {{file: secrets/main}}}}
routes:
  - {{name: stays, gateway: main, model: gpt-4o}}
"""


@dataclass(slots=True)
class Mounted:
    """A projected volume. Every write is a new folder, and a link to it that is renamed over the old one."""

    folder: Path
    _version: Iterator[int]

    def write(self, files: Mapping[str, str]) -> None:
        """The kubelet's atomic writer: the files of the volume become these, all at one moment."""
        new = self.folder / f"..{next(self._version)}"
        for name, text in files.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_text(text)
        old = (self.folder / "..data").resolve()
        (self.folder / "..data_tmp").symlink_to(new.name)
        (self.folder / "..data_tmp").rename(self.folder / "..data")
        for name in {Path(name).parts[0] for name in files}:
            with contextlib.suppress(FileExistsError):
                (self.folder / name).symlink_to(Path("..data") / name)
        if old.name.startswith("..") and old.name != "..data":
            shutil.rmtree(old)


@dataclass(frozen=True, slots=True)
class Gateway:
    """An honest gateway, and the credentials that came with its requests, oldest first."""

    url: str
    keys: list[str]


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """The simulated gateway forgets credentials, so they are noted on the way to it."""
    keys: list[str] = []
    honest = app.create(seed=0, keep=100)

    async def noting(scope: Any, receive: Any, send: Any) -> None:
        named = {name: value.decode() for name, value in scope.get("headers", ())}
        if b"authorization" in named:
            keys.append(named[b"authorization"])
        await honest(scope, receive, send)

    with serve_in_thread(noting) as url:
        yield Gateway(url, keys)


@pytest.fixture
def mounted(tmp_path: Path) -> Mounted:
    """An empty volume."""
    (tmp_path / "etc").mkdir()
    return Mounted(tmp_path / "etc", count())


def _in_force(event: Event) -> bool:
    return event["event"] == "configuration in force"


def _runs(monitor: Daemon) -> float:
    return sum(monitor.series("probe_runs_total", route="stays").values())


def test_three_swaps_are_three_reloads_and_no_health_is_lost(gateway: Gateway, mounted: Mounted) -> None:
    """Each is loaded once; the route stays up since the same moment, and its runs go on being counted."""

    def files(budget: int) -> dict[str, str]:
        return {
            "eyechart.yaml": _CONFIG.format(gateway=gateway.url, budget=budget),
            "secrets/main": "sk-one",
        }

    mounted.write(files(1))
    with daemon(mounted.folder / "eyechart.yaml") as monitor:
        monitor.becomes("stays", "up", within=40)
        created = monitor.series("probe_created_timestamp_seconds", route="stays")
        for budget in (2, 3, 4):
            seen, runs = len(monitor.events), _runs(monitor)
            mounted.write(files(budget))
            monitor.wait(_in_force, within=20, after=seen)
            until(lambda runs=runs: _runs(monitor) > runs, within=20, told=lambda: monitor.log)
            assert monitor.get("/gate/stays").status == 200
            left = monitor.series("budget_remaining_usd", route="stays")
            assert budget - 1 < left["gateway=main"] <= budget

        assert sum(map(_in_force, monitor.events)) == 3
        assert monitor.series("probe_created_timestamp_seconds", route="stays") == created
        changes = [event["after"] for event in monitor.events if event["event"] == "health changed"]
        assert changes == ["up"]
        assert monitor.series("config_last_reload_successful") == {"": 1}


def test_a_rotated_credential_is_used_by_the_next_probe(gateway: Gateway, mounted: Mounted) -> None:
    """The Secret changes, the file does not: nothing is reloaded, no probe is lost, the old key is gone."""
    config = _CONFIG.format(gateway=gateway.url, budget=1)
    mounted.write({"eyechart.yaml": config, "secrets/main": "sk-one\n"})
    with daemon(mounted.folder / "eyechart.yaml") as monitor:
        monitor.becomes("stays", "up", within=40)
        sent, runs = len(gateway.keys), _runs(monitor)
        mounted.write({"eyechart.yaml": config, "secrets/main": "sk-two\n"})
        until(lambda: _runs(monitor) > runs + 1, within=30, told=lambda: monitor.log)

    # A request that was on its way may still carry the old one; none that follows the new one does.
    turn = gateway.keys.index("Bearer sk-two")
    assert set(gateway.keys[:turn]) == {"Bearer sk-one"}
    assert set(gateway.keys[turn:]) == {"Bearer sk-two"}
    assert turn <= sent + 1
    assert not any(map(_in_force, monitor.events))
    assert [event["after"] for event in monitor.events if event["event"] == "health changed"] == ["up"]
