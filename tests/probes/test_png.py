"""The PNG writer, read back by a reader that is not ours."""

import io

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from probes import png


@given(st.integers(min_value=1, max_value=40), st.integers(min_value=1, max_value=40), st.randoms())
def test_any_pixels_come_back_as_they_were(width: int, height: int, random: object) -> None:
    """Whatever the grey levels, Pillow reads the same size, mode and pixels, and verifies every checksum."""
    rows = [random.randbytes(width) for _ in range(height)]  # type: ignore[attr-defined]  # random.Random
    content = png.grey(width, rows)
    Image.open(io.BytesIO(content)).verify()
    with Image.open(io.BytesIO(content)) as image:
        assert (image.size, image.mode, image.tobytes()) == ((width, height), "L", b"".join(rows))


def test_nothing_but_the_picture_is_in_the_file() -> None:
    """Three kinds of chunk, none of them text: the key can stand nowhere but in the pixels."""
    content = png.grey(2, [b"\x00\xff", b"\xff\x00"])
    kinds, at = [], 8
    while at < len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        kinds.append(content[at + 4 : at + 8])
        at += 12 + length

    assert kinds == [b"IHDR", b"IDAT", b"IEND"]
