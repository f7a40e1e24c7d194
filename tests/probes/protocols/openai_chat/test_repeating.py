"""Words that come as pieces and as a whole message are one answer."""

import json
from typing import Any

import pytest

from probes.protocols import PROTOCOLS
from probes.types import Response, Timings


def said(choice: dict[str, Any]) -> str:
    """The text of a plain body with this choice."""
    body = json.dumps({"choices": [choice]}).encode()
    return PROTOCOLS["openai-chat"].decode(Response(200, {}, body, Timings(1.0)), stream=False).text


BOTH = {
    "an empty delta": ({}, "KX4PM"),
    "a delta with a role": ({"role": "assistant", "content": None}, "KX4PM"),
    "the same words": ({"content": "KX4PM"}, "KX4PM"),
    "other words": ({"content": "other"}, "KX4PM"),
}


@pytest.mark.parametrize(("delta", "text"), BOTH.values(), ids=BOTH)
def test_a_message_comes_before_a_delta_in_a_plain_body(delta: dict[str, Any], text: str):
    """Gateways fill both; in a plain body the message is what clients read."""
    choice = {"index": 0, "delta": delta, "message": {"content": "KX4PM"}, "finish_reason": "stop"}

    assert said(choice) == text


def test_a_delta_in_a_plain_body_is_read_where_the_message_says_nothing():
    """An answer is not lost over the name of its place."""
    choice = {"index": 0, "delta": {"content": "KX4PM"}, "message": {"content": ""}, "finish_reason": "stop"}

    assert said(choice) == "KX4PM"


def test_white_space_is_no_word():
    """What a delta says is not what only looks so."""
    choice = {"index": 0, "message": {"content": " \n"}, "delta": {"content": "KX4PM"}}

    assert said(choice) == "KX4PM"
