"""The classes of answers and the order in which they are recognised."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.answer import RECOGNISERS, recognise
from probes.evidence import names_key, wrong_candidate
from probes.finishes import CALLED, CUT, DECLINED, ORDINARY
from probes.types import Answer, Challenge, Finding, Picture, Reply

KEY = "K7DWP"
OLD = "M3XTC"
LIVE = "R4FLN"
CHALLENGE = Challenge(
    "code",
    KEY,
    "Which characters? NO_IMAGE if none.",
    "What characters? NO_IMAGE if none.",
    Picture(384, 256, "image/png", b""),
)


BROKEN = (
    "cancelled",
    "canceled",
    "timeout",
    "ERROR_LIMIT",
    "max_length",
    "MISSING_THOUGHT_SIGNATURE",
    "truncated",
    "interrupted",
    "aborted",
    "server_error",
)


def _recognise(text: str, **fields: Any) -> tuple[Answer, tuple[Finding, ...]]:
    reply = Reply(**{"text": text, "finish": "stop", "ended": True, **fields})
    return recognise(CHALLENGE, reply, own_keys={OLD}, live_keys={LIVE}, last_wrong="L4HVT")


def _checks(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.check for finding in findings if not finding.passed}


@pytest.mark.parametrize(
    ("answer", "text", "fields"),
    [
        (Answer.MATCH, KEY, {}),
        (Answer.MATCH, f"There is no image attached, but I read {KEY}", {}),
        (Answer.MATCH, f"I'm sorry, I can't help with that: {KEY}", {}),
        (Answer.MATCH, f"{KEY}\n\n****", {}),
        (Answer.MATCH, KEY, {"finish": None}),
        (Answer.MATCH, KEY, {"ended": False}),
        (Answer.TRUNCATED, KEY, {"finish": "length"}),
        (Answer.TRUNCATED, "", {"finish": "length"}),
        (Answer.TRUNCATED, "The char", {"finish": "MAX_TOKENS"}),
        (Answer.TRUNCATED, "The char", {"finish": "max_output_tokens"}),
        (Answer.TRUNCATED, "The char", {"finish": "model_context_window_exceeded"}),
        (Answer.TRUNCATED, "The char", {"finish": "abort"}),
        (Answer.TRUNCATED, KEY, {"finish": "OTHER"}),
        (Answer.TRUNCATED, "", {"finish": "MALFORMED_RESPONSE"}),
        (Answer.EMPTY, "", {"finish": "NO_IMAGE"}),
        (Answer.EMPTY, "", {"finish": "load"}),
        (Answer.TRUNCATED, KEY, {"finish": None, "ended": False}),
        (Answer.TRUNCATED, KEY, {"finish": "", "ended": False}),
        (Answer.TRUNCATED, KEY, {"finish": "null", "ended": False}),
        *((Answer.TRUNCATED, KEY, {"finish": finish}) for finish in BROKEN),
        (Answer.MATCH, KEY, {"finish": "null"}),
        (Answer.MATCH, KEY, {"finish": "unheard_of"}),
        (Answer.TRUNCATED, KEY, {"open_thinking": True}),
        (Answer.TOOL_CALL, KEY, {"tool_calls": 1}),
        (Answer.TOOL_CALL, "", {"finish": "tool_calls"}),
        (Answer.TOOL_CALL, "", {"finish": "tool_use"}),
        (Answer.TOOL_CALL, "", {"finish": "MALFORMED_FUNCTION_CALL"}),
        (Answer.TOOL_CALL, "", {"finish": "UNEXPECTED_TOOL_CALL"}),
        (Answer.EMPTY, "", {}),
        (Answer.EMPTY, " \n\u200b", {}),
        (Answer.EMPTY, "```\n```", {}),
        (Answer.EMPTY, "", {"reasoning": KEY}),
        (Answer.REFUSED, "", {"finish": "content_filter"}),
        (Answer.REFUSED, KEY, {"finish": "content_filter"}),
        (Answer.REFUSED, "K7", {"finish": "SAFETY"}),
        (Answer.REFUSED, "", {"finish": "LANGUAGE"}),
        (Answer.REFUSED, "", {"finish": "MODEL_ARMOR"}),
        (Answer.REFUSED, "", {"refusal": "the prompt was blocked: OTHER"}),
        (Answer.REFUSED, KEY, {"finish": "ESCALATION"}),
        (Answer.REFUSED, KEY, {"finish": "PUP_LIMITED_DISABLED"}),
        (Answer.REFUSED, "", {"finish": "refusal"}),
        (Answer.REFUSED, "", {"finish": "guardrail_intervened"}),
        (Answer.REFUSED, "", {"refusal": "I can't do this."}),
        (Answer.REFUSED, "I'm sorry, I can't help with that.", {}),
        (Answer.NO_IMAGE, "I'm sorry, I can't help: I don't see any image.", {}),
        (Answer.NO_IMAGE, "NO_IMAGE", {}),
        (Answer.NO_IMAGE, "I don't see an image.\n\n****\n\nPlease upload it.", {}),
        (Answer.MASKED, "[REDACTED]", {}),
        (Answer.MASKED, "The characters are *****.", {}),
        (Answer.MASKED, "<US_DRIVER_LICENSE>", {}),
        (Answer.NEAR, "K7DWF", {}),
        (Answer.NEAR, "K7DW8", {}),
        (Answer.NEAR, "KTDWP", {}),
        (Answer.NEAR, "K7DW", {}),
        (Answer.NEAR, "K77DWP", {}),
        (Answer.MISREAD, "K7DFF", {}),
        (Answer.MISREAD, "K7DWP or K7DWF", {}),
        (Answer.MISREAD, "K7DWF or K7DWC", {}),
        (Answer.STALE, OLD, {}),
        (Answer.STALE, f"{KEY} or {OLD}", {}),
        (Answer.STALE, "L4HVT", {}),
        (Answer.STALE, "I can't help with that, but earlier: M 3 X T C", {}),
        (Answer.CROSSED, LIVE, {}),
        (Answer.UNRELATED, "W3H6T", {}),
        (Answer.UNRELATED, "WVER84K", {}),
        (Answer.UNRELATED, "A red cat on a table.", {}),
        (Answer.UNRELATED, "The image shows no text.", {}),
        (Answer.UNRELATED, CHALLENGE.question, {}),
        (Answer.UNRELATED, "K7DWP, W3H6T, C4L7X, F6K3M", {}),
        (Answer.UNRELATED, "A very long text about masks. " * 20 + "****", {}),
    ],
)
def test_recognition(answer: Answer, text: str, fields: Mapping[str, Any]) -> None:
    """Every class has replies of its own, and where two could be claimed the order decides."""
    assert _recognise(text, **fields)[0] is answer


def test_every_class_is_recognised_once() -> None:
    """The table of recognisers is total: each class stands in it once, and the last one always holds."""
    assert sorted(answer for answer, _ in RECOGNISERS) == sorted(Answer)
    assert RECOGNISERS[-1][0] is Answer.UNRELATED


@pytest.mark.parametrize(
    ("text", "fields", "check"),
    [
        ("", {"reasoning": f"I see {KEY}"}, "seen_in_reasoning"),
        ("", {"reasoning": f"I see {KEY}", "open_thinking": True}, "seen_in_reasoning"),
        ("NO_IMAGE", {"reasoning": f"I see {KEY}"}, "seen_in_reasoning"),
        ("Five characters in bold.", {"reasoning": f"I see {KEY}"}, "seen_in_reasoning"),
        (KEY, {"open_thinking": True}, "finish"),
        (KEY, {"finish": "length"}, "finish"),
        (KEY, {"finish": None, "ended": False}, "finish"),
        ("", {"tool_calls": 2}, "tool_call"),
        ("[REDACTED]", {}, "masked"),
        ("", {"finish": "content_filter"}, "refusal"),
        ("", {"refusal": "no"}, "refusal"),
        (OLD, {}, "stale"),
        (LIVE, {}, "crossed"),
        ("K7DWP or K7DWF", {}, "candidates"),
        ("NO_IMAGE", {}, "no_image"),
        (KEY, {"finish": None}, "finish"),
        (KEY, {"finish": "None"}, "finish"),
        (KEY, {"finish": "unheard_of"}, "finish"),
        (KEY, {"ended": False}, "stream_end"),
        (f"{KEY} " + "lorem " * 2_000, {}, "reply_length"),
    ],
)
def test_findings(text: str, fields: Mapping[str, Any], check: str) -> None:
    """What makes a class, and what is odd beside it, is said in a finding."""
    assert check in _checks(_recognise(text, **fields)[1])


@pytest.mark.parametrize("finish", [*sorted(ORDINARY), "STOP", "COMPLETE"])
def test_no_finding_fails_on_a_plain_match(finish: str) -> None:
    """A right answer that ended properly, in whatever word, leaves nothing to doubt."""
    assert _recognise(KEY, finish=finish)[1] == (Finding("answer", KEY, KEY, passed=True),)


def test_no_finish_reason_is_two_things() -> None:
    """The sets are apart: which of them is looked at first makes no difference."""
    assert len(CUT | CALLED | DECLINED | ORDINARY) == sum(map(len, (CUT, CALLED, DECLINED, ORDINARY)))


def test_thinking_of_another_key_is_no_finding() -> None:
    """Only the key in the thinking shows that the picture was seen."""
    assert "seen_in_reasoning" not in _checks(_recognise("", reasoning=f"I see {OLD}")[1])


def test_findings_are_printable_and_short() -> None:
    """No control character and no megabyte of a hostile reply gets into a finding."""
    for finding in _recognise("\x1b[31m\u202e" + "no image attached " * 60_000)[1]:
        assert finding.seen.isprintable()
        assert len(finding.seen) <= 161


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (KEY, ""),
        ("W3H6T", "W3H6T"),
        ("the answer is w 3 h 6 t.", "W3H6T"),
        ("A7B3C", "A7B3C"),
        ("NO_IMAGE", ""),
        ("I don't see an image.", ""),
        ("W3H6T or R4FLN", ""),
        ("This is a longer text in which a size of 256px is named by the way.", ""),
    ],
)
def test_wrong_candidate(text: str, wrong: str) -> None:
    """The wrong answer to remember is one code, folded; never a phrase, the sentinel, or a word of prose."""
    assert wrong_candidate(CHALLENGE, text) == wrong


def test_repeated_phrases_are_not_stale() -> None:
    """A route that says NO_IMAGE every time is not answering from a cache."""
    last = wrong_candidate(CHALLENGE, "NO_IMAGE")
    reply = Reply("NO_IMAGE", finish="stop", ended=True)
    assert recognise(CHALLENGE, reply, last_wrong=last)[0] is Answer.NO_IMAGE


def test_a_live_key_of_another_is_crossed_however_often_it_comes() -> None:
    """Whose answer it is says more than that it came before."""
    reply = Reply(LIVE, finish="stop", ended=True)
    assert recognise(CHALLENGE, reply, live_keys={LIVE}, last_wrong=LIVE)[0] is Answer.CROSSED
    assert recognise(CHALLENGE, reply, live_keys={LIVE}, own_keys={LIVE})[0] is Answer.STALE


def test_repeated_wrong_answer_is_stale() -> None:
    """The same wrong code twice, however it is written, belongs to neither picture."""
    last = wrong_candidate(CHALLENGE, "W3H6T")
    reply = Reply("I read `w3h6t`.", finish="stop", ended=True)
    assert recognise(CHALLENGE, reply, last_wrong=last)[0] is Answer.STALE


@given(text=st.text(max_size=200))
def test_names_key_agrees_with_the_text(text: str) -> None:
    """The key is named only where its symbols stand in order."""
    folded = iter(text.upper())
    if names_key(CHALLENGE, text) and text.isascii():
        assert all(symbol in folded for symbol in KEY)


def test_unknown_kinds_cannot_be_judged() -> None:
    """A challenge whose keys have no form is an error, not an easier question."""
    with pytest.raises(KeyError):
        recognise(Challenge("riddle", KEY, "?", "?", CHALLENGE.picture), Reply(KEY))
