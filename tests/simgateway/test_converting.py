"""Pictures lost or spoilt by their form: what each fault takes, and what it leaves alone."""

from dataclasses import replace

import pytest

from probes.media import MEDIA, Via
from probes.placements import PLACEMENTS
from probes.protocols import openai_chat
from probes.types import Ask
from simgateway.gateway import Gateway
from simgateway.protocols.openai_chat import parse
from simgateway.reply import Reply
from tests.simgateway.asking import drawn

_INLINE = sorted(name for name, medium in MEDIA.items() if medium.via is Via.INLINE)
_NOTHING = "The picture shows no characters."


def _answered(fault: str, medium: str, number: int = 5) -> Reply:
    """What a gateway with this fault says to a picture in this form, without a socket."""
    challenge, way = drawn(number), MEDIA[medium]
    part = replace(way.carry(challenge.picture), detail=way.detail)
    ask = Ask(f"gpt-4o{fault}", PLACEMENTS["user"].turns(challenge.question, (part,)))
    gateway = Gateway(seed=0)
    turn = gateway.hear(parse(openai_chat.encode(ask).body, {}), request_id="0", connection="a:1")
    reply = gateway.answer(turn)
    assert isinstance(reply, Reply)
    return reply


@pytest.mark.parametrize("medium", _INLINE)
def test_an_honest_model_reads_every_form(medium: str) -> None:
    """Whatever the format, on its side, seen through, larger or under a longer address."""
    assert _answered("", medium).text == drawn(5).key


@pytest.mark.parametrize(
    ("fault", "about", "said"),
    [
        ("webp_dropped", "inline-webp", "NO_IMAGE"),
        ("gif_dropped", "inline-gif", "NO_IMAGE"),
        ("alpha_dropped", "inline-alpha", _NOTHING),
        ("exif_ignored", "inline-exif", _NOTHING),
        ("parameterised_url_skipped", "inline-parameter", "NO_IMAGE"),
        ("detail_lost", "detail-low", drawn(5).key),
    ],
)
@pytest.mark.parametrize("medium", _INLINE)
def test_a_fault_of_one_form_leaves_the_others_alone(fault: str, about: str, said: str, medium: str) -> None:
    """The same answer and the same bill as an honest model's, whatever it is not about."""
    seen, honest = _answered(f"+{fault}", medium), _answered("", medium)

    assert seen.text == (said if medium == about else drawn(5).key)
    assert medium == about or seen.usage == honest.usage


@pytest.mark.parametrize(
    ("fault", "medium"), [("alpha_dropped", "inline-alpha"), ("exif_ignored", "inline-exif")]
)
def test_a_spoilt_picture_is_billed_and_never_read(fault: str, medium: str) -> None:
    """It has reached the model: 40 of them, and no symbol is made out in any."""
    for number in range(40):
        seen, honest = _answered(f"+{fault}", medium, number), _answered("", medium, number)
        assert (seen.text, seen.usage) == (_NOTHING, honest.usage)


def test_a_lost_detail_shows_in_the_bill_alone() -> None:
    """85 tokens were asked for, 255 are billed, and the answer is as right."""
    low, lost = _answered("", "detail-low").usage, _answered("+detail_lost", "detail-low").usage

    assert low
    assert lost
    assert lost.prompt - low.prompt == 255 - 85
