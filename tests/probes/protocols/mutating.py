"""What may become of an answer on its way, in its documents, between them, and in its bytes."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from random import Random
from typing import Any

from tests.probes.protocols.framing import Event
from tests.probes.protocols.specimens import STRANGERS, Specimen

_MARK = "@odd@"

ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    10**30,
    1e308,
    "",
    "x",
    "RM",
    "[DONE]",
    "<think>",
    "\ud83d",
    "\x00\x1b[31m",
    "x" * 5000,
    [],
    {},
    [[[[[[]]]]]],
    [None] * 300,
    {str(number): number for number in range(300)},
    {"type": "error", "message": "no"},
    {"error": {"message": "no", "code": 7}},
]
"""Values that stand where no server of the protocol would put them."""

RAW: dict[str, bytes] = {
    "NaN": b"NaN",
    "infinity": b"-Infinity",
    "invalid UTF-8": b'"\xff\xfe"',
    "a raw control character": b'"\x00"',
    "a duplicate key": b'{"a": 1, "a": 2}',
    "a number of 5,000 digits": b"9" * 5000,
    "a depth of 100,000": b"[" * 100_000 + b"]" * 100_000,
    "no value": b"",
    "half a value": b'{"a": ',
    "another document": b'1}{"a": 1',
}
"""Texts in the place of a value that no writer of JSON would write."""


def nodes(document: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all values in `document`."""
    yield at
    inner: Sequence[tuple[Any, Any]] = ()
    if isinstance(document, dict):
        inner = list(document.items())
    elif isinstance(document, list):
        inner = list(enumerate(document))
    for key, value in inner:
        yield from nodes(value, (*at, key))


def value_at(document: Any, at: tuple[Any, ...]) -> Any:
    """The value in the place `at`."""
    return reduce(lambda inner, key: inner[key], at, document)


def put(document: Any, at: tuple[Any, ...], make: Callable[[Any], Any]) -> Any:
    """`document` with what `make` says in the place `at`."""
    if not at:
        return make(document)
    first, *rest = at
    copy = dict(document) if isinstance(document, dict) else list(document)
    copy[first] = put(copy[first], tuple(rest), make)
    return copy


def with_raw(event: Event, at: tuple[Any, ...], raw: bytes) -> Event:
    """`event` with a text that is no JSON in a place of its document."""
    document = put(json.loads(event.data), at, lambda _: _MARK)
    return replace(event, data=json.dumps(document).encode().replace(f'"{_MARK}"'.encode(), raw))


def mutated(specimen: Specimen, random: Random) -> bytes:
    """What is left of `specimen` after a few mishaps."""
    events = list(specimen.events)
    for _ in range(random.randint(0, 3)):
        events = random.choice(_MISHAPS)(events, random)
    body = specimen.joined(events)
    for _ in range(random.choice([0, 0, 1, 3])):
        body = scratched(body, random)
    return random.choice(_ENCODINGS)(body) if random.random() < 0.1 else body


def _in_a_document(events: list[Event], random: Random) -> list[Event]:
    """A value of another type, gone, wrapped or doubled; or a text that is no value."""
    places = [number for number, event in enumerate(events) if event.data[:1] in (b"{", b"[")]
    if not places:
        return events
    number = random.choice(places)
    try:
        return _put_event(events, number, _changed(events[number], random))
    except (ValueError, RecursionError):  # an earlier mishap has left no JSON
        return events


def _changed(event: Event, random: Random) -> Event:
    document = json.loads(event.data)
    at = random.choice(list(nodes(document)))
    if random.random() < 0.25:
        return with_raw(event, at, random.choice(list(RAW.values())))
    changes: list[Callable[[Any], Any]] = [
        lambda _: random.choice(ODD),
        lambda value: [value],
        lambda value: {"text": value},
        lambda value: value * 2 if isinstance(value, list | str) else value,
        json.dumps,
        lambda value: dict(reversed(value.items())) if isinstance(value, dict) else value,
        lambda value: value[::-1] if isinstance(value, list | str) else value,
    ]
    return replace(event, data=json.dumps(put(document, at, random.choice(changes))).encode())


def _put_event(events: list[Event], number: int, event: Event) -> list[Event]:
    return [*events[:number], event, *events[number + 1 :]]


def _lost(events: list[Event], random: Random) -> list[Event]:
    number = random.randrange(len(events)) if events else 0
    return events[:number] + events[number + 1 :]


def _doubled(events: list[Event], random: Random) -> list[Event]:
    return sorted([*events, random.choice(events)], key=events.index) if events else events


def _reordered(events: list[Event], random: Random) -> list[Event]:
    if len(events) < 2:
        return events
    one, two = sorted(random.sample(range(len(events)), 2))
    return [*events[:one], events[two], *events[one + 1 : two], events[one], *events[two + 1 :]]


def _foreign(events: list[Event], random: Random) -> list[Event]:
    """An event of another answer, in this protocol or in another."""
    stranger = random.choice(random.choice(STRANGERS).events)
    number = random.randint(0, len(events))
    return [*events[:number], stranger, *events[number:]]


def _beheaded(events: list[Event], random: Random) -> list[Event]:
    """What the framing says of an event is of another."""
    if not events:
        return events
    number, other = random.randrange(len(events)), random.choice(events)
    return _put_event(events, number, replace(events[number], head=other.head))


def scratched(body: bytes, random: Random) -> bytes:
    """Bytes replaced, removed or repeated."""
    start = random.randint(0, len(body))
    end = min(len(body), start + random.randint(0, 12))
    new = random.choice([b"", random.randbytes(random.randint(1, 6)), body[start:end] * 2, b"\n\n", b"\x00"])
    return body[:start] + new + body[end:]


_MISHAPS = [_in_a_document, _in_a_document, _in_a_document, _lost, _doubled, _reordered, _foreign, _beheaded]

_ENCODINGS: list[Callable[[bytes], bytes]] = [
    lambda body: body.decode(errors="replace").encode("utf-16"),
    lambda body: b"\xef\xbb\xbf" + body,
    lambda body: body.replace(b"\n", b"\r"),
    lambda body: body.replace(b"\n", b"\r\n"),
    lambda body: body + body,
    lambda body: body[: len(body) // 2],
    lambda body: b"<html>" + body + b"</html>",
]
