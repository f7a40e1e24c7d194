"""What comes back, bounded: headers as a mapping, and a body decoded piece by piece.

httpx and aiohttp decode a compressed body without a ceiling, so a few kilobytes may become gigabytes. Both
are told to leave the bytes alone, and zlib is asked here for no more than there is room for.
"""

import zlib
from collections.abc import Iterable

from monitor.client.bounds import Limits
from monitor.client.causes import BrokenBodyError, OversizeError

ACCEPTED_ENCODINGS = "gzip, deflate"

# The window argument of zlib: 16 is added for the gzip wrapping, the bare number is the zlib one.
_WINDOWS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}
_MAX_QUOTED = 40


def read_headers(raw: Iterable[tuple[bytes, bytes]], limits: Limits) -> dict[str, str]:
    """Lower-case names to values; repeated fields are joined by a comma (RFC 9110, 5.2).

    Raises:
        OversizeError: names and values together exceed the limit.
    """
    headers: dict[str, str] = {}
    size = 0
    for raw_name, raw_value in raw:
        size += len(raw_name) + len(raw_value)
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    if size > limits.header_bytes:
        raise OversizeError(f"the headers exceed {limits.header_bytes} bytes")
    return headers


class Body:
    """A body as it grows. What was read before something broke stays readable."""

    __slots__ = ("_decoder", "_encoding", "_limits", "_pieces", "_received", "_size", "arrivals")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._encoding = ""
        self._decoder: zlib._Decompress | None = None
        self._pieces: list[bytes] = []
        self._size = 0
        self._received = 0
        self.arrivals: list[tuple[float, int]] = []

    @property
    def content(self) -> bytes:
        """All that was decoded so far."""
        return b"".join(self._pieces)

    def decode_as(self, encoding: str) -> None:
        """Decode what follows as the Content-Encoding header says.

        Raises:
            BrokenBodyError: an encoding that was not asked for.
        """
        self._encoding = encoding.strip().lower()
        if self._encoding in ("", "identity"):
            return
        if self._encoding not in _WINDOWS:
            # Quoted whole or not at all: a gateway may echo a credential here, and half of one is not masked.
            quoted = f" {encoding!a}" if len(encoding) <= _MAX_QUOTED else ""
            raise BrokenBodyError(f"content-encoding{quoted} was not asked for")
        self._decoder = zlib.decompressobj(_WINDOWS[self._encoding])

    def feed(self, received: bytes, at: float) -> None:
        """Take a piece that came `at` seconds after the start.

        Raises:
            OversizeError: it is more than there is room for; what fits is kept.
            BrokenBodyError: it is no valid data of its encoding.
        """
        self._received += len(received)
        room = self._limits.body_bytes - self._size
        piece = received if self._decoder is None else self._decode(self._decoder, received, room)
        self._keep(piece[:room], at)
        if len(piece) > room or self._received > self._limits.body_bytes:
            raise OversizeError(f"the body exceeds {self._limits.body_bytes} bytes")

    def finish(self) -> None:
        """The connection says that this was all.

        Raises:
            BrokenBodyError: a compressed body that has not come to its own end.
        """
        if self._decoder is not None and self._received and not self._decoder.eof:
            raise BrokenBodyError(f"the {self._encoding} data is cut short")

    def _decode(self, decoder: "zlib._Decompress", received: bytes, room: int) -> bytes:
        """Decode, for one byte more than there is room for at most."""
        try:
            piece = decoder.decompress(received, room + 1)
        except zlib.error:
            raise BrokenBodyError(f"the {self._encoding} data is damaged") from None
        if decoder.unused_data:
            raise BrokenBodyError(f"there is more after the end of the {self._encoding} data")
        return piece

    def _keep(self, piece: bytes, at: float) -> None:
        if not piece:
            return
        self._pieces.append(piece)
        self._size += len(piece)
        arrival = (at, self._size)
        if len(self.arrivals) < self._limits.arrivals:
            self.arrivals.append(arrival)
        else:
            self.arrivals[-1] = arrival
