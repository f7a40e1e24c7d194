"""Reported tokens are compared with a request that carried no picture, and with what is usual."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.families import Band, family_of
from probes.types import Usage, UsageClass
from probes.usage import FLOOR, Mode, Norm, Sent, classify, control_tokens, floor
from probes.usage.norm import SHARES_SETTLE_AFTER

_SIZE = (384, 256)
_SENT = Sent((_SIZE,), 3_000)
_CONTROL = 100


def _class(share: int, norm: Norm, sent: Sent = _SENT, *, native: bool = False) -> UsageClass:
    usage = Usage(prompt=_CONTROL + share, image=share if native else None)
    return classify(usage, _CONTROL, sent, norm)[0]


def _family(model: str, mode: Mode = Mode.DELTA) -> Norm:
    family = family_of(model)
    assert family is not None
    return Norm(mode, family.band(*_SIZE), family.flat)


def _learned(share: int, *more: int) -> Norm:
    return Norm(shares=(*(share for _ in range(SHARES_SETTLE_AFTER)), *more))


@pytest.mark.parametrize(
    ("found", "usage", "control"),
    [
        (UsageClass.UNREPORTED, None, 100),
        (UsageClass.UNREPORTED, None, None),
        (UsageClass.UNREPORTED, Usage(), 100),
        (UsageClass.UNREPORTED, Usage(prompt=0, completion=5), 100),
        (UsageClass.UNREPORTED, Usage(prompt=-1), 100),
        (UsageClass.UNREPORTED, Usage(prompt=0, image=0), 100),
        (UsageClass.UNCALIBRATED, Usage(prompt=300), None),
        (UsageClass.UNCALIBRATED, Usage(prompt=300), 0),
        (UsageClass.UNCALIBRATED, Usage(prompt=300, image=0), None),
        (UsageClass.SEEN, Usage(prompt=100 + FLOOR), 100),
        (UsageClass.SEEN, Usage(prompt=355), 100),
        (UsageClass.SEEN, Usage(prompt=8_600), 100),
        (UsageClass.SEEN, Usage(prompt=355, cached=300), 100),
        (UsageClass.SEEN, Usage(prompt=110, image=258), 100),
        (UsageClass.SEEN, Usage(image=258), None),
        (UsageClass.SEEN, Usage(prompt=300, image=0), 100),
        (UsageClass.MISSING, Usage(prompt=100 + FLOOR - 1), 100),
        (UsageClass.MISSING, Usage(prompt=100), 100),
        (UsageClass.MISSING, Usage(prompt=40), 100),
        (UsageClass.MISSING, Usage(prompt=110, image=0), 100),
        (UsageClass.HIGH, Usage(prompt=66_000), 100),
        (UsageClass.HIGH, Usage(image=66_000), 100),
    ],
)
def test_without_a_family_or_a_history(found: UsageClass, usage: Usage | None, control: int | None) -> None:
    """Native tokens speak first, then the difference from the control; nothing is guessed without them."""
    assert classify(usage, control, _SENT)[0] is found


@pytest.mark.parametrize(
    ("model", "share", "found"),
    [
        ("gpt-4o", 255, UsageClass.SEEN),
        ("gpt-4o", 259, UsageClass.SEEN),
        ("gpt-4o", 200, UsageClass.LOW),
        ("gpt-4o", 300, UsageClass.HIGH),
        ("gpt-4o", 0, UsageClass.MISSING),
        ("claude-haiku-4-5", 140, UsageClass.SEEN),
        ("claude-haiku-4-5", 215, UsageClass.SEEN),
        ("claude-haiku-4-5", 255, UsageClass.INVENTED),
        ("claude-haiku-4-5", 85, UsageClass.INVENTED),
        ("claude-haiku-4-5", 520, UsageClass.INVENTED),
        ("claude-haiku-4-5", 253, UsageClass.INVENTED),
        ("claude-haiku-4-5", 400, UsageClass.HIGH),
        ("glm-4.6v", 1047, UsageClass.INVENTED),
        ("gpt-4o-mini", 255, UsageClass.INVENTED),
        ("gpt-4o-mini", 8_500, UsageClass.SEEN),
        ("qwen2.5-vl-7b", 8_500, UsageClass.INVENTED),
        ("llama-3.2-11b-vision", 1, UsageClass.FLAT),
        ("llama-3.2-11b-vision", -2, UsageClass.FLAT),
        ("llama-3.2-11b-vision", 1_601, UsageClass.SEEN),
    ],
)
def test_strictly_by_the_family(model: str, share: int, found: UsageClass) -> None:
    """From the first run on the band of the family decides, but for some tokens that wordings differ by."""
    assert _class(share, _family(model, Mode.STRICT)) is found


@pytest.mark.parametrize(
    ("share", "found"),
    [
        (255, UsageClass.SEEN),
        (140, UsageClass.SEEN),
        (100, UsageClass.LOW),
        (510, UsageClass.SEEN),
        (600, UsageClass.HIGH),
    ],
)
def test_a_family_is_a_prior(share: int, found: UsageClass) -> None:
    """Before anything was learned a name allows for twice and for half: it may be an alias for another."""
    assert _class(share, _family("gpt-4o")) is found


@pytest.mark.parametrize(
    ("share", "found"),
    [
        (140, UsageClass.SEEN),
        (120, UsageClass.SEEN),
        (90, UsageClass.LOW),
        (260, UsageClass.SEEN),
        (300, UsageClass.HIGH),
        (5, UsageClass.MISSING),
    ],
)
def test_what_was_learned_wins_over_the_name(share: int, found: UsageClass) -> None:
    """Once enough pictures were read their median decides, whatever the name promised."""
    norm = replace(_family("gpt-5"), shares=_learned(140).shares)
    assert _class(share, norm) is found


def test_one_odd_share_moves_nothing() -> None:
    """Medians and middles do not follow a reply that reports nonsense."""
    odd = _learned(140, 90_000, 1, 0)
    for share in (90, 140, 300):
        assert _class(share, odd) is _class(share, _learned(140))


@pytest.mark.parametrize(
    ("share", "characters", "found"),
    [
        (2_760, 3_000, UsageClass.AS_TEXT),
        (900, 3_000, UsageClass.AS_TEXT),
        (899, 3_000, UsageClass.HIGH),
        (3_601, 3_000, UsageClass.HIGH),
        (2_760, 0, UsageClass.HIGH),
        (255, 300, UsageClass.SEEN),
    ],
)
def test_base64_counted_as_text(share: int, characters: int, found: UsageClass) -> None:
    """About as many tokens as characters, and more than the family would count for a picture."""
    assert _class(share, _family("gpt-4o"), Sent((_SIZE,), characters)) is found


def test_a_costly_family_is_not_taken_for_text() -> None:
    """8,500 tokens for a file of 9,000 characters are what gpt-4o-mini charges for any."""
    assert _class(8_500, _family("gpt-4o-mini", Mode.STRICT), Sent((_SIZE,), 9_000)) is UsageClass.SEEN


def test_one_token_a_picture_is_learned() -> None:
    """A name that says nothing and one token each time: so this route counts."""
    flat = _learned(1)
    assert _class(1, flat, native=True) is UsageClass.FLAT
    assert _class(2, flat) is UsageClass.FLAT
    assert _class(0, flat) is UsageClass.MISSING
    assert _class(1, _learned(1, 255)) is UsageClass.MISSING


def test_one_token_is_no_design_where_the_name_says_otherwise() -> None:
    """A bridge that counts nothing must not become usual by lasting."""
    norm = replace(_family("gpt-4o"), shares=_learned(1).shares)
    assert _class(1, norm) is UsageClass.MISSING


@pytest.mark.parametrize("share", [0, 30, 255, 4_000])
def test_prompts_that_differ_wildly_tell_nothing(share: int) -> None:
    """A gateway that adds documents of any length drowns the picture in the difference."""
    norm = Norm(controls=(100, 900, 2_000, 400, 100, 1_200, 3_000, 700))
    assert _class(share, norm) is UsageClass.UNREPORTED
    assert _class(255, norm, native=True) is UsageClass.SEEN


def test_a_date_in_the_prompt_changes_nothing() -> None:
    """Controls that differ by some tokens leave the picture's share plain to see."""
    norm = Norm(Mode.STRICT, Band(255, 255, 258), controls=(100, 107, 114, 100, 107, 114, 100, 107))
    assert _class(241, norm) is UsageClass.SEEN
    assert _class(0, norm) is UsageClass.MISSING


def test_off_asks_nothing() -> None:
    """An operator who knows that usage is worthless is not told so at every run."""
    found, finding = classify(Usage(prompt=100), 100, _SENT, Norm(Mode.OFF))
    assert found is UsageClass.UNREPORTED
    assert finding.passed


def test_the_total_speaks_last() -> None:
    """Without a control, a whole prompt smaller than the picture alone lacks it; in strict judgement only."""
    for mode, found in ((Mode.STRICT, UsageClass.MISSING), (Mode.DELTA, UsageClass.UNCALIBRATED)):
        assert classify(Usage(prompt=60), None, _SENT, _family("gpt-4o", mode))[0] is found
    assert (
        classify(Usage(prompt=400), None, _SENT, _family("gpt-4o", Mode.STRICT))[0] is UsageClass.UNCALIBRATED
    )


_NUMBERS = st.none() | st.integers()
_NORMS = st.builds(
    Norm,
    mode=st.sampled_from(Mode),
    band=st.none() | st.builds(Band, *[st.integers(0, 10_000)] * 3),
    flat=st.booleans(),
    shares=st.lists(st.integers(), max_size=64).map(tuple),
    controls=st.lists(st.integers(), max_size=16).map(tuple),
)
_SENTS = st.builds(
    Sent,
    st.lists(st.tuples(st.integers(0, 9_000), st.integers(0, 9_000)), max_size=3).map(tuple),
    st.integers(0, 10**7),
)


@given(usage=st.none() | st.builds(Usage, *[_NUMBERS] * 4), control=_NUMBERS, sent=_SENTS, norm=_NORMS)
def test_total(usage: Usage | None, control: int | None, sent: Sent, norm: Norm) -> None:
    """Any numbers have a class, and only a share as expected passes the check."""
    found, finding = classify(usage, control, sent, norm)
    assert finding.passed == (found is UsageClass.SEEN or norm.mode is Mode.OFF)


@given(control=st.integers(1, 200_000), added=st.integers(-1_000, 19_999))
def test_the_control_cancels(control: int, added: int) -> None:
    """However long the gateway's own prompt is, only what the picture added counts."""
    prompt = max(1, control + added)
    seen = prompt - control >= FLOOR
    expected = UsageClass.SEEN if seen else UsageClass.MISSING
    assert classify(Usage(prompt=prompt), control, Sent((_SIZE,)))[0] is expected


@pytest.mark.parametrize(
    ("size", "least"),
    [((256, 256), 32), ((384, 256), 32), ((2_048, 2_048), 32), ((128, 128), 8), ((8, 8), 1), ((0, 0), 1)],
)
def test_floor(size: tuple[int, int], least: int) -> None:
    """The floor shrinks with a small picture and never grows with a large one."""
    assert floor(*size) == least


@pytest.mark.parametrize(
    ("usage", "tokens"), [(None, None), (Usage(), None), (Usage(prompt=0), None), (Usage(prompt=31), 31)]
)
def test_control_tokens(usage: Usage | None, tokens: int | None) -> None:
    """A control without prompt tokens calibrates nothing."""
    assert control_tokens(usage) == tokens


def test_the_finding_names_the_numbers() -> None:
    """A stranger can check the sum from the finding alone."""
    finding = classify(Usage(prompt=120, image=0), 100, _SENT)[1]
    assert finding.expected == "at least 32 prompt tokens above the text-only 100"
    assert finding.seen == "prompt 120, image 0: missing"
    banded = classify(Usage(prompt=120), 100, _SENT, _family("gpt-4o", Mode.STRICT))[1]
    assert banded.expected == "at least 32 prompt tokens above the text-only 100, 247 to 266 for the picture"
