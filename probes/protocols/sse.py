"""Server-sent events, in any chunking (WHATWG HTML, "Interpreting an event stream").

Line ends are CRLF, LF or CR; a byte order mark may stand in front; lines that begin with a colon are
comments (gateways send them to keep a connection alive); the space after a colon is optional; an event ends
at a blank line, and its data may come in several lines.
"""

import re
from dataclasses import dataclass

# A healthy answer has some hundreds of lines. The cap bounds what a hostile body can cost.
MAX_LINES = 100_000

_BOM = b"\xef\xbb\xbf"

# A CR that ends what has come so far is left alone: the LF that belongs to it may be on its way.
_LINE_END = re.compile(rb"\r\n|\n|\r(?=.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `end` counts the bytes of the stream up to the end of its data, to date it by arrival."""

    data: bytes
    kind: str
    end: int


class EventReader:
    """Turns bytes into events; how the bytes are cut into chunks makes no difference.

    `full` tells that the stream had more than MAX_LINES lines and that the rest was not read.
    """

    def __init__(self) -> None:
        self._line = bytearray()  # the line that has not ended yet
        self._passed = 0  # bytes of the stream before that line
        self._lines = 0
        self._kind = b""
        self._data: list[bytes] = []
        self._data_end = 0

    @property
    def full(self) -> bool:
        """Whether the rest of the stream is being ignored."""
        return self._lines >= MAX_LINES

    def feed(self, chunk: bytes) -> list[Event]:
        """The events that `chunk` completes."""
        searched = max(len(self._line) - 1, 0)
        self._line += chunk
        events: list[Event] = []
        start = 0
        for line_end in _LINE_END.finditer(self._line, searched):
            if self.full:
                break
            line = bytes(self._line[start : line_end.start()])
            events += self._take(line, self._passed + line_end.start())
            start = line_end.end()
        self._line = self._line[start:]
        self._passed += start
        return events

    def close(self) -> list[Event]:
        """The event that the end of the stream left without its blank line, if there is one."""
        return self.feed(b"\n\n")

    def _take(self, line: bytes, end: int) -> list[Event]:
        if self._lines == 0:
            line = line.removeprefix(_BOM)
        self._lines += 1
        if not line:
            return self._dispatch()
        name, _, value = line.partition(b":")
        if name == b"data":
            self._data.append(value.removeprefix(b" "))
            self._data_end = end
        elif name == b"event":
            self._kind = value.removeprefix(b" ")
        return []

    def _dispatch(self) -> list[Event]:
        data, kind = self._data, self._kind
        self._data, self._kind = [], b""
        if not data:
            return []
        return [Event(b"\n".join(data), kind[:64].decode("ascii", "replace"), self._data_end)]
