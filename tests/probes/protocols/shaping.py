"""Documents of each protocol with places in them where anything may stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from probes.protocols import PROTOCOLS
from probes.types import Reply, Response, Timings
from tests.probes.protocols.framing import Event, framing_of


@dataclass(frozen=True)
class Shapes:
    """What stands in `<protocol>/shapes.py` under the name `SHAPES`.

    `words` are the keys that mean something, `values` those that do; a document has a `%s` in each place
    where anything may stand. A stream's documents come with one of these heads, in this type of content.
    """

    words: str
    documents: tuple[str, ...]
    values: str = ""
    content_type: str = "text/event-stream"
    heads: tuple[str, ...] = ("",)

    @property
    def nodes(self) -> st.SearchStrategy[Any]:
        """Values of JSON with keys of this protocol."""
        leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4)
        keys = st.sampled_from(self.words.split())
        return st.recursive(
            leaves | st.sampled_from(["\ud83d", 10**300, *self.values.split()]),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=6),
            max_leaves=30,
        )

    def streamed(self, *events: Event) -> bytes:
        """The body of a stream."""
        return framing_of(self.content_type).join(events)

    def bodies(self, document: str) -> Iterator[tuple[bytes, bool]]:
        """A document as all of a body and as all of a stream, and whether it is a stream."""
        yield document.encode(), False
        for head in self.heads:
            yield self.streamed(Event(head, document.encode())), True


def decode(protocol: str, body: bytes, *, stream: bool, status: int = 200) -> Reply:
    """The reply in a body whose type nobody told."""
    return PROTOCOLS[protocol].decode(Response(status, {}, body, Timings(1.0)), stream=stream)
