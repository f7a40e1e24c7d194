"""Evidence as bytes of the store: the codec's JSON, deflated, since requests and answers repeat themselves.

Bodies are longer than a text of the codec may be, so they are kept in pieces.
"""

import zlib
from dataclasses import dataclass, replace

from monitor.record import MAX_BODY, Record
from monitor.store.codec import MAX_TEXT, UnreadableError, decode, encode

# ASCII JSON writes one character in six, or in twelve beyond the first plane.
_MAX_INFLATED = 24 * MAX_BODY + 200_000


@dataclass(frozen=True, slots=True)
class _Kept:
    """A record without its bodies, and these in pieces."""

    record: Record
    sent: tuple[str, ...]
    came: tuple[str, ...]


def packed(record: Record) -> bytes:
    """`record` as bytes."""
    bare = replace(record, sent=replace(record.sent, body=""), came=replace(record.came, body=""))
    kept = _Kept(bare, _pieces(record.sent.body), _pieces(record.came.body))
    return zlib.compress(encode(kept).encode("ascii"))


def unpacked(stored: object) -> Record:
    """The record that `packed` made bytes of.

    Raises:
        UnreadableError: it is of another version, broken, or larger than any of ours.
    """
    if not isinstance(stored, bytes):
        raise UnreadableError("no bytes")
    inflating = zlib.decompressobj()
    try:
        text = inflating.decompress(stored, _MAX_INFLATED).decode("ascii")
    except (zlib.error, UnicodeDecodeError) as error:
        raise UnreadableError("no deflated text") from error
    if not inflating.eof:
        raise UnreadableError("cut short, or far too much")
    kept = decode(_Kept, text)
    sent, came = "".join(kept.sent), "".join(kept.came)
    if max(len(sent), len(came)) > MAX_BODY:
        raise UnreadableError("too long a body")
    record = kept.record
    return replace(record, sent=replace(record.sent, body=sent), came=replace(record.came, body=came))


def _pieces(text: str) -> tuple[str, ...]:
    return tuple(text[start : start + MAX_TEXT] for start in range(0, len(text), MAX_TEXT))
