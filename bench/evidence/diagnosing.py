"""Diagnosis: of every fault with a cause to be named, how often the ladder names that one."""

from collections import Counter
from collections.abc import Sequence

from evidence.chance import rate_lower
from evidence.noise import TableNoise
from evidence.shape import Claim, Section, Size, Task, rate, table
from monitor.diagnosis import Cause
from simgateway.faults import FAULTS
from simgateway.gateway import Gateway as Simulated
from tests.inprocess import InProcess
from tests.monitor.diagnosis.falling import diagnose_once

UNNOTICED = "unnoticed"

_TRIALS = 10
_PROMISED = 0.95
_NAMED = (
    Cause.ADAPTER,
    Cause.CONVERSION,
    Cause.ROUTING,
    Cause.CACHE,
    Cause.MODEL,
    Cause.MEDIA_FETCH,
)


def tasks(size: Size) -> list[Task]:
    """Ladders after the onset of every fault that has a cause."""
    return [
        Task("diagnosis", 0.15, named, (name, f"{size.seed}/diagnosis/{name}/{number}", number))
        for name, fault in FAULTS.items()
        if fault.cause
        for number in range(size.of(_TRIALS, least=2))
    ]


def named(fault: str, seed: str, number: int) -> str:
    """The cause that is named when health has found the fault; the provider's own endpoint is known."""
    sender = InProcess(Simulated(seed=sum(seed.encode())), TableNoise(seed))
    try:
        climbed = diagnose_once(fault, preset=FAULTS[fault].probe, seed=number, sender=sender)
    except AssertionError:
        return UNNOTICED
    return climbed.diagnosis.cause.value


def section(size: Size, results: Sequence[str]) -> Section:
    """By cause and by fault."""
    by_fault: dict[str, Counter[str]] = {}
    for task, cause in zip(tasks(size), results, strict=True):
        by_fault.setdefault(task.arguments[0], Counter())[cause] += 1
    by_cause: dict[str, Counter[str]] = {}
    for name, causes in by_fault.items():
        by_cause.setdefault(FAULTS[name].cause, Counter()).update(causes)
    lines = [
        "A fault begins on a healthy route, health finds it, and the ladder is climbed; the provider's own",
        "endpoint is configured (`direct`), noise comes at the rates of the table, in the ladder as well.",
        "",
        *table(("injected cause", "trials", "named"), [_row(cause, by_cause[cause]) for cause in by_cause]),
        "",
        *table(
            ("fault", "its cause", "trials", "named"),
            [[f"`{name}`", FAULTS[name].cause, *_row("", seen)[1:]] for name, seen in by_fault.items()],
        ),
    ]
    claims = [_claim(size, cause.value, by_cause.get(cause.value, Counter())) for cause in _NAMED]
    counted = {f"diagnosis {cause}": (seen[cause], seen.total()) for cause, seen in sorted(by_cause.items())}
    return Section("Diagnosis", lines, claims, counted=counted)


def _row(cause: str, seen: Counter[str]) -> list[object]:
    return [cause, seen.total(), ", ".join(f"{name} {count}" for name, count in seen.most_common())]


def _claim(size: Size, cause: str, seen: Counter[str]) -> Claim:
    """The share itself must keep the promise; the short version only must not refute it."""
    right, total = seen[cause], seen.total()
    share = right / total if total else 0.0
    wrong = rate_lower(total - right, total) if total else 1.0
    holds = share >= _PROMISED if size.proves else wrong <= 1 - _PROMISED
    what = f"diagnosis names `{cause}` in at least {_PROMISED:.0%} of its faults"
    figure = f"{right} of {total} ({share:.1%})"
    return Claim(
        what, figure, holds, f"noise at the rates of the table, p0 {rate(5e-4)}; `direct` configured"
    )
