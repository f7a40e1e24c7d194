"""How a picture travels: whatever the medium, the same symbols arrive, and their true size is told."""

import base64
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from probes.challenges import code
from probes.media import MEDIA, inline_large
from probes.types import ImagePart
from simgateway.reading import read

_WHITE = 255


def _sent(medium: str, seed: bytes) -> tuple[ImagePart, Image.Image]:
    part = MEDIA[medium].carry(code.draw(seed, day=0).picture)
    image = Image.open(io.BytesIO(base64.b64decode(part.base64 or "", validate=True)))
    image.load()
    return part, image


@pytest.mark.parametrize("medium", sorted(MEDIA))
@settings(max_examples=20)
@given(seed=st.binary(min_size=32, max_size=32))
def test_the_key_can_be_read_whatever_the_medium(medium: str, seed: bytes) -> None:
    """A medium changes bytes, format or size, and never what stands in the picture."""
    _, image = _sent(medium, seed)

    assert read(image) == code.draw(seed, day=0).key


@pytest.mark.parametrize("medium", sorted(MEDIA))
def test_size_and_media_type_are_those_of_the_bytes(medium: str) -> None:
    """Usage is judged by what was sent, so a wrong size would be a wrong verdict."""
    part, image = _sent(medium, b"s" * 32)

    assert part.size == image.size
    assert part.media_type == Image.MIME[image.format or ""]
    assert part.url is None


def test_a_jpeg_is_grey_and_tells_nothing_but_its_pixels() -> None:
    """No comment and no EXIF: the key stands in the pixels alone."""
    _, image = _sent("inline-jpeg", b"s" * 32)

    assert (image.format, image.mode) == ("JPEG", "L")
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_large_picture_is_the_small_one_in_squares() -> None:
    """Scaled down again by the same factor, every pixel is as it was drawn."""
    _, small = _sent("inline-png", b"s" * 32)
    _, large = _sent("inline-large", b"s" * 32)

    assert large.size == (small.width * inline_large.FACTOR, small.height * inline_large.FACTOR)
    assert large.resize(small.size, Image.Resampling.NEAREST).tobytes() == small.tobytes()
    assert large.getpixel((0, 0)) == _WHITE
