"""A gateway whose models say what should never be said: in answers, names, ids, errors and headers.

The name of a model says what it does: `place.text`, as in `answer.script`. Places are those of the parrot,
and some that only bytes can say.
"""

import contextlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.e2e.parrot import PLACES, Heard, Spoken
from tests.e2e.webhook import served

FORGED = "forged"
"""Stands in every text where it breaks out of something: a log line, an element, a label, a feed's entry."""

TEXTS: dict[str, str] = {
    "script": "<script>alert('forged')</script><img src=x onerror=alert('forged')><svg onload=alert(1)>",
    "attribute": "\" onmouseover=alert('forged') x='><a href=\"javascript:alert('forged')\">forged</a>",
    "template": "{{7*7}} ${7*7} #{7*7} {% raw %}<%= 7*7 %>",
    "ansi": "\x1b[31mforged\x1b[0m\x1b]0;forged\x07\x1b[2J\x9b1A",
    "large": "A" * 1_000_000,
    "overrides": "\u202eforged\u202c \u2066abc\u2069 \u200b\u200d\ufeff \U000e0041",
    "controls": "a\0b\x01c\x7f\x85",
    "surrogates": "\ud800x\udfff",
    "lines": '\n{"event": "health changed", "route": "forged"}\r\nforged\u2028\u2029\x0b\x0cforged',
    "markup": "]]></content></entry><entry><title>forged</title></entry><!--<!ENTITY x SYSTEM 'file:///'>&x;",
    "labels": '"} 1\neyechart_forged{a="b"} 1\n# HELP forged\n',
}
_SAID = (
    "answer",
    "reasoning",
    "refusal",
    "tool-call",
    "id",
    "model",
    "finish",
    "error-in-200",
    "error-400",
    "error-500",
    "unknown-key",
)

# --- what only bytes can say ---------------------------------------------------------------------

_INVALID = b"\xff\xfe<b>forged</b>\xc3\x28\xed\xa0\x80\xf8\x88\x80\x80\x80"


def _answer(content: bytes) -> Spoken:
    head = (
        b'{"id":"c","model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant",'
    )
    return Spoken(head + b'"content":"' + content + b'"}}]}', 200, [("content-type", "application/json")])


BYTES: dict[str, Spoken] = {
    "answer-bytes": _answer(_INVALID),
    "error-bytes": Spoken(_INVALID, 500, [("content-type", "text/plain")]),
    "header-bytes": _answer(b"NO_IMAGE").adding("x-request-id", "\xff\x1b[31mforged<b>\xa0"),
    "retry-after": Spoken(b"{}", 429, [("retry-after", "9" * 4_000), ("x-cache", "<b>forged</b>\x1b[1m")]),
    "event-bytes": Spoken(b"data: " + _INVALID + b"\n\n", 200, [("content-type", "text/event-stream")]),
}

MODELS = (*(f"{place}.{text}" for text in TEXTS for place in _SAID), *BYTES)
"""Every place with every text."""


@contextmanager
def liar() -> Iterator[str]:
    """The gateway on a free port of loopback while the block runs; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            spoken = _spoken(asked["model"], stream=bool(asked.get("stream")))
            # Whoever bounds what is read goes before all is said.
            with contextlib.suppress(OSError):
                self.send_response(spoken.status or 200)
                for name, value in (*spoken.headers, ("content-length", str(len(spoken.body)))):
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(spoken.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with served(server) as url:
        yield url


def _spoken(model: str, *, stream: bool) -> Spoken:
    if model in BYTES:
        return BYTES[model]
    place, _, text = model.partition(".")
    speak: Callable[[Heard], Spoken] = PLACES[place]
    return speak(Heard(TEXTS[text], stream))
