"""What headers and bodies say of who served a reply, what it cost and whether a cache did."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.backend import in_body, in_headers, joined
from probes.protocols import PROTOCOLS
from probes.types import Backend, Response, Timings

_DECODE = PROTOCOLS["openai-chat"].decode


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({}, Backend()),
        ({"content-type": "application/json", "x-litellm-model-id": "7f3a"}, Backend()),
        (
            {"x-litellm-model-group": "vision", "x-litellm-model-name": "openai/gpt-4o"},
            Backend(models=("openai/gpt-4o", "vision")),
        ),
        (
            {"x-litellm-model-name": "gpt-4o", "x-litellm-upstream-model": "gpt-4o"},
            Backend(models=("gpt-4o",)),
        ),
        ({"x-litellm-model-name": "None", "x-portkey-provider": " "}, Backend()),
        ({"x-portkey-provider": "azure-openai"}, Backend(providers=("azure-openai",))),
        ({"x-litellm-response-cost": "3.2e-05"}, Backend(cost_usd=3.2e-05)),
        ({"x-litellm-response-cost": "0.0"}, Backend(cost_usd=0.0)),
        (
            {"x-request-id": "req-1", "cf-ray": "8f"},
            Backend(ids=(("x-request-id", "req-1"), ("cf-ray", "8f"))),
        ),
    ],
)
def test_headers(headers: dict[str, str], said: Backend) -> None:
    """Each header is read for what it says, and a deployment's id is no model's name."""
    assert in_headers(headers) == said


@pytest.mark.parametrize(
    ("name", "value", "hit"),
    [
        ("x-portkey-cache-status", "HIT", True),
        ("x-portkey-cache-status", "SEMANTIC HIT", True),
        ("x-portkey-cache-status", "SEMANTIC MISS", False),
        ("x-portkey-cache-status", "DISABLED", False),
        ("x-litellm-cache-hit", "True", True),
        ("x-litellm-cache-hit", "False", False),
        ("x-litellm-cache-key", "586bf3f3c1bf", False),
        ("x-litellm-semantic-similarity", "0.98", True),
        ("x-litellm-semantic-similarity", "0.0", False),
        ("cf-cache-status", "HIT", True),
        ("cf-cache-status", "STALE", True),
        ("cf-cache-status", "DYNAMIC", False),
        ("cf-aig-cache-status", "HIT", True),
        ("x-cache", "Hit from cloudfront", True),
        ("x-cache", "TCP_HIT", True),
        ("x-cache", "Miss from cloudfront", False),
        ("x-cache", "MISS, HIT", True),
        ("x-cache", "white", False),
        ("age", "30", True),
        ("age", "0", False),
        ("age", "9" * 5000, True),
        ("age", "²", False),
        ("age", "", False),
    ],
)
def test_caches(name: str, value: str, hit: bool) -> None:
    """Only what says that the answer was kept from before is a hit, and the header is shown."""
    said = in_headers({name: value}).cache
    assert bool(said) == hit
    assert said.startswith(f"{name}: " if hit else "")
    assert len(said) < 160


@pytest.mark.parametrize(
    "value", ["nan", "inf", "-1", "1e999", "1001", "1_0", "0x1", "", "None", "٣", "9" * 5_000, "1" * 13]
)
def test_no_cost(value: str) -> None:
    """What is no amount within reason is none: a budget must not be emptied by a word."""
    assert in_headers({"x-litellm-response-cost": value}).cost_usd is None


@pytest.mark.parametrize(
    "value", [True, None, -0.1, float("nan"), float("inf"), 10**400, 1_001, [1], {"a": 1}]
)
def test_no_cost_in_a_body(value: object) -> None:
    """The same for a number of any kind in the body."""
    assert in_body({"usage": {"cost": value}}) == Backend()


def test_of_two_costs_the_higher_counts() -> None:
    """A gateway that knows no price says 0 beside the provider's own figure."""
    parts = (Backend(cost_usd=0.0), Backend(cost_usd=0.002), Backend())
    assert joined(parts).cost_usd == 0.002
    assert joined((Backend(),)).cost_usd is None


def test_a_plain_reply_says_all() -> None:
    """Headers and body come together in the decoded reply."""
    body = {
        "id": "gen-1",
        "provider": "DeepInfra",
        "model": "qwen/qwen3-vl-8b",
        "choices": [{"index": 0, "message": {"content": "KX4PM"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 183, "completion_tokens": 5, "cost": 0.000021},
    }
    headers = {"content-type": "application/json", "x-litellm-response-cost": "0", "x-cache": "HIT"}
    reply = _DECODE(Response(200, headers, json.dumps(body).encode(), Timings(1.0)), stream=False)
    assert reply.backend == Backend(providers=("DeepInfra",), cache="x-cache: HIT", cost_usd=0.000021)


def test_a_stream_says_all_once() -> None:
    """Every chunk of OpenRouter names the provider; the last one has the cost."""
    chunk = {"provider": "Azure", "choices": [{"index": 0, "delta": {"content": "KX4PM"}}]}
    last = {"provider": "Azure", "choices": [], "usage": {"prompt_tokens": 183, "cost": 0.5}}
    events = [chunk, chunk, last]
    body = (
        b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events) + b"data: [DONE]\n\n"
    )
    reply = _DECODE(Response(200, {"content-type": "text/event-stream"}, body, Timings(1.0)), stream=True)
    assert reply.backend == Backend(providers=("Azure",), cost_usd=0.5)


def test_an_error_keeps_its_ids() -> None:
    """A vendor wants the request id of what failed above all."""
    reply = _DECODE(Response(500, {"x-request-id": "req-9"}, b"{}", Timings(1.0)), stream=False)
    assert reply.error is not None
    assert reply.backend.ids == (("x-request-id", "req-9"),)


_NAMES = st.sampled_from(
    [
        "x-litellm-model-name",
        "x-portkey-provider",
        "x-litellm-response-cost",
        "x-request-id",
        "age",
        "x-cache",
    ]
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=300),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["cost", "a"]), inner, max_size=2)
    ),
    max_leaves=6,
)


@given(
    headers=st.dictionaries(_NAMES, st.text(max_size=300)),
    body=st.dictionaries(st.sampled_from(["provider", "usage"]), _JSON),
)
def test_hostile_words_are_bounded(headers: dict[str, str], body: dict[str, object]) -> None:
    """Whatever stands there is read without an error, printable, short, and a cost is an amount."""
    said = joined((in_headers(headers), in_body(body)))
    words = [*said.models, *said.providers, said.cache, *(value for _, value in said.ids)]
    assert all(len(word) <= 160 and word.isprintable() for word in words)
    assert said.cost_usd is None or 0 <= said.cost_usd <= 1_000
