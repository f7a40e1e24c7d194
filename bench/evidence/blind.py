"""Blind answerers: they know the format, the wording and every key that could be asked, and see no picture.

In a world of a few keys, of which one is asked at random, a match rate can be measured that no number of
trials would show among millions. What holds there holds for all keys: a grade never looks at how many others
there are. Each strategy is given those few keys and writes one text.
"""

from collections.abc import Callable, Sequence
from random import Random

Strategy = Callable[[Random, Sequence[str]], str]
"""A text from chance and from the keys that could be asked."""


def _one(chance: Random, keys: Sequence[str]) -> str:
    return chance.choice(keys)


def _always_the_same(_chance: Random, keys: Sequence[str]) -> str:
    return min(keys)


def _in_a_sentence(chance: Random, keys: Sequence[str]) -> str:
    return f"I believe the picture shows: **{chance.choice(keys)}**."


def _said_twice(chance: Random, keys: Sequence[str]) -> str:
    key = chance.choice(keys)
    return f"{key}\n\n{key}"


def _two(chance: Random, keys: Sequence[str]) -> str:
    return " or ".join(chance.sample(keys, 2))


def _three_lines(chance: Random, keys: Sequence[str]) -> str:
    return "\n".join(chance.sample(keys, 3))


def _all(_chance: Random, keys: Sequence[str]) -> str:
    return ", ".join(keys)


def _numbered(chance: Random, keys: Sequence[str]) -> str:
    return "\n".join(f"{number}. {key}" for number, key in enumerate(chance.sample(keys, len(keys)), 1))


def _corrected(chance: Random, keys: Sequence[str]) -> str:
    first, second = chance.sample(keys, 2)
    return f"{first}. No, wait: {second}"


def _likeliest_parts(_chance: Random, keys: Sequence[str]) -> str:
    """At each place the word that stands there in most keys."""
    rows = [key.split() for key in keys]
    return " ".join(max(sorted(set(column)), key=column.count) for column in zip(*rows, strict=False))


def _and_no_image(chance: Random, keys: Sequence[str]) -> str:
    return f"{chance.choice(keys)}, or NO_IMAGE if there is none"


STRATEGIES: dict[str, Strategy] = {
    "one guess": _one,
    "always the same guess": _always_the_same,
    "a guess in a sentence": _in_a_sentence,
    "one guess, said twice": _said_twice,
    "two guesses": _two,
    "three lines": _three_lines,
    "all keys": _all,
    "a numbered list": _numbered,
    "a guess corrected": _corrected,
    "the likeliest parts": _likeliest_parts,
    "a guess and the sentinel": _and_no_image,
}
"""What somebody tries who wants to be right without looking."""
