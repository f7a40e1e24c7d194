"""What is laid over the simulated gateway: noise at the rates of the table, and right answers, wrapped."""

import pytest
from evidence.healthy import READ_EVERY, RIGHT, healthy
from evidence.noise import NOISE, TableNoise
from evidence.wrappings import WRAPPINGS, wrapped

from monitor.health import DEFAULT, Evidence
from probes.challenges import CHALLENGES
from probes.types import Answer
from simgateway.gateway import Gateway
from simgateway.reply import Outcome, Problem, Reply
from simgateway.turn import Asked, Said, Turn

_DRAWS = 20_000


def _turn(*, picture: bool) -> tuple[Turn, Outcome]:
    gateway = Gateway()
    asked = Asked("gpt-4o", (Said("user", "Read it, or say NO_IMAGE."),), ("data:,",) if picture else ())
    turn = gateway.hear(Asked("gpt-4o", asked.said), request_id="1", connection="1")
    return Turn(
        turn.id, asked, turn.texts, turn.pictures, turn.family, turn.memory, turn.connection, turn.arg
    ), Reply("1", "gpt-4o", "CDF37")


def test_noise_comes_at_the_rates_of_the_table():
    """The rows of a class add up to its healthy rate, and what is drawn follows them."""
    for evidence in {row.evidence for row in NOISE.values()}:
        rates = [row.rate for row in NOISE.values() if row.evidence is evidence]
        assert sum(rates) == pytest.approx(DEFAULT.row(evidence).healthy)
    noise, (turn, outcome), seen = TableNoise("seed"), _turn(picture=True), []
    for _ in range(_DRAWS):
        noise(turn, outcome)
        seen.append(noise.last)
    for name, row in NOISE.items():
        expected = row.rate * _DRAWS
        assert abs(seen.count(name) - expected) < 5 * expected**0.5 + 1, name


def test_a_request_without_a_picture_meets_the_servers_errors_alone():
    """Nobody misreads what was not sent; a control fails as often as any request."""
    noise, (turn, outcome) = TableNoise("seed"), _turn(picture=False)
    spoilt = [came for _ in range(_DRAWS) if (came := noise(turn, outcome)) is not outcome]
    assert spoilt
    assert all(isinstance(came, Problem) for came in spoilt)


@pytest.mark.parametrize("number", range(len(WRAPPINGS)), ids=WRAPPINGS)
def test_every_wrapping_holds_a_right_answer(number: int):
    """A key in it is found, and one with two symbols changed is not taken for it."""
    challenge = CHALLENGES["code"].draw(bytes(32), day=0)
    wrong = "".join(reversed(challenge.key))
    for key, right in ((challenge.key, True), (wrong, False)):
        name, reply = wrapped(Reply("1", "gpt-4o", key), number)
        text = reply.text.rpartition("</think>")[2]
        assert name == WRAPPINGS[number]
        assert (CHALLENGES["code"].grade(challenge, text).answer is Answer.MATCH) is right


def test_healthy_probes_are_told_by_what_was_said():
    """Every probe is counted once, pictures are read in the share that is stated, and right answers pass."""
    tally = healthy(0, 400, seed="test")
    assert tally.probes == sum(tally.judged.values()) == sum(tally.classes.values()) == 400
    assert tally.read == 400 // READ_EVERY
    assert tally.judged[RIGHT, "ok"] == tally.said(RIGHT) > 360
    assert tally.classes[Evidence.READ.value] == tally.judged[RIGHT, "ok"]
    assert not tally.wronged
    assert healthy(0, 400, seed="test") == tally
