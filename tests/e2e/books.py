"""The store as any program reads it: what stands in it, and what must hold of it at every moment.

Nothing of the monitor's reading is used but its table of kinds, so that its mistakes are not ours as well.
"""

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from probes.reasons import KIND_OF, Reason

Row = dict[str, Any]
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Books:
    """One moment of a store. Incidents by id, each with its `updates`; health and transitions by probe.

    `latest` is the time of the last image run of each probe, `repeated` the seeds of more than one of them,
    `damage` what the database says of itself.
    """

    incidents: dict[str, Row]
    standings: dict[Key, Row]
    transitions: dict[Key, list[Row]]
    spending: dict[str, Row]
    latest: dict[Key, float]
    repeated: list[str]
    results: int
    damage: list[str]

    @property
    def open(self) -> set[str]:
        """The ids of the incidents that are not resolved."""
        return {key for key, row in self.incidents.items() if row["resolved_at"] is None}


@contextlib.contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """The file at `path`, read only, as it is at one moment."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
    with contextlib.closing(connection):
        connection.row_factory = sqlite3.Row
        connection.execute("BEGIN")
        yield connection


def opened(path: Path, *, thorough: bool = True) -> Books:
    """The books at `path`; `thorough` looks at every page of the file as well."""
    with reading(path) as connection:

        def rows(statement: str) -> list[Row]:
            return [dict(row) for row in connection.execute(statement)]

        updates = _grouped(rows("SELECT * FROM incident_update ORDER BY incident_id, number"), "incident_id")
        return Books(
            incidents={
                row["id"]: row | {"probes": _keys(row["probes"]), "updates": updates.get(row["id"], [])}
                for row in rows("SELECT * FROM incident ORDER BY number")
            },
            standings={
                (row["route"], row["name"]): json.loads(row["content"])
                for row in rows(f"SELECT route, name, content {_of_probes('standing')}")
            },
            transitions=_by_probe(rows(f"SELECT * {_of_probes('transition')} ORDER BY transition.id")),
            spending={row["route"]: json.loads(row["content"]) for row in rows("SELECT * FROM spending")},
            latest={
                (row["route"], row["name"]): row["at"]
                for row in rows(
                    f"SELECT route, name, max(at) AS at {_of_probes('result')}"
                    " WHERE arm != 'control' AND attempt != 'diagnosis' GROUP BY probe_id"
                )
            },
            repeated=[
                row["seed"]
                for row in rows(
                    "SELECT seed FROM result WHERE arm != 'control' GROUP BY seed HAVING count(*) > 1"
                )
            ],
            results=rows("SELECT count(*) AS many FROM result")[0]["many"],
            damage=_damage(connection) if thorough else [],
        )


def _of_probes(table: str) -> str:
    return f"FROM {table} JOIN probe ON probe.id = {table}.probe_id"


def _damage(connection: sqlite3.Connection) -> list[str]:
    found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    broken = [str(tuple(row)) for row in connection.execute("PRAGMA foreign_key_check")]
    return [each for each in (*found, *broken) if each != "ok"]


def _keys(text: str) -> set[Key]:
    return {(route, name) for route, name in json.loads(text)}


def _grouped(rows: list[Row], name: str) -> dict[Any, list[Row]]:
    return {key: list(those) for key, those in groupby(rows, lambda row: row[name])}


def _by_probe(rows: list[Row]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = {}
    for row in rows:
        found.setdefault((row["route"], row["name"]), []).append(row)
    return found


# --- what holds at every moment ------------------------------------------------------------------


def failing(standing: Row) -> set[str]:
    """The kinds in which a probe fails by its tests, whatever its health is called."""
    health = standing["health"]
    open_tests = (test["incident"]["reason"] for test in health["standings"] if test.get("incident"))
    kinds = {KIND_OF[Reason(reason)].value for reason in open_tests}
    throttled = {"availability"} if health.get("throttling") else set()
    return kinds | throttled | ({"quality"} if health.get("slow") else set())


def contradictions(books: Books) -> list[str]:
    """Everything in `books` that no sequence of whole transactions could have left there."""
    return [f"{rule.__name__}: {found}" for rule in _RULES for found in rule(books)]


def _the_file_is_whole(books: Books) -> Iterator[str]:
    yield from books.damage


def _one_open_incident_for_each_route_and_kind(books: Books) -> Iterator[str]:
    named = sorted((books.incidents[key]["route"], books.incidents[key]["kind"]) for key in books.open)
    yield from (str(one) for one, other in pairwise(named) if one == other)


def _an_incident_is_open_while_probes_fail_in_its_kind(books: Books) -> Iterator[str]:
    told = {
        (row["route"], row["kind"]): row["probes"] for row in map(books.incidents.__getitem__, books.open)
    }
    found: dict[tuple[str, str], set[Key]] = {}
    for probe, standing in books.standings.items():
        for kind in failing(standing):
            found.setdefault((probe[0], kind), set()).add(probe)
    for key in sorted(told.keys() | found.keys()):
        if told.get(key) != found.get(key):
            yield f"{key}: told of {told.get(key)}, found {found.get(key)}"


def _updates_are_numbered_from_0(books: Books) -> Iterator[str]:
    for key, row in books.incidents.items():
        numbers = [update["number"] for update in row["updates"]]
        if numbers != list(range(len(numbers))) or not numbers:
            yield f"{key}: {numbers}"


def _the_last_update_says_how_it_stands(books: Books) -> Iterator[str]:
    for key, row in books.incidents.items():
        resolved = row["updates"][-1]["phase"] == "resolved"
        early = any(update["phase"] == "resolved" for update in row["updates"][:-1])
        if resolved != (row["resolved_at"] is not None) or early:
            yield f"{key}: {[update['phase'] for update in row['updates']]}, {row['resolved_at']}"


def _each_transition_begins_where_the_last_one_ended(books: Books) -> Iterator[str]:
    for probe, rows in books.transitions.items():
        states = ["unknown", *(row["after"] for row in rows)]
        for row, before in zip(rows, states, strict=False):
            if row["before"] != before:
                yield f"{probe}: {row['before']} after {before}"
        stands = books.standings[probe]["health"]["state"]
        if states[-1] != stands:
            yield f"{probe}: {stands} after {states[-1]}"


def _health_is_that_of_the_last_run(books: Books) -> Iterator[str]:
    for probe, at in books.latest.items():
        if books.standings[probe].get("last_run_at") != at:
            yield f"{probe}: {books.standings[probe].get('last_run_at')} and {at}"


def _no_seed_was_used_twice(books: Books) -> Iterator[str]:
    yield from books.repeated


_RULES: tuple[Callable[[Books], Iterator[str]], ...] = (
    _the_file_is_whole,
    _one_open_incident_for_each_route_and_kind,
    _an_incident_is_open_while_probes_fail_in_its_kind,
    _updates_are_numbered_from_0,
    _the_last_update_says_how_it_stands,
    _each_transition_begins_where_the_last_one_ended,
    _health_is_that_of_the_last_run,
    _no_seed_was_used_twice,
)


def forgotten(before: Books, after: Books) -> list[str]:
    """What stood in `before` and does not stand in `after`, or reads otherwise there."""
    return [f"{rule.__name__}: {found}" for rule in _MEMORY for found in rule(before, after)]


def _every_incident_and_update_is_kept_word_for_word(before: Books, after: Books) -> Iterator[str]:
    for key, row in before.incidents.items():
        now = after.incidents.get(key)
        if now is None or now["updates"][: len(row["updates"])] != row["updates"]:
            yield f"{key}: {row['updates']} became {now}"
        elif row["resolved_at"] is not None and now["resolved_at"] != row["resolved_at"]:
            yield f"{key}: resolved at {row['resolved_at']}, then {now['resolved_at']}"


def _every_transition_is_kept(before: Books, after: Books) -> Iterator[str]:
    for probe, rows in before.transitions.items():
        if after.transitions.get(probe, [])[: len(rows)] != rows:
            yield str(probe)


def _every_result_is_kept(before: Books, after: Books) -> Iterator[str]:
    if after.results < before.results:
        yield f"{before.results} and then {after.results}"


# What runs side by side had set aside when the books were written, and did not cost in the end.
_SET_ASIDE = 0.1


def _money_is_not_given_back(before: Books, after: Books) -> Iterator[str]:
    for route, row in before.spending.items():
        then, now = row["spend"], after.spending[route]["spend"]
        if (then["day"], then["usd"]) > (now["day"], now["usd"] + _SET_ASIDE):
            yield f"{route}: {then} and then {now}"


_MEMORY: tuple[Callable[[Books, Books], Iterator[str]], ...] = (
    _every_incident_and_update_is_kept_word_for_word,
    _every_transition_is_kept,
    _every_result_is_kept,
    _money_is_not_given_back,
)
