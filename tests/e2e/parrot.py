"""A gateway that repeats the credentials it was sent, in every place of an answer and in every spelling.

The name of a model says what it does: `place.spelling`, as in `answer.base64`; `place-tenant.spelling` is for
the header `x-tenant-secret` in place of the key. Nothing here knows how Eyechart looks for secrets: spellings
are those of the libraries that gateways are written with.
"""

import base64
import html
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, quote_plus

from tests.e2e.webhook import served

Document = dict[str, Any]

SPELLINGS: dict[str, Callable[[str], str]] = {
    "raw": str,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64-after-1": lambda text: base64.b64encode(b":" + text.encode()).decode(),
    "base64-after-2": lambda text: base64.b64encode(b"u:" + text.encode()).decode(),
    "base64url": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "percent": lambda text: quote(text, safe=""),
    "percent-path": quote,
    "form": quote_plus,
    "hex": lambda text: text.encode().hex(),
    "hex-capitals": lambda text: text.encode().hex().upper(),
    "json": lambda text: json.dumps(text)[1:-1],
    "json-slash": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "json-numbers": lambda text: "".join(f"\\u{ord(char):04x}" for char in text),
    "html": html.escape,
}


@dataclass(frozen=True, slots=True)
class Heard:
    """What is repeated, and whether a stream was asked for."""

    secret: str
    stream: bool

    @property
    def halves(self) -> tuple[str, str]:
        """The secret in two pieces."""
        middle = len(self.secret) // 2
        return self.secret[:middle], self.secret[middle:]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What goes out. Without a status the body is all that goes out, HTTP or not."""

    body: bytes
    status: int | None = 200
    headers: Sequence[tuple[str, str]] = ()
    phrase: str = "Said"

    def adding(self, name: str, value: str) -> "Spoken":
        """The same with one more header."""
        return Spoken(self.body, self.status, (*self.headers, (name, value)), self.phrase)


Place = Callable[[Heard], Spoken]


# --- ways to speak -------------------------------------------------------------------------------


def _text(text: str, status: int | None = 200, kind: str = "application/json") -> Spoken:
    return Spoken(text.encode(), status, [("content-type", kind)])


def _json(document: Document, status: int = 200) -> Spoken:
    return _text(json.dumps(document), status)


def _error(status: int, message: str, **named: str) -> Spoken:
    return _json(
        {"error": {"message": message, "type": "invalid_request_error", "code": None} | named}, status
    )


def _events(*chunks: Document, before: str = "") -> Spoken:
    lines = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks)
    return _text(f"{before}{lines}data: [DONE]\n\n", kind="text/event-stream")


def _answer(heard: Heard, message: Document | None = None, **changed: Any) -> Spoken:
    """A whole answer, or the same as a stream; `message` and `changed` replace parts of it."""
    said = {"role": "assistant", "content": "NO_IMAGE"} | (message or {})
    choice = {"index": 0, "finish_reason": changed.pop("finish_reason", "stop")}
    usage = changed.pop("usage", {"prompt_tokens": 40, "completion_tokens": 2, "total_tokens": 42})
    head = {"id": "chatcmpl-1", "created": 1, "model": "parrot", "choices": [choice | {"message": said}]}
    if not heard.stream:
        return _json(head | {"usage": usage} | changed)
    return _events(
        head | {"choices": [choice | {"delta": said, "finish_reason": None}]} | changed,
        head | {"choices": [choice | {"delta": {}}]},
        head | {"choices": [], "usage": usage},
    )


# --- places --------------------------------------------------------------------------------------


def _in_pieces(heard: Heard) -> Spoken:
    """No piece of the body holds the whole secret; the answer does."""
    if not heard.stream:
        parts = [{"type": "text", "text": half} for half in heard.halves]
        return _answer(heard, {"content": parts})
    deltas = ({"index": 0, "delta": {"content": half}, "finish_reason": None} for half in heard.halves)
    return _events(*({"id": "c", "model": "m", "choices": [delta]} for delta in deltas))


def _tool_call(heard: Heard) -> Spoken:
    secret = heard.secret
    call = {"id": secret, "type": "function", "function": {"name": secret, "arguments": secret}}
    return _answer(heard, {"content": None, "tool_calls": [{"index": 0} | call]})


def _header_name(heard: Heard) -> Spoken:
    sendable = re.fullmatch(r"[A-Za-z0-9._~-]+", heard.secret)
    return _answer(heard).adding(f"x-{heard.secret}" if sendable else "x-echo", "1")


def _cut(length: int, secret: str) -> str:
    """A text in which whoever shows the first `length` characters shows half of the secret."""
    return "x" * (length - len(secret) // 2) + secret


ANSWERS: dict[str, Place] = {
    "answer": lambda heard: _answer(heard, {"content": f"I see: {heard.secret}"}),
    "answer-in-pieces": _in_pieces,
    "reasoning": lambda heard: _answer(heard, {"reasoning_content": heard.secret}),
    "refusal": lambda heard: _answer(heard, {"content": None, "refusal": f"No {heard.secret}"}),
    "tool-call": _tool_call,
    "part-type": lambda heard: _answer(heard, {"content": [{"type": heard.secret}]}),
    "id": lambda heard: _answer(heard, id=heard.secret),
    "model": lambda heard: _answer(heard, model=heard.secret),
    "model-cut": lambda heard: _answer(heard, model=_cut(128, heard.secret)),
    "finish": lambda heard: _answer(heard, finish_reason=heard.secret),
    "usage": lambda heard: _answer(heard, usage={"prompt_tokens": heard.secret}),
    "choices": lambda heard: _answer(heard, choices=heard.secret),
    "unknown-key": lambda heard: _answer(heard, **{heard.secret: heard.secret}),
    "duplicate-key": lambda heard: _text("{" + ",".join([f"{json.dumps(heard.secret)}: 1"] * 2) + "}"),
    "no-json": lambda heard: _text(f"{heard.secret} is no JSON"),
    "cut-json": lambda heard: _text('{"id": ' + json.dumps(heard.secret)[:-1]),
    "comment": lambda heard: _events({"choices": []}, before=f": {heard.secret}\n\n"),
    "event-name": lambda heard: _events(before=f"event: {heard.secret}\nid: {heard.secret}\ndata: {{}}\n\n"),
    "event-data": lambda heard: _events(before=f"data: {heard.secret}\n\n"),
    "cut-160": lambda heard: _answer(heard, {"content": _cut(160, heard.secret)}),
    "cut-300": lambda heard: _answer(heard, {"content": _cut(300, heard.secret)}),
    "cut-512": lambda heard: _answer(heard, {"content": _cut(512, heard.secret)}),
    "cut-3900": lambda heard: _answer(heard, {"content": _cut(3_900, heard.secret)}),
}

ERRORS: dict[str, Place] = {
    "error-in-200": lambda heard: _error(200, f"Bad key {heard.secret}"),
    "error-event": lambda heard: _events({"error": {"message": heard.secret, "code": heard.secret}}),
    "error-400": lambda heard: _error(400, f"Unsupported parameter: '{heard.secret}'", param=heard.secret),
    "error-401": lambda heard: _error(401, f"Incorrect API key provided: {heard.secret}."),
    "error-403": lambda heard: _error(403, "no", type=heard.secret, code=heard.secret),
    "error-429": lambda heard: _error(429, "slow down").adding("retry-after", heard.secret),
    "error-500": lambda heard: _error(500, heard.secret),
    "error-in-error": lambda heard: _error(500, json.dumps({"error": {"message": heard.secret}})),
    "error-page": lambda heard: _text(f"<html><h1>No</h1>{heard.secret}</html>", 401, "text/html"),
    "error-text": lambda heard: _text(f"upstream said no to {heard.secret}", 500, "text/plain"),
    "error-phrase": lambda heard: Spoken(b"{}", 500, phrase=f"Bad {heard.secret}"),
    "error-cut-300": lambda heard: _error(400, _cut(300, heard.secret)),
    "error-cut-500": lambda heard: _error(400, _cut(500, heard.secret)),
    "error-cut-1000": lambda heard: _error(400, _cut(1_000, heard.secret)),
    "error-cut-3950": lambda heard: _error(400, _cut(3_950, heard.secret)),
}

HEADERS: dict[str, Place] = {
    "header": lambda heard: _answer(heard).adding("x-echo", f"Bearer {heard.secret}"),
    "header-cut": lambda heard: _answer(heard).adding("x-echo", _cut(200, heard.secret)),
    "header-name": _header_name,
    "content-type": lambda heard: Spoken(_answer(heard).body, 200, [("content-type", heard.secret)]),
    "content-encoding": lambda heard: _answer(heard).adding("content-encoding", heard.secret),
    "set-cookie": lambda heard: _answer(heard).adding("set-cookie", f"key={heard.secret}"),
    "location": lambda heard: Spoken(b"", 302, [("location", f"http://127.0.0.1:1/?key={heard.secret}")]),
}

BROKEN: dict[str, Place] = {
    "no-http": lambda heard: _text(f"{heard.secret}\r\n\r\n", None),
    "bad-header": lambda heard: _text(f"HTTP/1.1 200 OK\r\n{heard.secret}\r\n\r\n", None),
    "bad-length": lambda heard: _text(f"HTTP/1.1 200 OK\r\ncontent-length: {heard.secret}\r\n\r\n", None),
    "bad-chunk": lambda heard: _text(
        f"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{heard.secret}\r\n", None
    ),
}

PLACES: dict[str, Place] = ANSWERS | ERRORS | HEADERS | BROKEN
"""Each repeats the secret, spelled as the model's name says."""


# --- the server ----------------------------------------------------------------------------------


@dataclass(slots=True)
class Parrot:
    """Where it listens, and which models were asked."""

    url: str
    asked: set[str] = field(default_factory=set)


def _speak(model: str, headers: Mapping[str, str], *, stream: bool) -> Spoken:
    place, _, spelling = model.partition(".")
    tenant = place.endswith("-tenant")
    secret = headers["x-tenant-secret"] if tenant else headers["authorization"].removeprefix("Bearer ")
    return PLACES[place.removesuffix("-tenant")](Heard(SPELLINGS[spelling](secret), stream))


@contextmanager
def parrot() -> Iterator[Parrot]:
    """The gateway on a free port of loopback while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            spoken = _speak(asked["model"], self.headers, stream=bool(asked.get("stream")))
            bird.asked.add(asked["model"])
            if spoken.status is not None:
                self.send_response(spoken.status, spoken.phrase)
                for name, value in (*spoken.headers, ("content-length", str(len(spoken.body)))):
                    self.send_header(name, value)
                self.end_headers()
            self.wfile.write(spoken.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    bird = Parrot(f"http://127.0.0.1:{server.server_port}")
    with served(server):
        yield bird
