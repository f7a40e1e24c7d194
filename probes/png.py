"""8-bit PNG files without alpha or text chunks: a grey line of text on an even ground, or colour.

Pillow's writer weighs five filters for every row and packs the empty ones again for every picture: 400 us of
CPU, in a daemon whose own load must stay small beside the request it times. Here the ground is packed once
and kept. That is possible because a deflate stream is a row of blocks, and a full flush ends one so that the
next depends on nothing before it. Formats: PNG specification (W3C) 5 and 11, RFC 1950, RFC 1951.
"""

import struct
import zlib
from collections.abc import Sequence
from functools import cache

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DEPTH, _GREY, _RGB, _DEFLATE, _FILTERS, _PLAIN = 8, 0, 2, 0, 0, 0
_NO_FILTER, _UP = b"\x00", b"\x02"
_ZLIB_HEAD = b"\x78\x01"
_LAST_BLOCK = b"\x03\x00"
_FAST, _SMALL = 1, 9
_ADLER, _HALF = 65_521, 0xFFFF


def grey(width: int, rows: list[bytes], *, above: int, below: int, ground: int) -> bytes:
    """The file for `rows` of `width` grey levels, with so many rows of the level `ground` above and below."""
    height = above + len(rows) + below
    head = struct.pack(">IIBBBBB", width, height, _DEPTH, _GREY, _DEFLATE, _FILTERS, _PLAIN)
    text = b"".join([_NO_FILTER + row for row in rows])
    check = zlib.adler32(text, _flat_sum(width, above, ground))
    check = _joined(check, _flat_sum(width, below, ground), (width + 1) * below)
    blocks = (_packed_flat(width, above, ground), _block(text, _FAST), _packed_flat(width, below, ground))
    packed = _ZLIB_HEAD + b"".join(blocks) + _LAST_BLOCK + struct.pack(">I", check)
    return _SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def rgb(width: int, rows: Sequence[bytes | bytearray]) -> bytes:
    """The file for `rows` of `width` pixels, three bytes each.

    A row like the one above it is stored as no difference to it (filter Up): drawings are mostly such rows,
    and nothing packs as fast as zeros.
    """
    head = struct.pack(">IIBBBBB", width, len(rows), _DEPTH, _RGB, _DEFLATE, _FILTERS, _PLAIN)
    same = _UP + bytes(3 * width)
    pairs = zip((None, *rows), rows, strict=False)
    lines = [same if row == above else _NO_FILTER + row for above, row in pairs]
    packed = zlib.compress(b"".join(lines), _FAST)
    return _SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _flat(width: int, rows: int, ground: int) -> bytes:
    return (_NO_FILTER + bytes([ground]) * width) * rows


@cache
def _flat_sum(width: int, rows: int, ground: int) -> int:
    return zlib.adler32(_flat(width, rows, ground))


def _joined(first: int, second: int, length: int) -> int:
    """The Adler-32 of two texts one after the other, by those of each; the second is `length` bytes long.

    By its definition (RFC 1950, 8.2) each half is a sum of what the halves of the parts sum up: the even
    ground is most of a picture and need not be summed for each. Python lacks zlib's `adler32_combine`.
    """
    low = (first & _HALF) + (second & _HALF) - 1
    high = (first >> 16) + (second >> 16) + length * ((first & _HALF) - 1)
    return (high % _ADLER) << 16 | low % _ADLER


@cache
def _packed_flat(width: int, rows: int, ground: int) -> bytes:
    return _block(_flat(width, rows, ground), _SMALL)


def _block(content: bytes, level: int) -> bytes:
    """`content` as deflate blocks that neither need nor leave a history."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, zlib.Z_RLE)
    return packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH)


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check
