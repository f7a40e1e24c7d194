"""A Converse response as a reply."""

import re
from collections.abc import Iterable, Iterator

from probes.backend import in_headers
from probes.protocols import error_body
from probes.protocols.bedrock_converse.events import (
    EXCEPTION,
    METADATA,
    STOP,
    kind_of,
    read_frame,
    read_whole,
)
from probes.protocols.body import Body, form_notes, read_body
from probes.protocols.eventstream import Frame, Frames, read_frames
from probes.protocols.pieces import Notes
from probes.protocols.summing import summed
from probes.types import Reply, Response

_STREAM = "application/vnd.amazon.eventstream"

# A frame begins with its length, and none is as long as its first byte being anything else would mean.
_FRAMES = b"\0"
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*[{\[]")


def decode(response: Response, *, stream: bool) -> Reply:
    """What `response` says; never raises for anything that a gateway may send.

    A status that is not 2xx is an error whatever the body holds.
    """
    if not 200 <= response.status < 300:  # noqa: PLR2004 - success in HTTP
        return Reply(error=error_body.refusal(response), backend=in_headers(response.headers))
    framed = response.body.startswith(_FRAMES) or (stream and not _JSON.match(response.body))
    if framed:
        return summed(_framed(response, asked_stream=stream), response)
    return summed(read_body(response, read_whole, asked_stream=stream), response)


def _framed(response: Response, *, asked_stream: bool) -> Body:
    """The events of a stream. It is over with `messageStop`, at a clean end of the body."""
    read = read_frames(response.body)
    counting = list(_counting(read.frames))
    kinds = [kind_of(frame) for frame in counting]
    stopped = STOP in kinds
    notes = form_notes(response, asked_stream=asked_stream, framing=_STREAM)
    return Body(
        pieces=tuple(read_frame(frame, response) for frame in counting),
        ended=stopped and response.complete and not read.cut and not read.flaw,
        streamed=True,
        problems=(read.flaw,) if read.flaw else (),
        notes=notes + _end_notes(read, response, unmeasured=stopped and METADATA not in kinds),
    )


def _counting(frames: Iterable[Frame]) -> Iterator[Frame]:
    """The frames of the answer: behind its end what it cost alone, and behind that nothing but an error."""
    last = ""
    for frame in frames:
        kind = kind_of(frame)
        if kind == EXCEPTION or not last or (last == STOP and kind == METADATA):
            yield frame
            last = kind if kind in (STOP, METADATA) else last


def _end_notes(read: Frames, response: Response, *, unmeasured: bool) -> Notes:
    """What is odd about how a body ended that its sender took for whole."""
    if not response.complete:
        return ()
    if read.cut:
        return (("stream", "ended inside an event"),)
    return (("stream", "no metadata after messageStop"),) if unmeasured else ()
