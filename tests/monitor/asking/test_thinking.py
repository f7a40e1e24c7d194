"""A cap that thoughts have used up is raised where it is ours, in whatever words the operator has his own."""

from typing import Any

import pytest

from monitor.asking.exchange import Exchange
from monitor.asking.memory import Adjustments
from monitor.asking.thinking import make_room, starved
from probes.challenges import code
from probes.types import Ask, Reply, Request, Response, Timings, Usage

NOTHING = Adjustments()


def exchanged(spent: int | None, *, text: str = "", **said: Any) -> Exchange:
    """An answer that cost so many output tokens, to an ask with these params or omissions."""
    usage = None if spent is None else Usage(prompt=9, completion=spent)
    return Exchange(
        code.draw(b"1" * 8, day=0),
        Ask("m", (), **said),
        Request("POST", "/", {}, b""),
        Response(200, {}, b"", Timings(1.0)),
        Reply(text=text, usage=usage, ended=True),
        NOTHING,
    )


CAPS: dict[str, dict[str, Any]] = {
    "of Chat Completions": {"max_tokens": 64},
    "of Gemini": {"generationConfig": {"maxOutputTokens": 64}},
    "of Ollama": {"options": {"num_predict": 64}},
}


@pytest.mark.parametrize("params", CAPS.values(), ids=CAPS)
def test_an_operators_cap_is_known_in_every_protocols_words(params: dict[str, Any]):
    """It is the one in force, and not ours to raise."""
    done = exchanged(64, params=params)
    known, finding = make_room(done, NOTHING)

    assert starved(done) == 64
    assert known == NOTHING
    assert finding is not None
    assert "not ours" in finding.seen


@pytest.mark.parametrize("params", [{}, {"options": {"seed": 1}}, {"options": 7}, {"generationConfig": {}}])
def test_other_keys_of_the_operator_leave_the_cap_ours(params: dict[str, Any]):
    """Then it is doubled."""
    known, finding = make_room(exchanged(1024, params=params), NOTHING)

    assert known.cap == 2048
    assert finding is not None


def test_a_cap_that_the_route_refused_is_not_raised():
    """What is not sent cannot be raised."""
    known, _ = make_room(exchanged(1024, omitted=frozenset({"options.num_predict"})), NOTHING)

    assert known == NOTHING


@pytest.mark.parametrize(("spent", "text"), [(500, ""), (1024, "KX4PM"), (None, "")])
def test_an_answer_that_was_not_starved_changes_nothing(spent: int | None, text: str):
    """Tokens left, words said, or nothing known of it."""
    assert make_room(exchanged(spent, text=text), NOTHING) == (NOTHING, None)
