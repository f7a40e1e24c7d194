"""One healthy answer of each protocol, plain and streamed, and what may be made of its remains."""

import asyncio
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from monitor.client import Timeouts
from monitor.probe import Gateway
from probes.presets import Preset
from probes.protocols import PROTOCOLS
from probes.types import Challenge, Reply, Response, Timings, Verdict
from probes.verdict import Known, judge
from tests.inprocess import InProcess
from tests.probes.protocols.ending import end_of
from tests.probes.protocols.framing import Event, framing_of
from tests.ways import HOMES, SEED, Spoken, challenge, request, sayable


@dataclass(frozen=True)
class Specimen:
    """An answer that passes, as it came."""

    protocol: str
    stream: bool
    content_type: str
    body: bytes = field(repr=False)
    posed: Challenge = field(repr=False)

    def __repr__(self) -> str:
        return f"{self.protocol}-{'stream' if self.stream else 'plain'}"

    def decode(self, body: bytes, *, complete: bool = True) -> Reply:
        """What we read in `body`, came it in the place of this one."""
        headers = {"content-type": self.content_type}
        response = Response(200, headers, body, Timings(1.0), ((1.0, len(body)),), complete)
        return PROTOCOLS[self.protocol].decode(response, stream=self.stream)

    def judge(self, body: bytes, *, complete: bool = True) -> Verdict:
        """What we make of `body`."""
        return judge(self.posed, self.decode(body, complete=complete), Known())

    def passes(self, body: bytes, *, complete: bool = True) -> bool:
        """Whether `body` is taken for an answer that is right."""
        return self.judge(body, complete=complete).outcome == "pass"

    @cached_property
    def events(self) -> list[Event]:
        """The documents in it."""
        return framing_of(self.content_type).split(self.body)

    def joined(self, events: Sequence[Event]) -> bytes:
        """A body of these documents."""
        return framing_of(self.content_type).join(events)

    def ends(self, event: Event) -> bool:
        """Whether a document holds a sign that the answer is over."""
        return end_of(self.protocol, event.head.encode() + event.data) is not None

    @cached_property
    def spoken(self) -> list[tuple[int, str]]:
        """The pieces of the answer: the number of the document, and what of the key it says."""
        found: list[tuple[int, str]] = []
        for number, event in enumerate(self.events):
            for leaf in _strings(event.data):
                rest = self.posed.key[sum(len(piece) for _, piece in found) :]
                if leaf and rest.startswith(leaf):
                    found.append((number, leaf))
        assert "".join(piece for _, piece in found) == self.posed.key
        return found

    @property
    def begun(self) -> bytes:
        """The answer up to its end, in a body that can go on."""
        if not self.stream:
            return self.body[:-2]
        return self.joined([event for event in self.events if not self.ends(event)])

    @property
    def again(self) -> bytes:
        """A piece of the answer that may come again and again."""
        number, piece = self.spoken[0]
        return self.joined([self.events[number]]) if self.stream else piece.encode()

    def intact(self, body: bytes) -> bool:
        """Whether the answer may still stand in `body`: its pieces in order, and a sign of its end.

        More cannot be said without reading as a decoder does; what is not intact must never pass.
        """
        text = unicodedata.normalize("NFKC", body.decode(errors="replace")).casefold()
        pieces = ".*?".join(_loosely(piece) for _, piece in self.spoken)
        said = re.search(f"{pieces}|{_loosely(self.posed.key)}", text, re.DOTALL)
        ended = end_of(self.protocol, body) is not None if self.stream else _is_json(text)
        return bool(said) and ended


def _loosely(piece: str) -> str:
    """A pattern for `piece` with marks between its symbols, which no judge minds."""
    return "[^0-9a-z]{0,12}".join(re.escape(symbol) for symbol in piece.casefold())


def _strings(document: bytes) -> Iterator[str]:
    """All strings in a JSON text, in order; none where it is no JSON."""
    found: list[str] = []
    with suppress(ValueError):
        nodes = [json.loads(document)]
        while nodes:
            node = nodes.pop()
            found += [node] if isinstance(node, str) else []
            inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
            nodes += reversed(list(inner))
    yield from found


def _is_json(text: str) -> bool:
    try:
        json.loads(text.lstrip("\ufeff"), strict=False)
    except (ValueError, RecursionError):
        return False
    return True


def answered(protocol: str, *, stream: bool, seed: bytes) -> Specimen:
    """The simulator's answer to a request of ours, in the protocol's first dialect."""
    spoken = Spoken(protocol, PROTOCOLS[protocol].DIALECTS[0])
    way = Preset("code", "inline-png", "user", stream)
    assert way in sayable(spoken)
    sent = InProcess().send(
        Gateway("g", "http://simulated.test" + HOMES[protocol].base),
        request(spoken, way, seed),
        credentials=PROTOCOLS[protocol].authorise("key", spoken.dialect),
        timeouts=Timeouts(1.0, 1.0, 1.0),
    )
    answer = asyncio.run(sent)
    assert isinstance(answer, Response)
    assert answer.status == 200
    return Specimen(protocol, stream, answer.headers["content-type"], answer.body, challenge(way, seed))


def _all(seed: bytes) -> list[Specimen]:
    both = (False, True)
    return [answered(protocol, stream=stream, seed=seed) for protocol in PROTOCOLS for stream in both]


SPECIMENS = _all(SEED)
"""One plain and one streamed answer of each protocol."""

STRANGERS = _all(b"8" * 32)
"""The same with another answer."""

STREAMS = [specimen for specimen in SPECIMENS if specimen.stream]
