"""The honest model at tasks other than reading a line: it sees what is drawn and says so in its own words."""

import io

import pytest
from PIL import Image

from probes.challenges import CHALLENGES
from probes.types import Answer, Challenge
from simgateway.reading import open_data_url
from simgateway.tasks import CHARACTERS, TASKS, task_of
from tests.simgateway.asking import data_url


def _drawn(kind: str, number: int) -> tuple[Challenge, list[Image.Image]]:
    challenge = CHALLENGES[kind].draw(number.to_bytes(8, "big"), day=number)
    return challenge, [open_data_url(data_url(picture.content)) for picture in challenge.pictures]


def _jpeg(image: Image.Image) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=50)
    return open_data_url(data_url(buffer.getvalue(), "image/jpeg"))


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda image: image, id="none"),
        pytest.param(_jpeg, id="jpeg-50"),
        pytest.param(lambda image: image.resize((900, 600), Image.Resampling.BICUBIC), id="larger"),
        pytest.param(lambda image: image.convert("RGBA"), id="rgba"),
        pytest.param(lambda image: image.quantize(64), id="palette"),
    ],
)
@pytest.mark.parametrize("kind", TASKS)
def test_an_honest_model_is_right_in_every_voice(kind: str, damage) -> None:
    """120 pictures, all wordings and all phrasings, after what gateways do to pictures: never a mistake."""
    wrong = []
    for number in range(120):
        challenge, images = _drawn(kind, number)
        task = task_of((challenge.question,))
        said = task.say(" ".join(task.see(damage(image)) for image in images), number)
        if CHALLENGES[kind].grade(challenge, said).answer is not Answer.MATCH:
            wrong.append((number, challenge.key, said))

    assert not wrong


@pytest.mark.parametrize("kind", CHALLENGES)
def test_a_question_is_known_by_its_words(kind: str) -> None:
    """Each wording of each kind, the control's too, asks for its own task and for no other."""
    for day in range(12):
        challenge = CHALLENGES[kind].draw(b"x", day=day)
        for text in (challenge.question, challenge.control_question):
            asked = [name for name, task in TASKS.items() if task.is_asked([text])]
            assert asked == ([kind] if kind in TASKS else []), text
            assert task_of((text,)) is TASKS.get(kind, CHARACTERS)


@pytest.mark.parametrize("kind", TASKS)
@pytest.mark.parametrize("ground", ["white", "black", "red"])
def test_nothing_is_made_of_nothing(kind: str, ground: str) -> None:
    """An even ground is described without a crash, and never as a picture of this kind."""
    seen = TASKS[kind].see(Image.new("RGB", (384, 256), ground))
    challenge, _ = _drawn(kind, 1)

    assert CHALLENGES[kind].grade(challenge, seen).answer is None
