"""The recorded replies of a protocol: what each of them says, and how they are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from probes.protocols import PROTOCOLS
from probes.reasons import Reason
from probes.types import Reply, Response, Timings

REPLIES = Path(__file__).parents[3] / "fixtures" / "replies"

KINDS = {
    ".json": "application/json; charset=utf-8",
    ".sse": "text/event-stream; charset=utf-8",
    ".ndjson": "application/x-ndjson",
    ".bin": "application/vnd.amazon.eventstream",
}


@dataclass(frozen=True)
class Stated:
    """What stands in `<protocol>/stated.py` under the name `STATED`; the keys are names of recorded replies.

    An error is stated by its reason and a piece of the message that must have been found.
    """

    plain: Mapping[str, Reply]
    streams: Mapping[str, Reply]
    errors: Mapping[str, tuple[Reason, str]]
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def replies(self) -> dict[str, Reply]:
        """Replies that are no errors, by the beginnings of their files' names."""
        return {
            f"{how}-{name}": reply
            for how, replies in (("plain", self.plain), ("stream", self.streams))
            for name, reply in replies.items()
        }


def recorded(protocol: str) -> list[Path]:
    """All recorded replies of a protocol."""
    return sorted(path for path in (REPLIES / protocol).iterdir() if path.suffix in KINDS)


ANSWERED = [path for protocol in PROTOCOLS for path in recorded(protocol) if not path.name[:3].isdigit()]
"""Those that came with HTTP 200."""


def named(path: Path) -> str:
    """A recorded reply by its protocol and its name."""
    return f"{path.parent.name}-{path.stem}"


def read(
    path: Path,
    body: bytes | None = None,
    *ends: int,
    complete: bool = True,
    stream: bool | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """What a recorded reply says, or `body` in its place, which came in chunks that end at these bytes.

    The status stands in an error's name; `stream` is what was asked for, else what was answered.
    """
    if body is None:
        body = path.read_bytes()
    status = int(path.name[:3]) if path.name[:3].isdigit() else 200
    arrivals = tuple((float(second), end) for second, end in enumerate(ends, start=1))
    said = {"content-type": KINDS[path.suffix], **(headers or {})}
    response = Response(status, said, body, Timings(9.0), arrivals, complete)
    asked = path.stem.startswith("stream") if stream is None else stream
    return PROTOCOLS[path.parent.name].decode(response, stream=asked)
