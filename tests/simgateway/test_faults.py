"""Every fault, seen raw over a real socket, on a fresh connection each time, plain and streamed."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from probes.reasons import Reason
from simgateway.app import create
from simgateway.faults import FAULTS
from simgateway.serving import serve_in_thread
from tests.simgateway.asking import drawn, events, finish, request, send, text, usage

_KEY = "the key"
_SHARE = 255
# Broken off half way, right only the second time, declared apart, or nothing that a single code shows.
_OTHERWISE = {"stalled", "reset", "parameter_refused", "thinks", "no_end"} | {
    name for name, fault in FAULTS.items() if fault.probe != "inline"
}
_RIGHT = {"ok", "usage_missing", "bridged", "model_changed"}
_WRONG = {"image_dropped", "image_unread", "stale_answer", "crossed_answer", "near_miss", "wrong_answer"}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A gateway for this file."""
    with serve_in_thread(create()) as base:
        yield base


@pytest.fixture(params=[False, True], ids=["plain", "stream"])
def stream(request: pytest.FixtureRequest) -> bool:
    """Whether replies are streamed."""
    return request.param


def _fresh(url: str, fault: str) -> str:
    """A model whose `fault` has just been set."""
    httpx.put(f"{url}/_sim/faults/gpt-4o+{fault}", json={"fault": fault}).raise_for_status()
    return f"gpt-4o+{fault}"


def _prompt_tokens(response: httpx.Response) -> int | None:
    counted = usage(response)
    return counted and counted["prompt_tokens"]


# --- the declarations ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", FAULTS)
def test_declarations_are_whole(name: str) -> None:
    """A fault says what it is in one sentence, and yields reasons that exist."""
    fault = FAULTS[name]
    declared = {*fault.reasons(stream=False), *fault.reasons(stream=True)}

    assert fault.docs.endswith(".")
    assert declared
    assert declared <= {reason.value for reason in Reason}
    assert name.replace("_", "").isalnum()
    assert name.islower()


def test_a_fault_is_one_function_of_its_own() -> None:
    """No two names stand for the same lie."""
    assert len({fault.run for fault in FAULTS.values()}) == len(FAULTS)


def test_a_streamed_reply_may_be_declared_apart() -> None:
    """The stream's own sequence and finding hold for streams alone."""
    fault = FAULTS["no_end"]

    assert (fault.reasons(stream=False), fault.named_finding(stream=False)) == (("ok",), "finish")
    assert (fault.reasons(stream=True), fault.named_finding(stream=True)) == (("truncated",), "")
    assert FAULTS["no_done"].named_finding(stream=True) == "stream_end"
    assert FAULTS["no_done"].reasons(stream=True) == ("ok",)


# --- all faults against what they declare -----------------------------------------------------------


@pytest.mark.parametrize("name", sorted(set(FAULTS) - _OTHERWISE))
def test_runs_are_honest_exactly_where_declared(url: str, name: str, *, stream: bool) -> None:
    """Run by run: the key where the declared reason allows it, and never where it does not."""
    model, fault = _fresh(url, name), FAULTS[name]
    for number, reason in enumerate(fault.reasons(stream=stream)):
        if fault.needs.companion:
            send(url, request(fault.needs.companion, 100 + number))
        response = send(url, request(model, number, stream=stream))
        if reason in _RIGHT | _WRONG:
            said = text(response).replace(" ", "")
            assert (response.status_code, drawn(number).key in said) == (200, reason in _RIGHT)
        elif reason in {"truncated", "empty", "refused", "malformed"}:
            assert response.status_code == 200
        else:
            assert response.status_code >= 400


@pytest.mark.parametrize("name", sorted(name for name, fault in FAULTS.items() if fault.pictures_only))
def test_text_alone_is_left_alone(url: str, name: str) -> None:
    """A fault of pictures leaves the control arm as it is: right answer, right count."""
    control = send(url, request(_fresh(url, name), picture=False))
    healthy = send(url, request("gpt-4o", picture=False))

    assert (text(control), usage(control)) == ("NO_IMAGE", usage(healthy))


# --- what is said, and what is billed -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "said", "share", "end"),
    [
        ("gpt-4o", _KEY, _SHARE, "stop"),
        ("gpt-4o+drop_no_image", "NO_IMAGE", 0, "stop"),
        ("gpt-4o+drop_phrase=zh", "抱歉，我没有看到图片。请上传图片，我会帮您识别。", 0, "stop"),
        ("gpt-4o+drop_phrase=blank", "The image appears to be completely blank or white.", 0, "stop"),
        (
            "gpt-4o+marker=[img-0]",
            "The message holds only the placeholder [img-0], so I cannot see the picture.",
            5,
            "stop",
        ),
        ("gpt-4o+usage_absent", _KEY, None, "stop"),
        ("gpt-4o+usage_invented", _KEY, 250, "stop"),
        ("gpt-4o+usage_invented=520", _KEY, 520, "stop"),
        ("gpt-4o+caption_bridge", _KEY, 5, "stop"),
        ("gpt-4o+model_swapped", _KEY, _SHARE, "stop"),
        ("gpt-4o+empty_length", "", _SHARE, "length"),
        ("gpt-4o+key_in_reasoning", "", _SHARE, "stop"),
        ("gpt-4o+tool_call", "", _SHARE, "tool_calls"),
        ("gpt-4o+content_filter", "", _SHARE, "content_filter"),
        ("gpt-4o+refusal", "", _SHARE, "stop"),
        ("gpt-4o+masked", "[REDACTED]", _SHARE, "stop"),
        ("gpt-4o+masked=****", "****", _SHARE, "stop"),
        ("gpt-4o+no_done", _KEY, _SHARE, "stop"),
        ("gpt-4o+no_finish", _KEY, _SHARE, None),
        ("gpt-4o+slow_first_token=0", _KEY, _SHARE, "stop"),
        ("gpt-4o+slow_tail=0.01", _KEY, _SHARE, "stop"),
        ("gpt-4o+drop_p=0", _KEY, _SHARE, "stop"),
        ("gpt-4o+drop_p=1", "NO_IMAGE", 0, "stop"),
        ("gpt-4o+drop_one_of=1", "NO_IMAGE", 0, "stop"),
        ("gpt-4.1-nano", _KEY, 237, "stop"),
        ("claude-haiku-4-5", _KEY, 140, "stop"),
        ("gemini-2.5-flash", _KEY, 258, "stop"),
        ("llama-3.2-vision", _KEY, 1, "stop"),
    ],
)
def test_what_is_said_and_billed(
    url: str, model: str, said: str, share: int | None, end: str | None, *, stream: bool
) -> None:
    """The answer, the tokens beyond the text's own, and the finish reason."""
    response = send(url, request(model, 4, stream=stream))
    alone = _prompt_tokens(send(url, request(model.partition("+")[0], 4, picture=False)))
    counted = _prompt_tokens(response)

    assert text(response) == (drawn(4).key if said == _KEY else said)
    assert (counted and alone and counted - alone) == share
    assert finish(response) == end


def test_usage_may_be_zero(url: str) -> None:
    """Zero tokens are reported for any prompt."""
    assert _prompt_tokens(send(url, request("gpt-4o+usage_zero"))) == 0


def test_base64_counted_as_text_costs_far_more(url: str) -> None:
    """Nearly one token for each character of the data URL."""
    body = request("gpt-4o+as_text")
    characters = len(body["messages"][0]["content"][0]["image_url"]["url"])
    alone = _prompt_tokens(send(url, request("gpt-4o", picture=False)))

    assert alone is not None
    assert _prompt_tokens(send(url, body)) == alone + round(0.92 * characters)


def test_an_unseen_picture_can_be_billed(url: str) -> None:
    """The count is the healthy one, the answer is not."""
    body = request("gpt-4o+billed_unseen")

    assert usage(send(url, body)) == usage(send(url, {**body, "model": "gpt-4o"}))
    assert text(send(url, body)) != drawn(0).key


def test_an_injected_date_moves_the_count(url: str) -> None:
    """The same prompt costs different numbers of tokens, all above its own."""
    model = _fresh(url, "date_injected")
    counts = [_prompt_tokens(send(url, request(model))) for _ in range(8)]
    healthy = _prompt_tokens(send(url, request("gpt-4o")))

    assert len(set(counts)) > 1
    assert all(count and healthy and healthy < count < healthy + 40 for count in counts)


def test_some_families_name_the_image_share(url: str) -> None:
    """`image_tokens` stands in the details where the family has it, and with a picture only."""
    seen = usage(send(url, request("qwen2.5-vl-7b")))
    alone = usage(send(url, request("qwen2.5-vl-7b", picture=False)))

    assert seen is not None
    assert alone is not None
    assert seen["prompt_tokens"] - alone["prompt_tokens"] == seen["prompt_tokens_details"]["image_tokens"]
    assert "image_tokens" not in alone["prompt_tokens_details"]


# --- memory -------------------------------------------------------------------------------------------


def test_inventions_are_new_each_time_and_never_near(url: str) -> None:
    """What is invented has a digit, is not said twice, and shares at most one place with the truth."""
    model = _fresh(url, "drop_invented")
    said = [text(send(url, request(model, number))) for number in range(40)]

    assert len(set(said)) == 40
    assert all(any(char.isdigit() for char in one) and len(one) == 5 for one in said)
    for number, one in enumerate(said):
        assert sum(a == b for a, b in zip(one, drawn(number).key, strict=True)) < 2


def test_a_cache_keyed_on_text_repeats_the_whole_reply(url: str) -> None:
    """Same text, same answer, same id; another text is another entry."""
    model = _fresh(url, "cached_by_text")
    first, second = (send(url, request(model, number)).json() for number in (1, 2))
    control = send(url, request(model, picture=False))

    assert first == {**second, "created": first["created"]}
    assert text(control) == drawn(1).key


def test_the_picture_before_is_answered(url: str) -> None:
    """Each answer is the key of the run before; other models' pictures do not come into it."""
    model = _fresh(url, "previous_image")
    said = []
    for number in range(4):
        said.append(text(send(url, request(model, number))))
        send(url, request("gpt-4.1", 50 + number))

    assert said == [drawn(0).key, *(drawn(number).key for number in range(3))]


def test_anothers_picture_is_answered() -> None:
    """The newest key of another model; its own earlier ones only where there is no other."""
    with serve_in_thread(create()) as own:
        model = _fresh(own, "crossed")
        alone = [text(send(own, request(model, number))) for number in range(2)]
        send(own, request("gpt-4o", 9))
        crossed = [text(send(own, request(model, number))) for number in range(2)]

    assert alone == [drawn(0).key, drawn(0).key]
    assert crossed == [drawn(9).key, drawn(9).key]


def test_one_replica_of_three_drops(url: str) -> None:
    """Connections are dealt in turn; text in between deals none, and a kept connection stays where it is."""
    model = _fresh(url, "drop_one_of")
    said = []
    for number in range(6):
        send(url, request(model, picture=False))
        said.append(text(send(url, request(model, number))))
    with httpx.Client(base_url=url) as kept:
        same = [kept.post("/v1/chat/completions", json=request(model, n)) for n in range(6)]

    assert [one == "NO_IMAGE" for one in said] == [False, False, True] * 2
    assert [text(one) for one in same] == [drawn(n).key for n in range(6)]


def test_chance_is_the_seed_alone() -> None:
    """One seed drops the same pictures again, another drops others; the ratio is about the one asked for."""
    dropped = []
    for seed in (1, 1, 2):
        with serve_in_thread(create(seed=seed)) as own, httpx.Client(base_url=own) as client:
            body = request("gpt-4o+drop_p=0.3")
            runs = [client.post("/v1/chat/completions", json=body) for _ in range(200)]
            dropped.append([text(run) == "NO_IMAGE" for run in runs])

    assert dropped[0] == dropped[1] != dropped[2]
    assert all(40 <= sum(runs) <= 80 for runs in dropped)


# --- refusals -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "status", "kind", "code", "retry_after"),
    [
        ("unauthorised", 401, "invalid_request_error", "invalid_api_key", None),
        ("payment_required", 402, None, 402, None),
        ("no_image_endpoints", 404, None, 404, None),
        ("unknown_variant", 400, "invalid_request_error", "invalid_request_error", None),
        ("no_projector", 500, "server_error", 500, None),
        ("rate_limited", 429, "requests", "rate_limit_exceeded", None),
        ("rate_limited_for", 429, "requests", "rate_limit_exceeded", "20"),
        ("rate_limited_for=7", 429, "requests", "rate_limit_exceeded", "7"),
        ("insufficient_quota", 429, "insufficient_quota", "insufficient_quota", None),
        ("server_error", 500, "server_error", None, None),
        ("unavailable_overloaded", 503, "service_unavailable_error", "server_is_overloaded", None),
        ("overloaded", 529, "overloaded_error", None, None),
    ],
)
def test_errors_in_json(
    url: str,
    fault: str,
    status: int,
    *,
    kind: str | None,
    code: object,
    retry_after: str | None,
    stream: bool,
) -> None:
    """Status, type, code and `retry-after`, the same for plain and streamed requests."""
    response = send(url, request(f"gpt-4o+{fault}", stream=stream))
    error: dict[str, Any] = response.json()["error"]

    assert (response.status_code, error["type"], error["code"]) == (status, kind, code)
    assert response.headers.get("retry-after") == retry_after
    assert response.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("fault", "status", "media_type", "retry_after"),
    [
        ("too_large", 413, "text/html", None),
        ("unavailable", 503, "text/plain", None),
        ("unavailable_for", 503, "text/plain", "20"),
        ("html_page", 200, "text/html; charset=utf-8", None),
    ],
)
def test_pages_of_a_proxy(
    url: str, fault: str, status: int, media_type: str, retry_after: str | None, *, stream: bool
) -> None:
    """No JSON at all: what nginx, Envoy or a parked domain answers."""
    response = send(url, request(f"gpt-4o+{fault}", stream=stream))

    assert (response.status_code, response.headers["content-type"]) == (status, media_type)
    assert response.headers.get("retry-after") == retry_after
    assert not response.text.startswith("{")


def test_a_parameter_is_refused_by_name_until_it_is_gone(url: str, *, stream: bool) -> None:
    """400 with the name and what to use instead; renamed, the same request is answered."""
    body = request("gpt-4o+parameter_refused", stream=stream)
    refused = send(url, body)
    body["max_completion_tokens"] = body.pop("max_tokens")
    renamed = send(url, body)

    assert refused.status_code == 400
    assert refused.json()["error"]["param"] == "max_tokens"
    assert "max_completion_tokens" in refused.json()["error"]["message"]
    assert text(renamed) == drawn(0).key


def test_any_parameter_can_be_refused(url: str) -> None:
    """The argument names it; one that has no other name is refused without a substitute."""
    refused = send(url, {**request("gpt-4o+parameter_refused=temperature"), "temperature": 0})

    assert refused.json()["error"]["param"] == "temperature"
    assert "instead" not in refused.json()["error"]["message"]
    assert text(send(url, request("gpt-4o+parameter_refused=temperature"))) == drawn(0).key


# --- shapes -------------------------------------------------------------------------------------------


def test_names_in_the_reply(url: str) -> None:
    """The model is named as it was asked for, but for the fault that swaps it."""
    names = [send(url, request(f"gpt-4o{fault}")).json()["model"] for fault in ("", "+chatty")]

    assert names == ["gpt-4o", "gpt-4o+chatty"]
    assert send(url, request("gpt-4o+model_swapped=other")).json()["model"] == "other"


def test_thinking_keeps_the_key_to_itself(url: str) -> None:
    """In its own field or in tags, closed or not, the key never stands outside of the thinking."""
    key = drawn(0).key
    message = send(url, request("gpt-4o+key_in_reasoning")).json()["choices"][0]["message"]

    assert (message["content"], key in message["reasoning_content"]) == (None, True)
    assert text(send(url, request("gpt-4o+key_in_think_tags"))) == f"<think>The picture shows {key}.</think>"
    unclosed = text(send(url, request("gpt-4o+unclosed_thinking")))
    assert unclosed.startswith(f"<think>The picture shows {key}")
    assert "</think>" not in unclosed


@pytest.mark.parametrize(("fault", "off"), [("one_off", 1), ("two_off", 2)])
def test_misreadings_are_off_by_so_many_symbols(url: str, fault: str, off: int) -> None:
    """As many places differ as the name says, and a digit is still among the symbols."""
    for number in range(20):
        said = text(send(url, request(f"gpt-4o+{fault}", number)))
        assert sum(a != b for a, b in zip(said, drawn(number).key, strict=True)) == off
        assert any(char.isdigit() for char in said)


def test_end_marks_and_content_types(url: str) -> None:
    """What a stream ends with, and what it is declared to be, fault by fault."""
    ends = {
        fault: send(url, request(f"gpt-4o+{fault}", stream=True))
        for fault in ("no_done", "no_finish", "no_end", "wrong_content_type", "truncated_json")
    }

    assert [f for f, end in ends.items() if not end.text.endswith("data: [DONE]\n\n")] == [
        "no_done",
        "no_end",
    ]
    assert [f for f, end in ends.items() if finish(end) is None] == ["no_finish", "no_end"]
    assert ends["wrong_content_type"].headers["content-type"] == "text/html; charset=utf-8"
    assert ends["no_done"].headers["content-type"] == "text/event-stream; charset=utf-8"
    assert all(text(ends[fault]) == drawn(0).key for fault in ("no_done", "no_end", "wrong_content_type"))
    assert len(events(ends["truncated_json"])) == len(events(ends["no_finish"]))
