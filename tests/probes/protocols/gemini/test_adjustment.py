"""Gemini's refusals speak of keys in sentences, and call for one change each all the same."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.protocols import PROTOCOLS
from probes.protocols.error_body import refusal
from probes.types import Adjustment, ApiError, Ask, ImagePart, Message, Response, TextPart, Timings, Tool

REPLIES = Path(__file__).parents[4] / "fixtures" / "replies" / "gemini"
PROTOCOL = PROTOCOLS["gemini"]

EFFORT = "generationConfig.thinkingConfig"
PICTURE = ImagePart("image/png", base64="iVBO", detail="low")
ASK = Ask(
    "gemini-2.5-pro",
    (Message("system", (TextPart("Be brief."),)), Message("user", (PICTURE, TextPart("What is printed?")))),
    effort="none",
    tools=(Tool("show", "Shows it."),),
    params={"cachedContent": "c"},
)

# What is changed at which effort; None where the refusal is about something else.
CHANGES = {
    "400-unknown-name": Adjustment(EFFORT),
    "400-budget-zero": Adjustment(EFFORT, value="low"),
    "400-vertex-budget-zero": Adjustment(EFFORT, value="low"),
    "400-budget-range": Adjustment(EFFORT, value="low"),
    "400-level": Adjustment(EFFORT, value="low"),
}


@pytest.mark.parametrize("path", sorted(REPLIES.glob("[45]*.json")), ids=lambda path: path.stem)
def test_recorded_refusals(path: Path):
    """Those of a budget or a level raise the effort, an unknown key goes; nothing else changes the ask."""
    error = refusal(Response(int(path.name[:3]), {}, path.read_bytes(), Timings(1.0)))

    assert PROTOCOL.adjust(ASK, error) == CHANGES.get(path.stem)


WORDED = {
    "a cap in snake case": ("max_output_tokens must be at most 512", "generationConfig.maxOutputTokens"),
    "a model that does not think": (
        "Unable to submit request because thinking is not supported by this model.",
        EFFORT,
    ),
    "a resolution": ("Media resolution is not supported", None),
    "a resolution by its name": ("media_resolution is not supported", "generationConfig.mediaResolution"),
    "a key of the operator's": ('Unknown name "cachedContent": Cannot find field.', "cachedContent"),
    "the turns": ("Unknown name \"inlineData\" at 'contents[0].parts[0]': Cannot find field.", None),
    "what the system says": ('Unknown name "systemInstruction": Cannot find field.', None),
}


@pytest.mark.parametrize(("message", "parameter"), WORDED.values(), ids=WORDED)
def test_wordings_of_a_refusal(message: str, parameter: str | None):
    """A key is left out in Google's spellings; what makes the ask what it is stays."""
    expected = None if parameter is None else Adjustment(parameter)

    assert PROTOCOL.adjust(ASK, ApiError(400, message, "400", "INVALID_ARGUMENT")) == expected


def test_an_effort_of_the_operators_is_left_out_whole():
    """His word is not exchanged for another."""
    ask = replace(ASK, params={"generationConfig": {"thinkingConfig": {"thinkingBudget": 0}}})
    error = ApiError(400, "Budget 0 is invalid. This model only works in thinking mode.")

    assert PROTOCOL.adjust(ask, error) == Adjustment(EFFORT)


@given(st.lists(st.sampled_from(sorted(CHANGES)), max_size=20))
def test_asking_again_comes_to_an_end(names: list[str]):
    """Property: whatever is refused in whatever order, the effort only grows and is left out in the end."""
    ask, changes = ASK, []
    for name in names:
        error = refusal(Response(400, {}, (REPLIES / f"{name}.json").read_bytes(), Timings(1.0)))
        change = PROTOCOL.adjust(ask, error)
        if change is None:
            break
        changes.append(change)
        omitted = ask.omitted if change.value else ask.omitted | {change.parameter}
        ask = replace(ask, effort=change.value or ask.effort, omitted=omitted)

    assert len(changes) == len(set(changes)) <= 2
