"""Evidence in the store: read back as it was, small, bounded, and gone with its result."""

import json
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.record import MAX_BODY, Came, Record
from monitor.store.codec import UnreadableError
from monitor.store.records import packed, unpacked
from monitor.store.store import open_store
from probes.reasons import Reason
from probes.types import Arm
from tests.monitor.judged import RECORD
from tests.monitor.store.keeping import DAY, NOW, entry, keeping, probe, result

_PROBE = probe()
_SEED = "0f" * 32


def _said(body: str) -> Record:
    return replace(RECORD, came=replace(RECORD.came, body=body))


@given(st.text(max_size=2_000), st.dictionaries(st.text(max_size=50), st.text(max_size=300), max_size=5))
def test_a_record_is_read_back_as_it_was(body: str, headers: dict[str, str]) -> None:
    """Whatever a model or gateway has said in it."""
    record = replace(RECORD, came=replace(RECORD.came, body=body, headers=headers))

    assert unpacked(packed(record)) == record


@pytest.mark.parametrize("letter", ["\ud800", "\U0010ffff", "é", "a"])
def test_the_largest_record_is_read_back(letter: str) -> None:
    """No text that may be kept is too long to be read."""
    body = letter * MAX_BODY
    assert unpacked(packed(_said(body))) == _said(body)


@pytest.mark.parametrize(
    "stored",
    [
        None,
        "text",
        b"",
        b"no deflated text",
        packed(RECORD)[:-4],
        zlib.compress(b"{}"),
        zlib.compress(b"[" * 300_000),
        zlib.compress(b'"' + b"a" * 50_000_000 + b'"'),
        zlib.compress("é".encode()),
        packed(_said("a" * (MAX_BODY + 1))),
    ],
    ids=["none", "text", "empty", "garbage", "cut", "fields", "deep", "bomb", "not ascii", "too long"],
)
def test_what_is_no_record_is_refused(stored: object) -> None:
    """A failing disk, another version, or a file that somebody has prepared to fill the memory."""
    with pytest.raises(UnreadableError):
        unpacked(stored)


def test_evidence_is_found_by_its_seed(tmp_path: Path) -> None:
    """The arms of one drawing that failed, oldest first; passes and other seeds are not there."""
    store = open_store(keeping(tmp_path))
    control = result(_PROBE, NOW, Reason.STALE_ANSWER, arm=Arm.CONTROL, record=RECORD)
    image = result(_PROBE, NOW + 1, Reason.IMAGE_DROPPED, record=RECORD)
    others = [
        result(_PROBE, NOW + 2),
        result(_PROBE, NOW + 3, Reason.IMAGE_DROPPED),
        result(_PROBE, NOW + 4, Reason.IMAGE_DROPPED, record=RECORD, seed="ff" * 32),
    ]
    store.write([entry(_PROBE, each.at, result=each) for each in (image, control, *others)])

    assert store.find(_SEED) == (control, image)
    assert store.find("00" * 32) == ()
    store.close()


def test_a_record_that_cannot_be_read_is_not_found_and_hides_no_other(tmp_path: Path) -> None:
    """One broken row is skipped."""
    store = open_store(keeping(tmp_path))
    good = result(_PROBE, NOW, Reason.IMAGE_DROPPED, record=RECORD)
    store.write([entry(_PROBE, each.at, result=each) for each in (good, replace(good, at=NOW + 1))])
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE result SET record = x'00' WHERE at > ?", (NOW,))

    assert store.find(_SEED) == (good,)
    store.close()


def test_evidence_goes_with_its_result(tmp_path: Path) -> None:
    """It is kept for as long as the failure is, and no longer."""
    store = open_store(keeping(tmp_path))
    store.write([entry(_PROBE, result=result(_PROBE, NOW, Reason.IMAGE_DROPPED, record=RECORD))])
    while store.prune(NOW + 400 * DAY):
        pass

    assert store.find(_SEED) == ()
    store.close()


def test_the_search_uses_the_index_of_evidence(tmp_path: Path) -> None:
    """A download must not read a million rows."""
    store = open_store(keeping(tmp_path))
    with store._engine.begin() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT * FROM result WHERE seed = ? AND record IS NOT NULL", (_SEED,)
        ).all()

    assert "ix_result_seed" in str(plan)
    store.close()


def test_a_typical_record_is_small() -> None:
    """What a failed run of a plain gateway leaves takes about as much as its verdict does."""
    body = json.dumps({"id": "c-1", "model": "gpt-4o", "choices": [{"message": {"content": "no image"}}]})
    headers = {f"x-header-{number}": f"value {number}" for number in range(15)}
    came, sent = Came(200, headers, body * 3, 600), replace(RECORD.sent, body=body * 5)
    record = replace(RECORD, came=came, sent=sent)

    assert len(packed(record)) < 1_000
