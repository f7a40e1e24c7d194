"""What was written is there after a restart, once, whole, and given back to the question it was about."""

import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from monitor.asking.memory import Adjustments, Memory
from monitor.config.settings import Keeping
from monitor.entry import Entry, Learned, Remembered, Spending, Standing
from monitor.health import State, begin
from monitor.incidents.incident import Phase
from monitor.latency import Window
from monitor.money.budget import Spend
from monitor.result import Attempt
from monitor.status import ProbeStatus, resumed, standing
from monitor.store.codec import encode
from monitor.store.errors import RefusedError, StoreError
from monitor.store.results import MAX_FINDINGS
from monitor.store.store import Store, open_store
from monitor.uptime.spans import Change
from probes.reasons import Reason
from probes.types import Arm, Finding, Timings, Usage
from tests.monitor.store.keeping import (
    DAY,
    NOW,
    entry,
    health_of,
    incident,
    keeping,
    probe,
    result,
    transition,
    verdict,
)

_PROBE = probe()


@pytest.fixture
def place(tmp_path: Path) -> Keeping:
    """Where the store is."""
    return keeping(tmp_path)


@pytest.fixture
def store(place: Keeping) -> Iterator[Store]:
    """An empty store."""
    made = open_store(place, instance="pod-0")
    yield made
    made.close()


def _remembered(store: Store, now: float = NOW) -> Remembered:
    return store.recollect([_PROBE], now=now).probes[_PROBE.id]


def _sql(place: Keeping, *statements: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(place.path, isolation_level=None)) as file:
        return [row for statement in statements for row in file.execute(statement).fetchall()]


def _counts(place: Keeping) -> list[int]:
    tables = ("result", "transition", "incident", "incident_update", "standing", "probe")
    return [int(str(_sql(place, f"SELECT count(*) FROM {name}")[0][0])) for name in tables]


# --- writing -------------------------------------------------------------------------------------


def test_an_entry_comes_back_whole(store: Store):
    """Result, standing, transition, incident, baselines, money and keys."""
    down = health_of(Reason.OK, Reason.OK, Reason.IMAGE_DROPPED, Reason.IMAGE_DROPPED, Reason.IMAGE_DROPPED)
    made = entry(
        _PROBE,
        reason=Reason.IMAGE_DROPPED,
        health=down,
        transition=transition(),
        incidents=(incident(said=2),),
        keys=(7, 8),
    )
    store.write([made])

    kept = store.recollect([_PROBE], now=NOW + 60)
    found = kept.probes[_PROBE.id]

    assert found.last == made.result
    assert found.standing == made.standing
    assert found.learned == made.learned
    assert tuple(found.keys) == (7, 8, crc32(b"BC3D4"))
    assert kept.spans == {_PROBE.id: (Change(NOW, State.DOWN),)}
    assert kept.ledger.incidents == made.incidents
    assert kept.spending == {"captions": made.spending}


def test_a_note_comes_back_in_its_last_version(store: Store, place: Keeping):
    """Under its name, also to the next life; under another there is nothing, and the secret stands."""
    secret = store.secret()
    store.note("discovered", b"first")
    store.note("discovered", b"second")
    assert (store.noted("discovered"), store.noted("elsewhere")) == (b"second", b"")
    store.close()
    with closing(open_store(place)) as again:
        assert (again.noted("discovered"), again.secret()) == (b"second", secret)


def test_the_same_again_changes_nothing(store: Store, place: Keeping):
    """After a commit of which nobody knows whether it was one."""
    made = [entry(_PROBE, NOW, transition=transition(), incidents=(incident(),)), entry(_PROBE, NOW + 1)]
    store.write(made)
    before = store.recollect([_PROBE], now=NOW + 60), _counts(place)

    store.write(made)

    assert (store.recollect([_PROBE], now=NOW + 60), _counts(place)) == before


_ROW = ("again", "the same", "NO_IMAGE", "lost: image_dropped", "missing (34)")


@pytest.mark.parametrize(
    ("compared", "read"),
    [
        (None, ()),
        (encode((_ROW, _ROW)), (_ROW, _ROW)),
        ("[[1]]", ()),
        ('[["again"]]', ()),
        ("nonsense", ()),
    ],
)
def test_the_table_of_a_diagnosis_comes_back_or_is_left_out(
    store: Store, place: Keeping, compared: str | None, read: tuple[tuple[str, ...], ...]
):
    """What was said is worth more than the table beside it: it stands where that cannot be read."""
    (said,) = incident().updates
    told = replace(incident(), updates=(replace(said, table=(_ROW, _ROW)),))
    store.write([Entry(_PROBE.id, incidents=(told,))])
    kept = _sql(place, "SELECT compared FROM incident_update")
    literal = "NULL" if compared is None else f"'{compared}'"
    _sql(place, f"UPDATE incident_update SET compared = {literal}")

    (found,) = store.recollect([], now=NOW + 60).ledger.incidents
    assert kept == [(encode((_ROW, _ROW)),)]
    assert found.updates == (replace(said, table=read),)


def test_the_rung_of_a_diagnosis_is_not_the_last_run(store: Store):
    """It asked something else; but its key was asked, and may come back."""
    rung = result(_PROBE, NOW + 30, Reason.IMAGE_DROPPED, attempt=Attempt.DIAGNOSIS, expected="K7DWP")
    store.write([entry(_PROBE, NOW), entry(_PROBE, result=rung)])
    found = _remembered(store, now=NOW + 60)

    assert found.last is not None
    assert found.last.at == NOW
    assert crc32(b"K7DWP") in found.keys


def test_an_update_is_never_rewritten(store: Store):
    """What was said stands; an incident grows by what was not said yet."""
    store.write([Entry(_PROBE.id, incidents=(incident(said=2),))])
    other = incident(said=2, resolved_at=NOW + 60)
    forged = replace(other, updates=(replace(other.updates[0], text="it was nothing"), *other.updates[1:]))

    store.write([Entry(_PROBE.id, incidents=(forged,))])

    (kept,) = store.recollect([], now=NOW + 120).ledger.incidents
    assert kept == other
    assert kept.phase is Phase.RESOLVED
    assert not kept.open


def test_nothing_is_written_by_half(store: Store, place: Keeping):
    """One entry that cannot be kept takes the whole batch back, its probe included."""
    other = probe("other")
    good = entry(_PROBE, transition=transition())
    bad = entry(other, result=result(other, cost_usd=float("nan")))

    with pytest.raises(RefusedError):
        store.write([good, bad])

    assert _counts(place) == [0] * 6
    store.write([good])
    assert _counts(place) == [1, 1, 0, 0, 1, 1]


@pytest.mark.parametrize(
    "bad",
    [
        entry(_PROBE, id=("\ud800", "inline")),
        replace(entry(_PROBE), result=result(_PROBE, slot=10**30)),
        replace(entry(_PROBE), result=replace(result(_PROBE), at=float("nan"))),
        entry(_PROBE, spending=Spending(Spend(1, float("inf")))),
    ],
)
def test_what_can_never_be_kept_is_refused_as_such(store: Store, bad: Entry):
    """So that the writer does not try it for ever."""
    with pytest.raises(RefusedError):
        store.write([bad])


def test_an_error_names_the_file_and_shows_no_content(store: Store, place: Keeping):
    """The message is for logs, and a reply is no text for logs."""
    _sql(place, "DROP TABLE result")
    with pytest.raises(StoreError, match=str(place.path)) as raised:
        store.write([entry(_PROBE)])

    assert "BC3D4" not in str(raised.value)
    assert "BC3D4" not in str(raised.value.__cause__)


@settings(max_examples=30)
@given(st.text(st.characters(), max_size=700), st.text(st.characters(), max_size=50))
def test_hostile_text_never_breaks_a_write(tmp_path_factory: pytest.TempPathFactory, text: str, short: str):
    """HTML, ANSI, NUL, surrogates, overrides: stored in bounds, read as printable text."""
    findings = (Finding(short, text, text, passed=False),) * 40
    hostile = result(
        _PROBE,
        reply=text,
        expected=text,
        model=short,
        response_id=text,
        detail=text,
        usage=Usage(prompt=10**40),
        verdict=replace(verdict(), findings=findings),
    )
    learned = Learned(Memory(last_wrong=text, models=frozenset({text})), Adjustments({short: text}))
    place = keeping(tmp_path_factory.mktemp("hostile"))
    store = open_store(place)
    store.write(
        [
            replace(
                entry(_PROBE, learned=learned),
                result=hostile,
                transition=replace(transition(), evidence=text),
            )
        ]
    )
    found = _remembered(store)
    store.close()

    assert found.last is not None
    last = found.last
    shown = (last.reply, last.expected, last.model or "", last.response_id or "", last.detail)
    assert all(each.isprintable() and len(each) <= 512 for each in shown)
    assert len(last.verdict.findings) == MAX_FINDINGS
    assert found.learned is not None


# --- going on ------------------------------------------------------------------------------------


def test_a_status_resumes_where_it_was(store: Store):
    """What `monitor.status` keeps of itself is what it gets back."""
    store.write([entry(_PROBE, NOW)])
    anew = ProbeStatus(_PROBE, health_of(), created_at=NOW + 60)

    status = resumed(anew, _remembered(store))

    assert standing(status) == _remembered(store).standing
    assert status.image_tokens == 255


def test_health_is_given_to_the_question_that_it_was_about(store: Store):
    """Another wording begins anew; another price does not."""
    store.write([entry(_PROBE)])

    def found(**changed: object) -> bool:
        return bool(store.recollect([probe("captions", **changed)], now=NOW).probes)

    assert found(usd_per_day=9.0)
    assert not found(question="What is printed? Else NO_IMAGE")


def test_runs_of_another_question_are_no_runs_of_this(store: Store):
    """A status knows since when it is asked so: what came before is neither its last run nor its latency."""
    asked_since = entry(_PROBE, NOW)
    assert asked_since.standing is not None
    later = replace(asked_since, standing=replace(asked_since.standing, created_at=NOW - 1))
    store.write([entry(_PROBE, NOW - 60, Reason.IMAGE_DROPPED), later])

    found = _remembered(store)

    assert found.last == later.result
    assert len(found.duration.ordered) == 1


def test_windows_are_those_of_a_status(store: Store):
    """Scheduled, timed, with a picture, not unknown, of the last day, the newest thousand."""
    timings = Timings(9.0, first_token=9.0)
    aside = [
        result(_PROBE, NOW - 1, attempt=Attempt.CONFIRMATION, timings=timings),
        result(_PROBE, NOW - 2, arm=Arm.CONTROL, timings=timings),
        result(_PROBE, NOW - 3, timed=False, timings=timings),
        result(_PROBE, NOW - 4, Reason.RATE_LIMITED, timings=timings),
        result(_PROBE, NOW - 5, timings=None),
        result(_PROBE, NOW - 2 * DAY, timings=timings),
    ]
    counted = [
        result(
            _PROBE, NOW - 70 * number, Reason.TIMEOUT if number % 3 else Reason.OK, timings=Timings(number)
        )
        for number in range(1_200, 5, -1)
    ]
    first_token = result(_PROBE, NOW - 6, timings=Timings(2.0, first_token=1.0))
    store.write([replace(entry(_PROBE), result=each) for each in (*counted, first_token, *aside)])

    found = _remembered(store)
    pairs = [(each.at, each.timings.total) for each in (*counted, first_token) if each.timings is not None]
    expected = Window.of(pair for pair in pairs if pair[0] >= NOW - DAY)

    assert found.duration == expected
    assert len(found.duration.ordered) == 1_000
    assert list(found.first_token.seconds) == [1.0]


def test_the_last_run_is_the_newest_with_a_picture(store: Store):
    """Passed or not; a control is none."""
    runs = [
        result(_PROBE, NOW - 3, Reason.IMAGE_DROPPED),
        result(_PROBE, NOW - 2),
        result(_PROBE, NOW - 1, arm=Arm.CONTROL),
    ]
    store.write([replace(entry(_PROBE), result=each) for each in runs])

    assert _remembered(store).last == runs[1]


def test_keys_are_the_checkpoint_and_what_was_asked_since(store: Store):
    """Oldest first, each once, of a week at most; a control asks none."""
    runs = [
        result(_PROBE, NOW - 8 * DAY, expected="OLD34"),
        result(_PROBE, NOW - 60, expected="BEF34"),
        result(_PROBE, NOW + 60, expected="NEW34"),
        result(_PROBE, NOW + 30, Reason.IMAGE_DROPPED, expected="MID34"),
        result(_PROBE, NOW + 90, expected="CTL34", arm=Arm.CONTROL),
    ]
    store.write([replace(entry(_PROBE), result=each) for each in runs[:2]])
    week = tuple(crc32(key) for key in (b"BEF34",))
    assert tuple(_remembered(store).keys) == week

    store.write([entry(_PROBE, NOW, keys=(1, 2**32 - 1, crc32(b"BC3D4")))])
    store.write([replace(entry(_PROBE), result=each) for each in runs[2:]])

    asked = (1, 2**32 - 1, crc32(b"BC3D4"), crc32(b"MID34"), crc32(b"NEW34"))
    assert tuple(_remembered(store, NOW + 120).keys) == asked


def test_a_checkpoint_without_a_run_stands_after_what_was_written_before(store: Store, place: Keeping):
    """So that a start need not read a week of runs; before the first run of a life it stands before all."""
    ring = Entry(_PROBE.id, _PROBE, keys=(1, 2))
    store.write([ring])
    store.write([entry(_PROBE, NOW)])
    assert _sql(place, "SELECT at FROM key_ring") == [(0.0,)]
    assert tuple(_remembered(store).keys) == (1, 2, crc32(b"BC3D4"))

    store.write([ring])

    assert _sql(place, "SELECT at FROM key_ring") == [(NOW,)]


def test_incidents_need_no_probe(store: Store, place: Keeping):
    """They are withdrawn together, in the name of nobody."""
    store.write([Entry(("", ""), incidents=(incident(),))])

    assert store.recollect([], now=NOW).ledger.incidents == (incident(),)
    assert _sql(place, "SELECT * FROM probe") == []


def test_history_is_of_all_probes_also_of_those_that_are_gone(store: Store):
    """The last 91 days, and the change before that, which says how they began."""
    gone = ("gone", "inline")
    changes = [(NOW - 200 * DAY, State.DOWN), (NOW - 100 * DAY, State.UP), (NOW - DAY, State.UNKNOWN)]
    store.write([Entry(gone, transition=transition(at, after)) for at, after in changes])

    assert store.recollect([], now=NOW).spans == {gone: tuple(Change(*each) for each in changes[1:])}


def test_two_changes_of_one_moment_are_two(store: Store):
    """A probe that is asked otherwise, and whose memory is old: the last one stands."""
    both = [transition(after=State.DOWN), transition(after=State.UNKNOWN, before=State.DOWN)]
    store.write([Entry(_PROBE.id, transition=each) for each in both])

    assert [each.state for each in store.recollect([], now=NOW).spans[_PROBE.id]] == [
        State.DOWN,
        State.UNKNOWN,
    ]


def test_the_ledger_has_what_is_open_and_what_was_resolved_lately(store: Store):
    """In the order in which they opened, also where two opened at once."""
    old = incident(0, resolved_at=NOW - 95 * DAY, at=NOW - 96 * DAY)
    still = incident(5, at=NOW - 120 * DAY)
    twins = incident(3, resolved_at=NOW - DAY, at=NOW - 2 * DAY), incident(2, at=NOW - 2 * DAY)
    store.write([Entry(_PROBE.id, incidents=(old, *twins, still))])

    assert store.recollect([], now=NOW).ledger.incidents == (still, *twins)


# --- what cannot be read -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE standing SET content = '{}'", "health"),
        ("UPDATE standing SET content = x'00ff'", "health"),
        ("UPDATE learned SET content = 'null'", "baselines"),
        ("UPDATE result SET content = '{'", "last run"),
        ("UPDATE result SET reason = 'novel'", "last run"),
        ("UPDATE result SET outcome = 'fail'", "last run"),
        ("UPDATE result SET seed = '<script>'", "last run"),
        ("UPDATE result SET duration = 'long'", "latency"),
        ("UPDATE result SET duration = 9e999", "latency"),
        ("UPDATE result SET key_sum = -1", "keys"),
        ("UPDATE key_ring SET sums = 5", "keys"),
        ("UPDATE spending SET content = replace(content, '0.01', '-1')", "spending"),
        ("UPDATE transition SET at = 'noon'", "transitions"),
        ("UPDATE incident SET kind = 'novel'", "incidents"),
        ("UPDATE incident SET state = 'up'", "incidents"),
        ("UPDATE incident SET probes = '[[\"one\"]]'", "incidents"),
        ("UPDATE incident_update SET phase = 'novel'", "incidents"),
        ("DELETE FROM incident_update", "incidents"),
    ],
)
def test_what_cannot_be_read_is_skipped_and_said(store: Store, place: Keeping, statement: str, what: str):
    """One line for each kind, no crash, and everything else is there."""
    made = entry(_PROBE, transition=transition(), incidents=(incident(),), keys=(1,))
    store.write([made])
    _sql(place, statement)

    with capture_logs() as logs:
        kept = store.recollect([_PROBE], now=NOW)

    assert [(each["log_level"], each["what"], each["rows"]) for each in logs] == [("warning", what, 1)]
    found = kept.probes[_PROBE.id]
    there = {
        "health": found.standing is not None,
        "baselines": found.learned is not None,
        "last run": found.last is not None,
        "latency": bool(found.duration.ordered),
        "keys": len(found.keys) == 2,
        "spending": bool(kept.spending),
        "transitions": bool(kept.spans),
        "incidents": bool(kept.ledger.incidents),
    }
    dependent = {"last run", "latency"} if what == "health" else set()
    assert {name for name, is_there in there.items() if not is_there} == {what} | dependent


def test_a_ring_comes_back_as_small_as_it_is(store: Store):
    """Four bytes a key: a thousand rings as Python numbers took 400 MB at each start."""
    store.write([entry(_PROBE, NOW - 60, keys=range(10_000))])
    assert sys.getsizeof(_remembered(store).keys) < 50_000


def test_a_standing_without_its_probe_is_given_back_to_nobody(store: Store):
    """A probe that left and comes back begins as a new one; until when it was watched stays known."""
    store.write([entry(_PROBE, NOW - 60)])
    assert store.recollect([_PROBE], now=NOW).seen == {_PROBE.id: NOW - 60}
    store.write([Entry(_PROBE.id, standing=Standing(begin(NOW), NOW))])

    kept = store.recollect([_PROBE], now=NOW)
    assert kept.probes[_PROBE.id].standing is None
    assert kept.seen == {_PROBE.id: NOW}


def test_changes_come_in_the_order_in_which_they_happened(store: Store):
    """After a clock that was years ahead, the truth is what came later and not what has the later time."""
    for at, state in ((NOW - 60, State.UP), (2 * NOW, State.UNKNOWN), (NOW, State.DOWN)):
        store.write([Entry(_PROBE.id, transition=transition(at, state))])

    changes = store.recollect([], now=NOW + 1).spans[_PROBE.id]
    assert changes == (Change(NOW - 60, State.UP), Change(NOW, State.DOWN))


def test_a_state_of_another_version_ends_the_one_before(store: Store, place: Keeping):
    """Else `up` would go on through what nobody here understands."""
    store.write([Entry(_PROBE.id, transition=transition(NOW - 60, State.UP))])
    store.write([Entry(_PROBE.id, transition=transition(NOW, State.DOWN))])
    _sql(place, "UPDATE transition SET after = 'paused' WHERE after = 'down'")

    assert store.recollect([], now=NOW).spans[_PROBE.id][-1] == Change(NOW, State.UNKNOWN)


def test_results_say_who_made_them(store: Store, place: Keeping):
    """The instance is recorded, and the JSON is one that anyone can read."""
    store.write([entry(_PROBE)])

    ((instance, content),) = _sql(place, "SELECT instance, content FROM result")
    assert instance == "pod-0"
    assert json.loads(str(content))["findings"][0]["check"] == "answer"
