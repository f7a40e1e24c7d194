"""A refusal that names a key of the body is answered by one change, and by no more than two in all."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.protocols import PROTOCOLS
from probes.protocols.error_body import refusal
from probes.types import Adjustment, ApiError, Ask, ImagePart, Message, Response, TextPart, Timings

REPLIES = Path(__file__).parents[4] / "fixtures" / "replies" / "openai-chat"
PROTOCOL = PROTOCOLS["openai-chat"]

TURN = Message("user", (TextPart("What is printed?"), ImagePart("image/png", base64="iVBO")))
ASK = Ask(
    "gpt-4.1-nano",
    (TURN,),
    stream=True,
    params={"temperature": 0.2, "reasoning_effort": "low", "user": "u", "n": 1, "reasoning": {}},
)

RENAME = Adjustment("max_tokens", "max_completion_tokens")


def recorded(name: str) -> ApiError:
    """The error in a recorded reply."""
    body = (REPLIES / name).read_bytes()
    return refusal(Response(int(name[:3]), {}, body, Timings(1.0)))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("400-openai-max-tokens.json", RENAME),
        ("400-openai-temperature.json", Adjustment("temperature")),
        ("400-azure-stream-options.json", Adjustment("stream_options")),
        ("422-mistral-extra-input.json", Adjustment("stream_options")),
        ("400-vllm-extra-input.json", Adjustment("stream_options")),
        ("400-gemini-unknown-name.json", Adjustment("stream_options")),
    ],
)
def test_recorded_refusals_of_a_parameter(name: str, change: Adjustment):
    """These refusals, as servers word them, call for this change."""
    assert change == PROTOCOL.adjust(ASK, recorded(name))


OTHER_ERRORS = sorted(
    path.name
    for path in REPLIES.glob("[345]*.json")
    if not any(
        word in path.name
        for word in ("max-tokens", "temperature", "stream-options", "extra", "name", "effort")
    )
)


@pytest.mark.parametrize("name", OTHER_ERRORS)
def test_no_other_recorded_error_changes_the_ask(name: str):
    """Refused images, spent credit, guardrails, limits and outages are never answered by asking otherwise."""
    assert PROTOCOL.adjust(ASK, recorded(name)) is None


WORDED = {
    "a parameter without an underscore, quoted": (
        "'temperature' is deprecated for this model",
        "temperature",
    ),
    "in backticks": ("`temperature` and `top_p` cannot both be specified", "temperature"),
    "in escaped quotes": ('{\\"param\\": \\"temperature\\"} is not supported', "temperature"),
    "after a word for it": ("Unknown parameter: reasoning.", "reasoning"),
    "in front of a colon": ("temperature: Extra inputs are not permitted", "temperature"),
    "as a JSON pointer": ("Validation error at #/stream_options: Extra inputs", "stream_options"),
    "a keyword of Python": (
        "create() got an unexpected keyword argument 'reasoning_effort'",
        "reasoning_effort",
    ),
    "several: the first": ("does not support parameters: ['reasoning_effort', 'user']", "reasoning_effort"),
    "LiteLLM": ("litellm.UnsupportedParamsError: does not support stream_options", "stream_options"),
}


@pytest.mark.parametrize("status", [400, 422, 500])
@pytest.mark.parametrize(("message", "parameter"), WORDED.values(), ids=WORDED)
def test_wordings_of_a_refusal(message: str, parameter: str, status: int):
    """A key is recognised in every wording met, at every status that is used for it."""
    assert Adjustment(parameter) == PROTOCOL.adjust(ASK, ApiError(status, message))


NOT_A_REFUSAL = {
    "a key that we did not send": ApiError(400, "Unsupported parameter: 'top_k'", param="top_k"),
    "the model": ApiError(400, "Unsupported parameter: 'model'", param="model"),
    "the messages": ApiError(400, "Invalid 'messages' with 'max_tokens'", param="messages.[0].role"),
    "streaming itself": ApiError(400, "'stream' is not supported"),
    "a plain word in a sentence": ApiError(400, "invalid request: the user has no reasoning access"),
    "a key that only shares letters": ApiError(400, "unknown field max_tokens_to_sample"),
    "a key mentioned, nothing refused": ApiError(500, "crash at {'max_tokens': 1024}"),
    "another status": ApiError(404, "Unsupported parameter: 'max_tokens'", param="max_tokens"),
    "a limit": ApiError(429, "max_tokens not supported", param="max_tokens"),
    "an image, with a key beside it": ApiError(400, "image input is not supported; max_tokens invalid"),
    "credit": ApiError(400, "credit_balance too low for max_tokens: must be smaller"),
    "nothing": ApiError(400, ""),
}


@pytest.mark.parametrize("error", NOT_A_REFUSAL.values(), ids=NOT_A_REFUSAL)
def test_nothing_else_changes_the_ask(error: ApiError):
    """What is essential, what was not sent and what is not refused stays as it is."""
    assert PROTOCOL.adjust(ASK, error) is None


NEW_NAME = replace(ASK, renamed={"max_tokens": "max_completion_tokens"})
OPERATORS_NEW = replace(ASK, params={"max_completion_tokens": 64})
OPERATORS_BOTH = replace(ASK, params={"max_completion_tokens": 64, "max_tokens": 64})


@pytest.mark.parametrize(
    ("ask", "key", "change"),
    [
        (ASK, "max_tokens", RENAME),
        (OPERATORS_NEW, "max_completion_tokens", Adjustment("max_completion_tokens", "max_tokens")),
        (NEW_NAME, "max_completion_tokens", Adjustment("max_tokens")),
        (NEW_NAME, "max_tokens", None),
        (OPERATORS_BOTH, "max_tokens", Adjustment("max_tokens")),
        (replace(ASK, omitted=frozenset({"max_tokens"})), "max_tokens", None),
    ],
)
def test_a_cap_is_renamed_once_and_then_left_out(ask: Ask, key: str, change: Adjustment | None):
    """Each name of the cap leads to the other, unless that is taken or was tried; then the cap goes."""
    assert change == PROTOCOL.adjust(ask, ApiError(400, "Unsupported parameter", param=key))


@pytest.mark.parametrize("message", ["'max_tokens' is too large: 1024", "max_tokens must be at most 512"])
def test_a_cap_whose_value_is_refused_is_left_out(message: str):
    """Another name would carry the same value."""
    assert Adjustment("max_tokens") == PROTOCOL.adjust(ASK, ApiError(400, message))


KEYS = ["max_tokens", "max_completion_tokens", "stream_options", "temperature", "user", "x"]


@given(st.lists(st.tuples(st.sampled_from(KEYS), st.booleans()), max_size=30))
def test_asking_again_comes_to_an_end(refusals: list[tuple[str, bool]]):
    """Property: whatever is refused in whatever order, no change comes twice, no key changes thrice."""
    ask = ASK
    changes: list[Adjustment] = []
    for key, by_param in refusals:
        error = ApiError(400, f"unsupported: '{key}'", param=key if by_param else "")
        if change := PROTOCOL.adjust(ask, error):
            changes.append(change)
            ask = apply(ask, change)

    assert len(changes) == len(set(changes))
    assert all(sum(change.parameter == key for change in changes) <= 2 for key in KEYS)


def apply(ask: Ask, change: Adjustment) -> Ask:
    """`ask` as it is asked after `change`."""
    if change.renamed_to is None:
        return replace(ask, omitted=ask.omitted | {change.parameter})
    return replace(ask, renamed={**ask.renamed, change.parameter: change.renamed_to})
