"""How a picture travels: whatever the medium, the same symbols arrive, and their true size is told."""

import base64
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageChops, ImageOps

from probes.challenges import CHALLENGES, code
from probes.media import MEDIA, Via, inline_large
from probes.types import ImagePart, Picture
from simgateway.reading import as_shown, read

_WHITE = 255
_BYTES_ALONE = sorted(name for name, medium in MEDIA.items() if medium.detail)
_JPEG_ERROR = 2


def _opened(part: ImagePart) -> Image.Image:
    image = Image.open(io.BytesIO(base64.b64decode(part.base64 or "", validate=True)))
    image.load()
    return image


def _sent(medium: str, seed: bytes) -> tuple[ImagePart, Image.Image]:
    part = MEDIA[medium].carry(code.draw(seed, day=0).picture)
    return part, _opened(part)


def _drawn(kind: str) -> tuple[Picture, Image.Image]:
    picture = CHALLENGES[kind].draw(b"s" * 32, day=0).picture
    return picture, Image.open(io.BytesIO(picture.content)).convert("RGB")


def _apart(one: Image.Image, other: Image.Image) -> int:
    """How far two pictures of one size are apart at most, in levels of a channel."""
    extrema = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getextrema()
    return max(high for _, high in extrema)  # type: ignore[misc]  # pairs, as there are three bands


@pytest.mark.parametrize("medium", sorted(MEDIA))
@settings(max_examples=20)
@given(seed=st.binary(min_size=32, max_size=32))
def test_the_key_can_be_read_whatever_the_medium(medium: str, seed: bytes) -> None:
    """A medium changes bytes, format or size, and never what stands in the picture as it is shown."""
    _, image = _sent(medium, seed)

    assert read(as_shown(image)) == code.draw(seed, day=0).key


@pytest.mark.parametrize("medium", sorted(MEDIA))
def test_size_and_media_type_are_those_of_the_bytes(medium: str) -> None:
    """Usage is judged by what was sent, so a wrong size would be a wrong verdict."""
    part, image = _sent(medium, b"s" * 32)

    assert part.size == as_shown(image).size
    assert part.media_type.partition(";")[0] == Image.MIME[image.format or ""]
    assert part.url is None


@pytest.mark.parametrize("medium", sorted(MEDIA))
@given(seed=st.binary(min_size=32, max_size=32))
@settings(max_examples=10)
def test_no_bytes_hold_the_key_in_words(medium: str, seed: bytes) -> None:
    """No comment, text or name: the key stands in the pixels alone, however they are packed."""
    part = MEDIA[medium].carry(code.draw(seed, day=0).picture)
    content, key = base64.b64decode(part.base64 or ""), code.draw(seed, day=0).key

    assert key.encode() not in content
    assert key not in repr(part)


def test_a_jpeg_is_grey_and_tells_nothing_but_its_pixels() -> None:
    """No comment and no EXIF: the key stands in the pixels alone."""
    _, image = _sent("inline-jpeg", b"s" * 32)

    assert (image.format, image.mode) == ("JPEG", "L")
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("kind", sorted(CHALLENGES))
@pytest.mark.parametrize("medium", ["inline-webp", "inline-gif", "inline-alpha"])
def test_another_format_has_the_same_pixels(medium: str, kind: str) -> None:
    """WebP without loss, a palette of all colours there are, and what is laid on white: not a level apart."""
    picture, drawn = _drawn(kind)
    image = _opened(MEDIA[medium].carry(picture))

    assert _apart(as_shown(image), drawn) == 0
    assert not getattr(image, "is_animated", False)


def test_what_can_be_seen_through_hides_black() -> None:
    """Without its alpha channel nothing is left of the picture but an even black ground."""
    _, image = _sent("inline-alpha", b"s" * 32)

    assert image.mode == "RGBA"
    assert image.getextrema()[3] == (0, _WHITE)
    assert image.convert("RGB").getextrema() == ((0, 0),) * 3
    assert read(image.convert("RGB")) == ""


@pytest.mark.parametrize("kind", sorted(CHALLENGES))
def test_a_picture_on_its_side_says_how_to_turn_it(kind: str) -> None:
    """Turned as its one tag says it is the picture that was drawn, but for what a JPEG smears."""
    picture, drawn = _drawn(kind)
    part = MEDIA["inline-exif"].carry(picture)
    image = _opened(part)

    assert dict(image.getexif()) == {ExifTags.Base.Orientation: 6}
    assert image.size == (picture.height, picture.width)
    upright = ImageOps.exif_transpose(image)
    assert upright.size == part.size
    assert _mean(upright, drawn) < _JPEG_ERROR


def _mean(one: Image.Image, other: Image.Image) -> float:
    """How far two pictures are apart, over all pixels."""
    levels = ImageChops.difference(one.convert("L"), other.convert("L")).histogram()
    return sum(level * count for level, count in enumerate(levels)) / sum(levels)


def test_a_picture_on_its_side_cannot_be_read_as_it_lies() -> None:
    """Whoever ignores the tag has nothing that could pass for the key."""
    assert all(read(_sent("inline-exif", bytes([seed]) * 32)[1]) == "" for seed in range(50))


def test_a_large_picture_is_the_small_one_in_squares() -> None:
    """Scaled down again by the same factor, every pixel is as it was drawn."""
    _, small = _sent("inline-png", b"s" * 32)
    _, large = _sent("inline-large", b"s" * 32)

    assert large.size == (small.width * inline_large.FACTOR, small.height * inline_large.FACTOR)
    assert large.resize(small.size, Image.Resampling.NEAREST).tobytes() == small.tobytes()
    assert large.getpixel((0, 0)) == _WHITE


def test_a_large_picture_is_above_what_vendors_scale_down_to() -> None:
    """Over 2,048 pixels, OpenAI's bound, and below the 8,000 that all vendors take."""
    part, _ = _sent("inline-large", b"s" * 32)

    assert 2_048 < max(part.size) < 8_000
    assert len(part.base64 or "") < 100_000


@pytest.mark.parametrize("medium", _BYTES_ALONE)
def test_detail_changes_no_byte(medium: str) -> None:
    """What is asked for is to look closely or not; the picture is the usual one."""
    usual, _ = _sent("inline-png", b"s" * 32)
    part, _ = _sent(medium, b"s" * 32)

    assert part == usual
    assert MEDIA[medium].detail == medium.removeprefix("detail-")
    assert MEDIA[medium].via is Via.INLINE


def test_a_parameter_stands_behind_the_media_type() -> None:
    """`image/png;charset=utf-8`, as RFC 2397 writes it before `;base64`; the bytes are the usual ones."""
    usual, _ = _sent("inline-png", b"s" * 32)
    part, _ = _sent("inline-parameter", b"s" * 32)

    assert part.media_type == "image/png;charset=utf-8"
    assert part.base64 == usual.base64
    assert MEDIA["inline-parameter"].data_url
