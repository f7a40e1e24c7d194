"""How hard to think is one key of the body, and a refusal of its value moves it no further than it must."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.protocols import PROTOCOLS
from probes.protocols.error_body import refusal
from probes.reasoning import EFFORTS
from probes.types import Adjustment, ApiError, Ask, Message, Response, TextPart, Timings

REPLIES = Path(__file__).parents[4] / "fixtures" / "replies" / "openai-chat"
PROTOCOL = PROTOCOLS["openai-chat"]
ASK = Ask("gpt-5-nano", (Message("user", (TextPart("What is printed?"),)),), effort="minimal")


def _body(ask: Ask) -> dict[str, object]:
    body: dict[str, object] = json.loads(PROTOCOL.encode(ask).body)
    return body


def test_effort_is_sent_where_there_is_one():
    """As `reasoning_effort`, which compatible gateways pass on; no key where nothing is said."""
    assert _body(ASK)["reasoning_effort"] == "minimal"
    assert "reasoning_effort" not in _body(replace(ASK, effort=None))
    assert "reasoning_effort" not in _body(replace(ASK, omitted=frozenset({"reasoning_effort"})))


def test_the_operators_own_word_overrides():
    """`params` are sent as they are."""
    assert _body(replace(ASK, params={"reasoning_effort": "high"}))["reasoning_effort"] == "high"


def _recorded(name: str) -> ApiError:
    return refusal(Response(400, {}, (REPLIES / name).read_bytes(), Timings(1.0)))


@pytest.mark.parametrize(
    ("name", "sent", "next_one"),
    [
        ("400-openai-effort-value.json", "minimal", "low"),
        ("400-kimi-effort-none.json", "none", "minimal"),
    ],
)
def test_recorded_refusals_of_a_value(name: str, sent: str, next_one: str):
    """The least of the values that are named and lie above the one refused."""
    assert PROTOCOL.adjust(replace(ASK, effort=sent), _recorded(name)) == Adjustment(
        "reasoning_effort", value=next_one
    )


LEFT_OUT = Adjustment("reasoning_effort")


@pytest.mark.parametrize(
    ("message", "sent", "change"),
    [
        ("Unsupported parameter: 'reasoning_effort'", "minimal", LEFT_OUT),
        ("Invalid value for reasoning_effort", "minimal", Adjustment("reasoning_effort", value="low")),
        ("Invalid value for reasoning_effort", "low", LEFT_OUT),
        (
            "reasoning_effort: Input should be 'low' or 'high'",
            "none",
            Adjustment("reasoning_effort", value="low"),
        ),
        ("reasoning_effort: Unsupported value. Supported values are: 'high'", "minimal", LEFT_OUT),
        ("reasoning_effort: Unsupported value. Supported values are: 'xhigh'", "low", LEFT_OUT),
    ],
)
def test_a_refused_effort_steps_up_before_it_is_left_out(message: str, sent: str, change: Adjustment):
    """A key that is refused goes; a value gives way to the next, and never to one that costs dollars."""
    assert PROTOCOL.adjust(replace(ASK, effort=sent), ApiError(400, message)) == change


def test_an_effort_of_the_operators_is_left_out_whole():
    """His word is not exchanged for another."""
    ask = replace(ASK, effort=None, params={"reasoning_effort": "minimal"})

    assert PROTOCOL.adjust(ask, _recorded("400-openai-effort-value.json")) == LEFT_OUT


@given(st.lists(st.lists(st.sampled_from(EFFORTS), max_size=6), max_size=20), st.sampled_from(EFFORTS))
def test_whatever_values_are_named_it_comes_to_an_end(refusals: list[list[str]], sent: str):
    """Property: the effort only grows, not beyond the middle, and is left out in the end."""
    ask, tried = replace(ASK, effort=sent), [sent]
    for words in refusals:
        error = ApiError(400, f"Unsupported value. Supported values are: {words}", param="reasoning_effort")
        change = PROTOCOL.adjust(ask, error)
        assert change is not None
        if change.value is None:
            return
        tried.append(change.value)
        ask = replace(ask, effort=change.value)

    assert tried == sorted(set(tried), key=EFFORTS.index)
    assert all(EFFORTS.index(value) <= EFFORTS.index("medium") for value in tried[1:])


@pytest.mark.parametrize(("cost", "noted"), [(0.5, False), (0, False), (-1, True), (1e9, True), ("5", False)])
def test_a_cost_that_no_request_has_is_noted(cost: object, noted: bool):
    """It is not taken, and whoever looks at the run sees why."""
    body = {"choices": [{"message": {"content": "x"}}], "usage": {"prompt_tokens": 5, "cost": cost}}
    reply = PROTOCOL.decode(Response(200, {}, json.dumps(body).encode(), Timings(1.0)), stream=False)

    assert ("cost" in dict(reply.notes)) == noted
