"""The daemon's memory: opened where the file says, never a reason to stop watching, closed in order."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from monitor.config import Config, ConfigError, parse
from monitor.discovery.holding import Held, written
from monitor.discovery.models import Model
from monitor.discovery.widening import widened
from monitor.entry import Entry, Recollection, Standing
from monitor.health import State, begin
from monitor.incidents.incident import Incident, Phase, Update
from monitor.probe import Probe
from monitor.remembering import remembering
from monitor.snapshot import Storage
from monitor.store.store import Store, StoreError
from probes.reasons import Kind, Reason
from tests.monitor.answering import probe
from tests.monitor.judged import result

_FILE = """
gateways:
  main: {base_url: "http://gateway.test/v1"}
routes:
  - {name: r, gateway: main, model: gpt-4o}
"""
_ENTRY = Entry(probe().id, result=result(Reason.OK, 1.0))


@pytest.fixture
def configured(tmp_path: Path) -> Callable[..., Config]:
    """A configuration in a folder of the test's own, with more lines where a test wants them."""

    def configure(more: str = "", **environ: str) -> Config:
        return parse(_FILE + more, source=tmp_path / "eyechart.yaml", environ=environ)

    return configure


def _incident() -> Incident:
    opened = Update(0, 1.0, Phase.OPENED, "2 of 2 images lost", "Images are not being read.")
    return Incident(
        "a" * 12,
        "g",
        "r",
        Kind.VISION,
        Reason.IMAGE_DROPPED,
        State.DOWN,
        1.0,
        (opened,),
        frozenset({probe().id}),
    )


def test_what_was_found_outlives_the_daemon_with_the_memory_of_its_probes(
    configured: Callable[..., Config],
) -> None:
    """A route that a list brought is known before the list is read again: its health and incidents go on."""
    config = configured("store: {path: eyechart.db}\ndiscovery: [{gateway: main, assume: vision}]\n")
    finds = {"main": (Held(Model("main", "gpt-5"), missing_since=7.0),)}
    (found,) = widened(config, finds).config.probes[1:]
    with remembering(config) as memory:
        assert (memory.kept.finds, memory.recollection.probes) == ({}, {})
        memory.kept.keep(written(finds))
        assert memory.recorder is not None
        known = Standing(begin(1.0), created_at=1.0)
        memory.recorder.put(Entry(found.id, found, standing=known))
    with remembering(config) as memory:
        assert memory.kept.finds == finds
        assert set(memory.recollection.probes) == {found.id}


def test_what_was_found_is_lost_without_a_store_and_a_store_that_fails_is_told(
    configured: Callable[..., Config], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither keeps a daemon from watching."""
    with remembering(configured("store: off\n")) as memory:
        memory.kept.keep(b"{}")
        assert memory.kept.finds == {}

    def fails(*_: object) -> None:
        raise StoreError("the disk is full")

    with remembering(configured("store: {path: eyechart.db}\n")) as memory, capture_logs() as logs:
        monkeypatch.setattr(Store, "note", fails)
        memory.kept.keep(b"{}")
    assert [entry["why"] for entry in logs if entry["log_level"] == "warning"] == ["the disk is full"]


def test_the_generated_secret_outlives_the_daemon(configured: Callable[..., Config], tmp_path: Path) -> None:
    """Any past picture can be drawn again, and none is asked twice, because the secret stays the same."""
    config = configured("store: {path: eyechart.db}\n")
    secrets = []
    for _ in range(2):
        with remembering(config) as memory:
            secrets.append(memory.secret)

    assert secrets[0] == secrets[1]
    assert len(secrets[0]) == 32
    assert (tmp_path / "eyechart.db").stat().st_mode & 0o777 == 0o600


def test_a_configured_secret_comes_first(
    configured: Callable[..., Config], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fleet that shares one secret does not fall back to those of its stores."""
    monkeypatch.setenv("SEEDS", "of the fleet")
    with remembering(configured("store: {path: eyechart.db}\nsecret: {env: SEEDS}\n")) as memory:
        assert memory.secret == b"of the fleet"


def test_a_store_that_was_asked_for_and_cannot_be_had_stops_the_start(
    configured: Callable[..., Config], tmp_path: Path
) -> None:
    """Told by file, line and key, as any other mistake in it."""
    (tmp_path / "taken").write_text("no folder")
    config = configured("store: {path: taken/eyechart.db}\n")

    with pytest.raises(ConfigError) as refused, remembering(config):
        pass
    (problem,) = refused.value.problems
    assert (problem.line, problem.key) == (6, "store")
    assert "taken" in problem.message


def test_a_default_place_that_cannot_be_had_is_said_and_shown(
    configured: Callable[..., Config], tmp_path: Path
) -> None:
    """The daemon watches on without a memory; the log says so, and the alert on the store fires."""
    (tmp_path / "taken").write_text("no folder")
    with capture_logs() as logs, remembering(configured(STATE_DIRECTORY=str(tmp_path / "taken"))) as memory:
        assert memory.recollection == Recollection()
        assert memory.recorder is not None
        memory.recorder.put(_ENTRY)
        assert memory.recorder.storage == Storage(errors=1, failing=True)

    assert [entry["log_level"] for entry in logs] == ["error"]


@pytest.mark.parametrize(("more", "environ"), [("store: off\n", {"HOME": "/root"}), ("", {})])
def test_no_store_is_no_fault(configured: Callable[..., Config], more: str, environ: dict[str, str]) -> None:
    """Switched off, or no place to be in: a warning, no metric, and a secret for this life."""
    with capture_logs() as logs, remembering(configured(more, **environ)) as memory:
        assert memory.recorder is None
        assert len(memory.secret) == 32

    assert [entry["log_level"] for entry in logs] == ["warning"]


def test_what_is_put_is_there_after_the_block(configured: Callable[..., Config]) -> None:
    """The last results are written before the store is closed."""
    config = configured("store: {path: eyechart.db}\n")
    (watched,) = config.probes
    with remembering(config) as memory:
        assert memory.recorder is not None
        memory.recorder.put(replace(_ENTRY, id=watched.id, probe=watched, incidents=(_incident(),)))

    with remembering(config) as memory:
        assert [each.id for each in memory.recollection.ledger.open] == ["a" * 12]


def test_incidents_come_before_readers_on_the_loop(configured: Callable[..., Config]) -> None:
    """The writer's thread hands them over; entries that nobody waits for are not told of."""
    config = configured("store: {path: eyechart.db}\n")

    async def told() -> Entry:
        shown: asyncio.Queue[Entry] = asyncio.Queue()
        with remembering(config) as memory:
            memory.show_with(shown.put_nowait)
            assert memory.recorder is not None
            memory.recorder.put(_ENTRY)
            memory.recorder.put(replace(_ENTRY, result=None, incidents=(_incident(),)))
            return await asyncio.wait_for(shown.get(), 10)

    assert asyncio.run(told()).incidents == (_incident(),)


def test_only_one_daemon_has_the_store(configured: Callable[..., Config]) -> None:
    """The second is told that the first has it."""
    config = configured("store: {path: eyechart.db}\n")
    with remembering(config), pytest.raises(ConfigError, match="in use by another"), remembering(config):
        pass
    with remembering(config) as memory:
        assert memory.recorder is not None


@pytest.mark.parametrize("asked_for", [True, False])
def test_a_store_that_cannot_be_read_is_as_one_that_cannot_be_opened(
    configured: Callable[..., Config], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asked_for: bool
) -> None:
    """Whatever holds the file after it was opened: nobody's monitor dies of it unless the file says so."""
    more = {"more": "store: {path: eyechart.db}\n"} if asked_for else {"STATE_DIRECTORY": str(tmp_path)}

    def away(self: Store, probes: Iterable[Probe], *, now: float) -> Recollection:
        raise StoreError(f"{self} is locked: {len(list(probes))} at {now}")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "recollect", away)
        if asked_for:
            with pytest.raises(ConfigError, match="locked"), remembering(configured(**more)):
                pass
        else:
            with remembering(configured(**more)) as memory:
                assert memory.recorder is not None
                assert memory.recorder.storage == Storage(errors=1, failing=True)
    with remembering(configured(**more)) as memory:
        assert memory.recorder is not None
        assert not memory.recorder.storage.failing
