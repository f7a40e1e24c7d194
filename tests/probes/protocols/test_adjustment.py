"""A refusal is read against each protocol's own names, keys inside other keys too."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.protocols.adjustment import Names, adjusted
from probes.protocols.keys import Key
from probes.types import Adjustment, ApiError, Ask, Message, TextPart

ASK = Ask("m", (Message("user", (TextPart("What is printed?"),)),), effort="minimal")
NAMES = Names(
    essential=frozenset({"contents", "anthropic_version"}),
    caps=("config.maxOutputTokens", "config.cap"),
    effort="thinking.effort",
    also={"num_predict": "config.maxOutputTokens"},
)
SENT: list[Key] = [
    (name, name, 1)
    for name in (
        "contents",
        "anthropic_version",
        "config.maxOutputTokens",
        "config.temperature",
        "config.seed",
        "thinking.effort",
        "user",
    )
]

CAP = Adjustment("config.maxOutputTokens", "config.cap")
TEMPERATURE = Adjustment("config.temperature")

REFUSALS = {
    "the whole place": (ApiError(400, "", param="config.temperature"), TEMPERATURE),
    "a place in the body": (ApiError(422, "", param="body.config.temperature"), TEMPERATURE),
    "a pointer": (ApiError(400, "", param="#/config/temperature"), TEMPERATURE),
    "the last word alone, of many humps": (
        ApiError(400, "Unknown name maxOutputTokens: Cannot find field"),
        CAP,
    ),
    "the last word alone, in quotes": (ApiError(400, "'temperature' is not supported"), TEMPERATURE),
    "with its group in a sentence": (ApiError(400, "config.seed must go"), Adjustment("config.seed")),
    "the group: its first key": (ApiError(400, "", param="config"), CAP),
    "the group, in front of a colon": (ApiError(400, "config: Extra inputs are not permitted"), CAP),
    "the group, as a parameter": (
        ApiError(400, "Unknown parameter: 'thinking'."),
        Adjustment("thinking.effort"),
    ),
    "a group that another key stands in": (
        ApiError(400, "Unknown parameter: 'config.color' at 'config': Cannot find field."),
        None,
    ),
    "another word for it": (ApiError(400, "", param="options.num_predict"), CAP),
    "a value": (
        ApiError(400, "Supported values are: 'low'", param="thinking.effort"),
        Adjustment("thinking.effort", value="low"),
    ),
    "a key without a group": (ApiError(400, "", param="user"), Adjustment("user")),
    "an essential key": (ApiError(400, "'user' is not supported", param="contents[0].role"), None),
    "an essential key in words": (ApiError(400, "anthropic_version is not supported"), None),
    "a plain word in a sentence": (ApiError(400, "the seed is not supported"), None),
    "a key of another group": (ApiError(400, "", param="tools.temperature"), None),
}


@pytest.mark.parametrize(("error", "change"), REFUSALS.values(), ids=REFUSALS)
def test_keys_inside_other_keys(error: ApiError, change: Adjustment | None):
    """A key is found by its place, by its last word, and by the words that only some gateways have for it."""
    assert adjusted(ASK, error, SENT, NAMES) == change


def test_an_effort_that_the_operator_set_in_its_group_is_left_out_whole():
    """His words are not exchanged for others, be they inside a group."""
    ask = replace(ASK, params={"thinking": {"effort": "minimal"}})
    error = ApiError(400, "Supported values are: 'low'", param="thinking.effort")

    assert adjusted(ask, error, SENT, NAMES) == Adjustment("thinking.effort")


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from([400, 422, 500]))
def test_no_words_raise_or_touch_what_is_essential(message: str, param: str, status: int):
    """Property: whatever a refusal says, the change is to a key that was sent and can be missed."""
    change = adjusted(ASK, ApiError(status, message, param=param), SENT, NAMES)

    assert change is None or change.parameter in {name for name, _, _ in SENT} - NAMES.essential
