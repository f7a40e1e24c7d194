"""The composition root: reloads in turn, and what the log says of a run that did not go well."""

import asyncio
import io
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from structlog.testing import capture_logs

from monitor import app as module
from monitor import reloading
from monitor.app import App
from monitor.asking.memory import Adjustments, Memory
from monitor.board import Board
from monitor.config import Config, load
from monitor.daemon import _reload_on_change
from monitor.entry import Learned, Recollection, Remembered, Spending
from monitor.money.budget import Spend
from monitor.result import Attempt
from monitor.snapshot import Snapshot, Storage
from monitor.timing import maintenance
from simgateway import reading
from tests.monitor.answering import Answering, Sender, blind, has_image, refused, sighted

_SLOT = 29_000_000
_FILE = """
gateways:
  main: {base_url: "http://gateway.test/v1"}
routes:
  - {name: captions, gateway: main, model: gpt-4o}
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    """Writes the configuration file, with more lines where a test wants them."""

    def write(more: str = "") -> Path:
        file = tmp_path / "eyechart.yaml"
        file.write_text(_FILE + more)
        return file

    return write


def test_reloads_take_turns_and_those_that_wait_share_one(
    written: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
):
    """Two hundred requests in a storm read the file twice, never two at a time, and all get an answer."""
    begun, go_on = threading.Event(), threading.Event()
    at_once: list[int] = []
    read: list[Path] = []
    prepared = reloading._prepared

    def slowly(source: Path) -> Config:
        at_once.append(len(at_once) - len(read))
        begun.set()
        assert go_on.wait(10)
        read.append(source)
        return prepared(source)

    monkeypatch.setattr(reloading, "_prepared", slowly)

    async def storm() -> list[str | None]:
        app = App(load(written()), Sender([blind()]))
        first = asyncio.create_task(app.reload())
        assert await asyncio.to_thread(begun.wait, 10)
        rest = [asyncio.create_task(app.reload()) for _ in range(200)]
        await asyncio.sleep(0)
        go_on.set()
        return await asyncio.gather(first, *rest)

    assert asyncio.run(storm()) == [None] * 201
    assert at_once == [0, 0]


def test_a_list_that_brings_something_makes_no_good_file_of_a_bad_one(written: Callable[..., Path]):
    """The alert on a refused file is for whoever wrote it, and must stand until a good one is read."""

    async def lived() -> list[bool]:
        app = App(load(written()), Sender([blind()]))
        seen = []
        written("nonsense: 1\n")
        await app.reload()
        await app._widen()
        seen.append(app.snapshot().daemon.reload_successful)
        written()
        await app.reload()
        return [*seen, app.snapshot().daemon.reload_successful]

    assert asyncio.run(lived()) == [False, True]


@pytest.mark.parametrize(
    ("owner", "part"), [(reloading, "_prepared"), (reloading, "_widened"), (Board, "configure")]
)
def test_a_reload_that_we_stumble_over_is_a_failed_one(
    owner: object, part: str, written: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
):
    """Logged, told and shown as such; what ran runs on, no list brings it in, the next goes well."""
    broken = OSError("of ours")

    async def lived() -> tuple[str | None, list[bool], list[int]]:
        app = App(load(written()), Sender([blind()]))
        app.start()
        written("  - {name: more, gateway: main, model: gpt-4.1}\n")
        with monkeypatch.context() as crash:
            crash.setattr(owner, part, _crashing_once(getattr(owner, part), broken))
            said, seen = await app.reload(), [app.snapshot()]
        await app._widen()
        seen.append(app.snapshot())
        assert await app.reload() is None
        seen.append(app.snapshot())
        await app.drain(1.0)
        return said, [each.daemon.reload_successful for each in seen], [len(each.probes) for each in seen]

    with capture_logs() as logs:
        said, successful, probes = asyncio.run(lived())
    assert said == "a fault of Eyechart: OSError; the log has more\n"
    assert (successful, probes) == ([False, False, True], [1, 1, 2])
    assert [entry["exc_info"] for entry in logs if entry["log_level"] == "error"] == [broken]


def _crashing_once(right: Callable[..., Any], error: Exception) -> Callable[..., Any]:
    errors = [error]

    def crashing(*arguments: Any, **named: Any) -> Any:
        if errors:
            raise errors.pop()
        return right(*arguments, **named)

    return crashing


def test_a_reload_that_crashes_does_not_end_the_watch(
    written: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
):
    """The file is read at its next change as at this one."""
    read: queue.Queue[Path] = queue.Queue()

    def prepared(source: Path) -> Config:
        read.put(source)
        raise OSError("of ours")

    monkeypatch.setattr(reloading, "_prepared", prepared)

    async def lived() -> None:
        config = load(written())
        app = App(config, Sender([blind()]))
        watch = asyncio.create_task(_reload_on_change(app, config))
        for change in ("# one\n", "# two\n"):
            written(change)
            await asyncio.to_thread(read.get, timeout=10)
        watch.cancel()

    asyncio.run(lived())


def test_what_a_day_costs_is_told_whenever_routes_change(written: Callable[..., Path]):
    """By a reload or by a list: nobody has seen a forecast of what was found since the start."""

    async def lived() -> None:
        app = App(load(written()), Sender([blind()]))
        await app._widen()
        written("  - {name: more, gateway: main, model: gpt-4.1}\n")
        await app.reload()

    with capture_logs() as logs:
        asyncio.run(lived())
    one, two = (entry["usd_per_day"] for entry in logs if entry["event"] == "forecast")
    assert 0 < one < two


def test_maintenances_are_worked_out_off_the_loop(written: Callable[..., Path]):
    """Every scrape asks for them, and many patterns of many routes take seconds the first time."""

    async def lived() -> int:
        app = App(load(written()), Sender([blind()]))
        written("maintenance: [{routes: ['cap*'], cron: '1 2 3 4 *', lasts: 1h, note: lived}]\n")
        assert await app.reload() is None
        before = maintenance._meant.cache_info().misses
        app.snapshot()
        return maintenance._meant.cache_info().misses - before

    assert asyncio.run(lived()) == 0


def test_maintenance_holds_all_its_pages_however_little_of_it_is_shown(tmp_path: Path):
    """Sixty at once, one for each route: the page shows fifty, and none of the sixty routes pages."""
    file = tmp_path / "eyechart.yaml"
    names = [f"r{number}" for number in range(60)]
    routes = "".join(f"  - {{name: {name}, gateway: main, model: m}}\n" for name in names)
    always = "".join(f"  - {{routes: [{name}], cron: '* * * * *', lasts: 2m}}\n" for name in names)
    main = 'gateways: {main: {base_url: "http://gateway.test/v1"}}'
    file.write_text(f"{main}\nroutes:\n{routes}maintenance:\n{always}")

    async def looked() -> Snapshot:
        return App(load(file), Sender([blind()])).snapshot()

    seen = asyncio.run(looked())
    assert [money.maintained for money in seen.routes] == [True] * 60
    assert len(seen.maintenance) == 50


def test_a_key_that_a_reload_cannot_change_is_named(written: Callable[..., Path]):
    """Nobody should believe that a new log level, secret or address is in force."""

    async def reloaded() -> None:
        app = App(load(written()), Sender([blind()]))
        written('listen: "127.0.0.1:1"\ninstance: pod-1\nlog: {level: debug}\n')
        assert await app.reload() is None

    with capture_logs() as logs:
        asyncio.run(reloaded())

    assert [entry["keys"] for entry in logs if "keys" in entry] == [["listen", "instance", "log"]]


@pytest.mark.parametrize(
    ("route", "evidence"),
    [
        (blind(text="I see no image."), "expected {key}, seen I see no image."),
        (sighted(lambda _: "W0RDS"), "expected {key}, seen W0RDS"),
        (lambda _: refused("No such key.", status=401), "expected {key}, seen No such key."),
    ],
    ids=["dropped", "invented", "refused"],
)
def test_a_run_that_failed_is_logged_with_its_evidence_and_seed(
    written: Callable[..., Path], route: Answering, evidence: str
):
    """With the seed of the log, `eyechart draw` shows the very picture that was asked about."""
    config = load(written())
    results = []

    async def ran() -> None:
        app = App(config, Sender([route]), heard=results.append)
        await app._scheduled(config.probes[0], _SLOT)

    with capture_logs() as logs:
        asyncio.run(ran())

    image = results[-1]
    told = [entry for entry in logs if entry["event"] == "run" and entry["arm"] == "image"]
    assert [(entry["log_level"], entry["evidence"], entry["seed"]) for entry in told] == [
        ("info", evidence.format(key=image.expected), image.seed)
    ]


def test_a_run_that_went_well_is_told_to_who_debugs_alone(written: Callable[..., Path]):
    """A line a minute and route that says "ok" would bury the others."""
    config = load(written())

    async def ran() -> None:
        app = App(config, Sender([blind(text="NO_IMAGE")]))
        await app._scheduled(config.probes[0], _SLOT)

    with capture_logs() as logs:
        asyncio.run(ran())

    assert {(entry["arm"], entry["log_level"]) for entry in logs} == {("control", "debug"), ("image", "info")}


def read_key(content: bytes) -> str:
    """What the picture shows."""
    with Image.open(io.BytesIO(content)) as image:
        return reading.read(image)


def _answering(*answers: Answering) -> Answering:
    """Answers image after image by `answers`, and every control without a key."""
    left = iter(answers)
    return lambda body: next(left)(body) if has_image(body) else blind()(body)


@pytest.mark.parametrize(
    ("usd_per_day", "follow_ups"),
    [
        (10.0, [Attempt.CONFIRMATION, None, Attempt.RECOVERY]),
        (0.5, [Attempt.CONFIRMATION, None, None]),
    ],
    ids=["plenty", "tight"],
)
def test_recovery_looks_more_often_where_the_budget_has_that_to_spare(
    written: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    usd_per_day: float,
    follow_ups: list[Attempt | None],
):
    """A loss is always confirmed; what comes on top of the schedule must leave the schedule its money."""
    config = load(written(f"defaults: {{budget: {{usd_per_day: {usd_per_day}}}}}\n"))
    (asked,) = config.probes
    seen: list[Attempt | None] = []

    async def ran() -> None:
        app = App(config, Sender([_answering(blind(), blind(), sighted(read_key))]), clock=lambda: 0.0)
        app._board.configure(config.probes, at=0.0)
        monkeypatch.setattr(app, "_follow_up", lambda _probe, _slot, attempt, _delay: seen.append(attempt))
        for slot in range(3):
            before = len(seen)
            await app._scheduled(asked, slot)
            seen.extend([None] * (len(seen) == before))

    asyncio.run(ran())

    assert seen == follow_ups


@pytest.mark.parametrize(
    ("bursts", "usd_per_day", "after_pass"),
    [("on", 10.0, Attempt.BURST), ("off", 10.0, None), ("on", 0.5, None)],
    ids=["plenty", "off", "tight"],
)
def test_a_loss_that_is_not_confirmed_is_followed_by_a_burst(
    written: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    bursts: str,
    usd_per_day: float,
    after_pass: Attempt | None,
):
    """Run after run, 5 s from start to start, unless the file or the day's money forbids it."""
    config = load(written(f"bursts: {bursts}\ndefaults: {{budget: {{usd_per_day: {usd_per_day}}}}}\n"))
    (asked,) = config.probes
    seen: list[tuple[Attempt, float]] = []

    async def ran() -> None:
        app = App(config, Sender([_answering(blind(), *[sighted(read_key)] * 3)]), clock=lambda: 0.0)
        app._board.configure(config.probes, at=0.0)
        monkeypatch.setattr(app, "_follow_up", lambda _probe, _slot, *wanted: seen.append(wanted))
        for attempt in (Attempt.SCHEDULED, Attempt.CONFIRMATION, Attempt.BURST):
            await app._run(asked, 0, attempt, app._lanes)

    asyncio.run(ran())

    assert seen[0][0] is Attempt.CONFIRMATION
    assert seen[1:] == ([(after_pass, 5.0)] * 2 if after_pass else [])


def test_a_start_takes_up_money_and_keys_and_an_end_leaves_them(written: Callable[..., Path]):
    """What was spent today is spent, and what was asked before is a stale answer, also in the next life."""
    now, kept = 1_800_000_000.0, []

    class Paper:
        storage = Storage()
        put = kept.append

    async def live() -> float:
        config = load(written())
        (watched,) = config.probes
        app = App(config, Sender([blind()]), recorder=Paper(), clock=lambda: now)
        learned = Learned(Memory(control_tokens=33), Adjustments())
        spending = {watched.route.name: Spending(Spend(int(now // 86_400), 0.75))}
        app.start(Recollection({watched.id: Remembered(learned=learned, keys=(7, 8))}, spending=spending))
        left = app.snapshot().routes[0].remaining_usd
        await app.drain(0.0)
        return left

    assert asyncio.run(live()) == pytest.approx(0.25)
    assert [list(entry.keys) for entry in kept if entry.keys is not None] == [[7, 8]]


def test_learned_thresholds_are_put_in_force_once_a_minute_and_solved_in_a_thread(
    written: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
):
    """Solving takes a tenth of a second, for which every run in flight would pay."""
    config, now, threads = load(written()), [100.0], []
    monkeypatch.setattr(module, "unlearned", lambda _: threads.append(threading.current_thread()) or [])

    async def ran() -> None:
        app = App(config, Sender([]), clock=lambda: now[0])
        for passed in (0.0, 30.0, 30.0):
            now[0] += passed
            await app._learn()

    asyncio.run(ran())

    assert len(threads) == 2
    assert threading.main_thread() not in threads


def test_the_whole_budget_is_taken_up_again_and_told_with_the_forecast(written: Callable[..., Path]):
    """What all routes spent today counts after a restart; a reload changes the limit, not what was spent."""
    now = 1_800_000_000.0

    async def live() -> list[float | None]:
        app = App(load(written("budget: {usd_per_day: 2}\n")), Sender([blind()]), clock=lambda: now)
        today = Spend(int(now // 86_400), 0.75)
        app.start(Recollection(spending={"captions": Spending(today), "long gone": Spending(today)}))
        left = [app.snapshot().remaining_usd]
        for budget in ("budget: {usd_per_day: 1.6}\n", ""):
            written(budget)
            assert await app.reload() is None
            left.append(app.snapshot().remaining_usd)
        await app.drain(0)
        return left

    with capture_logs() as logs:
        left = asyncio.run(live())
    told = [entry for entry in logs if entry["event"] == "forecast"]

    assert left == [pytest.approx(0.5), pytest.approx(0.1), None]
    assert len(told) == 3
    assert told[0]["usd_per_day"] > 1
    assert (told[0]["prices_assumed"], told[0]["stopped_by_budget"]) == (0, 1)
