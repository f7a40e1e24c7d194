"""Where memory is kept, and for how long."""

from collections.abc import Iterator
from pathlib import Path

from monitor.config.checks.found import Found
from monitor.config.draft import Draft
from monitor.config.durations import spoken
from monitor.config.problems import shown
from monitor.config.schema import StoreEntry
from monitor.config.tree import Loc

_PLACE: Loc = ("store", "path")


def a_file(draft: Draft) -> Iterator[Found]:
    """The store is a file. A URL may hold a password, so no message repeats it."""
    store = draft.file.store
    path = store.path if isinstance(store, StoreEntry) else None
    if path is None:
        return
    if ":memory:" in path:
        yield Found(
            _PLACE, "a store in memory remembers nothing over a restart", "name a file, or store: off"
        )
    elif "://" in path or path.startswith("file:"):
        yield Found(_PLACE, "must be the path of a file, is a URL")
    elif path.endswith("/") or _is_folder(draft.folder / path):
        where = shown(str(draft.folder / path))
        yield Found(_PLACE, f"{where} is a folder, not a file", "name a file in it, such as eyechart.db")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # out of reach for now: whoever opens it says why
        return False


def failures_outlive_passes(draft: Draft) -> Iterator[Found]:
    """Failures are the evidence of incidents: no run that passed outlives them."""
    store = draft.file.store
    if isinstance(store, StoreEntry) and store.keep_failures < store.keep_passes:
        message = f"{spoken(store.keep_failures)} is less than keep_passes, {spoken(store.keep_passes)}"
        yield Found(("store", "keep_failures"), message, "failures are kept at least as long as passes")


def nowhere(draft: Draft) -> Iterator[Found]:
    """Without a home and without a word in the file there is no place to remember anything."""
    store = draft.file.store
    if isinstance(store, StoreEntry) and store.path is None and draft.default_store is None:
        message = "nothing is remembered over a restart: the environment names no place for it"
        yield Found(("store",), message, "say store: {path: FILE}, or store: off")
