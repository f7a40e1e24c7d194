"""A running daemon takes up a changed file, however it is told, and never a bad one."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.eyechart import Daemon, Event, daemon
from tests.e2e.programs import until
from tests.e2e.simulated import Simulator, simulated

_CONFIG = """
listen: 127.0.0.1:0
defaults: {{interval: 5s, timeout: 4s, budget: {{usd_per_day: 1000}}}}
gateways:
  main: {{base_url: "{gateway}/v1"}}
routes:
"""


@pytest.fixture(scope="module")
def gateway() -> Iterator[Simulator]:
    """A gateway for all tests of this file."""
    with simulated() as simulator:
        yield simulator


@pytest.fixture
def written(gateway: Simulator, tmp_path: Path) -> Callable[..., Path]:
    """`written("a", "b")` makes the file name these routes, and gives it; as editors do, by renaming."""

    def write(*routes: str, folder: Path = tmp_path) -> Path:
        lines = (f"  - {{name: {route}, gateway: main, model: gpt-4o-{route}}}\n" for route in routes)
        draft, file = folder / "draft", folder / "eyechart.yaml"
        draft.write_text(_CONFIG.format(gateway=gateway.url) + "".join(lines))
        return draft.rename(file)

    return write


def _routes(monitor: Daemon) -> set[str]:
    """The routes that a scrape shows."""
    series = monitor.series("probe_interval_seconds", gateway="main", probe="inline")
    return {labels.partition("route=")[2] for labels in series}


def _in_force(monitor: Daemon, *, after: int) -> Event:
    return monitor.wait(lambda event: event["event"] == "configuration in force", within=20, after=after)


def test_it_reloads_when_it_is_told_to(written: Callable[..., Path]) -> None:
    """SIGHUP and `POST /-/reload` both read the file again; what to read has not changed here."""
    with daemon(written("a")) as monitor:
        monitor.signal(signal.SIGHUP)
        _in_force(monitor, after=0)
        seen = len(monitor.events)
        answer = monitor.get("/-/reload", method="POST")
        _in_force(monitor, after=seen)

        assert (answer.status, answer.body) == (200, "reloaded\n")
        assert monitor.get("/-/reload").status == 405


def test_a_changed_file_is_taken_up_and_what_has_not_changed_goes_on(
    written: Callable[..., Path], tmp_path: Path
) -> None:
    """In place: who left is gone from the next scrape, who came is there, who stayed keeps its health."""
    (tmp_path / "other").mkdir()
    file = written("stays", "goes")
    with daemon(file) as monitor:
        monitor.becomes("stays", "up", within=30)
        known_since = monitor.series("probe_created_timestamp_seconds", route="stays")
        seen = len(monitor.events)
        file.write_text(written("comes", "stays", folder=tmp_path / "other").read_text())
        event = _in_force(monitor, after=seen)

        assert event["probes"] == 2
        assert _routes(monitor) == {"stays", "comes"}
        assert monitor.get("/gate/stays").json["probes"]["inline"]["health"] == "up"
        assert monitor.get("/gate/comes").json["probes"]["inline"]["health"] == "unknown"
        assert monitor.get("/gate/goes").status == 404
        assert monitor.series("probe_created_timestamp_seconds", route="stays") == known_since
        monitor.becomes("comes", "up", within=30)
        since = monitor.events[monitor.events.index(event) :]
        changes = [each for each in since if each["event"] == "health changed"]
        assert {change["route"] for change in changes} == {"comes"}


def test_the_swaps_of_a_config_map_are_taken_up(written: Callable[..., Path], tmp_path: Path) -> None:
    """The kubelet's way, three times: a new folder, and a link to it that is renamed over the old one."""

    def swap(version: int) -> None:
        (tmp_path / f"..{version}").mkdir()
        written(f"v{version}", folder=tmp_path / f"..{version}")
        (tmp_path / "..data_tmp").symlink_to(f"..{version}")
        (tmp_path / "..data_tmp").rename(tmp_path / "..data")

    swap(0)
    file = tmp_path / "eyechart.yaml"
    file.symlink_to(Path("..data") / file.name)
    with daemon(file) as monitor:
        for version in (1, 2, 3):
            seen = len(monitor.events)
            swap(version)
            (tmp_path / f"..{version - 1}" / file.name).unlink()
            (tmp_path / f"..{version - 1}").rmdir()
            _in_force(monitor, after=seen)
            assert _routes(monitor) == {f"v{version}"}


def test_a_bad_file_changes_nothing_and_a_good_one_mends_it(
    written: Callable[..., Path], gateway: Simulator
) -> None:
    """The old configuration goes on probing; log, metric and answer say what is wrong until it is mended."""
    file = written("kept")
    with daemon(file) as monitor:
        loaded = monitor.series("config_last_reload_success_timestamp_seconds")
        wrong = file.with_name("wrong")
        wrong.write_text(file.read_text().replace("model:", "modle:"))
        wrong.rename(file)
        refused = monitor.wait(lambda event: event["event"].startswith("reload refused"), within=20)
        answer = monitor.get("/-/reload", method="POST")
        asked = len(gateway.requests("gpt-4o-kept"))

        problem = f"{file}:7:33: routes.0.modle: unknown key; did you mean 'model'?"
        assert refused["level"] == "error"
        assert problem in refused["problems"].replace("\\n", "\n").splitlines()
        assert answer.status == 500
        assert problem in answer.body.splitlines()
        assert monitor.series("config_last_reload_successful") == {"": 0}
        assert monitor.series("config_last_reload_success_timestamp_seconds") == loaded
        assert _routes(monitor) == {"kept"}
        until(lambda: len(gateway.requests("gpt-4o-kept")) > asked, within=15, told=lambda: monitor.log)

        seen = len(monitor.events)
        written("kept", "mended")
        _in_force(monitor, after=seen)
        assert monitor.series("config_last_reload_successful") == {"": 1}
        assert monitor.series("config_last_reload_success_timestamp_seconds")[""] > loaded[""]
        assert _routes(monitor) == {"kept", "mended"}


def test_a_file_that_is_gone_changes_nothing(written: Callable[..., Path]) -> None:
    """Without its file the daemon goes on with what it has, and says so."""
    file = written("kept")
    with daemon(file) as monitor:
        file.unlink()
        refused = monitor.wait(lambda event: event["event"].startswith("reload refused"), within=20)

        assert "cannot be read: no such file or directory" in refused["problems"]
        assert monitor.series("config_last_reload_successful") == {"": 0}
        assert _routes(monitor) == {"kept"}
        assert monitor.get("/readyz").status == 200
