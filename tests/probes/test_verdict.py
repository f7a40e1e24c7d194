"""Judgements of whole replies: evidence in, verdict out, never generous and never an exception."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.reasons import OUTCOME_OF, Outcome, Reason
from probes.types import (
    Answer,
    ApiError,
    Challenge,
    Failure,
    FailureKind,
    Picture,
    Reply,
    Timings,
    Usage,
    UsageClass,
    Verdict,
)
from probes.usage import Mode
from probes.verdict import Known, judge, judge_control

KEY = "K7DWP"
CHALLENGE = Challenge(
    "code", KEY, "Which characters?", "What characters?", Picture(384, 256, "image/png", b"")
)
CALIBRATED = Known(control_prompt_tokens=100)
SEEN, MISSING = Usage(prompt=355), Usage(prompt=100)


def _reply(text: str = KEY, **fields: Any) -> Reply:
    return Reply(**{"text": text, "finish": "stop", "ended": True, "usage": SEEN, **fields})


def _failed(verdict: Verdict) -> set[str]:
    return {finding.check for finding in verdict.findings if not finding.passed}


def test_a_plain_pass() -> None:
    """The key with tokens for the picture passes, with the evidence for both."""
    verdict = judge(CHALLENGE, _reply(), CALIBRATED)
    assert (verdict.outcome, verdict.reason) == (Outcome.PASS, Reason.OK)
    assert (verdict.answer, verdict.usage) == (Answer.MATCH, UsageClass.SEEN)
    assert [finding.check for finding in verdict.findings] == ["answer", "usage"]
    assert not _failed(verdict)


@pytest.mark.parametrize(
    ("text", "usage", "reason", "checks"),
    [
        (KEY, MISSING, Reason.USAGE_MISSING, {"usage"}),
        (KEY, None, Reason.OK, {"usage"}),
        (KEY, Usage(prompt=90_000), Reason.OK, {"usage"}),
        ("K7DWF", SEEN, Reason.NEAR_MISS, {"answer"}),
        ("K7DWF", MISSING, Reason.NEAR_MISS, {"answer", "usage", "near_without_usage"}),
        ("K7DFF", MISSING, Reason.WRONG_ANSWER, {"answer", "usage"}),
        ("NO_IMAGE", SEEN, Reason.IMAGE_UNREAD, {"answer", "no_image"}),
        ("NO_IMAGE", MISSING, Reason.IMAGE_DROPPED, {"answer", "no_image", "usage"}),
        ("NO_IMAGE", None, Reason.IMAGE_DROPPED, {"answer", "no_image", "usage"}),
        ("WVER84K", MISSING, Reason.IMAGE_DROPPED, {"answer", "usage"}),
        ("A cat.", SEEN, Reason.IMAGE_UNREAD, {"answer"}),
        ("[REDACTED]", SEEN, Reason.REFUSED, {"answer", "masked"}),
    ],
)
def test_answer_and_usage_together(text: str, usage: Usage | None, reason: Reason, checks: set[str]) -> None:
    """The table decides over both dimensions, and the findings show what decided."""
    verdict = judge(CHALLENGE, _reply(text, usage=usage), CALIBRATED)
    assert verdict.reason is reason
    assert verdict.outcome is OUTCOME_OF[reason]
    assert _failed(verdict) == checks


def test_uncalibrated_asks_for_a_control() -> None:
    """Without a control a missing image is presumed dropped, and a control is asked before it is believed."""
    verdict = judge(CHALLENGE, _reply("NO_IMAGE"), Known())
    assert verdict.ask_control
    assert (verdict.reason, verdict.usage) == (Reason.IMAGE_DROPPED, UsageClass.UNCALIBRATED)
    assert not judge(CHALLENGE, _reply(), Known()).ask_control


@pytest.mark.parametrize(
    ("tokens", "reason", "usage"),
    [
        (100, Reason.IMAGE_UNREAD, UsageClass.SEEN),
        (350, Reason.IMAGE_DROPPED, UsageClass.MISSING),
        (None, Reason.IMAGE_DROPPED, UsageClass.UNREPORTED),
    ],
)
def test_a_fresh_control_settles_it(tokens: int | None, reason: Reason, usage: UsageClass) -> None:
    """With the control next to the image the verdict stands, even if the control reported no tokens."""
    verdict = judge(CHALLENGE, _reply("NO_IMAGE"), Known(control_prompt_tokens=tokens, control_fresh=True))
    assert (verdict.reason, verdict.usage, verdict.ask_control) == (reason, usage, False)


def test_usage_is_judged_by_the_size_that_was_sent() -> None:
    """A picture of a few pixels costs a few tokens, however large it was drawn."""
    few = _reply("NO_IMAGE", usage=Usage(prompt=104))
    as_drawn, as_sent = CALIBRATED, replace(CALIBRATED, sent_sizes=((64, 64),))

    assert judge(CHALLENGE, few, as_drawn).usage is UsageClass.MISSING
    assert judge(CHALLENGE, few, as_sent).usage is UsageClass.SEEN


@pytest.mark.parametrize(
    ("model", "detail", "tokens", "found"),
    [
        ("gpt-4o", "low", 185, UsageClass.SEEN),
        ("gpt-4o", "", 185, UsageClass.INVENTED),
        ("gpt-4o", "low", 355, UsageClass.INVENTED),
        ("gpt-4o", "high", 355, UsageClass.SEEN),
        ("gpt-4o", "low", 110, UsageClass.MISSING),
        ("gemini-3-pro", "low", 380, UsageClass.SEEN),
        ("gemini-3-pro", "", 380, UsageClass.LOW),
    ],
)
def test_usage_is_judged_by_the_detail_that_was_asked_for(
    model: str, detail: str, tokens: int, found: UsageClass
) -> None:
    """85 tokens are what gpt-4o counts for low detail and a gateway's invention without it."""
    known = replace(CALIBRATED, asked_model=model, sent_detail=detail)
    assert judge(CHALLENGE, _reply(usage=Usage(prompt=tokens)), known).usage is found


def test_stale_and_crossed_whatever_the_usage() -> None:
    """An answer made for another picture is a vision failure, however many tokens were counted."""
    known = replace(CALIBRATED, own_keys={"M3XTC"}, live_keys={"R4FLN"}, last_wrong="W3H6T")
    for usage in (SEEN, MISSING, None):
        assert judge(CHALLENGE, _reply("M3XTC", usage=usage), known).reason is Reason.STALE_ANSWER
        assert judge(CHALLENGE, _reply("W3H6T", usage=usage), known).reason is Reason.STALE_ANSWER
        assert judge(CHALLENGE, _reply("R4FLN", usage=usage), known).reason is Reason.CROSSED_ANSWER


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (_reply(model="mimo"), Reason.MODEL_CHANGED),
        (_reply(model="gpt-4o-2024-08-06"), Reason.OK),
        (_reply(model=None), Reason.OK),
        (_reply(model="mimo", usage=MISSING), Reason.USAGE_MISSING),
        (_reply("K7DWF", model="mimo"), Reason.NEAR_MISS),
        (_reply("NO_IMAGE", model="mimo", usage=MISSING), Reason.IMAGE_DROPPED),
        (_reply("", model="mimo"), Reason.EMPTY),
    ],
)
@pytest.mark.parametrize(
    "naming", [{"expect_model": "gpt-4o"}, {"models": frozenset({"gpt-4o"}), "models_settled": True}]
)
def test_model_changed_is_the_weakest(reply: Reply, reason: Reason, naming: dict[str, Any]) -> None:
    """Another model degrades a pass; a failure and the stronger doubts win over it."""
    assert judge(CHALLENGE, reply, replace(CALIBRATED, **naming)).reason is reason


def test_oddities_are_findings_only() -> None:
    """A repeated response id, an alias, a note: said, not punished."""
    known = replace(CALIBRATED, seen_response_ids={"r1"}, asked_model="vision")
    notes = (("content_type", "text/plain"),)
    reply = _reply(response_id="r1", model="gpt-4o", notes=notes)
    verdict = judge(CHALLENGE, reply, known)
    assert verdict.reason is Reason.OK
    assert _failed(verdict) == {"response_id", "model", "content_type"}


@pytest.mark.parametrize("judged", [judge, judge_control])
def test_no_answer_to_judge(judged: Any) -> None:
    """Failures and errors go by their own tables, and carry no evidence about vision."""
    failure = Failure(FailureKind.TIMEOUT, "30 s without an answer", Timings(total=30.0))
    assert judged(CHALLENGE, failure, CALIBRATED).reason is Reason.TIMEOUT
    error = ApiError(429, "rate limit reached", code="rate_limit_exceeded")
    verdict = judged(CHALLENGE, Reply(error=error), CALIBRATED)
    assert (verdict.reason, verdict.answer, verdict.usage) == (Reason.RATE_LIMITED, None, None)
    assert "429" in verdict.findings[0].seen


@pytest.mark.parametrize("judged", [judge, judge_control])
def test_malformed(judged: Any) -> None:
    """A reply of no known shape without usable text is malformed, not empty and not a drop."""
    verdict = judged(CHALLENGE, Reply(malformed="no choices", ended=True), CALIBRATED)
    assert (verdict.outcome, verdict.reason) == (Outcome.FAIL, Reason.MALFORMED)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (KEY, Reason.MALFORMED),
        ("K7DW", Reason.MALFORMED),
        ("K7DFF", Reason.MALFORMED),
        ("The char", Reason.MALFORMED),
        ("NO_IMAGE", Reason.IMAGE_DROPPED),
        ("M3XTC", Reason.STALE_ANSWER),
    ],
)
def test_a_partly_read_reply(text: str, reason: Reason) -> None:
    """What an unreadable piece might have completed is malformed; what stands by itself is judged."""
    known = replace(CALIBRATED, own_keys={"M3XTC"})
    reply = _reply(text, malformed="an event of no JSON", usage=MISSING if text != KEY else SEEN)
    assert judge(CHALLENGE, reply, known).reason is reason
    assert not judge(CHALLENGE, _reply("K7DW", malformed="an event"), Known()).ask_control


class _Broken:
    """A container whose look-up fails."""

    def __contains__(self, item: object) -> bool:
        raise RuntimeError("secret detail")


@pytest.mark.parametrize(
    "known", [Known(own_keys=_Broken()), Known(live_keys=_Broken()), Known(seen_response_ids=_Broken())]
)
def test_a_crashing_check_is_no_pass(known: Known) -> None:
    """A check that crashes makes check_error, and names the exception's class alone."""
    verdict = judge(CHALLENGE, _reply("M3XTC", response_id="r1"), known)
    assert (verdict.outcome, verdict.reason) == (Outcome.UNKNOWN, Reason.CHECK_ERROR)
    assert [finding.seen for finding in verdict.findings] == ["RuntimeError"]


def test_no_check_at_all_is_no_pass() -> None:
    """A challenge that cannot be checked is check_error, even with the key in the answer."""
    verdict = judge(replace(CHALLENGE, kind="riddle"), _reply(), CALIBRATED)
    assert verdict.reason is Reason.CHECK_ERROR


@pytest.mark.parametrize(
    "text", ["NO_IMAGE", "I don't see an image.", "M3XTC", "A cat.", "", "[REDACTED]", "K7DWF"]
)
def test_controls_may_answer_anything(text: str) -> None:
    """Without a picture nothing can be right, so anything but the key is ok."""
    verdict = judge_control(CHALLENGE, _reply(text), Known())
    assert (verdict.reason, verdict.answer, verdict.usage) == (Reason.OK, None, None)


@pytest.mark.parametrize(
    "reply", [_reply(), _reply(f"{KEY} or M3XTC"), _reply("", reasoning=KEY), _reply(KEY, finish="length")]
)
def test_a_key_in_a_control_is_our_leak(reply: Reply) -> None:
    """Who tells the key without the picture got it from us: no verdict of this probe is worth anything."""
    verdict = judge_control(CHALLENGE, reply, Known())
    assert verdict.reason is Reason.CHECK_ERROR
    assert _failed(verdict) == {"leak"}


_words = st.sampled_from(
    [KEY, "K7DWF", "M3XTC", "no image", "NO_IMAGE", "****", "[REDACTED]", " ", "\x00", "图片"]
)
_texts = st.one_of(st.text(max_size=60), st.lists(_words, max_size=6).map(" ".join))
_numbers = st.none() | st.integers()
_replies = st.builds(
    Reply,
    text=_texts,
    reasoning=_texts,
    model=st.none() | st.text(max_size=20),
    response_id=st.none() | st.text(max_size=8),
    finish=st.sampled_from([None, "stop", "length", "content_filter", "tool_calls", "STOP", ""]),
    ended=st.booleans(),
    usage=st.none() | st.builds(Usage, _numbers, _numbers, _numbers, _numbers),
    refusal=st.sampled_from(["", "no"]),
    tool_calls=st.integers(0, 2),
    open_thinking=st.booleans(),
    error=st.none() | st.builds(ApiError, status=st.integers(), message=_texts),
    malformed=st.sampled_from(["", "no choices"]),
)
_known = st.builds(
    Known,
    control_prompt_tokens=_numbers,
    control_fresh=st.booleans(),
    own_keys=st.just({"M3XTC"}),
    models=st.just(frozenset({"gpt-4o"})),
    models_settled=st.booleans(),
    expect_model=st.none() | st.just("gpt-4o"),
)


@given(reply=_replies, known=_known)
def test_judge_is_total_and_never_generous(reply: Reply, known: Known) -> None:
    """Any reply has a verdict; only one with the key in its text, finished and without an error, passes."""
    verdict = judge(CHALLENGE, reply, known)
    assert verdict.outcome is OUTCOME_OF[verdict.reason]
    assert verdict.findings
    assert verdict.reason is not Reason.CHECK_ERROR
    if verdict.outcome is Outcome.PASS:
        assert KEY in reply.text
        assert reply.error is None
        assert not reply.malformed
        assert not reply.open_thinking
        assert reply.ended or reply.finish


@given(reply=_replies, known=_known)
def test_judge_control_is_total(reply: Reply, known: Known) -> None:
    """Any reply to a control has a verdict, and it passes only without the key."""
    verdict = judge_control(CHALLENGE, reply, known)
    assert verdict.outcome is OUTCOME_OF[verdict.reason]
    if verdict.outcome is Outcome.PASS:
        assert verdict.reason is Reason.OK


@pytest.mark.parametrize(
    "unit",
    [
        "\ufdfa",
        "K\u0301",
        "\u200b\u202e",
        "not see the image ",
        "can't see the the the the ",
        "please please upload the ",
        "no image ",
        "没有图",
        "没有看到任何",
        "[redacted",
        "<b",
        "\"' `",
        "*",
        "not ",
        "K 7 D ",
        "\ud800",
    ],
)
def test_a_hostile_megabyte_is_judged(unit: str) -> None:
    """A megabyte of hostile text in text and thinking gets a verdict like any other, and no pass."""
    text = unit * (1_000_000 // len(unit))
    verdict = judge(CHALLENGE, _reply(text, reasoning=text, model=text, response_id=text), CALIBRATED)
    assert verdict.outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("text", "usage", "reason", "found"),
    [
        ("K7DWP", Usage(prompt=101, image=None), Reason.OK, UsageClass.UNCALIBRATED),
        ("K7DWP", Usage(prompt=100), Reason.USAGE_MISSING, UsageClass.MISSING),
        ("NO_IMAGE", Usage(prompt=101), Reason.IMAGE_DROPPED, UsageClass.MISSING),
    ],
)
def test_one_token_is_no_fault_before_it_is_known_what_is_usual(
    text: str, usage: Usage, reason: Reason, found: UsageClass
) -> None:
    """A right answer beside one token waits for more; a denied picture does not."""
    verdict = judge(CHALLENGE, _reply(text, usage=usage), CALIBRATED)
    assert (verdict.reason, verdict.usage) == (reason, found)


@pytest.mark.parametrize("mode", list(Mode))
@given(
    text=st.sampled_from(["NO_IMAGE", "I see no image.", "A cat.", "WVER84K", "K7DWF", "K7XXP", "", "***"]),
    usage=st.builds(Usage, *[st.none() | st.integers(-10, 30_000)] * 3),
    model=st.sampled_from(["", "gpt-4o", "claude-haiku-4-5", "llama-3.2-vision"]),
    shares=st.lists(st.integers(0, 5_000), max_size=30).map(tuple),
)
def test_no_usage_makes_a_pass(
    mode: Mode, text: str, usage: Usage, model: str, shares: tuple[int, ...]
) -> None:
    """Whatever is reported, judged in whatever way, an answer that is not the key does not pass."""
    known = replace(CALIBRATED, usage=mode, asked_model=model, shares=shares, controls=(100,) * 8)
    verdict = judge(CHALLENGE, _reply(text, usage=usage), known)
    assert verdict.outcome is not Outcome.PASS
    assert verdict.reason is not Reason.CHECK_ERROR


def test_a_caption_that_is_billed_is_a_bridge() -> None:
    """The right answer beside tokens that are never the same; controls are asked for where they are few."""
    varied = tuple(130 + 37 * number % 300 for number in range(24))
    known = replace(CALIBRATED, shares=varied, controls=(100,) * 8)
    reply = _reply(usage=Usage(prompt=300))
    assert judge(CHALLENGE, reply, known).reason is Reason.BRIDGED
    waiting = judge(CHALLENGE, reply, replace(known, controls=(100,)))
    assert (waiting.reason, waiting.ask_control) == (Reason.OK, True)
    assert judge(CHALLENGE, reply, replace(known, usage=Mode.OFF)).reason is Reason.OK


def test_usage_off_leaves_the_answer_to_judge() -> None:
    """A blind model that says the same with and without a picture is no notice of the gateway."""
    known = replace(CALIBRATED, usage=Mode.OFF, control_text="A cat.", control_fresh=True)
    assert judge(CHALLENGE, _reply("A cat.", usage=Usage(prompt=100)), known).reason is Reason.IMAGE_DROPPED
    assert judge(CHALLENGE, _reply(usage=Usage(prompt=100)), known).reason is Reason.OK
