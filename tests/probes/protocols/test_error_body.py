"""Whatever the envelope, the error in it is found, and nothing else is taken for one."""

import json
from typing import Any

import pytest

from probes.protocols.error_body import error_in, refusal, retry_after
from probes.types import ApiError, Response, Timings

PAGE = b"<html>\n<head><title>502 Bad Gateway</title></head>\r\n</html>"


def response(body: bytes = b"", status: int = 400, **headers: str) -> Response:
    """A response with `headers`, underscores standing for hyphens."""
    return Response(status, {k.replace("_", "-"): v for k, v in headers.items()}, body, Timings(1.0))


ENVELOPES: dict[str, tuple[Any, ApiError]] = {
    "OpenAI": (
        {"error": {"message": "no", "type": "t", "param": "p", "code": "c"}},
        ApiError(400, "no", "c", "t", "p"),
    ),
    "a numeric code": ({"error": {"message": "no", "code": 404}}, ApiError(400, "no", "404")),
    "a code that is true": ({"error": {"message": "no", "code": True}}, ApiError(400, "no")),
    "None as text": ({"error": {"message": "no", "type": "None", "param": "None"}}, ApiError(400, "no")),
    "in a list": ([{"error": {"message": "no", "status": "BAD"}}], ApiError(400, "no", kind="BAD")),
    "a bare string": ({"error": "no"}, ApiError(400, "no")),
    "a string and a message": ({"error": "Forbidden", "message": "no"}, ApiError(400, "Forbidden: no")),
    "Anthropic": ({"type": "error", "error": {"type": "t", "message": "no"}}, ApiError(400, "no", kind="t")),
    "vLLM": ({"object": "error", "message": "no", "code": 400}, ApiError(400, "no", "400")),
    "FastAPI": ({"detail": "no"}, ApiError(400, "no")),
    "pydantic": (
        {"detail": [{"loc": ["body", "x", 0], "msg": "no"}, {"loc": ["body", "y"], "msg": "nor"}]},
        ApiError(400, "body.x.0: no; body.y: nor"),
    ),
    "pydantic inside message": (
        {"message": {"detail": [{"loc": ["body", "x"], "msg": "no"}]}, "type": "t"},
        ApiError(400, "body.x: no", kind="t"),
    ),
    "OpenRouter": (
        {"error": {"message": "Provider returned error", "metadata": {"raw": "no"}}},
        ApiError(400, "Provider returned error: no"),
    ),
    "MiniMax": (
        {"choices": None, "base_resp": {"status_code": 1008, "status_msg": "no"}},
        ApiError(400, "no", "1008"),
    ),
    "Cloudflare": ({"success": False, "errors": [{"code": 7, "message": "no"}]}, ApiError(400, "no", "7")),
    "Google": (
        {"error": {"code": 429, "message": "no", "status": "S", "details": [{}, {"retryDelay": "20.5s"}]}},
        ApiError(400, "no", "429", "S", retry_after=20.5),
    ),
    "a wait that is none": (
        {"error": {"message": "no", "details": ["x", {"retryDelay": 7}, {"retryDelay": "soon"}]}},
        ApiError(400, "no"),
    ),
    "a wait beyond all patience": (
        {"error": {"message": "no", "details": [{"retryDelay": "999999999s"}]}},
        ApiError(400, "no", retry_after=86_400.0),
    ),
    "controls in the message": ({"error": {"message": "n\x00\x1b[31mo\n\n!"}}, ApiError(400, "n [31mo !")),
    "a huge code": ({"error": {"message": "no", "code": 10**200}}, ApiError(400, "no")),
}


@pytest.mark.parametrize(("value", "expected"), ENVELOPES.values(), ids=ENVELOPES)
def test_every_envelope_is_opened(value: Any, expected: ApiError):
    """The same error comes out of an error status and out of a document inside a 200."""
    assert expected == refusal(response(json.dumps(value).encode()))
    assert expected == error_in(value, response())


@pytest.mark.parametrize(
    "value",
    [
        {"choices": [], "error": None},
        {"choices": [], "error": {}},
        {"choices": [], "error": {"code": 0, "message": ""}},
        {"choices": [], "message": "hello", "detail": "x"},
        {"choices": [], "base_resp": {"status_code": 0, "status_msg": "success"}},
        {"id": "x", "usage": {}},
        {"type": "ping"},
        {},
        [],
        "error",
        None,
        7,
    ],
)
def test_no_error_is_seen_where_there_is_none(value: Any):
    """Empty error fields beside an answer, pings and foreign documents are no errors."""
    assert error_in(value, response()) is None


_NOTICE = {"object": "status", "message": "processing"}


def test_a_notice_inside_a_success_is_no_error():
    """A gateway may tell in the middle of a stream that it is at work."""
    assert error_in(_NOTICE, response(status=200)) is None


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (_NOTICE, 400),
        ({**_NOTICE, "object": ""}, 200),
        ({**_NOTICE, "object": "error"}, 200),
        ({**_NOTICE, "code": 500}, 200),
        ({**_NOTICE, "type": "overloaded"}, 200),
        ({**_NOTICE, "message": "Internal server error"}, 200),
        ({"message": "processing"}, 200),
    ],
)
def test_a_notice_with_any_sign_of_an_error_is_one(said: dict[str, Any], status: int):
    """A status, a code, a kind or a word is enough, and so is a message without anything beside it."""
    assert error_in(said, response(status=status)) is not None


BODIES = {
    "a page": (PAGE, "<html> <head><title>502 Bad Gateway</title></head> </html>"),
    "plain words": (b"upstream connect error", "upstream connect error"),
    "JSON that says nothing": (b'{"foo": 1}', '{"foo": 1}'),
    "invalid UTF-8": (b"no\xff!", "no\ufffd!"),
    "an event stream": (b'event: error\ndata: {"error": {"message": "no"}}\n\n', "no"),
    "a data line alone": (b'data: {"message": "no"}', "no"),
    "a stream without events": (b": alive\n\n", ": alive"),
    "nested too deep": (b'{"error":' * 50_000, ('{"error":' * 112)[:1000]),
    "nothing": (b"", ""),
}


@pytest.mark.parametrize(("body", "message"), BODIES.values(), ids=BODIES)
def test_any_body_of_an_error_status_is_an_error(body: bytes, message: str):
    """Without an envelope that we know the body itself is quoted."""
    assert ApiError(502, message) == refusal(response(body, 502))


def test_everything_is_bounded():
    """A gateway cannot make our records long."""
    long = "x" * 10_000
    body = json.dumps({"error": {"message": long, "code": long, "type": long, "param": long}}).encode()
    error = refusal(response(body))

    assert [len(w) for w in (error.message, error.code, error.kind, error.param)] == [1000, 100, 100, 100]
    assert len(refusal(response(long.encode() * 100)).message) == 1000


DATE = "Wed, 21 Oct 2026 07:28:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry_after": "20"}, 20.0),
        ({"retry_after": " 1.5 "}, 1.5),
        ({"retry_after": "0"}, 0.0),
        ({"retry_after_ms": "1500"}, 1.5),
        ({"retry_after_ms": "1500", "retry_after": "2"}, 1.5),
        ({"retry_after_ms": "soon", "retry_after": "2"}, 2.0),
        ({"retry_after": "999999999"}, 86_400.0),
        ({"retry_after": "Wed, 21 Oct 2026 07:28:30 GMT", "date": DATE}, 30.0),
        ({"retry_after": "Wed, 21 Oct 2026 07:28:30", "date": DATE}, 30.0),
        ({"retry_after": "Wed, 21 Oct 2026 07:28:30 -0000", "date": DATE}, 30.0),
        ({"retry_after": "Wed, 21 Oct 2026 07:27:00 GMT", "date": DATE}, 0.0),
        ({"retry_after": "Wed, 21 Oct 2099 07:27:00 GMT", "date": DATE}, 86_400.0),
        ({"retry_after": "Wed, 21 Oct 2026 07:28:30 GMT"}, None),
        ({"retry_after": "tomorrow", "date": DATE}, None),
        ({"retry_after": "Wed, 99 Oct 2026 99:28:30 GMT", "date": DATE}, None),
        ({"retry_after": "-5"}, None),
        ({"retry_after": "nan"}, None),
        ({"retry_after": "1e400"}, None),
        ({"retry_after": "٣"}, None),
        ({"retry_after": "9" * 5000}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None):
    """Seconds, milliseconds and dates are read, dates by the gateway's own clock; nonsense says nothing."""
    assert seconds == retry_after(response(**headers).headers)


def test_the_wait_of_the_headers_goes_before_that_of_the_body():
    """A proxy in between knows better than who stands behind it."""
    body = b'{"error": {"message": "no", "details": [{"retryDelay": "20s"}]}}'

    assert refusal(response(body, retry_after="3")).retry_after == 3.0
