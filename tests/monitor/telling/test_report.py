"""A result as JSON and as a line: all that was asked and seen, and nothing that could harm a reader."""

import json
from dataclasses import replace

import pytest

from monitor.result import Attempt, Result
from monitor.telling.report import document, line
from probes.reasons import OUTCOME_OF, Reason
from probes.types import Arm, Finding, Timings, Usage, Verdict

_DROPPED = Verdict(
    OUTCOME_OF[Reason.IMAGE_DROPPED],
    Reason.IMAGE_DROPPED,
    (Finding("answer", "the key", "NO_IMAGE", passed=False),),
)
_RESULT = Result(
    route="captions",
    probe="inline",
    arm=Arm.IMAGE,
    attempt=Attempt.SCHEDULED,
    number=0,
    slot=29_000_000,
    seed="00ff",
    at=1_740_000_000.5,
    verdict=_DROPPED,
    timings=Timings(total=1.2345678),
    reply="NO_IMAGE",
    expected="X99HW",
    model="gpt-4o",
    usage=Usage(prompt=60, completion=5),
    image_tokens=0,
    cost_usd=0.0001,
)
_OK = replace(_RESULT, verdict=Verdict(OUTCOME_OF[Reason.OK], Reason.OK), reply="X99HW")
_UNASKED = replace(
    _RESULT,
    verdict=Verdict(OUTCOME_OF[Reason.OVER_BUDGET], Reason.OVER_BUDGET),
    timings=None,
    reply="",
    expected="",
    usage=None,
)


def test_a_document_is_the_whole_result_as_json():
    """Golden: scripts read these names and units."""
    assert json.loads(json.dumps(document(_RESULT))) == {
        "route": "captions",
        "probe": "inline",
        "arm": "image",
        "attempt": "scheduled",
        "outcome": "fail",
        "reason": "image_dropped",
        "findings": [{"check": "answer", "expected": "the key", "seen": "NO_IMAGE", "passed": False}],
        "expected": "X99HW",
        "reply": "NO_IMAGE",
        "detail": "",
        "model": "gpt-4o",
        "usage": {"prompt": 60, "completion": 5, "image": None, "cached": None, "reasoning": None},
        "image_tokens": 0,
        "seconds": 1.234568,
        "cost_source": None,
        "cost_usd": 0.0001,
        "at": 1_740_000_000.5,
        "seed": "00ff",
    }


def test_a_document_of_nothing_asked_has_no_figures():
    """Absent is null, not zero."""
    told = document(_UNASKED)

    assert (told["seconds"], told["usage"], told["expected"], told["reason"]) == (
        None,
        None,
        "",
        "over_budget",
    )


@pytest.mark.parametrize("hostile", ["\x1b[31m", "\x9b31m", "\u202e", "\ud800", "x\ny", "x" * 100_000])
def test_a_finding_can_harm_no_reader(hostile: str):
    """It quotes the model, and JSON escapes only the controls of ASCII."""
    verdict = replace(_DROPPED, findings=(Finding("answer", hostile, hostile, passed=False),))
    told = json.dumps(document(replace(_RESULT, verdict=verdict)), ensure_ascii=False)

    assert told.encode()
    assert told.isprintable()
    assert len(told) < 2_500


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (_OK, "pass      captions  inline  ok  1.23s"),
        (_RESULT, "fail      captions  inline  image_dropped  1.23s  expected X99HW, seen NO_IMAGE"),
        (
            replace(_RESULT, reply="", detail="timeout: none in 30 s"),
            "fail      captions  inline  image_dropped  1.23s  expected X99HW, seen timeout: none in 30 s",
        ),
        (
            replace(_RESULT, reply=""),
            "fail      captions  inline  image_dropped  1.23s  expected X99HW, seen nothing",
        ),
        (_UNASKED, "unknown   captions  inline  over_budget  -"),
        (
            replace(_UNASKED, detail="no such key"),
            "unknown   captions  inline  over_budget  -  no such key",
        ),
    ],
)
def test_a_line_says_what_was_expected_and_what_came(result: Result, told: str):
    """Where all is well the evidence is left out, where nothing was asked none is invented."""
    assert line(result) == told


def test_a_control_is_expected_to_see_no_picture():
    """Its challenge has a key, which nobody could read: it must not look like a missed answer."""
    control = replace(_RESULT, arm=Arm.CONTROL, attempt=Attempt.CONTROL, reply="X99HW")

    assert document(control)["expected"] == "NO_IMAGE"
    assert line(control).endswith("expected NO_IMAGE, seen X99HW")
    assert document(replace(_UNASKED, arm=Arm.CONTROL))["expected"] == ""
