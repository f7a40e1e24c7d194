"""What the tests of the store keep: a probe, its runs, and health as the tests of health make it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from monitor.asking.memory import Adjustments, Memory
from monitor.board import policy_of
from monitor.config.settings import Keeping
from monitor.entry import Entry, Learned, Spending, Standing
from monitor.health import Health, State, Transition, begin, observe
from monitor.incidents.incident import Incident, Phase, Update
from monitor.money.budget import Spend
from monitor.probe import Gateway, Probe, Route
from monitor.result import Attempt, Result
from probes.reasons import OUTCOME_OF, Kind, Outcome, Reason
from probes.types import Answer, Arm, Finding, Timings, Usage, UsageClass, Verdict

NOW = 1_800_000_000.0
DAY = 86_400.0

VERDICTS = st.builds(
    lambda reason, answer, usage: Verdict(OUTCOME_OF[reason], reason, answer=answer, usage=usage),
    st.sampled_from([Reason.OK] * 4 + [Reason.IMAGE_DROPPED] * 4 + list(Reason)),
    st.just(Answer.MATCH) | st.none() | st.sampled_from(Answer),
    st.none() | st.sampled_from(UsageClass),
)
RUNS = st.lists(st.tuples(VERDICTS, st.floats(0.0, 2_000.0), st.booleans()), max_size=60)


def keeping(folder: Path, **more: Any) -> Keeping:
    """A store in `folder`."""
    return Keeping(folder / "kept" / "eyechart.db", **more)


def probe(route: str = "captions", **more: Any) -> Probe:
    """A probe of one route; more arguments are the route's."""
    gateway = more.pop("gateway", Gateway("main", "https://gateway.example/v1"))
    return Probe(Route(route, gateway, "m-1", **more), "inline", "code", "inline", "only", False, 60.0, 30.0)


def verdict(reason: Reason = Reason.OK) -> Verdict:
    """A verdict for `reason` with a finding."""
    answer = Answer.MATCH if reason is Reason.OK else Answer.NO_IMAGE
    return Verdict(OUTCOME_OF[reason], reason, (Finding("answer", "BC3D4", "BC3D4", True),), answer)


def result(of: Probe, at: float = NOW, reason: Reason = Reason.OK, **more: Any) -> Result:
    """One scheduled image run."""
    run = Result(
        *of.id,
        Arm.IMAGE,
        Attempt.SCHEDULED,
        number=0,
        slot=int(at // 60),
        seed="0f" * 32,
        at=at,
        verdict=verdict(reason),
        timings=Timings(1.5, resolve=0.01, connect=0.1, first_byte=0.9, first_token=0.8),
        reply="BC3D4",
        expected="BC3D4",
        model="m-1",
        response_id="c-1",
        usage=Usage(prompt=288, completion=3),
        image_tokens=255,
        cost_usd=0.001,
    )
    return replace(run, **more)


def after(runs: Sequence[tuple[Verdict, float, bool]], *, at: float = NOW) -> tuple[Health, float]:
    """Health and time after these runs, by the real tests of health."""
    policy, health = policy_of(probe()), begin(at)
    for each, seconds, slow in runs:
        at += seconds
        health, _ = observe(policy, health, each, at=at, slow=slow)
    return health, at


def health_of(*reasons: Reason, at: float = NOW) -> Health:
    """Health after these reasons, a minute apart, the last one at `at`."""
    runs = [(verdict(reason), 60.0, False) for reason in reasons]
    return after(runs, at=at - 60.0 * len(runs))[0]


def incident(
    number: int = 0, *, said: int = 1, resolved_at: float | None = None, at: float = NOW
) -> Incident:
    """An incident with so many updates."""
    updates = [
        Update(each, at + each, Phase.OPENED, f"counts {each}", f"news {each}") for each in range(said)
    ]
    if resolved_at is not None:
        updates.append(Update(said, resolved_at, Phase.RESOLVED, "read again", "well again"))
    affected = frozenset({("captions", "inline")}) if resolved_at is None else frozenset()
    return Incident(
        f"abcdefghijk{'abcdefgh'[number]}",
        "main",
        "captions",
        Kind.VISION,
        Reason.IMAGE_DROPPED,
        State.DOWN,
        at,
        tuple(updates),
        affected,
        resolved_at,
    )


def transition(at: float = NOW, after: State = State.DOWN, before: State = State.UP) -> Transition:
    """A change of health."""
    return Transition(at, before, after, Reason.IMAGE_DROPPED, Kind.VISION, "2 of 2 images were lost")


def entry(of: Probe, at: float = NOW, reason: Reason = Reason.OK, **more: Any) -> Entry:
    """What a run leaves: its result, the health after it, what it taught and what it cost."""
    health = more.pop("health", None) or health_of(Reason.OK, Reason.OK, at=at)
    made = Entry(
        of.id,
        of,
        result(of, at, reason),
        Standing(health, NOW - DAY, 1.0, at, at, at),
        learned=Learned(Memory(control_tokens=33, models=frozenset({"m-1"}), passes=2), Adjustments()),
        spending=Spending(Spend(int(at // DAY), 0.01), 0.001),
    )
    return replace(made, **more)


def passed(one: Entry) -> bool:
    """Whether the entry is of a run that passed."""
    return one.result is not None and one.result.verdict.outcome is Outcome.PASS
