"""Killed at a hundred moments under load: nothing that anybody was told is lost, doubled or left open.

Two daemons, each with a store of its own, are killed again and again at moments that a seed has drawn, while
a gateway breaks and mends its routes by a plan and readers ask both listeners for every document.
`EYECHART_KILLS` sets how many kills, `EYECHART_KILLS_SEED` which.
"""

import contextlib
import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import pytest

from tests.e2e.agreement import agree
from tests.e2e.books import Books, contradictions, forgotten, opened, reading
from tests.e2e.eyechart import fetch
from tests.e2e.nursery import Life, Nursery, nursery
from tests.e2e.programs import free_port, running, until
from tests.e2e.readers import Reader, reading_on
from tests.e2e.simulated import Simulator

_KILLS = int(os.environ.get("EYECHART_KILLS", "100"))
_SEED = int(os.environ.get("EYECHART_KILLS_SEED", "3"))
_YOUNG = _KILLS // 10
_ROUTES = 20
_USD_PER_DAY = 1_000.0

# How a route may be: most are well, and what breaks does so in the ways that tests tell apart.
_FAULTS = (
    None,
    None,
    None,
    ("drop_invented", None),
    ("drop_no_image", None),
    ("drop_p", "0.5"),
    ("unavailable", None),
    ("refusal", None),
)
_CONFIG = """
listen: 127.0.0.1:{ops}
public: {{listen: "127.0.0.1:{public}"}}
store: {{path: {store}}}
detect_drop_ratio: 0.5
false_pages_per_year: 10
log: {{format: json}}
defaults: {{interval: 5s, timeout: 4s, probes: [inline, stream], budget: {{usd_per_day: {budget:g}}}}}
gateways:
  main: {{base_url: "{gateway}/v1", max_concurrency: 32, public_name: Pictures}}
routes:
"""
_ROUTE = """\
  - name: {name}
    gateway: main
    model: gpt-4o-{name}
    public_name: "Service {name}"
    price: {{input_usd_per_mtok: 100, output_usd_per_mtok: 0}}
"""


class Moment(StrEnum):
    """When a life is ended."""

    START = "while it starts"
    LOAD = "while it works"
    CHANGE = "when it has logged a change of health"
    COMMIT = "when it has written one"
    LOCKED = "while another program holds its store locked"
    NEWS = "when a reader was told something new"
    STOPPING = "while it stops"


_WEIGHTS = {
    Moment.START: 3,
    Moment.LOAD: 3,
    Moment.CHANGE: 3,
    Moment.COMMIT: 5,
    Moment.LOCKED: 4,
    Moment.NEWS: 2,
    Moment.STOPPING: 3,
}


@dataclass(slots=True)
class Cell:
    """A daemon that is killed again and again, its gateway and its readers."""

    folder: Path
    nursery: Nursery
    gateway: Simulator
    chance: random.Random
    ops: Reader = field(default_factory=lambda: Reader(("127.0.0.1", free_port())))
    public: Reader = field(default_factory=lambda: Reader(("127.0.0.1", free_port())))
    books: Books | None = None
    lives: int = 0
    broken: set[str] = field(default_factory=set)

    @property
    def store(self) -> Path:
        """The file that outlives them all."""
        return self.folder / "store.db"

    @property
    def routes(self) -> list[str]:
        """Their names, which are those of the models as well."""
        return [f"r{number:02}" for number in range(_ROUTES)]

    def write(self, store: Path) -> Path:
        """A configuration with this store."""
        file = self.folder / f"{store.stem}.yaml"
        ports = {"ops": self.ops.address[1], "public": self.public.address[1]}
        head = _CONFIG.format(gateway=self.gateway.url, store=store, budget=_USD_PER_DAY, **ports)
        file.write_text(head + "".join(_ROUTE.format(name=name) for name in self.routes))
        return file

    def begin(self, store: Path | None = None) -> Life:
        """One more life."""
        self.lives += 1
        log = self.folder / f"life-{self.lives:03}.log"
        return self.nursery.begin(self.write(store or self.store), log)

    def plan(self, routes: int) -> None:
        """Break or mend some routes."""
        for name in self.chance.sample(self.routes, routes):
            if fault := self.chance.choice(_FAULTS):
                self.gateway.set_fault(f"gpt-4o-{name}", *fault)
                self.broken.add(name)
            else:
                self.mend({name})

    def mend(self, routes: set[str] | None = None) -> None:
        """Make these routes honest again, or all."""
        for name in sorted(self.broken & (self.broken if routes is None else routes)):
            self.gateway.clear_fault(f"gpt-4o-{name}")
            self.broken.remove(name)

    def audit(self) -> Books:
        """Look at the store of a daemon that is dead, and hold it against the time before."""
        books = opened(self.store)
        assert contradictions(books) == []
        assert forgotten(self.books, books) == [] if self.books is not None else True
        self.books = books
        return books


# --- ending lives --------------------------------------------------------------------------------


def _at_the_start(cell: Cell, _life: Life) -> None:
    time.sleep(cell.chance.uniform(0.0, 0.6))


def _at_work(cell: Cell, life: Life) -> None:
    _ready(cell, life)
    time.sleep(cell.chance.uniform(0.0, 1.5))


def _at_a_change(cell: Cell, life: Life) -> None:
    _ready(cell, life)
    heard = life.log.stat().st_size
    _awaited(lambda: b'"health changed"' in life.log.read_bytes()[heard:], 3.0, every=0.002)
    time.sleep(cell.chance.choice((0.0, 0.001, 0.003, 0.01, 0.03)))


def _at_a_commit(cell: Cell, life: Life) -> None:
    """Between this commit and whatever the writer does next, were it the other half of the same change."""
    _ready(cell, life)
    heard = life.log.stat().st_size
    with contextlib.closing(sqlite3.connect(f"file:{cell.store}?mode=ro", uri=True)) as connection:
        versions = [connection.execute("PRAGMA data_version").fetchone()]

        def written() -> bool:
            """Whether something was written, and a change of health was logged before."""
            versions.append(connection.execute("PRAGMA data_version").fetchone())
            changed = versions.pop(0) != versions[0]
            return changed and b'"health changed"' in life.log.read_bytes()[heard:]

        _awaited(written, 3.0, every=0.0002)


def _at_a_lock(cell: Cell, life: Life) -> None:
    """What cannot be written yet must not be told yet; the writer waits for longer than this lasts."""
    _ready(cell, life)
    with contextlib.closing(sqlite3.connect(cell.store, isolation_level=None, timeout=10)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        cell.ops.news.clear()
        cell.ops.news.wait(3.5)
        _kill(life)


def _at_news(cell: Cell, life: Life) -> None:
    _ready(cell, life)
    cell.ops.news.clear()
    cell.ops.news.wait(4.0)


def _at_the_end(cell: Cell, life: Life) -> None:
    _ready(cell, life)
    time.sleep(cell.chance.uniform(0.0, 0.8))
    life.signal(signal.SIGTERM)
    time.sleep(cell.chance.uniform(0.0, 0.25))


_MOMENTS: dict[Moment, Callable[[Cell, Life], None]] = {
    Moment.START: _at_the_start,
    Moment.LOAD: _at_work,
    Moment.CHANGE: _at_a_change,
    Moment.COMMIT: _at_a_commit,
    Moment.LOCKED: _at_a_lock,
    Moment.NEWS: _at_news,
    Moment.STOPPING: _at_the_end,
}


def _awaited(holds: Callable[[], bool], within: float, *, every: float) -> None:
    """Until it holds, or the time is over: the moment comes either way."""
    end = time.monotonic() + within
    while not holds() and time.monotonic() < end:
        time.sleep(every)


def _ready(cell: Cell, life: Life) -> None:
    """Wait until it is ready, and hold what it says then against the books of the life before."""

    def answers() -> bool:
        with contextlib.suppress(OSError):
            return fetch(cell.ops.address, "/readyz").status == 200
        return False

    until(answers, within=30, told=life.log.read_text)
    if cell.books is not None:
        agree(cell.books, cell.store, cell.ops, cell.public, usd_per_day=_USD_PER_DAY)


# --- the tests -----------------------------------------------------------------------------------


@pytest.fixture(
    params=[pytest.param(each, marks=pytest.mark.xdist_group(f"crash-{each}")) for each in (0, 1)]
)
def cell(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cell]:
    """A cell with its own gateway, in a process of its own as readers are hard on this one."""
    port = free_port()
    command = [sys.executable, "-m", "simgateway", "--port", str(port), "--keep", "20000"]
    with (
        running(command, port=port, ready="/healthz", folder=tmp_path) as program,
        nursery() as forks,
    ):
        yield Cell(tmp_path, forks, Simulator(program.url), random.Random(f"{_SEED}/{request.node.name}"))


def _kill(life: Life) -> None:
    """Until somebody waits for it even a process that has ended takes the signal."""
    life.signal(signal.SIGKILL)


@pytest.mark.timeout(600)
def test_a_kill_at_any_moment_loses_nothing_that_was_told(cell: Cell) -> None:
    """Page, feeds, metrics and store agree after each, and in the end nothing is left open wrongly."""
    kills = (_KILLS - _YOUNG) // 2
    moments = cell.chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()), k=kills)
    with reading_on(cell.ops), reading_on(cell.public):
        for turn, moment in enumerate(moments):
            if turn < kills * 0.7:
                cell.plan(8)
            else:
                cell.mend()
            life = cell.begin()
            _MOMENTS[moment](cell, life)
            _kill(life)
            code = life.end()
            assert code == -signal.SIGKILL or (moment is Moment.STOPPING and code == 0), life.log.read_text()
            if cell.store.exists() and (cell.books or moment is not Moment.START):
                cell.audit()
            assert (cell.ops.missed, cell.public.missed) == ([], [])
        _everything_ends(cell)
    assert (cell.ops.missed, cell.public.missed) == ([], [])
    _nothing_was_asked_twice(cell.gateway)
    _the_log_is_calm(cell)


def _everything_ends(cell: Cell) -> None:
    """Without faults every incident is resolved, once the daemon is left alone."""
    life = cell.begin()
    _ready(cell, life)
    unresolved = "/api/v2/incidents/unresolved.json"
    until(
        lambda: (
            not fetch(cell.ops.address, unresolved).json["incidents"]
            and all(fetch(cell.ops.address, f"/gate/{name}").status == 200 for name in cell.routes)
        ),
        within=120,
        told=lambda: fetch(cell.ops.address, unresolved).body,
    )
    life.signal(signal.SIGTERM)
    assert life.end() == 0
    books = cell.audit()
    assert books.incidents, "nothing was ever broken: too few kills to prove anything"
    assert not books.open
    assert {each["health"]["state"] for each in books.standings.values()} == {"up"}


def _nothing_was_asked_twice(gateway: Simulator) -> None:
    pictures = [each["sha256"] for request in gateway.requests() for each in request["pictures"]]
    assert pictures
    assert len(set(pictures)) == len(pictures)


def _the_log_is_calm(cell: Cell) -> None:
    """No life has crashed, or found anything that it could not read."""
    for log in sorted(cell.folder.glob("life-*.log")):
        said = log.read_text()
        assert "Traceback" not in said, said
        assert '"level": "error"' not in said, said
        assert "not remembered" not in said, said
    assert not list(cell.folder.glob("*.unreadable-*"))


@pytest.mark.parametrize("cell", [pytest.param(0, marks=pytest.mark.xdist_group("crash-0"))], indirect=True)
def test_a_kill_while_the_store_is_made_leaves_one_that_works(cell: Cell) -> None:
    """Each time on no file at all: whatever was there of it is taken up, never put aside or made anew."""
    for turn in range(_YOUNG):
        store = cell.folder / f"young-{turn}.db"
        life = cell.begin(store)
        _awaited(store.with_name(f"{store.name}.lock").exists, 10.0, every=0.001)
        time.sleep(cell.chance.uniform(0.0, 0.15))
        _kill(life)
        assert life.end() == -signal.SIGKILL, life.log.read_text()
        secret = _secret(store)
        again = cell.begin(store)
        _ready(cell, again)
        assert secret in (None, _secret(store))
        _kill(again)
        again.end()
        assert contradictions(opened(store)) == []
    _the_log_is_calm(cell)


def _secret(store: Path) -> bytes | None:
    """The secret of the seeds, where the store has come so far."""
    with contextlib.suppress(sqlite3.OperationalError), reading(store) as connection:
        found = connection.execute("SELECT value FROM setting WHERE name = 'secret'").fetchone()
        return None if found is None else bytes(found["value"])
    return None
