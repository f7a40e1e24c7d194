"""What every kind painted in colour has in common: pixels, the key in them only, words that ask well."""

import io
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from probes.challenges import CHALLENGES
from probes.types import Answer

KINDS = ("grid", "caption", "chart")
_GOLDEN = Path(__file__).parents[3] / "fixtures" / "images"
_FORBIDDEN = {"code", "captcha", "verify", "secret", "password", "confirm", "human"}
_CHUNKS = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"tRNS")

kinds = pytest.mark.parametrize("kind", KINDS)
seeds = st.binary(min_size=32, max_size=32)


def _opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize(
    "golden",
    sorted(path for kind in KINDS for path in _GOLDEN.glob(f"{kind}-*.png")),
    ids=lambda path: path.stem,
)
def test_the_same_seed_gives_the_same_pixels_for_ever(golden: Path) -> None:
    """A committed picture is drawn again pixel by pixel, with the key that stands beside it."""
    kind, number = golden.stem.split("-")
    challenge = CHALLENGES[kind].draw(bytes([int(number)]) * 32, day=0)

    assert challenge.key == golden.with_suffix(".txt").read_text().strip()
    assert _opened(challenge.picture.content).tobytes() == _opened(golden.read_bytes()).tobytes()


@kinds
def test_there_are_committed_pictures(kind: str) -> None:
    """Without any the test above would pass."""
    assert len(list(_GOLDEN.glob(f"{kind}-*.png"))) >= 3


@kinds
@given(seed=seeds, day=st.integers(0, 30_000))
def test_the_key_stands_in_the_pixels_only(kind: str, seed: bytes, day: int) -> None:
    """Neither the words nor the file's bytes nor a text chunk hold the key; `repr` hides it."""
    challenge = CHALLENGES[kind].draw(seed, day=day)
    content = challenge.picture.content

    assert challenge.kind == kind
    assert challenge.key not in challenge.question + challenge.control_question + repr(challenge)
    assert challenge.key.encode() not in content
    assert not any(chunk in content for chunk in _CHUNKS)


@kinds
@given(seed=seeds)
def test_every_picture_is_of_one_token_class(kind: str, seed: bytes) -> None:
    """8-bit RGB without alpha, 384x256, on white, and small enough to cost nothing on the wire."""
    picture = CHALLENGES[kind].draw(seed, day=0).picture
    image = _opened(picture.content)

    assert (image.size, image.mode, picture.media_type) == ((384, 256), "RGB", "image/png")
    assert (picture.width, picture.height) == image.size
    assert len(picture.content) < 12_000
    assert {image.getpixel(at) for at in ((0, 0), (383, 0), (0, 255), (383, 255))} == {(255, 255, 255)}


@kinds
@given(seed=seeds, other=seeds)
def test_another_seed_is_another_picture(kind: str, seed: bytes, other: bytes) -> None:
    """What is drawn depends on the seed and on nothing else."""
    draw = CHALLENGES[kind].draw
    one, again, another = draw(seed, day=1), draw(seed, day=1), draw(other, day=1)

    assert one == again
    assert (one.picture == another.picture) <= (one.key == another.key)


@kinds
def test_the_wording_is_constant_for_a_day_and_invites_no_refusal(kind: str) -> None:
    """All day the same bytes; every wording keeps the sentinel, names no secret and has a control twin."""
    draw = CHALLENGES[kind].draw
    today = {draw(bytes([number]) * 32, day=20_000).question for number in range(20)}
    asked = {
        (drawn.question, drawn.control_question) for drawn in (draw(b"x" * 32, day=d) for d in range(12))
    }

    assert len(today) == 1
    assert len(asked) >= 3
    for question, control in asked:
        assert question != control
        assert abs(len(question.split()) - len(control.split())) <= 2
        for text in (question, control):
            assert "NO_IMAGE" in text
            assert not _FORBIDDEN & {word.strip(string.punctuation).lower() for word in text.split()}


@kinds
@given(seed=seeds)
def test_an_echo_of_the_question_answers_nothing(kind: str, seed: bytes) -> None:
    """The question holds no answer, and no part of one that would keep "no image" from being heard."""
    challenge = CHALLENGES[kind].draw(seed, day=seed[0])
    grades = [
        CHALLENGES[kind].grade(challenge, text) for text in (challenge.question, challenge.control_question)
    ]

    assert not any(grade.answer or grade.attempted or grade.knows or grade.keys for grade in grades)


@kinds
@given(seed=seeds, text=st.text())
def test_grading_is_total_and_a_sentinel_is_no_answer(kind: str, seed: bytes, text: str) -> None:
    """Whatever is said, a grade comes back, and only an answer makes it one."""
    challenge, grade = CHALLENGES[kind].draw(seed, day=0), CHALLENGES[kind].grade

    assert grade(challenge, text).answer is not Answer.MATCH
    assert grade(challenge, "NO_IMAGE").answer is None
    assert not grade(challenge, "I don't see any image attached.").attempted


@kinds
@pytest.mark.parametrize(
    "piece", ["red ", "K7DWP ", "one red circle above two blue stars. ", "\u0301", "7", "<b"]
)
def test_hostile_text_returns(kind: str, piece: str) -> None:
    """A megabyte of anything is graded in time linear in its length, and is no match."""
    challenge = CHALLENGES[kind].draw(b"h" * 32, day=0)

    assert CHALLENGES[kind].grade(challenge, piece * (1_000_000 // len(piece))).answer is not Answer.MATCH


@kinds
def test_the_registry_states_what_a_guess_is_worth(kind: str) -> None:
    """One in the number of keys, as every key is as likely as any other."""
    challenger = CHALLENGES[kind]

    assert challenger.guess_probability() == pytest.approx(1 / challenger.variety())
