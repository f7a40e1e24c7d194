"""The code challenge: repeatable pixels, the key in the pixels only, one token class."""

import io
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from probes.challenges import CHALLENGES, code
from probes.nonce import KEY_COUNT, is_key

_GOLDEN = Path(__file__).parents[3] / "fixtures" / "images"
_FORBIDDEN = ("code", "captcha", "verify", "secret", "password")


def _pixels(content: bytes) -> tuple[tuple[int, int], str, bytes]:
    with Image.open(io.BytesIO(content)) as image:
        image.load()
        return image.size, image.mode, image.tobytes()


@pytest.mark.parametrize("golden", sorted(_GOLDEN.glob("code-*.png")), ids=lambda path: path.stem)
def test_the_same_seed_gives_the_same_pixels_for_ever(golden: Path) -> None:
    """A committed picture is drawn again pixel by pixel, with the key its file name states."""
    _, number, key = golden.stem.split("-")
    challenge = code.draw(bytes([int(number)]) * 32, day=0)

    assert challenge.key == key
    assert _pixels(challenge.picture.content) == _pixels(golden.read_bytes())


@given(st.binary(min_size=32, max_size=32), st.integers(min_value=0, max_value=30_000))
def test_the_key_stands_in_the_pixels_only(seed: bytes, day: int) -> None:
    """Neither the words, nor the file's bytes, nor any PNG text chunk hold the key; repr hides it."""
    challenge = code.draw(seed, day=day)
    content = challenge.picture.content

    assert is_key(challenge.key)
    assert challenge.key not in challenge.question + challenge.control_question + repr(challenge)
    assert challenge.key.encode() not in content
    assert not {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"} & {
        content[i : i + 4] for i in range(len(content))
    }


@given(st.binary(min_size=32, max_size=32))
def test_every_picture_is_of_one_token_class(seed: bytes) -> None:
    """8-bit grey, no alpha, 384x256, black on white, with a white margin of 20 pixels on every side."""
    picture = code.draw(seed, day=0).picture
    size, mode, pixels = _pixels(picture.content)
    image = Image.frombytes(mode, size, pixels)
    left, top, right, bottom = image.point(lambda level: 255 - level).getbbox() or (0, 0, 0, 0)

    assert (size, mode, picture.media_type) == ((384, 256), "L", "image/png")
    assert set(pixels) == {0, 255}
    assert min(left, top, 384 - right, 256 - bottom) >= 20
    assert bottom - top >= 48


@pytest.mark.parametrize("wording", code.WORDINGS)
def test_the_wording_invites_no_refusal(wording: tuple[str, str]) -> None:
    """Both wordings keep the sentinel, name no secret, hold no example, and are of about one length."""
    question, control = wording
    for text in wording:
        words = {word.strip(string.punctuation).lower() for word in text.split()}

        assert code.SENTINEL in text
        assert not words & set(_FORBIDDEN)
        assert not any(is_key(word.strip(string.punctuation)) for word in text.split())
    assert question != control
    assert abs(len(question.split()) - len(control.split())) <= 2


def test_the_wording_is_constant_for_a_day() -> None:
    """Two seeds of one day share every byte of text; another day may ask in other words."""
    today = {code.draw(bytes([n]) * 32, day=20_000).question for n in range(20)}
    days = {code.draw(b"x" * 32, day=day).question for day in range(len(code.WORDINGS))}

    assert len(today) == 1
    assert len(days) == len(code.WORDINGS)


def test_a_blind_guess_is_worth_one_in_the_number_of_keys() -> None:
    """The stated probability is that of an even choice among all keys; the registry offers the challenge."""
    assert CHALLENGES["code"].guess_probability() == 1 / KEY_COUNT
    assert CHALLENGES["code"].variety() == KEY_COUNT
    assert 1 / KEY_COUNT < 8e-7
