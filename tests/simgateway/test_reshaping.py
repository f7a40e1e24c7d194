"""Pictures turned over, on their side or cut, and captions that forget places: what only a grid can tell."""

from random import Random

import pytest

from probes.challenges import CHALLENGES, code, grid
from probes.types import Answer, Challenge
from simgateway.faults.billing import _scattered
from simgateway.gateway import Gateway
from simgateway.reply import Reply
from simgateway.turn import Asked, Attached, Said
from tests.simgateway.asking import data_url


def _answered(fault: str, challenge: Challenge) -> Reply:
    """What a gateway with this fault says to a challenge, without a socket."""
    gateway = Gateway(seed=0)
    asked = Asked(
        f"gpt-4o+{fault}",
        (Said("user", challenge.question),),
        (Attached(data_url(challenge.picture.content)),),
    )
    turn = gateway.hear(asked, request_id=f"{challenge.picture.content[60]:012x}", connection="a:1")
    reply = gateway.answer(turn)
    assert isinstance(reply, Reply)
    return reply


def _grades(fault: str, kind: str) -> list[tuple[Answer | None, str]]:
    found = []
    for number in range(60):
        challenge = CHALLENGES[kind].draw(number.to_bytes(8, "big"), day=number)
        grade = CHALLENGES[kind].grade(challenge, _answered(fault, challenge).text)
        found.append((grade.answer, " ".join(finding.seen for finding in grade.findings)))
    return found


@pytest.mark.parametrize(
    ("fault", "answer", "how"),
    [
        ("mirrored", Answer.REORDERED, "mirrored left to right"),
        ("rotated", Answer.REORDERED, "rotated by 270 degrees"),
        ("cropped", Answer.PARTIAL, "columns 1 to 2"),
        ("caption_bridge_coarse", Answer.REORDERED, ""),
    ],
)
def test_a_grid_tells_what_became_of_it(fault: str, answer: Answer, how: str) -> None:
    """Whatever stands in the grid and wherever, the class and the finding are those of the fault."""
    grades = _grades(fault, "grid")

    assert {found for found, _ in grades} == {answer}
    assert all(how in seen for _, seen in grades)


@pytest.mark.parametrize("fault", ["caption_bridge", "caption_bridge_coarse"])
def test_a_code_passes_every_caption(fault: str) -> None:
    """A caption that carries what is written fools a code each time: hence the grid."""
    assert {found for found, _ in _grades(fault, "code")} == {Answer.MATCH}


def test_a_coarse_bridge_bills_a_share_that_is_never_the_same() -> None:
    """Its image tokens are those of a caption: positive, and different for every picture."""
    prompts = set()
    gateway = Gateway(seed=0)
    for number in range(20):
        challenge = grid.draw(number.to_bytes(8, "big"), day=0)
        asked = Asked("gpt-4o+caption_bridge_coarse", (Said("user", challenge.question),), ())
        pictured = Asked(asked.model, asked.said, (Attached(data_url(challenge.picture.content)),))
        alone = gateway.answer(gateway.hear(asked, request_id="0", connection="a:1"))
        reply = gateway.answer(gateway.hear(pictured, request_id="1", connection="a:1"))
        assert isinstance(alone, Reply)
        assert isinstance(reply, Reply)
        assert alone.usage
        assert reply.usage
        assert reply.usage.prompt > alone.usage.prompt + 32
        prompts.add(reply.usage.prompt)

    assert len(prompts) > 10


def test_mirrored_characters_are_not_the_key() -> None:
    """A code notices a mirror, too, but cannot tell it from a model that reads nothing."""
    for number in range(20):
        challenge = code.draw(number.to_bytes(8, "big"), day=0)
        assert code.grade(challenge, _answered("mirrored", challenge).text).answer is not Answer.MATCH


def test_colours_are_scattered_also_where_one_has_most_of_the_cells() -> None:
    """No order moves seven of nine alike cells: the best is taken, and nobody looks for ever."""
    cells = ["red"] * 7 + ["blue", "black"]

    assert sorted(_scattered(cells, Random(1))) == sorted(cells)
    moved = _scattered(["red", "blue", "black"] * 3, Random(1))
    assert sum(one == other for one, other in zip(moved, ["red", "blue", "black"] * 3, strict=True)) < 3
