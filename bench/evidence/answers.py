"""A million healthy probes: how often each class comes out, and above all how often the judge errs."""

from collections.abc import Sequence

from evidence.chance import rate_upper
from evidence.healthy import DRAWN_FOR, READ_EVERY, RIGHT, SAID, Tally, healthy
from evidence.noise import NOISE
from evidence.shape import Claim, Section, Size, Task, rate, table
from evidence.wrappings import WRAPPINGS
from monitor.health import DEFAULT, Evidence
from probes.reasons import Reason

PROBES = 1_000_000
_LOT = 10_000
_SECONDS_EACH = 0.0009
# A hundredth of the denials that the thresholds allow a healthy model: the judge adds nothing that counts.
_OWN_MISTAKES = 1e-5
_WRONG = ("two symbols off", "refused", "cut short", "picture denied")


def tasks(size: Size) -> list[Task]:
    """The probes, in lots."""
    lots = size.of(PROBES // _LOT, least=1)
    return [
        Task("healthy probes", _LOT * _SECONDS_EACH, healthy, (lot * _LOT, _LOT), {"seed": size.seed})
        for lot in range(lots)
    ]


def section(size: Size, results: Sequence[Tally]) -> Section:
    """Class frequencies beside the table, and the judge's own mistakes."""
    total = Tally()
    for tally in results:
        total.add(tally)
    right = total.said(RIGHT)
    missed = right - total.judged[RIGHT, Reason.OK.value]
    wrong = sum(total.said(said) for said in _WRONG)
    lucky = sum(total.judged[said, Reason.OK.value] for said in _WRONG)
    lines = [
        f"{total.probes:,} probes through the whole path: drawn, encoded, answered, decoded, judged;",
        "all token families in turn, one in sixteen as a stream, with noise at the rates of the table.",
        f"The simulated model read the pixels of {total.read:,} pictures, one in {READ_EVERY};",
        f"of the others it was given the key. Each drawing was asked {DRAWN_FOR} times, of different routes.",
        f"Right answers came in {len(WRAPPINGS)} wrappings: {', '.join(WRAPPINGS)}.",
        "",
        *table(("what was said", "probes", "judged", "upper 95 % bound of any other verdict"), _said(total)),
        "",
        *table(("class", "table: P(healthy)", "measured", "upper 95 % bound"), _classes(total)),
        "",
        *_wronged(total),
    ]
    claims = [
        Claim(
            f"fewer than {rate(_OWN_MISTAKES)} of the right answers are judged anything but `ok`",
            f"{missed} of {right:,}; {_bound(missed, right)}",
            rate_upper(missed, right) <= _OWN_MISTAKES if size.proves else missed == 0,
            _assumed(),
        ),
        Claim(
            "no wrong answer is judged `ok`",
            f"{lucky} of {wrong:,}; {_bound(lucky, wrong)}",
            lucky == 0,
            _assumed(),
        ),
    ]
    counted = {"right answers not ok": (missed, right), "wrong answers ok": (lucky, wrong)}
    counted |= {f"class {name}": (count, total.probes) for name, count in sorted(total.classes.items())}
    return Section("Healthy probes: what the judge makes of them", lines, claims, counted=counted)


def _bound(count: int, trials: int) -> str:
    return f"upper 95 % bound {rate(rate_upper(count, trials))}"


def _assumed() -> str:
    return "; ".join(f"{name} {rate(row.rate)}" for name, row in NOISE.items())


def _said(total: Tally) -> list[tuple[str, str, str, str]]:
    rows = []
    for said in SAID:
        seen = sorted(
            ((count, reason) for (what, reason), count in total.judged.items() if what == said), reverse=True
        )
        count = total.said(said)
        others = count - seen[0][0] if seen else 0
        judged = ", ".join(f"`{reason}` {times:,}" for times, reason in seen)
        rows.append((said, f"{count:,}", judged, rate(rate_upper(others, count)) if count else ""))
    return rows


def _classes(total: Tally) -> list[tuple[str, str, str, str]]:
    rows = []
    for evidence in Evidence:
        count = total.classes[evidence.value]
        allowed = next((rate(row.healthy) for row in DEFAULT.rows if row.evidence is evidence), "")
        if count or allowed:
            measured = rate(count / total.probes)
            rows.append((evidence.value, allowed, measured, rate(rate_upper(count, total.probes))))
    return rows


def _wronged(total: Tally) -> list[str]:
    """The wrappings that were not seen through, if any."""
    if not total.wronged:
        return ["No wrapping hid a right answer."]
    listed = ", ".join(f"{name} {count}" for name, count in sorted(total.wronged.items()))
    return [f"Right answers that were not judged `ok`, by wrapping: {listed}."]
