"""Several pictures and lines of falling size: what the eyes read, and what each fault leaves of it."""

import io

import pytest
from PIL import Image

from probes.challenges import CHALLENGES
from probes.challenges.ladder import SIZES
from probes.types import Challenge
from simgateway.app import create
from simgateway.families import FAMILIES
from simgateway.serving import serve_in_thread
from simgateway.tasks import lines
from tests.simgateway.asking import data_url, send, text, usage


def _body(model: str, challenge: Challenge) -> dict[str, object]:
    images = [
        {"type": "image_url", "image_url": {"url": data_url(picture.content)}}
        for picture in challenge.pictures
    ]
    content = [*images, {"type": "text", "text": challenge.question}]
    return {"model": model, "messages": [{"role": "user", "content": content}]}


def _said(model: str, kind: str, number: int = 3) -> tuple[list[str], str, int]:
    """The codes of a challenge, what `model` says of its pictures, and the prompt tokens billed."""
    challenge = CHALLENGES[kind].draw(number.to_bytes(8, "big"), day=0)
    with serve_in_thread(create()) as url:
        response = send(url, _body(model, challenge))
    billed = usage(response) or {"prompt_tokens": 0}
    return challenge.key.split(), text(response), billed["prompt_tokens"]


@pytest.mark.parametrize("kind", ["pair", "ladder", "screen"])
def test_an_honest_model_names_all_codes_in_order(kind: str) -> None:
    """Over a socket, with several pictures in one message."""
    codes, said, _ = _said("gpt-4o", kind)
    places = [said.index(code) for code in codes]

    assert places == sorted(places)


@pytest.mark.parametrize(
    ("fault", "places"),
    [
        ("last_image_only", [1]),
        ("first_image_only", [0]),
        ("images_reordered", [1, 0]),
        ("images_merged", [0, 0]),
    ],
)
def test_a_fault_of_several_pictures_leaves_the_rest_as_it_is(fault: str, places: list[int]) -> None:
    """What is said are the codes of the pictures that the fault lets through, in its order."""
    codes, said, _ = _said(f"gpt-4o+{fault}", "pair")

    assert [word for word in said.replace(",", " ").split() if word[-1] != "."] == [
        codes[place] for place in places
    ]


def test_pictures_that_never_reach_the_model_are_not_billed() -> None:
    """Usage counts what the model was given."""
    both, one = _said("gpt-4o", "pair")[2], _said("gpt-4o+last_image_only", "pair")[2]
    family = FAMILIES["gpt-4o"]

    assert both - one == family.image_tokens([(384, 256)])


def _ladder(number: int, factor: float) -> tuple[list[str], Image.Image]:
    challenge = CHALLENGES["ladder"].draw(number.to_bytes(8, "big"), day=0)
    image = Image.open(io.BytesIO(challenge.picture.content))
    small = image.resize((round(image.width / factor), round(image.height / factor)), Image.Resampling.BOX)
    return challenge.key.split(), small.resize(image.size, Image.Resampling.BICUBIC)


@pytest.mark.parametrize(("factor", "least"), [(1, 10), (1.5, 24), (2, 24), (3, 32), (4, 48)])
def test_the_eyes_give_up_where_detail_is_lost(factor: float, least: int) -> None:
    """Lines of that size and larger are read in 40 pictures; at 4 times smaller none of 24 pixels is."""
    for number in range(40):
        codes, image = _ladder(number, factor)
        seen = lines.see(image).split()
        large = [code for code, size in zip(codes, SIZES, strict=True) if size >= least]

        assert seen[: len(large)] == large
        assert factor < 4 or set(seen).isdisjoint(codes[2:])


@pytest.mark.parametrize("number", range(40))
def test_the_code_in_a_window_is_told_from_the_words_around_it(number: int) -> None:
    """Titles, messages and buttons are text, too, and none is taken for a code."""
    challenge = CHALLENGES["screen"].draw(number.to_bytes(8, "big"), day=0)

    assert lines.see_code(Image.open(io.BytesIO(challenge.picture.content))) == challenge.key
