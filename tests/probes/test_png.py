"""The PNG writer, read back by a reader that is not ours."""

import io
import zlib
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from probes import png

_SIZES = st.tuples(st.integers(1, 40), st.integers(0, 40), st.integers(0, 300), st.integers(1, 300))


@given(sizes=_SIZES, ground=st.integers(0, 255), random=st.randoms())
def test_any_pixels_come_back_as_they_were(
    sizes: tuple[int, int, int, int], ground: int, random: Random
) -> None:
    """Whatever the grey levels, Pillow reads the same size, mode and pixels, and verifies every checksum."""
    width, height, above, below = sizes
    rows = [random.randbytes(width) for _ in range(height)]
    content = png.grey(width, rows, above=above, below=below, ground=ground)
    flat = bytes([ground]) * width
    Image.open(io.BytesIO(content)).verify()
    with Image.open(io.BytesIO(content)) as image:
        assert (image.size, image.mode) == ((width, above + height + below), "L")
        assert image.tobytes() == flat * above + b"".join(rows) + flat * below


def test_the_packed_pixels_are_one_whole_zlib_stream() -> None:
    """A strict decoder takes it to its end, checks the sum, and finds nothing behind it."""
    content = png.grey(3, [b"abc"], above=2, below=2, ground=255)
    start = content.index(b"IDAT")
    length = int.from_bytes(content[start - 4 : start], "big")
    decoder = zlib.decompressobj()
    pixels = decoder.decompress(content[start + 4 : start + 4 + length])

    assert decoder.eof
    assert not decoder.unused_data
    assert pixels == b"\x00\xff\xff\xff" * 2 + b"\x00abc" + b"\x00\xff\xff\xff" * 2


def test_nothing_but_the_picture_is_in_the_file() -> None:
    """Three kinds of chunk, none of them text: the key can stand nowhere but in the pixels."""
    content = png.grey(2, [b"\x00\xff", b"\xff\x00"], above=1, below=1, ground=0)
    kinds, at = [], 8
    while at < len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        kinds.append(content[at + 4 : at + 8])
        at += 12 + length

    assert kinds == [b"IHDR", b"IDAT", b"IEND"]
