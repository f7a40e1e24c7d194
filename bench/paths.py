"""Seeded paths for `bench/detection.py`: a healthy one over many years, and one that drops images.

Both drive the real `monitor.health.observe`. A healthy year has half a million runs that change nothing; they
are skipped exactly. Events (runs other than a plain pass) fall into clusters: before the first event of a
cluster every test is at rest, so clusters are independent. A cluster in which no test can alarm, by a bound
that counts too few passes and therefore too much suspicion, is not replayed; every other one is, run by run.
A test replays whole paths without skipping and finds the same transitions.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from monitor.health import (
    BURST_SPACING,
    DEFAULT,
    Aspect,
    Evidence,
    Health,
    Policy,
    State,
    Transition,
    begin,
    observe,
    wants_burst,
    wants_confirmation,
)
from probes.reasons import OUTCOME_OF, Reason
from probes.types import Answer, UsageClass, Verdict

YEAR = 365 * 86400
# A run takes two seconds; a confirmation follows 5 to 15 s after it; in a burst runs begin 5 s apart.
CONFIRMED_AFTER = 2.0 + 10.0
# Runs drawn to follow a lost image. No burst without a further loss is longer than the heaviest weight.
_FOLLOW_UPS = 300


def _verdict(reason: Reason, answer: Answer | None = None, usage: UsageClass | None = None) -> Verdict:
    return Verdict(OUTCOME_OF[reason], reason, answer=answer, usage=usage)


VERDICTS: dict[Evidence, Verdict] = {
    Evidence.READ: _verdict(Reason.OK, Answer.MATCH, UsageClass.SEEN),
    Evidence.FLAWED: _verdict(Reason.NEAR_MISS, Answer.NEAR, UsageClass.SEEN),
    Evidence.LOST_UNBILLED: _verdict(Reason.IMAGE_DROPPED, Answer.NO_IMAGE, UsageClass.MISSING),
    Evidence.LOST_BILLED: _verdict(Reason.IMAGE_UNREAD, Answer.NO_IMAGE, UsageClass.SEEN),
    Evidence.LOST_UNREPORTED: _verdict(Reason.IMAGE_DROPPED, Answer.UNRELATED, UsageClass.UNREPORTED),
    Evidence.FOREIGN: _verdict(Reason.STALE_ANSWER, Answer.STALE, UsageClass.SEEN),
    Evidence.MISREAD: _verdict(Reason.WRONG_ANSWER, Answer.MISREAD, UsageClass.SEEN),
    Evidence.UNANSWERED: _verdict(Reason.REFUSED, Answer.REFUSED),
    Evidence.UNREACHABLE: _verdict(Reason.SERVER_ERROR),
}
_KINDS = tuple(VERDICTS)
_CODE = {evidence: code for code, evidence in enumerate(_KINDS)}
_ASPECT = np.array([0, *(list(Aspect).index(DEFAULT.row(kind).aspect) for kind in _KINDS[1:])])


@dataclass(frozen=True)
class Truth:
    """What a path does: rates per run when calm, and what a bad spell multiplies the noise by."""

    rates: dict[Evidence, float]
    bursts: bool = False

    def chances(self, factor: float = 1.0) -> npt.NDArray[np.float64]:
        """Probabilities by kind, a plain pass first; losses do not come in spells."""
        often = np.array([self.rates.get(k, 0.0) * (factor if k in _SPELLS else 1.0) for k in _KINDS])
        often[0] = 1.0 - often.sum()
        return often

    def often(self, kinds: frozenset[Evidence]) -> float:
        """The chance that a calm run is of one of these kinds."""
        chances = self.chances()
        return sum(float(chances[_CODE[kind]]) for kind in kinds)


_SPELLS = (Evidence.FLAWED, Evidence.MISREAD, Evidence.UNANSWERED, Evidence.UNREACHABLE)
NOISE = {kind: DEFAULT.row(kind).healthy for kind in _SPELLS}


def healthy(p0: float, *, usage: bool, bursts: bool) -> Truth:
    """A healthy path whose model denies a picture it got with probability p0."""
    losses = (
        {Evidence.LOST_BILLED: p0, Evidence.LOST_UNBILLED: p0 / 100}
        if usage
        else {Evidence.LOST_UNREPORTED: p0}
    )
    return Truth({**NOISE, **losses, Evidence.FOREIGN: DEFAULT.row(Evidence.FOREIGN).healthy}, bursts)


@dataclass(frozen=True)
class Events:
    """The runs of a path that are no plain pass: slots and kinds.

    `follow_ups` has a row for each lost image: the kinds of the runs after it, as many as are asked for.
    """

    slots: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.int64]
    follow_ups: npt.NDArray[np.int64]

    @property
    def lost(self) -> npt.NDArray[np.bool_]:
        """Which events are lost images."""
        return np.asarray(_ASPECT[self.kinds] == 0)


def events(truth: Truth, slots: int, interval: float, rng: np.random.Generator) -> Events:
    """Draw the events of so many slots."""
    calm = truth.chances()
    draws = int(slots * (1 - calm[0]) * 1.2) + 200
    at = np.cumsum(rng.geometric(1 - calm[0], draws)) - 1
    at = at[at < slots]
    kinds = rng.choice(np.arange(1, len(_KINDS)), len(at), p=calm[1:] / calm[1:].sum())
    if truth.bursts:
        bad = _bad_slots(slots, interval, rng)
        drawn = rng.choice(len(_KINDS), len(bad), p=truth.chances(DEFAULT.burst.factor))
        kept = ~np.isin(at, bad)
        at, kinds = np.append(at[kept], bad[drawn > 0]), np.append(kinds[kept], drawn[drawn > 0])
        order = np.argsort(at)
        at, kinds = at[order], kinds[order]
    lost = int((_ASPECT[kinds] == 0).sum())
    return Events(at, kinds, rng.choice(len(_KINDS), (lost, _FOLLOW_UPS), p=calm))


def _bad_slots(slots: int, interval: float, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """The slots of one bad spell in each week, at a random time of it."""
    week, length = int(7 * 86400 / interval), max(int(DEFAULT.burst.seconds / interval), 1)
    starts = np.arange(0, slots - week, week)
    starts = starts + rng.integers(0, week - length, len(starts))
    return (starts[:, None] + np.arange(length)).ravel()


# --- skipping what changes nothing ---------------------------------------------------------------


def clusters(policy: Policy, drawn: Events) -> Iterator[tuple[int, int]]:
    """Ranges [first, last) of events in which a test might alarm; before each, all tests are at rest."""
    passes = drawn.slots - np.arange(len(drawn.slots))  # plain passes before each event: too few, never more
    suspect, settled = _followed_badly(policy, drawn), np.zeros(len(passes), dtype=np.int64)
    for detector in policy.detectors:
        mine = np.flatnonzero(_ASPECT[drawn.kinds] == list(Aspect).index(detector.aspect))
        if detector.window is None:
            effects = (detector.effects.get(_KINDS[kind]) for kind in drawn.kinds[mine])
            weights = np.array([effect.weight if effect else 0 for effect in effects], dtype=np.int64)
            total = np.cumsum(weights) - passes[mine]
            statistic = total - np.minimum.accumulate(total - weights) if len(mine) else total
            suspect[mine] |= statistic >= detector.threshold
            settled[mine] = passes[mine] + statistic
        else:
            for count, width in ((detector.streak, detector.streak), detector.window):
                near = drawn.slots[mine][count - 1 :] - drawn.slots[mine][: len(mine) - count + 1] < width
                suspect[mine[: len(near)][near]] = True
            settled[mine] = passes[mine] + detector.window[1]
    at_rest = np.concatenate([[True], passes[1:] >= np.maximum.accumulate(settled)[:-1]])
    bounds = np.append(np.flatnonzero(at_rest), len(passes))
    number = np.cumsum(at_rest) - 1
    for cluster in np.unique(number[suspect]):
        yield int(bounds[cluster]), int(bounds[cluster + 1])


def _followed_badly(policy: Policy, drawn: Events) -> npt.NDArray[np.bool_]:
    """Lost images whose confirmation is no plain pass, or with another one lost in the burst after them.

    What else happens in a burst moves no test. Passes of a burst only lower the statistic sooner. A loss from
    rest, long after the one before, has a burst of known length.
    """
    vision, at = policy.detector(Aspect.VISION), drawn.slots[drawn.lost]
    heaviest = max(effect.weight for effect in vision.effects.values())
    reach = 1 + (0 if vision.bursting is None else heaviest - vision.bursting + 1)
    later = (drawn.follow_ups > 0) & (_ASPECT[drawn.follow_ups] == 0)
    alone = np.diff(at, prepend=-(10**9)) > 2 * vision.threshold
    badly = np.zeros(len(drawn.slots), dtype=np.bool_)
    badly[drawn.lost] = (drawn.follow_ups[:, 0] > 0) | np.where(
        alone, later[:, :reach].any(axis=1), later.any(axis=1)
    )
    return badly


# --- replay --------------------------------------------------------------------------------------


def rested(policy: Policy, at: float) -> Health:
    """A path that has been read for long: up, all tests at rest."""
    health = begin(at)
    for _ in range(2):
        health, _change = observe(policy, health, VERDICTS[Evidence.READ], at=at)
    return health


def slot(
    policy: Policy, health: Health, at: float, first: Evidence, next_kind: Callable[[], Evidence]
) -> tuple[Health, list[Transition]]:
    """One slot with the follow-ups it asks for: health after it, and its transitions.

    A burst goes on after the next scheduled run if it is not over by then.
    """
    kind, now, burst, changes = first, at, False, []
    while True:
        verdict = VERDICTS[kind]
        health, change = observe(policy, health, verdict, at=now, scheduled=now == at, burst=burst)
        changes += [change] if change else []
        if wants_confirmation(policy, health, verdict):
            now, burst = now + CONFIRMED_AFTER, False
        elif wants_burst(policy, health, verdict) and now + BURST_SPACING < at + policy.interval:
            now, burst = now + BURST_SPACING, True
        else:
            return health, changes
        kind = next_kind()


def replay(policy: Policy, drawn: Events, *, skipping: bool = True) -> list[Transition]:
    """All transitions of a path over its events, skipping clusters in which nothing can happen."""
    ranges = list(clusters(policy, drawn)) if skipping else [(0, len(drawn.slots))]
    found: list[Transition] = []
    done = 0
    for first, last in ranges:
        if last > done:
            changes, done = _stretch(policy, drawn, max(first, done), last)
            found += changes
    return found


def _stretch(policy: Policy, drawn: Events, first: int, last: int) -> tuple[list[Transition], int]:
    """Replay from rest at event `first` until past event `last` and at rest again."""
    number, at = first, int(drawn.slots[first])
    health, found = rested(policy, at * policy.interval), []
    follow_ups, rows = iter(()), np.cumsum(drawn.lost) - 1
    while True:
        kind = Evidence.READ
        if number < len(drawn.slots) and drawn.slots[number] == at:
            kind = _KINDS[drawn.kinds[number]]
            if drawn.lost[number]:
                follow_ups = iter(_KINDS[code] for code in drawn.follow_ups[rows[number]])
            number += 1
        health, changes = slot(
            policy, health, at * policy.interval, kind, lambda runs=follow_ups: next(runs, Evidence.READ)
        )
        found += changes
        at += 1
        if number >= last and (number >= len(drawn.slots) or _at_rest(health)):
            return found, number


def _at_rest(health: Health) -> bool:
    quiet = all(s.statistic == 0 and not s.runs.bits and s.incident is None for s in health.standings)
    return quiet and health.state is State.UP


def pages(changes: list[Transition]) -> list[Transition]:
    """The transitions that page: to down, and to another reason while down."""
    return [change for change in changes if change.after is State.DOWN]


def dropping(ratio: float, lost: Evidence) -> Truth:
    """A path with the table's noise that loses this share of the pictures that would have been read."""
    sighted = 1.0 - sum(NOISE.values()) + NOISE[Evidence.FLAWED]
    near = NOISE[Evidence.FLAWED] * (1 - ratio)
    return Truth({**NOISE, Evidence.FLAWED: near, lost: ratio * sighted})


def kinds_of_runs(truth: Truth, rng: np.random.Generator) -> Iterator[Evidence]:
    """Endless independent runs of a path, calm."""
    chances = truth.chances()
    while True:
        for code in rng.choice(len(_KINDS), 4096, p=chances):
            yield _KINDS[code]
