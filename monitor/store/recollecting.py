"""Rows into what a start goes on from.

Health and baselines are evidence about a question, and given back to the probe alone that asks it still. The
results of a probe count from the moment since which it is asked so (`Standing.created_at`): those of before
speak of another model, or of another wording.
"""

import math
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Table, select
from sqlalchemy.engine import RowMapping

from monitor.entry import Learned, Recollection, Remembered, Spending, Standing
from monitor.latency import WINDOW_RUNS, WINDOW_SECONDS, Window
from monitor.probe import Probe, ProbeId
from monitor.result import Attempt, Result
from monitor.store.archive import Archive
from monitor.store.chronicle import ledger, spans
from monitor.store.codec import UnreadableError, decode
from monitor.store.results import result_of
from monitor.store.schema import KEY_RING, LEARNED, PROBE, RESULT, SPENDING, STANDING
from monitor.store.soundness import sound
from monitor.store.writing import unpacked
from probes.reasons import Outcome
from probes.types import Arm

_KEYS_SECONDS = 7 * 86_400.0
_MAX_SUM = 2**32 - 1
# A control shares the drawing of its image.
_MOST_ARMS = 4


def recollect(archive: Archive, asked: Sequence[tuple[Probe, str]]) -> Recollection:
    """All that can be gone on from; `asked` are the probes as they are asked now, with their fingerprints."""
    kept = _Kept(
        ids={(row["route"], row["name"]): row["id"] for row in archive.rows(select(PROBE))},
        standings=_by_probe(archive, "health", STANDING, _standing),
        learned=_by_probe(archive, "baselines", LEARNED, _learned),
        key_rings=_by_probe(archive, "keys", KEY_RING, _key_ring),
    )
    found = ((probe.id, _remembered(archive, kept, probe.id, asked_so)) for probe, asked_so in asked)
    return Recollection(
        probes={probe: remembered for probe, remembered in found if remembered is not None},
        spans=spans(archive),
        seen=dict(archive.readable("health", _LAST_SEEN, _seen)),
        spending=dict(archive.readable("spending", select(SPENDING), _spending)),
        ledger=ledger(archive),
    )


def found(archive: Archive, seed: str) -> tuple[Result, ...]:
    """The runs of a seed of which evidence is kept, as far as they can be read."""
    rows = (
        select(RESULT, PROBE.c.route, PROBE.c.name)
        .join(PROBE, PROBE.c.id == RESULT.c.probe_id)
        .where(RESULT.c.seed == seed, RESULT.c.record.is_not(None))
        .order_by(RESULT.c.at)
        .limit(_MOST_ARMS)
    )
    read = archive.readable("evidence", rows, lambda row: result_of(dict(row), row["route"], row["name"]))
    return tuple(read)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of each probe, by its number: with its fingerprint, or with the time of a checkpoint."""

    ids: Mapping[ProbeId, int]
    standings: Mapping[int, tuple[str, Standing | None]]
    learned: Mapping[int, tuple[str, Learned]]
    key_rings: Mapping[int, tuple[float, Sequence[int]]]


def _by_probe(archive: Archive, what: str, table: Table, read: Any) -> dict[int, Any]:
    return dict(archive.readable(what, select(table), lambda row: (row["probe_id"], read(row))))


_LAST_SEEN = select(PROBE.c.route, PROBE.c.name, STANDING.c.at).join(PROBE, PROBE.c.id == STANDING.c.probe_id)


def _seen(row: RowMapping) -> tuple[ProbeId, float]:
    return (row["route"], row["name"]), float(row["at"])


def _standing(row: RowMapping) -> tuple[str, Standing]:
    standing = decode(Standing, row["content"])
    if not sound(standing):
        raise UnreadableError("health that contradicts itself")
    return row["fingerprint"], standing


def _learned(row: RowMapping) -> tuple[str, Learned]:
    return row["fingerprint"], decode(Learned, row["content"])


def _key_ring(row: RowMapping) -> tuple[float, Sequence[int]]:
    return float(row["at"]), unpacked(row["sums"])


def _spending(row: RowMapping) -> tuple[str, Spending]:
    spending = decode(Spending, row["content"])
    if spending.spend.usd < 0 or (spending.expected or 0.0) < 0:
        raise UnreadableError("less than nothing spent")
    return row["route"], spending


# --- one probe -----------------------------------------------------------------------------------


def _remembered(archive: Archive, kept: _Kept, probe: ProbeId, asked_so: str) -> Remembered | None:
    """What is kept of `probe`; None when that is about another question."""
    number = kept.ids.get(probe, -1)
    told_so, standing = kept.standings.get(number, ("", None))
    taught_so, learned = kept.learned.get(number, ("", None))
    standing, learned = standing if told_so == asked_so else None, learned if taught_so == asked_so else None
    if standing is None and learned is None:
        return None
    keys = _keys(archive, number, *kept.key_rings.get(number, (0.0, ())))
    if standing is None:
        return Remembered(learned=learned, keys=keys)
    duration, first_token = _windows(archive, number, standing.created_at)
    return Remembered(
        standing=standing,
        last=_last(archive, number, probe, standing.created_at),
        duration=duration,
        first_token=first_token,
        learned=learned,
        keys=keys,
    )


def _runs(number: int, since: float, *columns: ColumnElement[Any]) -> Iterator[Any]:
    """Statements for a probe's image runs, newest first; in two parts, as the key has them."""
    for brief in (True, False):
        yield (
            select(*columns)
            .where(RESULT.c.probe_id == number, RESULT.c.brief.is_(brief), RESULT.c.at >= since)
            .where(RESULT.c.arm != Arm.CONTROL.value)
            .order_by(RESULT.c.at.desc())
        )


def _last(archive: Archive, number: int, probe: ProbeId, since: float) -> Result | None:
    found = [
        result
        for runs in _runs(number, since, *RESULT.c)
        for newest in (runs.where(RESULT.c.attempt != Attempt.DIAGNOSIS.value),)
        for result in archive.readable("last run", newest.limit(1), lambda row: result_of(dict(row), *probe))
    ]
    return max(found, key=attrgetter("at"), default=None)


def _windows(archive: Archive, number: int, since: float) -> tuple[Window, Window]:
    """What `monitor.status` counts as latency: scheduled image runs that were timed, and not unknown.

    Durations and first tokens are of the same runs, twice as many as a window holds: a first token may be
    missing here and there, and then an older one takes its place.
    """
    begin = max(since, archive.now - WINDOW_SECONDS)
    timed = [
        run
        for runs in _runs(number, begin, RESULT.c.at, RESULT.c.duration, RESULT.c.first_token)
        for run in archive.readable(
            "latency",
            runs.where(RESULT.c.attempt == Attempt.SCHEDULED.value, RESULT.c.timed.is_(True))
            .where(RESULT.c.outcome != Outcome.UNKNOWN.value, RESULT.c.duration.is_not(None))
            .limit(2 * WINDOW_RUNS),
            _timed,
        )
    ]
    timed.sort(key=itemgetter(0))
    first_tokens = [(at, first) for at, _, first in timed if first is not None]
    durations = [(at, duration) for at, duration, _ in timed]
    return Window.of(durations[-WINDOW_RUNS:]), Window.of(first_tokens[-WINDOW_RUNS:])


def _timed(row: RowMapping) -> tuple[float, float, float | None]:
    at, duration, first = row["at"], row["duration"], row["first_token"]
    if not all(isinstance(each, float) and 0 <= each < math.inf for each in (at, duration, first or 0.0)):
        raise UnreadableError("no duration")
    return at, duration, first


def _keys(archive: Archive, number: int, checkpoint: float, sums: Sequence[int]) -> "array[int]":
    """The checkpoint and what was asked after it, oldest first, each once.

    An array, because a thousand rings as tuples are 400 MB at a start.
    """
    since = max(checkpoint, archive.now - _KEYS_SECONDS)
    later = [
        pair
        for runs in _runs(number, since, RESULT.c.at, RESULT.c.key_sum)
        for pair in archive.readable("keys", runs.where(RESULT.c.key_sum.is_not(None)), _key)
    ]
    newer = dict.fromkeys(key for _, key in sorted(later))
    known = newer.keys() & sums
    return array("I", sums) + array("I", (key for key in newer if key not in known))


def _key(row: RowMapping) -> tuple[float, int]:
    key = int(row["key_sum"])
    if not 0 <= key <= _MAX_SUM:
        raise UnreadableError("no checksum")
    return float(row["at"]), key
