"""What a daemon remembers over a restart, and what it does when it cannot remember."""

import json
import resource
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from probes.nonce import seed
from tests.e2e.books import contradictions, opened, reading
from tests.e2e.eyechart import Daemon, Event, daemon, eyechart
from tests.e2e.programs import until
from tests.e2e.simulated import Simulator, simulated

_CONFIG = """\
listen: 127.0.0.1:0
store: {{path: "{store}"}}
instance: pod-0
detect_drop_ratio: 0.5
defaults: {{interval: 5s, timeout: 4s, budget: {{usd_per_day: 20}}}}
gateways:
  main: {{base_url: "{gateway}/v1"}}
routes:
"""
_ROUTE = "  - {{name: {name}, gateway: main, model: {model}, price: {price}}}\n"
_PRICE = "{input_usd_per_mtok: 1000, output_usd_per_mtok: 0}"


@pytest.fixture
def gateway() -> Iterator[Simulator]:
    """A gateway of the test's own, which outlives the daemons."""
    with simulated() as simulator:
        yield simulator


def _write(folder: Path, gateway: Simulator, models: dict[str, str], store: str = "store.db") -> Path:
    file = folder / "eyechart.yaml"
    routes = (_ROUTE.format(name=name, model=model, price=_PRICE) for name, model in models.items())
    file.write_text(_CONFIG.format(gateway=gateway.url, store=store) + "".join(routes))
    return file


def _runs(monitor: Daemon, route: str) -> list[Event]:
    """The runs that the log tells of: those that did not pass."""
    return [event for event in monitor.events if event["event"] == "run" and event["route"] == route]


def _pictures(gateway: Simulator, model: str) -> int:
    return len([each for each in gateway.requests(model) if each["images_sent"]])


def _asked(gateway: Simulator, model: str, pictures: int, monitor: Daemon) -> None:
    """Wait until `model` was sent so many pictures in all."""
    until(lambda: _pictures(gateway, model) >= pictures, within=60, told=lambda: monitor.log)


def _incidents(monitor: Daemon) -> list[Event]:
    found: list[Event] = monitor.get("/api/v2/incidents.json").json["incidents"]
    return found


def _standing(monitor: Daemon) -> dict[str, object]:
    """What must be as it was: health and since when, open reasons, birth, money spent, incidents."""
    gates = {route: monitor.get(f"/gate/{route}").json["probes"] for route in ("well", "blind")}
    names = ("probe_created_timestamp_seconds", "probe_unhealthy", "probe_success", "incidents_open")
    return {
        "gates": gates,
        "incidents": _incidents(monitor),
        **{name: monitor.series(name) for name in names},
    }


def test_a_restart_goes_on_where_the_last_life_ended(gateway: Simulator, tmp_path: Path) -> None:
    """Health, incident, window and money are there before any run; the baseline is not asked anew."""
    file = _write(tmp_path, gateway, {"well": "gpt-4o-well", "blind": "gpt-4o+drop_invented"})
    with daemon(file) as first:
        first.becomes("well", "up", within=60)
        first.becomes("blind", "down", within=60)
        until(lambda: _incidents(first), within=10, told=lambda: first.log)
        assert first.end() == 0
        last = opened(tmp_path / "store.db")
    asked = len(gateway.requests("gpt-4o-well"))
    with daemon(file) as second:
        seen = _standing(second)
        samples = second.series("probe_duration_samples", route="well")
        left = second.series("budget_remaining_usd", route="well")
        _asked(gateway, "gpt-4o-well", 4, second)
        assert second.end() == 0

    for route in ("well", "blind"):
        health = last.standings[route, "inline"]["health"]
        probe = seen["gates"][route]["inline"]
        assert probe == {key: health[name] for key, name in _TOLD.items()}
    assert [row["id"] for row in seen["incidents"]] == list(last.incidents)
    assert [each["body"] for each in seen["incidents"][0]["incident_updates"]][::-1] == [
        update["text"] for update in last.incidents[seen["incidents"][0]["id"]]["updates"]
    ]
    assert samples == {"gateway=main,probe=inline": _timed(tmp_path / "store.db", until=last.latest)}
    assert max(left.values()) <= 20 - last.spending["well"]["spend"]["usd"] + 0.5
    later = gateway.requests("gpt-4o-well")[asked:]
    assert [each["images_sent"] for each in later] == [1] * len(later)
    assert contradictions(opened(tmp_path / "store.db")) == []


def _timed(store: Path, *, until: dict[tuple[str, str], float]) -> int:
    """How many scheduled runs of the route counted as latencies by then."""
    with reading(store) as connection:
        (many,) = connection.execute(
            "SELECT count(*) FROM result JOIN probe ON probe.id = probe_id WHERE route = 'well' AND at <= ?"
            " AND arm = 'image' AND attempt = 'scheduled' AND timed",
            (until["well", "inline"],),
        ).fetchone()
    return int(many)


_TOLD = {"health": "state", "reason": "reason", "since": "since"}


def test_all_lives_draw_from_one_secret_and_no_seed_twice(gateway: Simulator, tmp_path: Path) -> None:
    """Where the file names none, the store keeps the one that was made first; any run can be drawn again."""
    file = _write(tmp_path, gateway, {"well": "gpt-4o-well"})
    for life in (1, 2):
        with daemon(file) as monitor:
            _asked(gateway, "gpt-4o-well", life + 1, monitor)  # the first slot of all has a swap besides
            assert monitor.end() == 0
    with reading(tmp_path / "store.db") as connection:
        (secret,) = connection.execute("SELECT value FROM setting WHERE name = 'secret'").fetchone()
        rows = connection.execute("SELECT slot, number, seed FROM result WHERE arm <> 'control'").fetchall()
    names = {"gateway": "main", "route": "well", "probe": "inline", "instance": "pod-0"}
    drawn = [seed(secret, **names, slot=row["slot"], attempt=row["number"]).hex() for row in rows]

    assert len(drawn) >= 2
    assert [row["seed"] for row in rows] == drawn
    assert len(set(drawn)) == len(drawn)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_a_key_of_the_last_life_is_a_stale_answer(
    gateway: Simulator, tmp_path: Path, end: signal.Signals
) -> None:
    """The answer to a picture that was asked before the restart is known as such, also after a crash."""
    model = "gpt-4o+previous_image"
    file, store = _write(tmp_path, gateway, {"late": model}), tmp_path / "store.db"
    with daemon(file) as first:
        until(lambda: opened(store).latest, within=30, told=lambda: first.log)
        first.signal(end)
        first.process.wait(30)
    assert _pictures(gateway, model) == 2, "an image and a swap"
    with daemon(file) as second:
        run = second.wait(lambda event: event["event"] == "run", within=30)
        assert (run["arm"], run["reason"]) == ("image", "stale_answer")


def test_half_a_suspicion_outlives_a_kill(gateway: Simulator, tmp_path: Path) -> None:
    """One lost image before the crash and one after it are two in a row: down at once, and so it says."""
    file, store = _write(tmp_path, gateway, {"blind": "gpt-4o-blind"}), tmp_path / "store.db"
    with daemon(file) as first:
        first.becomes("blind", "up", within=30)
        gateway.set_fault("gpt-4o-blind", "drop_invented")
        lost = first.wait(lambda event: event.get("reason") == "image_dropped", within=30)
        until(
            lambda: opened(store).standings["blind", "inline"]["health"]["standings"][0]["statistic"],
            within=5,
            told=lambda: first.log,
        )
        first.signal(signal.SIGKILL)
        assert first.process.wait(10) == -signal.SIGKILL
    assert lost["event"] == "run"
    assert opened(store).standings["blind", "inline"]["health"]["state"] == "up"
    with daemon(file) as second:
        assert second.get("/gate/blind").json["probes"]["inline"]["health"] == "up"
        down = second.becomes("blind", "down", within=20)
        before = second.events[: second.events.index(down)]
        assert [event["event"] for event in before if event["event"] == "health changed"] == []
        assert [run["arm"] for run in _runs(second, "blind") if run in before] == []
        assert down["evidence"].startswith("2 of 2 images lost, in a row")


def test_what_is_watched_no_more_or_otherwise_is_no_recovery(gateway: Simulator, tmp_path: Path) -> None:
    """Between two lives a model changes and a route goes: their incidents end in words that say so."""
    blind = {"stays": "gpt-4o+drop_invented", "other": "gpt-4o+drop_no_image", "gone": "gpt-4o+drop_phrase"}
    file = _write(tmp_path, gateway, blind)
    with daemon(file) as first:
        for route in blind:
            first.becomes(route, "down", within=60)
        assert first.end() == 0
    with daemon(_write(tmp_path, gateway, {"stays": blind["stays"], "other": "gpt-4o-other"})) as second:
        told = {row["name"].partition(":")[0]: row for row in _incidents(second)}
        gates = {route: second.get(f"/gate/{route}") for route in blind}
        assert second.end() == 0
    books = opened(tmp_path / "store.db")

    ended = {route: row["resolved_at"] is not None for route, row in told.items()}
    assert ended == {"stays": False, "other": True, "gone": True}
    for route in ("other", "gone"):
        last = told[route]["incident_updates"][0]["body"]
        assert "without a recovery: no longer watched as before" in last
        assert [row["after"] for row in books.transitions[route, "inline"]][-2:] == ["down", "unknown"]
    assert gates["stays"].json["probes"]["inline"]["health"] == "down"
    assert gates["other"].json["probes"]["inline"]["health"] == "unknown"
    assert gates["gone"].status == 404
    assert {books.incidents[key]["route"] for key in books.open} == {"stays"}


# --- a store that cannot be used -----------------------------------------------------------------


def _another_program(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE holiday (photo BLOB)")
    return "is the database of another program: name another path"


def _newer(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('of-next-year')")
        connection.commit()
    return "was written by a newer Eyechart"


def _folder(path: Path) -> str:
    path.mkdir()
    return "is a folder, not a file"


@pytest.mark.parametrize("prepare", [_another_program, _newer, _folder])
def test_a_store_that_is_named_must_be_usable(tmp_path: Path, gateway: Simulator, prepare: object) -> None:
    """Exit 2, the place in the file and what to do; nothing was asked, and what was there is as it was."""
    assert callable(prepare)
    store = tmp_path / "store.db"
    told = prepare(store)
    before = store.read_bytes() if store.is_file() else None
    ended = eyechart("run", "-c", _write(tmp_path, gateway, {"a": "gpt-4o-a"}))

    assert ended.returncode == 2
    assert f"{tmp_path / 'eyechart.yaml'}:2:15: store" in ended.stderr
    assert told in ended.stderr
    assert "Traceback" not in ended.stderr
    assert gateway.requests() == []
    assert (store.read_bytes() if store.is_file() else None) == before


def test_without_a_store_of_its_own_it_watches_all_the_same(tmp_path: Path, gateway: Simulator) -> None:
    """The default place cannot be had: it runs, and says in log and metric that nothing is remembered."""
    file = _write(tmp_path, gateway, {"well": "gpt-4o-well"})
    file.write_text(
        "".join(line for line in file.read_text().splitlines(keepends=True) if "store" not in line)
    )
    (tmp_path / "no-folder").write_text("")
    with daemon(file, env={"XDG_STATE_HOME": str(tmp_path / "no-folder")}) as monitor:
        said = monitor.wait(lambda event: event["level"] == "error", within=10)
        assert said["event"].startswith("nothing will be remembered over a restart")
        assert str(tmp_path / "no-folder") in said["why"]
        monitor.becomes("well", "up", within=30)
        assert monitor.series("store_failing") == {"": 1}
        assert monitor.end() == 0


def test_who_wants_no_store_hears_of_none(tmp_path: Path, gateway: Simulator) -> None:
    """`store: off` leaves no file and no metric: where nothing is kept, nothing fails."""
    file = _write(tmp_path, gateway, {"well": "gpt-4o-well"})
    file.write_text(file.read_text().replace('store: {path: "store.db"}', "store: off"))
    with daemon(file) as monitor:
        samples = monitor.get("/metrics").body.splitlines()
        assert monitor.end() == 0

    assert [sample for sample in samples if sample.startswith("eyechart_store")] == []
    assert [sample for sample in samples if sample.startswith("eyechart_build_info")] != []
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_a_store_has_one_daemon_at_a_time(tmp_path: Path, gateway: Simulator) -> None:
    """The second is refused by name and the first goes on; once it was killed, the next one has the store."""
    file = _write(tmp_path, gateway, {"well": "gpt-4o-well"})
    with daemon(file) as first:
        second = eyechart("run", "-c", file)
        assert second.returncode == 2
        assert f"{file}:2:15: store: {tmp_path / 'store.db'} is in use by another Eyechart" in second.stderr
        assert first.get("/readyz").status == 200
        first.signal(signal.SIGKILL)
        first.process.wait(10)
        with daemon(file) as third:
            assert third.get("/readyz").status == 200


def test_a_full_disk_stops_neither_probes_nor_news(tmp_path: Path, gateway: Simulator) -> None:
    """While nothing can be written it probes, pages and shows; all of it is written once there is room."""
    file, store = _write(tmp_path, gateway, {"blind": "gpt-4o-blind"}), tmp_path / "store.db"
    with daemon(file) as monitor:
        monitor.becomes("blind", "up", within=30)
        gateway.set_fault("gpt-4o-blind", "drop_invented")
        # Every write beyond the first byte of a file fails from now on: to SQLite it is a disk that does.
        unlimited = resource.prlimit(monitor.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(monitor.process.pid, resource.RLIMIT_FSIZE, (1, unlimited[1]))
        monitor.becomes("blind", "down", within=60)
        said = monitor.wait(lambda event: "the store fails" in event["event"], within=20)
        shown = until(lambda: _incidents(monitor), within=20, told=lambda: monitor.log)
        assert said["level"] == "error"
        assert opened(store).incidents == {}
        assert monitor.series("store_failing") == {"": 1}
        assert monitor.series("store_queued_entries")[""] >= 1
        assert "The store cannot be written" in monitor.get("/").body
        _asked(gateway, "gpt-4o-blind", _pictures(gateway, "gpt-4o-blind") + 1, monitor)

        resource.prlimit(monitor.process.pid, resource.RLIMIT_FSIZE, unlimited)
        works = monitor.wait(lambda event: event["event"] == "the store works again", within=30)
        assert works["given_up"] == 0
        assert monitor.series("store_failing") == {"": 0}
        assert monitor.series("store_errors_total")[""] >= 1
        assert monitor.end() == 0
    books = opened(store)
    assert contradictions(books) == []
    assert [row["id"] for row in shown] == list(books.incidents)
    assert len({json.dumps(row) for rows in books.transitions.values() for row in rows}) >= 2
