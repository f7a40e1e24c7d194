"""Where a picture stands in the conversation, and how it travels."""

import base64
import re
import string
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.challenges import CHALLENGES, code
from probes.media import MEDIA
from probes.placements import PLACEMENTS
from probes.presets import PRESETS
from probes.types import ImagePart, Message, TextPart, ToolCall, ToolResult
from simgateway.tasks import TASKS

_IMAGES = (ImagePart("image/png", base64="AAAA"), ImagePart("image/png", base64="BBBB"))
_ASKED = "Which characters are printed? NO_IMAGE if none."
_FORBIDDEN = {"code", "codes", "captcha", "verify", "secret", "password", "confirm", "human"}

everywhere = pytest.mark.parametrize("name", sorted(PLACEMENTS))


def _turns(name: str, images: tuple[ImagePart, ...] = _IMAGES, question: str = _ASKED) -> tuple[Message, ...]:
    return PLACEMENTS[name].turns(question, images)


def _flat(turns: tuple[Message, ...]) -> list[object]:
    """All parts in order, those in a tool's result in the place of the result."""
    parts = [part for turn in turns for part in turn.parts]
    return [one for part in parts for one in (part.parts if isinstance(part, ToolResult) else (part,))]


def _texts(turns: tuple[Message, ...]) -> list[str]:
    return [part.text for part in _flat(turns) if isinstance(part, TextPart)]


# --- what all of them keep to ------------------------------------------------------------------------


@everywhere
def test_every_picture_stands_there_once_and_in_order(name: str) -> None:
    """None is lost, doubled or moved by the placement itself."""
    assert [part for part in _flat(_turns(name)) if isinstance(part, ImagePart)] == list(_IMAGES)


@everywhere
def test_a_control_is_the_same_turns_without_the_pictures(name: str) -> None:
    """What the prompt has above it must be the picture, and nothing else."""
    with_pictures, control = _turns(name), _turns(name, ())

    assert [turn.role for turn in control] == [turn.role for turn in with_pictures]
    assert _flat(control) == [part for part in _flat(with_pictures) if not isinstance(part, ImagePart)]
    assert all(turn.parts for turn in control)
    assert all(text.strip() for text in _texts(control))


@everywhere
@given(question=st.lists(st.text("abc?\n", min_size=1), min_size=1, max_size=40).map(" ".join))
def test_the_question_is_asked_once_and_whole(name: str, question: str) -> None:
    """Whatever its words: in one text, or in texts that make it when they are joined."""
    turns = _turns(name, question=question)
    texts = _texts(turns) if name == "parts" else [text for text in _texts(turns) if text == question]

    assert "".join(texts) == question


@everywhere
def test_turns_alternate_as_every_server_wants_them(name: str) -> None:
    """A user begins, nobody speaks twice in a row, and the model is to answer a user or a tool."""
    roles = [turn.role for turn in _turns(name)]

    assert roles[0] == "user"
    assert roles[-1] in {"user", "tool"}
    assert all(one != other for one, other in pairwise(roles))


@everywhere
def test_words_around_the_question_give_nothing_away(name: str) -> None:
    """They are short, hold no digit and so no key, ask for no task, and do not make models refuse."""
    place = PLACEMENTS[name]
    around = [text for text in _texts(_turns(name)) if text not in _ASKED]
    said = " ".join([*around, place.system, *(tool.description for tool in place.tools)])
    words = {word.strip(string.punctuation).lower() for word in said.split()}

    assert not re.search(r"\d", said)
    assert not words & (_FORBIDDEN | {"characters", "image", "no_image", "attached"})
    assert not [task for task, asked in TASKS.items() if asked.is_asked([said])]
    assert len(said) <= 1_500


@everywhere
def test_tools_are_those_that_the_turns_mention(name: str) -> None:
    """A call of a tool that nobody declared is refused, and a tool that nobody calls invites a call."""
    parts = [part for turn in _turns(name) for part in turn.parts]
    called = [part for part in parts if isinstance(part, ToolCall)]
    given_back = [part for part in parts if isinstance(part, ToolResult)]

    assert {call.name for call in called} == {tool.name for tool in PLACEMENTS[name].tools}
    assert [(call.id, call.name) for call in called] == [(each.id, each.name) for each in given_back]
    assert all(re.fullmatch("[a-zA-Z0-9]{9}", call.id) for call in called)


@pytest.mark.parametrize("wording", code.WORDINGS)
def test_the_question_does_not_say_where_the_picture_is(wording: tuple[str, str]) -> None:
    """It may stand in another turn: "with this message" would make an honest model say that there is none."""
    assert not {"message", "attached", "above", "below"} & set(re.findall(r"\w+", " ".join(wording).lower()))


# --- each by itself ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["user", "system"])
def test_the_picture_comes_before_the_words(name: str) -> None:
    """One user message: pictures, then question."""
    assert _turns(name) == (Message("user", (*_IMAGES, TextPart(_ASKED))),)


def test_the_picture_comes_after_the_words() -> None:
    """One user message: question, then pictures."""
    assert _turns("after") == (Message("user", (TextPart(_ASKED), *_IMAGES)),)


@pytest.mark.parametrize("kind", sorted(CHALLENGES))
@pytest.mark.parametrize("day", range(6))
def test_no_part_alone_asks_the_question(kind: str, day: int) -> None:
    """Four texts, the pictures between the second and the third; each lacks most of the words.

    The first says nothing but how the question begins, and the last no more than its way out.
    """
    question = CHALLENGES[kind].draw(b"s" * 32, day=day).question
    (turn,) = _turns("parts", question=question)
    places = [isinstance(part, ImagePart) for part in turn.parts]
    words = [part.text.split() for part in turn.parts if isinstance(part, TextPart)]

    assert places == [False, False, True, True, False, False]
    assert [len(words[0]), len(words[3])] == [2, 4]
    assert max(map(len, words)) <= len(question.split()) / 2
    assert all(part.text.endswith(" ") for part in turn.parts[:2] if isinstance(part, TextPart))


def test_a_second_turn_asks_about_the_first() -> None:
    """The pictures stand two turns before the question, which stands alone."""
    first, answer, second = _turns("second-turn")

    assert first.parts[:2] == _IMAGES
    assert (answer.role, second) == ("assistant", Message("user", (TextPart(_ASKED),)))


def test_a_tool_gives_the_pictures() -> None:
    """No user turn holds one: they are in the result alone."""
    asked, call, result = _turns("tool-result")

    assert asked == Message("user", (TextPart(_ASKED),))
    assert [type(part) for part in (*call.parts, *result.parts)] == [ToolCall, ToolResult]


def test_a_system_prompt_is_the_placements_own() -> None:
    """One placement has one, and it stands in no turn, where the operator's own would stand beside it."""
    assert [name for name, place in PLACEMENTS.items() if place.system] == ["system"]
    assert all(turn.role != "system" for name in PLACEMENTS for turn in _turns(name))


def test_a_history_is_long_and_bounded() -> None:
    """A dozen turns before the usual one, of a thousand characters or so: it is paid for in every run."""
    *talk, last = _turns("history")

    assert len(talk) == 12
    assert last == Message("user", (*_IMAGES, TextPart(_ASKED)))
    assert 800 <= sum(map(len, _texts(tuple(talk)))) <= 1_200


def test_an_inline_picture_travels_unchanged() -> None:
    """The base64 of the picture's own bytes, with its media type, and no URL."""
    picture = code.draw(b"s" * 32, day=0).picture
    part = MEDIA["inline-png"].carry(picture)

    assert base64.b64decode(part.base64 or "") == picture.content
    assert (part.media_type, part.url) == ("image/png", None)


def test_every_preset_is_made_of_registered_words() -> None:
    """A preset names a challenge, a medium and a placement that exist."""
    for preset in PRESETS.values():
        assert preset.challenge in CHALLENGES
        assert preset.medium in MEDIA
        assert preset.placement in PLACEMENTS


def test_every_medium_and_placement_has_a_preset() -> None:
    """What nobody can list in `probes:` is never asked; two presets never ask the same."""
    assert {preset.placement for preset in PRESETS.values()} == set(PLACEMENTS)
    assert len(set(PRESETS.values())) == len(PRESETS)
