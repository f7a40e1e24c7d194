"""An ask becomes exactly these bytes."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.protocols import PROTOCOLS
from probes.types import Ask, ImagePart, Message, TextPart

GOLDEN = Path(__file__).parent / "golden"
PROTOCOL = PROTOCOLS["openai-chat"]

QUESTION = TextPart("What is printed in the picture?")
PICTURE = ImagePart("image/png", base64="iVBORw0KGgo=")
ASK = Ask("gpt-4.1-nano", (Message("user", (QUESTION, PICTURE)),))

ASKS = {
    "image": ASK,
    "stream": replace(ASK, stream=True),
    "text-alone-is-a-string": replace(ASK, messages=(Message("user", (QUESTION,)),)),
    "image-by-url": replace(ASK, messages=(Message("user", (ImagePart("image/png", url="https://h/i"),)),)),
    "system-prompt": replace(ASK, messages=(Message("system", (TextPart("Be “brief”."),)), *ASK.messages)),
    "params-in-order": replace(ASK, params={"seed": 1, "reasoning_effort": "minimal"}),
    "params-override": replace(ASK, stream=True, params={"stream_options": {}, "model": "other"}),
    "own-cap-replaces-ours": replace(ASK, params={"max_completion_tokens": 64}),
    "renamed": replace(ASK, renamed={"max_tokens": "max_completion_tokens"}),
    "omitted": replace(ASK, stream=True, omitted=frozenset({"stream_options", "max_tokens"})),
    "omitted-though-renamed": replace(ASK, renamed={"max_tokens": "x"}, omitted=frozenset({"max_tokens"})),
}


@pytest.mark.parametrize("name", ASKS)
def test_golden_bodies(name: str):
    """The body of an ask is these bytes, in this order, on every machine."""
    assert (GOLDEN / f"{name}.json").read_bytes().rstrip(b"\n") == PROTOCOL.encode(ASKS[name]).body


def test_every_golden_body_has_its_ask():
    """No golden file is left behind."""
    assert set(ASKS) == {path.stem for path in GOLDEN.iterdir()}


def test_the_request_looks_like_anybody_elses():
    """Method, path and headers are those of an ordinary client, without a credential and without our name."""
    request = PROTOCOL.encode(ASK)

    assert (request.method, request.path) == ("POST", "/chat/completions")
    assert request.headers == {"content-type": "application/json", "accept": "application/json"}
    assert PROTOCOL.authorise("sk-1") == {"authorization": "Bearer sk-1"}


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@given(st.dictionaries(st.text(max_size=8), JSON_VALUES, max_size=5), st.randoms())
def test_equal_asks_are_equal_bytes(params: dict, random):
    """Property: the order of params does not change the request, and none of them is lost."""
    shuffled = list(params.items())
    random.shuffle(shuffled)
    body = PROTOCOL.encode(replace(ASK, params=params)).body

    assert body == PROTOCOL.encode(replace(ASK, params=dict(shuffled))).body
    assert params.items() <= json.loads(body).items()
    assert body.isascii()


@given(st.text(max_size=20))
def test_any_text_survives(text: str):
    """Property: what is asked is what a server reads, whatever the characters."""
    body = PROTOCOL.encode(replace(ASK, messages=(Message("user", (TextPart(text), PICTURE)),))).body

    assert json.loads(body)["messages"][0]["content"][0] == {"type": "text", "text": text}


@pytest.mark.parametrize(("value", "error"), [(float("nan"), ValueError), (date(2026, 1, 1), TypeError)])
def test_params_that_are_no_json_are_refused(value: object, error: type[Exception]):
    """NaN and dates, which YAML knows and JSON does not, are never sent as something else."""
    with pytest.raises(error):
        PROTOCOL.encode(replace(ASK, params={"x": value}))
