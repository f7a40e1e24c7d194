"""What the kinds that print codes have in common: pixels, the keys in them only, words that ask well."""

import io
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from probes.challenges import CHALLENGES
from probes.nonce import KEY_COUNT, is_key
from probes.types import Answer, Challenge

KINDS = {"pair": (384, 256), "ladder": (384, 320), "screen": (384, 256)}
_CODES = {"pair": 2, "ladder": 5, "screen": 1}
_GOLDEN = Path(__file__).parents[3] / "fixtures" / "images"
_FORBIDDEN = {"code", "codes", "captcha", "verify", "secret", "password", "confirm", "human"}
_CHUNKS = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"tRNS")

kinds = pytest.mark.parametrize("kind", KINDS)
seeds = st.binary(min_size=32, max_size=32)


def _draw(kind: str, seed: bytes, day: int = 0) -> Challenge:
    return CHALLENGES[kind].draw(seed, day=day)


def _opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@kinds
def test_the_same_seed_gives_the_same_pixels_for_ever(kind: str) -> None:
    """Committed pictures are drawn again pixel by pixel, with the keys that their names state."""
    drawn = [_draw(kind, bytes([number]) * 32) for number in range(3)]
    for number, challenge in enumerate(drawn):
        golden = sorted(_GOLDEN.glob(f"{kind}-{number}-{challenge.key.replace(' ', '_')}*.png"))

        assert len(golden) == len(challenge.pictures)
        for path, picture in zip(golden, challenge.pictures, strict=True):
            assert _opened(path.read_bytes()).tobytes() == _opened(picture.content).tobytes()


@kinds
@given(seed=seeds, day=st.integers(0, 30_000))
def test_the_keys_stand_in_the_pixels_only(kind: str, seed: bytes, day: int) -> None:
    """Neither words, file bytes, nor a text chunk hold any code of the key; `repr` hides them; all differ."""
    challenge = _draw(kind, seed, day)
    codes = challenge.key.split(" ")
    said = challenge.question + challenge.control_question + repr(challenge)

    assert challenge.kind == kind
    assert len(set(codes)) == _CODES[kind]
    assert all(is_key(code) and code not in said for code in codes)
    for picture in challenge.pictures:
        assert not any(code.encode() in picture.content for code in codes)
        assert not any(chunk in picture.content for chunk in _CHUNKS)


@kinds
@given(seed=seeds)
def test_every_picture_is_of_one_token_class(kind: str, seed: bytes) -> None:
    """8-bit grey without alpha, of one size for ever, with a margin that nothing stands in."""
    for picture in _draw(kind, seed).pictures:
        image = _opened(picture.content)
        ground = image.getpixel((0, 0))
        width, height = image.size
        edges = {(x, y) for x in range(width) for y in (0, height - 1)}
        edges |= {(x, y) for y in range(height) for x in (0, width - 1)}

        assert (image.size, image.mode, picture.media_type) == (KINDS[kind], "L", "image/png")
        assert (picture.width, picture.height) == image.size
        assert {image.getpixel(edge) for edge in edges} == {ground}
        assert len(picture.content) < 8_000


@kinds
@given(seed=seeds, other=seeds)
def test_another_seed_is_another_picture(kind: str, seed: bytes, other: bytes) -> None:
    """What is drawn depends on the seed and on nothing else."""
    assert _draw(kind, seed) == _draw(kind, seed)
    assert (_draw(kind, seed).pictures == _draw(kind, other).pictures) <= (seed == other)


@kinds
def test_the_wording_is_constant_for_a_day_and_invites_no_refusal(kind: str) -> None:
    """All day the same bytes; every wording keeps the sentinel, names no secret and has a control twin."""
    today = {_draw(kind, bytes([number]) * 32, 20_000).question for number in range(20)}
    asked = {(c.question, c.control_question) for c in (_draw(kind, b"x" * 32, day) for day in range(12))}

    assert len(today) == 1
    assert len(asked) >= 3
    for question, control in asked:
        assert question != control
        assert abs(len(question.split()) - len(control.split())) <= 3
        for text in (question, control):
            assert "NO_IMAGE" in text
            assert not _FORBIDDEN & {word.strip(string.punctuation).lower() for word in text.split()}


@kinds
@given(seed=seeds)
def test_an_echo_of_the_question_answers_nothing(kind: str, seed: bytes) -> None:
    """The question holds no answer, and no part of one that would keep "no image" from being heard."""
    challenge = _draw(kind, seed, seed[0])
    for text in (challenge.question, challenge.control_question, "NO_IMAGE"):
        grade = CHALLENGES[kind].grade(challenge, text)

        assert not any((grade.answer, grade.attempted, grade.knows, grade.keys, grade.wrong))


@kinds
@given(seed=seeds, text=st.text())
def test_grading_is_total(kind: str, seed: bytes, text: str) -> None:
    """Whatever is said, a grade comes back, and it is no match."""
    assert CHALLENGES[kind].grade(_draw(kind, seed), text).answer is not Answer.MATCH


@kinds
@pytest.mark.parametrize("piece", ["K7DWP ", "K7DWP", "K 7 D W P ", "\u0301", "7", "<b"])
def test_hostile_text_returns(kind: str, piece: str) -> None:
    """A megabyte of anything is graded in time linear in its length, and is no match."""
    text = piece * (1_000_000 // len(piece))

    assert CHALLENGES[kind].grade(_draw(kind, b"h" * 32), text).answer is not Answer.MATCH


@pytest.mark.parametrize(
    ("kind", "guess", "variety"),
    [
        ("pair", 2, 2),
        ("ladder", 3, 5),
        ("screen", 1, 1),
    ],
)
def test_a_guess_is_worth_one_in_the_ways_to_fill_what_is_asked(kind: str, guess: int, variety: int) -> None:
    """Each code that must be named divides the chance by the number of keys, near enough."""
    challenger = CHALLENGES[kind]

    assert challenger.guess_probability() == pytest.approx(KEY_COUNT**-guess, rel=1e-5)
    assert challenger.variety() == pytest.approx(KEY_COUNT**variety, rel=1e-4)
