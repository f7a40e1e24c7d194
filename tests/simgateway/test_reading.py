"""The simulator reads what is drawn, after the damage that gateways do, and never what is not there."""

import io
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from probes.glyphs import SYMBOLS
from simgateway.glyphs import HEIGHT, TEMPLATES, WIDTH
from simgateway.reading import Unreadable, as_shown, on_white, open_data_url, read, upright
from tests.simgateway.asking import data_url, drawn


def _picture(number: int) -> Image.Image:
    return open_data_url(data_url(drawn(number).picture.content))


def _jpeg(image: Image.Image, quality: int = 50) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return open_data_url(data_url(buffer.getvalue(), "image/jpeg"))


def _half(image: Image.Image) -> Image.Image:
    return image.resize((image.width // 2, image.height // 2), Image.Resampling.BICUBIC)


def test_every_picture_is_read_exactly() -> None:
    """A healthy model is never the reason for a wrong answer: 2,000 seeds, no mistake."""
    wrong = [number for number in range(2000) if read(_picture(number)) != drawn(number).key]

    assert not wrong


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(_jpeg, id="jpeg-50"),
        pytest.param(lambda image: _jpeg(image, 15), id="jpeg-15"),
        pytest.param(_half, id="half"),
        pytest.param(lambda image: _jpeg(_half(image)), id="half-jpeg-50"),
        pytest.param(lambda image: image.resize((900, 600), Image.Resampling.BILINEAR), id="larger"),
        pytest.param(lambda image: image.convert("RGB"), id="rgb"),
        pytest.param(lambda image: image.convert("RGBA"), id="rgba"),
        pytest.param(lambda image: image.convert("P"), id="palette"),
        pytest.param(lambda image: image.point([64 + level // 2 for level in range(256)]), id="pale"),
        pytest.param(lambda image: image.rotate(0, translate=(-5, 9), fillcolor=255), id="moved"),
    ],
)
def test_reading_survives_what_gateways_do_to_pictures(damage) -> None:
    """Recompression, scaling, colour modes and low contrast change nothing."""
    numbers = range(5000, 5150)

    assert [read(damage(_picture(number))) for number in numbers] == [drawn(n).key for n in numbers]


def test_transparent_ground_is_white() -> None:
    """Black symbols on nothing read like black symbols on white."""
    ink = _picture(3).point([255 - level for level in range(256)])
    image = Image.new("RGBA", ink.size, (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), mask=ink)

    assert read(image) == drawn(3).key


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_looked_at_as_its_metadata_say(orientation: int) -> None:
    """All eight orientations of EXIF: however it is stored, it is shown as it was taken."""
    stored = {3: 180, 6: 90, 8: 270}
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    turned = _picture(3).rotate(stored.get(orientation, 0), expand=True)
    turned.save(buffer, "JPEG", quality=90, exif=exif)
    seen = upright(open_data_url(data_url(buffer.getvalue(), "image/jpeg")))

    mirrored = orientation not in {1, *stored}
    assert (read(seen) == drawn(3).key) is not mirrored
    assert seen.size == ((256, 384) if orientation in {5, 7} else (384, 256))


def test_a_picture_without_alpha_or_orientation_is_left_alone() -> None:
    """Nothing is copied or converted that need not be."""
    image = _picture(3)

    assert on_white(image) is image
    assert as_shown(image).tobytes() == image.tobytes()


@given(st.binary(max_size=80))
def test_metadata_that_nobody_can_read_say_nothing(noise: bytes) -> None:
    """A picture with a broken EXIF block is shown as it is stored, and nothing crashes."""
    buffer = io.BytesIO()
    _picture(3).save(buffer, "JPEG", quality=90, exif=b"Exif\0\0MM\0*\0\0\0\x08" + noise)

    assert as_shown(open_data_url(data_url(buffer.getvalue(), "image/jpeg"))).size in {(384, 256), (256, 384)}


def _noise(width: int, height: int) -> Image.Image:
    return Image.effect_noise((width, height), 255)


@pytest.mark.parametrize(
    "image",
    [
        Image.new("L", (384, 256), 255),
        Image.new("L", (384, 256), 0),
        Image.new("L", (1, 1), 0),
        Image.linear_gradient("L"),
        Image.radial_gradient("L"),
        _noise(384, 256),
    ],
    ids=["white", "black", "dot", "gradient", "disc", "noise"],
)
def test_nothing_is_read_where_nothing_stands(image: Image.Image) -> None:
    """Flat, shaded and noisy pictures hold no characters."""
    assert read(image) == ""


def test_templates_cover_the_alphabet_and_stand_apart() -> None:
    """One template for each symbol, each filling its cells, no two within 50 cells of each other."""
    assert set(TEMPLATES) == set(SYMBOLS)
    assert all(0 < bits < 1 << (WIDTH * HEIGHT) for bits in TEMPLATES.values())
    assert min((a ^ b).bit_count() for a, b in combinations(TEMPLATES.values(), 2)) > 50


@pytest.mark.parametrize(
    "url",
    [
        "data:image/png;base64,",
        "data:image/png;base64,!!!!",
        "data:image/png;base64,aGVsbG8=",
        "data:image/png;base64,Ä",
        "data:image/png",
        data_url(drawn(0).picture.content[:200]),
        data_url(b"P5 2 2 255 abcd", "image/x-portable-graymap"),
    ],
)
def test_what_is_no_picture_is_refused(url: str) -> None:
    """Empty, broken, cut short, or of a format that vendors do not take."""
    with pytest.raises(Unreadable):
        open_data_url(url)


def test_a_picture_of_too_many_pixels_is_refused_unopened() -> None:
    """A few bytes cannot make the simulator fill its memory."""
    buffer = io.BytesIO()
    Image.new("1", (5000, 5000)).save(buffer, "PNG")
    with pytest.raises(Unreadable, match="pixels"):
        open_data_url(data_url(buffer.getvalue()))


@given(st.binary(max_size=64), st.integers(0, 2000), st.integers(0, 64))
def test_damaged_bytes_are_read_or_refused(noise: bytes, at: int, cut: int) -> None:
    """Whatever is done to a picture's bytes, reading ends in text or in a refusal, never in a crash."""
    content = drawn(1).picture.content
    damaged = content[: at % len(content)] + noise + content[at % len(content) + cut :]
    try:
        seen = read(open_data_url(data_url(damaged)))
    except Unreadable:
        seen = ""

    assert set(seen) <= set(SYMBOLS)
