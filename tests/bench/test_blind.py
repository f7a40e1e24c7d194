"""Guessing blindly, measured: no strategy beats the share of keys that one guess covers."""

from dataclasses import replace
from functools import cache
from itertools import product
from random import Random

import pytest
from evidence.blind import STRATEGIES
from evidence.chance import poisson_lower

from probes.challenges import CHALLENGES, caption, grid
from probes.colours import PALETTE
from probes.scene import ABOVE, LEFT, MOST, SHAPES
from probes.types import Answer, Challenge

_KEYS = 24
_TRIALS = 300
# In 77 cells of kinds and strategies, one that is honest strays so far once in ten thousand runs.
_DOUBT = 1e-6


@cache
def _drawn(kind: str) -> list[Challenge]:
    found = [CHALLENGES[kind].draw(bytes([number]) * 32, day=0) for number in range(_KEYS)]
    assert len({challenge.key for challenge in found}) == _KEYS
    return found


def _right(challenge: Challenge, text: str) -> bool:
    return CHALLENGES[challenge.kind].grade(challenge, text).answer is Answer.MATCH


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("kind", CHALLENGES)
def test_one_text_covers_one_key_at_most(kind: str, strategy: str) -> None:
    """Counted, not sampled: against every key that could be asked, each text is right once or never."""
    challenges, chance = _drawn(kind), Random(f"{kind}/{strategy}")
    keys = [challenge.key for challenge in challenges]
    for _ in range(8):
        text = STRATEGIES[strategy](chance, keys)
        assert sum(_right(challenge, text) for challenge in challenges) <= 1, text


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("kind", CHALLENGES)
def test_no_strategy_beats_chance(kind: str, strategy: str) -> None:
    """A key asked at random of 24: the match rate is at most one in 24, beyond reasonable doubt."""
    challenges, chance = _drawn(kind), Random(f"{strategy}/{kind}")
    keys = [challenge.key for challenge in challenges]
    asked = ((chance.choice(challenges), STRATEGIES[strategy](chance, keys)) for _ in range(_TRIALS))
    right = sum(_right(challenge, text) for challenge, text in asked)

    assert poisson_lower(right, _DOUBT) <= _TRIALS / _KEYS


@pytest.mark.parametrize("kind", CHALLENGES)
def test_the_measurement_can_see_a_match(kind: str) -> None:
    """A guesser that is right once in 24 is seen to be: one guess reaches chance, and is not below it."""
    challenges = _drawn(kind)
    right = sum(_right(one, other.key) for one, other in product(challenges, repeat=2))

    assert right == _KEYS


def _all_captions() -> list[str]:
    groups = [f"{n} {colour} {shape}" for n, colour, shape in product(range(1, MOST + 1), PALETTE, SHAPES)]
    pairs = ((one, two) for one, two in product(groups, repeat=2) if one.split()[1] != two.split()[1])
    return [f"{one}, {way}, {two}" for one, two in pairs for way in (LEFT, ABOVE)]


def test_a_caption_fits_one_scene_of_all_there_are() -> None:
    """The likeliest caption and a shuffled one, against all 15,360 scenes: one match each, so 1 in 15,360."""
    challenge, keys = _drawn("caption")[0], _all_captions()
    texts = ["A red circle to the left of a blue square.", "Two black stars above four green triangles."]

    assert len(keys) == caption.VARIETY
    for text in texts:
        assert sum(_right(replace(challenge, key=key), text) for key in keys) == 1


def test_a_grid_fits_one_of_all_that_share_five_cells() -> None:
    """Whoever is told five cells of nine is right once in all ways to fill the others, and no more often."""
    challenge, told = _drawn("grid")[0], ("red", "green", "blue", "yellow", "purple")
    filled = [(*told, *rest) for rest in product(PALETTE, repeat=4)]
    keys = [" ".join(cells) for cells in filled if grid.is_grid(cells)]
    guesses = [keys[7], f"{keys[7]} or {keys[8]}", f"{keys[7]}\n{keys[7]}", ", ".join([*told, *PALETTE])]
    right = [sum(_right(replace(challenge, key=key), text) for key in keys) for text in guesses]

    assert len(keys) > 1_200
    assert right == [1, 0, 1, 0]


@pytest.mark.parametrize("kind", CHALLENGES)
def test_what_is_stated_is_one_key_in_all(kind: str) -> None:
    """A kind states the chance of one guess among its keys; a better one where part of a key will do."""
    challenger = CHALLENGES[kind]

    assert 1 / challenger.variety() <= challenger.guess_probability() < 1e-4
