"""From observations to a cause: the table of what must be said, and that nothing is ever said for nothing."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.diagnosis import (
    HEAD,
    RUNGS,
    Case,
    Cause,
    Observation,
    Sight,
    diagnose,
)
from monitor.health.recent import Recent
from probes.fetching import Fetched
from probes.reasons import Reason
from probes.types import Answer, UsageClass

_LOST = Observation("", Sight.LOST, Reason.IMAGE_DROPPED, Answer.NO_IMAGE, UsageClass.MISSING, 34, "gpt-4o")
_READ = Observation("", Sight.READ, Reason.OK, Answer.MATCH, UsageClass.SEEN, 288, "gpt-4o")
_BILLED = replace(_LOST, reason=Reason.IMAGE_UNREAD, usage=UsageClass.SEEN, prompt=288)
_STALE = replace(_LOST, sight=Sight.ANOTHERS, reason=Reason.STALE_ANSWER, answer=Answer.STALE)
_PARTIAL = replace(_LOST, sight=Sight.PARTLY, reason=Reason.IMAGES_LOST, answer=Answer.PARTIAL)
_COARSE = replace(_LOST, sight=Sight.PARTLY, reason=Reason.DOWNSCALED, answer=Answer.COARSE)
_MISREAD = replace(_LOST, sight=Sight.PARTLY, reason=Reason.WRONG_ANSWER, answer=Answer.MISREAD)
_REFUSED = replace(_LOST, sight=Sight.REFUSED, reason=Reason.UNSUPPORTED, answer=None, usage=None)
_NONE = replace(_LOST, sight=Sight.NONE, reason=Reason.TIMEOUT, answer=None, usage=None, model="")
_UNSEEN = replace(_READ, reason=Reason.USAGE_MISSING, usage=UsageClass.MISSING, prompt=38)
_AS_TEXT = replace(_BILLED, usage=UsageClass.AS_TEXT, prompt=2_000)
_UNSAID = replace(_LOST, usage=UsageClass.UNREPORTED, prompt=None)
_FOREIGN = replace(_LOST, model="mimo")
_MIRRORED = replace(_PARTIAL, reason=Reason.WRONG_ORDER, answer=Answer.REORDERED)
_SCATTERED = replace(_MIRRORED, scattered=True)
_ELSEWHERE = replace(_READ, reason=Reason.MODEL_CHANGED)
_SWAPPED = replace(_READ, reason=Reason.MODEL_CHANGED, model="mimo")
_MUTE = replace(_LOST, sight=Sight.MUTE, reason=Reason.REFUSED, answer=Answer.REFUSED, usage=None)

Shown = dict[str, list[Observation]]


def _case(failed: Observation, shown: Shown, bits: str = "") -> Case:
    seen = (replace(each, rung=rung) for rung, them in shown.items() for each in them)
    history = Recent(int(bits or "0", 2), len(bits))
    several = failed.reason is Reason.IMAGES_LOST
    return Case(replace(failed, rung="failed"), tuple(seen), frozenset({"gpt-4o"}), history, several)


_TABLE: dict[str, tuple[Cause, Observation, Shown]] = {
    "the provider reads what the gateway loses": (
        Cause.ADAPTER, _LOST, {"again": [_LOST] * 3, "direct": [_READ] * 2},
    ),
    "the provider reads but for one slip, or one error of its own": (
        Cause.ADAPTER, _LOST, {"again": [_LOST] * 3, "direct": [_READ, _NONE, _READ]},
    ),
    "the provider reads now and then": (
        Cause.UNCLEAR, _BILLED, {"again": [_BILLED] * 3, "direct": [_READ, _BILLED]},
    ),
    "the provider fails too, but for one error of its own": (
        Cause.MODEL, _BILLED, {"again": [_BILLED] * 3, "direct": [_BILLED, _NONE, _BILLED]},
    ),
    "the provider fails too, but for one refusal": (
        Cause.MODEL, _BILLED, {"again": [_BILLED] * 3, "direct": [_BILLED, _MUTE, _BILLED]},
    ),
    "always lost as asked, and now and then with another form": (
        Cause.ROUTING, _LOST, {"again": [_LOST] * 3, "jpeg": [_READ] * 2, "large": [_READ, _LOST]},
    ),
    "one answer of the coarse ones was a slip": (
        Cause.CONVERSION, _COARSE, {"again": [_COARSE, _MISREAD, _COARSE], "direct": [_READ] * 2},
    ),
    "one answer of the failing ones was a slip": (
        Cause.ADAPTER, _PARTIAL, {"again": [_PARTIAL, _MISREAD, _PARTIAL], "code": [_READ] * 2},
    ),
    "the provider takes what the gateway refuses": (
        Cause.ADAPTER, _REFUSED, {"again": [_REFUSED] * 3, "direct": [_READ] * 2},
    ),
    "lost when streamed alone": (Cause.ADAPTER, _LOST, {"again": [_LOST] * 3, "plain": [_READ] * 2}),
    "lost, and no token for it": (Cause.ADAPTER, _LOST, {"again": [_LOST] * 3, "jpeg": [_LOST] * 2}),
    "counted as text": (Cause.ADAPTER, _AS_TEXT, {"again": [_AS_TEXT] * 3}),
    "codes are read and places guessed": (
        Cause.ADAPTER, _SCATTERED, {"again": [_SCATTERED] * 3, "code": [_READ] * 2, "direct": [_READ] * 2},
    ),
    "places are guessed, and nobody else was asked": (
        Cause.ADAPTER, _SCATTERED, {"again": [_SCATTERED] * 3, "code": [_READ] * 2},
    ),
    "places are guessed by the provider too": (
        Cause.MODEL, _SCATTERED, {"again": [_SCATTERED] * 3, "code": [_READ] * 2, "direct": [_SCATTERED] * 2},
    ),
    "one picture is read, two are not": (
        Cause.ADAPTER, _PARTIAL, {"again": [_PARTIAL] * 3, "code": [_READ] * 2},
    ),
    "read by both, counted by the provider": (
        Cause.ADAPTER, _UNSEEN, {"again": [_UNSEEN] * 3, "direct": [_READ] * 2},
    ),
    "a JPEG is read": (Cause.CONVERSION, _LOST, {"again": [_LOST] * 3, "jpeg": [_READ] * 2}),
    "a JPEG is read, and so does the provider": (
        Cause.CONVERSION, _LOST, {"again": [_LOST] * 3, "jpeg": [_READ] * 2, "direct": [_READ] * 2},
    ),
    "read under a plain media type": (
        Cause.ADAPTER, _LOST, {"again": [_LOST] * 3, "bare": [_READ] * 2, "jpeg": [_READ] * 2},
    ),
    "a JPEG is read, and the very bytes under a plain media type are not": (
        Cause.CONVERSION, _LOST, {"again": [_LOST] * 3, "bare": [_LOST] * 2, "jpeg": [_READ] * 2},
    ),
    "read in a user turn": (
        Cause.ADAPTER, _LOST, {"again": [_LOST] * 3, "jpeg": [_LOST] * 2, "user": [_READ] * 2},
    ),
    "counted where it stands, and read in a user turn alone": (
        Cause.ADAPTER, _BILLED, {"again": [_BILLED] * 3, "jpeg": [_BILLED] * 2, "user": [_READ] * 2},
    ),
    "lost in a user turn as well, and no token for it": (
        Cause.ADAPTER, _LOST, {"again": [_LOST] * 3, "user": [_LOST] * 2},
    ),
    "lost in a user turn as well, and by the provider": (
        Cause.MODEL, _LOST, {"again": [_LOST] * 3, "user": [_LOST] * 2, "direct": [_LOST] * 2},
    ),
    "small symbols are gone": (Cause.CONVERSION, _COARSE, {"again": [_COARSE] * 3, "direct": [_READ] * 2}),
    "one picture in another shape": (
        Cause.CONVERSION, _MIRRORED, {"again": [_MIRRORED] * 3, "direct": [_READ] * 2},
    ),
    "one of several pictures, and the provider reads all": (
        Cause.ADAPTER, _PARTIAL, {"again": [_PARTIAL] * 3, "direct": [_READ] * 2},
    ),
    "another provider under the same name": (Cause.ROUTING, _ELSEWHERE, {"again": [_ELSEWHERE] * 3}),
    "to and fro": (Cause.ROUTING, _LOST, {"again": [_READ, _LOST, _READ]}),
    "a model never seen in a pass": (Cause.ROUTING, _FOREIGN, {"again": [_FOREIGN] * 3}),
    "another model that reads as well": (Cause.ROUTING, _SWAPPED, {"again": [_SWAPPED] * 3}),
    "another picture's key": (Cause.CACHE, _STALE, {"again": [_STALE] * 3, "direct": [_READ] * 2}),
    "a control that knows a key": (Cause.CACHE, _STALE, {"control": [_STALE], "again": [_LOST] * 3}),
    "response ids come again": (
        Cause.CACHE, replace(_UNSAID, repeated=True), {"again": [replace(_UNSAID, repeated=True)] * 3},
    ),
    "the provider loses it too": (Cause.MODEL, _LOST, {"again": [_LOST] * 3, "direct": [_LOST] * 2}),
    "small symbols are gone at the provider too": (
        Cause.MODEL, _COARSE, {"again": [_COARSE] * 3, "direct": [_COARSE] * 2},
    ),
    "counted and never read": (Cause.MODEL, _BILLED, {"again": [_BILLED] * 3, "jpeg": [_BILLED] * 2}),
    "one picture in another shape, nobody else to ask": (
        Cause.UNCLEAR, _MIRRORED, {"again": [_MIRRORED] * 3, "code": [_READ] * 2},
    ),
    # too little, or nothing that tells causes apart
    "asked once": (Cause.UNCLEAR, _LOST, {"again": [_LOST], "direct": [_READ] * 2}),
    "the other way asked once": (Cause.UNCLEAR, _LOST, {"again": [_LOST] * 3, "direct": [_READ]}),
    "the other way to and fro": (Cause.ROUTING, _UNSAID, {"again": [_UNSAID] * 3, "jpeg": [_READ, _UNSAID]}),
    "every other way is read": (
        Cause.UNCLEAR, _UNSAID, {"again": [_UNSAID] * 3, "jpeg": [_READ] * 2, "stream": [_READ] * 2},
    ),
    "as a JPEG and in a user turn": (
        Cause.UNCLEAR, _UNSAID, {"again": [_UNSAID] * 3, "jpeg": [_READ] * 2, "user": [_READ] * 2},
    ),
    "in a user turn once": (Cause.UNCLEAR, _BILLED, {"again": [_BILLED] * 3, "user": [_READ]}),
    "in a user turn now and then": (
        Cause.ROUTING, _UNSAID, {"again": [_UNSAID] * 3, "user": [_READ, _UNSAID]},
    ),
    "well again": (Cause.UNCLEAR, _LOST, {"again": [_READ] * 11}),
    "an onset between": (Cause.UNCLEAR, _LOST, {"again": [_LOST, _READ, _READ]}),
    "nobody answers": (Cause.UNCLEAR, _LOST, {"control": [_NONE], "again": [_NONE] * 3}),
    "behind a URL alone": (
        Cause.MEDIA_FETCH, _LOST, {"again": [_LOST] * 3, "inline": [_READ] * 2, "direct": [_READ] * 2},
    ),
    "behind a redirect alone": (
        Cause.MEDIA_FETCH, _LOST, {"again": [_LOST] * 3, "inline": [_READ] * 2, "straight": [_READ] * 2},
    ),
    "inline as well": (
        Cause.ADAPTER, _LOST, {"again": [_LOST] * 3, "inline": [_LOST] * 2, "direct": [_READ] * 2},
    ),
    "usage unreported, nobody else to ask": (Cause.UNCLEAR, _UNSAID, {"again": [_UNSAID] * 3}),
    "misread here and not there": (
        Cause.UNCLEAR, _MISREAD, {"again": [_MISREAD] * 3, "direct": [_READ] * 2},
    ),
    "no tokens, nobody else to ask": (Cause.UNCLEAR, _UNSEEN, {"again": [_UNSEEN] * 3}),
    "the provider answers something else": (
        Cause.UNCLEAR, _LOST, {"again": [_LOST] * 3, "direct": [_LOST, _READ]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", _TABLE)
def test_what_was_seen_and_what_is_said(name: str) -> None:
    """Each line of the table gives its cause, with a comparison in counts wherever one is named."""
    cause, failed, shown = _TABLE[name]
    found = diagnose(_case(failed, shown))

    assert found.cause is cause, found
    assert cause is Cause.UNCLEAR or " of " in found.comparison or "tokens" in found.comparison


def test_every_cause_is_in_the_table() -> None:
    """A cause that no line shows is one that nothing holds to its meaning."""
    assert {cause for cause, _, _ in _TABLE.values()} == set(Cause)


@pytest.mark.parametrize(
    ("fetched", "late", "words"),
    [
        ([None] * 4, False, "not brought to the model"),
        ([Fetched.NOBODY] * 4, False, "nobody came for it"),
        ([Fetched.NOBODY] * 4, True, "came after the answer"),
        ([Fetched.HEAD_ONLY] * 4, False, "by HEAD, and nobody came"),
        ([Fetched.REDIRECTED] * 4, False, "redirect to it was not followed"),
        ([Fetched.IN_PART] * 4, False, "not all of the pictures"),
        ([Fetched.GOT] * 4, False, "it was fetched from its URL, and lost after that"),
        ([Fetched.GOT] * 4, True, "and lost after that"),
        ([Fetched.GOT, Fetched.NOBODY] * 2, False, "fetched from its URL in 2 of 4 requests"),
    ],
)
def test_the_receipts_say_how_far_somebody_got(fetched: list[Fetched | None], late: bool, words: str) -> None:
    """What has to be mended lies behind the last thing on the way that went well."""
    failed, *again = (replace(_LOST, fetched=each, late=late) for each in fetched)
    found = diagnose(_case(failed, {"again": again, "inline": [_READ] * 2}))

    assert found.cause is Cause.MEDIA_FETCH
    assert words in found.comparison


@pytest.mark.parametrize(
    ("bits", "cause"),
    [
        ("0100010010001", Cause.ROUTING),
        ("0100000000111", Cause.UNCLEAR),
        ("0000000000111", Cause.UNCLEAR),
        ("", Cause.UNCLEAR),
    ],
)
def test_a_rare_fault_is_known_by_the_pictures_before(bits: str, cause: Cause) -> None:
    """Losses apart from each other are one bad replica of many; a row of them, over by now, is an outage."""
    assert diagnose(_case(_LOST, {"again": [_READ] * 11}, bits)).cause is cause


def test_a_name_proves_nothing_where_none_was_learned() -> None:
    """Gateways have aliases: only a name that no pass had is another model's."""
    case = replace(_case(_FOREIGN, {"again": [_FOREIGN] * 3}), models=frozenset())

    assert diagnose(case).cause is Cause.ADAPTER


def test_a_ladder_that_ended_early_says_so() -> None:
    """Who reads that nothing tells the cause must know that too little could be asked."""
    found = diagnose(replace(_case(_LOST, {"again": [_LOST]}), short=True))

    assert found.cause is Cause.UNCLEAR
    assert found.comparison == "It failed in 2 of 2; there was no money or time to ask in other ways."


def test_the_table_holds_every_request() -> None:
    """A row for the run that failed and for each rung, with the cells of the head."""
    found = diagnose(_case(_LOST, {"again": [_LOST] * 3, "direct": [_READ] * 2}))

    assert [row[0] for row in found.rows] == ["failed", "again", "again", "again", "direct", "direct"]
    assert found.rows[0][3:] == ("lost: image_dropped", "missing (34)")
    assert {len(row) for row in found.rows} == {len(HEAD)}


_OBSERVATIONS = st.builds(
    Observation,
    rung=st.sampled_from(sorted(RUNGS)),
    sight=st.sampled_from(Sight),
    reason=st.sampled_from(Reason),
    answer=st.none() | st.sampled_from(Answer),
    usage=st.none() | st.sampled_from(UsageClass),
    prompt=st.none() | st.integers(0, 10_000),
    model=st.sampled_from(["", "gpt-4o", "mimo"]),
    repeated=st.booleans(),
)
_CASES = st.builds(
    Case,
    failed=_OBSERVATIONS,
    seen=st.lists(_OBSERVATIONS, max_size=12).map(tuple),
    models=st.sampled_from([frozenset(), frozenset({"gpt-4o"})]),
    history=st.builds(Recent, st.integers(0, 2**16), st.just(20)),
)


@settings(max_examples=500)
@given(case=_CASES)
def test_a_diagnosis_is_total_and_names_no_cause_without_a_comparison(case: Case) -> None:
    """Whatever was seen there is a sentence; a cause needs two requests at least that failed alike."""
    found = diagnose(case)

    assert found.comparison.endswith(".")
    assert len(found.rows) == 1 + len(case.seen)
    if found.cause is not Cause.UNCLEAR:
        assert len(case.same) + len(case.of("control")) >= 2
        assert any(char.isdigit() for char in found.comparison)


@given(case=_CASES)
def test_what_answers_as_it_should_is_never_diagnosed_as_lost(case: Case) -> None:
    """Where the same question is well each time after the failure, no part of the path is blamed by it."""
    well = tuple(replace(_READ, rung="again") for _ in range(5))
    found = diagnose(replace(case, failed=replace(_LOST, rung="failed"), seen=well, history=Recent()))

    assert found.cause is Cause.UNCLEAR
