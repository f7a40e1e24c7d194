"""Pictures and words lost by where they stand: what each fault takes, and what it leaves alone."""

import base64

import pytest

from probes.placements import PLACEMENTS
from probes.protocols import openai_chat
from probes.types import Ask, ImagePart
from simgateway.gateway import Gateway
from simgateway.protocols.openai_chat import parse
from simgateway.reply import Reply
from tests.simgateway.asking import drawn

_LOST = "NO_IMAGE"


def _answered(fault: str, placement: str, *, picture: bool = True) -> Reply:
    """What a gateway with this fault says where the picture stands so, without a socket."""
    challenge = drawn(5)
    part = ImagePart("image/png", base64=_base64(challenge.picture.content))
    turns = PLACEMENTS[placement].turns(challenge.question, (part,) if picture else ())
    ask = Ask(f"gpt-4o{fault}", turns, tools=PLACEMENTS[placement].tools)
    gateway = Gateway(seed=0)
    turn = gateway.hear(parse(openai_chat.encode(ask).body, {}), request_id="0", connection="a:1")
    reply = gateway.answer(turn)
    assert isinstance(reply, Reply)
    return reply


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


@pytest.mark.parametrize("placement", sorted(PLACEMENTS))
def test_an_honest_model_reads_the_picture_wherever_it_stands(placement: str) -> None:
    """A tool's result, an earlier turn, between the parts of its question; and says where there is none."""
    assert _answered("", placement).text == drawn(5).key
    assert _answered("", placement, picture=False).text == _LOST


@pytest.mark.parametrize(
    ("fault", "loses"),
    [
        ("tool_images_dropped", {"tool-result"}),
        ("tool_image_as_text", {"tool-result"}),
        ("history_stripped", {"second-turn"}),
        ("last_text_only", {"parts"}),
        ("list_flattened", set(PLACEMENTS)),
    ],
)
@pytest.mark.parametrize("placement", sorted(PLACEMENTS))
def test_a_fault_of_one_place_leaves_the_others_alone(fault: str, loses: set[str], placement: str) -> None:
    """The same answer and the same bill as an honest model's, wherever it is not about."""
    seen, honest = _answered(f"+{fault}", placement), _answered("", placement)

    assert (drawn(5).key in seen.text) is (placement not in loses)
    assert (seen.usage == honest.usage) is (placement not in loses)


def test_a_picture_read_as_text_is_billed_as_text() -> None:
    """Nearly a token for each character, as a live gateway was measured to bill it."""
    usage, alone = (
        _answered("+tool_image_as_text", "tool-result", picture=with_it).usage for with_it in (True, False)
    )
    characters = len("data:image/png;base64,") + len(_base64(drawn(5).picture.content))

    assert usage
    assert alone
    assert usage.prompt == alone.prompt + round(0.92 * characters)


def test_words_that_ask_nothing_get_a_question_back() -> None:
    """The last part alone is no question; the picture has arrived, and is billed."""
    seen, honest = _answered("+last_text_only", "parts"), _answered("", "parts")

    assert seen.text.endswith("?")
    assert seen.usage
    assert honest.usage
    assert 255 < seen.usage.prompt < honest.usage.prompt


def test_a_flattened_list_keeps_all_its_words() -> None:
    """It is billed as the same question without a picture."""
    assert _answered("+list_flattened", "parts").usage == _answered("", "parts", picture=False).usage
