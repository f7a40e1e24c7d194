"""Blind guesses: how often somebody who knows the format and sees nothing is right, by kind of challenge.

Measured twice. Against drawings as they are asked, the blind answerer says what would be right for another
drawing: chance itself. And in a world of so few keys that matches can be counted, where every strategy of
`evidence.blind` is tried: one text covers one key at most.
"""

from collections.abc import Sequence
from random import Random

from evidence.blind import STRATEGIES
from evidence.chance import rate_lower, rate_upper
from evidence.shape import Claim, Section, Size, Task, rate, table
from probes import nonce
from probes.challenges import CHALLENGES
from probes.types import Answer

_TRIALS, _LOT = 2_000, 500
_KEYS, _TRIES = 24, 200
# 77 cells of kinds and strategies: an honest one strays so far once in a hundred runs of all.
_DOUBT = 1e-4

_Guessed = tuple[str, str, int, int]
"""Kind, strategy (empty: against drawings as they are asked), right answers, and how many were tried."""


def tasks(size: Size) -> list[Task]:
    """Guesses at every kind, in lots, and every strategy at every kind."""
    return [
        *(
            Task("blind guesses", 0.4, guessed, (kind, f"{size.seed}/{lot}"))
            for kind in CHALLENGES
            for lot in range(size.of(_TRIALS // _LOT))
        ),
        *(
            Task("blind strategies", 0.1, tried, (kind, strategy, size.seed, size.of(_TRIES, least=48)))
            for kind in CHALLENGES
            for strategy in STRATEGIES
        ),
    ]


def guessed(kind: str, seed: str) -> _Guessed:
    """Against a lot of drawings: the right answer to the drawing before."""
    challenger, right = CHALLENGES[kind], 0
    said = challenger.draw(_seed(kind, seed, 0), day=0).key
    for number in range(1, _LOT + 1):
        challenge = challenger.draw(_seed(kind, seed, number), day=0)
        right += challenger.grade(challenge, said).answer is Answer.MATCH
        said = challenge.key
    return kind, "", right, _LOT


def tried(kind: str, strategy: str, seed: str, trials: int) -> _Guessed:
    """A strategy in a world of a few keys, of which one is asked at random."""
    challenger, chance = CHALLENGES[kind], Random(f"{seed}/{kind}/{strategy}")
    drawn = [challenger.draw(_seed(kind, seed, number), day=0) for number in range(_KEYS)]
    keys, right = [challenge.key for challenge in drawn], 0
    for _ in range(trials):
        asked = chance.choice(drawn)
        right += challenger.grade(asked, STRATEGIES[strategy](chance, keys)).answer is Answer.MATCH
    return kind, strategy, right, trials


def _seed(kind: str, seed: str, number: int) -> bytes:
    return nonce.seed(
        seed.encode(), gateway="", route=kind, probe="blind", instance="", slot=number, attempt=0
    )


def section(size: Size, results: Sequence[_Guessed]) -> Section:
    """Stated and measured."""
    del size  # both versions are held against the same
    counts = {kind: _plainly(kind, results) for kind in CHALLENGES}
    stated = {kind: CHALLENGES[kind].guess_probability() for kind in CHALLENGES}
    lines = [
        "The blind answerer knows format, wording and all keys, and sees nothing. Against drawings as they",
        "are asked it says what would be right for another; in a world of a few keys, where matches are",
        f"frequent enough to be counted, it tries {len(STRATEGIES)} strategies: {', '.join(STRATEGIES)}.",
        "",
        *table(
            (
                "challenge",
                "stated",
                "right by chance",
                "upper 95 % bound",
                f"best strategy among {_KEYS} keys",
            ),
            [_row(kind, stated[kind], counts[kind], results) for kind in CHALLENGES],
        ),
    ]
    claims = [_stated_claim(counts, stated), _strategy_claim(results)]
    exact = {f"guess {kind}": probability for kind, probability in stated.items()}
    counted = {f"guessed {kind}": count for kind, count in counts.items()}
    return Section("Blind guesses", lines, claims, exact, counted)


def _plainly(kind: str, results: Sequence[_Guessed]) -> tuple[int, int]:
    rows = [(right, trials) for each, strategy, right, trials in results if each == kind and not strategy]
    return sum(right for right, _ in rows), sum(trials for _, trials in rows)


def _row(kind: str, stated: float, count: tuple[int, int], results: Sequence[_Guessed]) -> list[str]:
    right, trials = count
    best, most, of = max(
        ((strategy, right, trials) for each, strategy, right, trials in results if each == kind and strategy),
        key=lambda row: row[1],
    )
    return [
        f"`{kind}`",
        rate(stated),
        f"{right} of {trials:,}",
        rate(rate_upper(right, trials)),
        f"{best}: {most} of {of}, chance {of / _KEYS:.1f}",
    ]


def _stated_claim(counts: dict[str, tuple[int, int]], stated: dict[str, float]) -> Claim:
    refuted = [kind for kind, (right, of) in counts.items() if rate_lower(right, of, _DOUBT) > stated[kind]]
    return Claim(
        "no challenge is guessed blindly more often than it states",
        f"{len(counts)} kinds, at most {rate(max(stated.values()))}"
        + (f"; refuted for {refuted}" if refuted else ""),
        not refuted,
        "the answerer knows the format and sees nothing",
    )


def _strategy_claim(results: Sequence[_Guessed]) -> Claim:
    cells = [row for row in results if row[1]]
    refuted = [row[:2] for row in cells if rate_lower(row[2], row[3], _DOUBT) > 1 / _KEYS]
    return Claim(
        "no blind strategy is right more often than a single guess",
        f"{len(cells)} pairs of kind and strategy" + (f"; refuted for {refuted}" if refuted else ""),
        not refuted,
        f"one of {_KEYS} known keys is asked at random",
    )
