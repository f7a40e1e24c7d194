"""Every fault of the simulated gateway, by the probe meant for it: how soon it is seen, and as what."""

from collections import Counter
from collections.abc import Iterator, Sequence

from evidence.chance import quantiles
from evidence.onsets import HEALTHY_SLOTS, Onset, onset, wanted, worst_kind
from evidence.routes import DEFAULT_MODEL, MODELS
from evidence.shape import Claim, Section, Size, Task, rate, table
from monitor.health import DEFAULT, Evidence, State
from probes.presets import PRESETS
from probes.reasons import KIND_OF, Kind, Reason
from simgateway.families import family_of
from simgateway.faults import FAULTS

# Trials of a fault that any family shows, and of one about pictures on each family.
_TRIALS, _TRIALS_A_FAMILY = 6, 1
_MOST = 120

# Where the fault's function stands says what it does to an exchange.
_GROUPS: dict[str, str] = {
    "dropping": "picture lost",
    "fetching": "picture behind a URL not fetched",
    "uploading": "uploaded picture lost",
    "caching": "another picture's answer",
    "several": "one of several pictures lost",
    "reshaping": "picture reshaped",
    "placing": "picture lost by its place",
    "converting": "picture lost by its form",
    "rerouting": "another model answers",
    "billing": "count of tokens wrong",
    "answering": "answer spoilt",
    "transport": "answer spoilt on the way",
    "refusing": "gateway says no",
}
_SEEN_AT_ONCE, _FEW = frozenset({"dropping", "caching"}), 6
_ABOUT_PICTURES = frozenset({"dropping", "several", "reshaping", "caching", "billing"})


def tasks(size: Size) -> list[Task]:
    """Onsets of every fault; those about pictures on every family."""
    return [
        Task("faults", 0.12, onset, (name, model, FAULTS[name].probe), _options(name, seed))
        for name in FAULTS
        for model, trials in _models(name, size)
        for seed in (f"{size.seed}/{name}/{model}/{number}" for number in range(trials))
    ]


def _options(name: str, seed: str) -> dict[str, object]:
    """A lost picture is known as one from the first probe on; what is learned takes a while of health."""
    quick = _file(name) in _SEEN_AT_ONCE and PRESETS[FAULTS[name].probe].challenge == "code"
    return {"seed": seed, "most": _MOST, "healthy": _FEW if quick else HEALTHY_SLOTS}


def _models(name: str, size: Size) -> Iterator[tuple[str, int]]:
    if not size.proves:
        yield DEFAULT_MODEL, 1
    elif _about_pictures(name):
        models = [model for model in MODELS.values() if _can_show(name, model)]
        yield from ((model, _TRIALS_A_FAMILY) for model in (models if size.share >= 1 else models[::4]))
    else:
        yield DEFAULT_MODEL, size.of(_TRIALS, least=2)


def _can_show(name: str, model: str) -> bool:
    """A bill without a picture looks like one with a picture where that counts as a single token."""
    return not (Reason.USAGE_MISSING in FAULTS[name].sequence and _counts_one(model))


def _counts_one(model: str) -> bool:
    family = family_of(model)
    return family is not None and family.image_tokens([(384, 256)]) <= 1


def _about_pictures(name: str) -> bool:
    return _file(name) in _ABOUT_PICTURES


def _file(name: str) -> str:
    """The file of the simulated gateway in which the fault stands."""
    run = FAULTS[name].run
    return str(getattr(run, "__module__", "")).rpartition(".")[2]


def _group(name: str) -> str:
    return _GROUPS.get(_file(name), _file(name))


def section(size: Size, results: Sequence[Onset]) -> Section:
    """Probes to detection, the confusion matrix, and whether anything went unnoticed."""
    del size  # both versions are held against the same
    by_fault: dict[str, list[Onset]] = {}
    for result in results:
        by_fault.setdefault(result.fault, []).append(result)
    lines = [
        "From onset to the state that health must reach, median / 95th percentile over all trials. Health is",
        "`down` for faults of vision, answer and availability, `degraded` for those of quality, `unknown` or",
        "`degraded` where nobody could ask. Onset falls anywhere between two probes of a healthy route.",
        "A bill without a picture tells nothing on families that count one token a picture, and is not tried",
        "there: `grid` is the probe for a bridge on those.",
        "`stalled` and `reset` need a socket: here they come as the client leaves them.",
        "",
        *table(
            ("fault", "what it does", "probe", "families", "trials", "judged", "health", "probes", "minutes"),
            [_row(name, rows) for name, rows in by_fault.items()],
        ),
        "",
        "Verdicts by what was injected, in per cent of the image runs up to detection:",
        "",
        *_confusion(results),
    ]
    counted = {
        f"fault {name} seen": (sum(_right(each) for each in rows), len(rows))
        for name, rows in by_fault.items()
    }
    return Section("Faults", lines, _claims(by_fault), counted=counted)


def _row(name: str, rows: Sequence[Onset]) -> list[str]:
    fault = FAULTS[name]
    judged: Counter[str] = Counter()
    for each in rows:
        judged.update(each.judged)
    families = {each.model for each in rows}
    found = [each for each in rows if each.slots is not None]
    return [
        f"`{name}`",
        fault.docs,
        FAULTS[name].probe,
        str(len(families)),
        str(len(rows)),
        ", ".join(f"`{reason}`" for reason, _ in judged.most_common(2)),
        _states(rows),
        _pair([each.slots or 0 for each in found]),
        _pair([round(each.seconds / 60, 1) for each in found]),
    ]


def _states(rows: Sequence[Onset]) -> str:
    states = Counter(each.state.value for each in rows)
    if len(states) == 1:
        return next(iter(states))
    return ", ".join(f"{state} {count}" for state, count in states.most_common())


def _pair(values: Sequence[float]) -> str:
    return "{:g} / {:g}".format(*quantiles(values)) if values else ""


def _right(each: Onset) -> bool:
    """Whether health went where the fault must lead it; a fault that leaves answers right must not page."""
    return each.slots is not None if wanted(FAULTS[each.fault]) else each.state is not State.DOWN


# --- confusion ---------------------------------------------------------------------------------------


def _confusion(results: Sequence[Onset]) -> list[str]:
    seen: dict[str, Counter[str]] = {}
    for each in results:
        seen.setdefault(_group(each.fault), Counter()).update(each.judged)
    reasons = [reason.value for reason in Reason if any(counts[reason.value] for counts in seen.values())]
    rows = [
        [group, counts.total(), *(_share(counts[reason], counts.total()) for reason in reasons)]
        for group, counts in seen.items()
    ]
    return table(("injected", "runs", *reasons), rows)


def _share(count: int, total: int) -> str:
    return f"{100 * count / total:.1f}" if count else ""


# --- claims ------------------------------------------------------------------------------------------


def _claims(by_fault: dict[str, list[Onset]]) -> list[Claim]:
    vision = [name for name in by_fault if worst_kind(FAULTS[name]) is Kind.VISION]
    others = [name for name in by_fault if name not in vision and wanted(FAULTS[name])]
    harmless = [name for name in by_fault if not wanted(FAULTS[name])]
    return [
        _unmissed("no fault of kind vision goes unnoticed, on any family", vision, by_fault),
        _unmissed("every other fault leads health to the state of its kind", others, by_fault),
        _unmissed("no route is paged whose answers are right", harmless, by_fault),
        _named(by_fault),
        _kinds(vision, by_fault),
    ]


def _unmissed(what: str, names: Sequence[str], by_fault: dict[str, list[Onset]]) -> Claim:
    trials = [each for name in names for each in by_fault[name]]
    missed = [each for each in trials if not _right(each)]
    told = ", ".join(sorted({f"{each.fault} on {each.model}" for each in missed}))
    figure = f"{len(names)} faults, {len(trials)} trials, {len(missed)} missed" + (
        f": {told}" if told else ""
    )
    return Claim(what, figure, not missed, _assumed())


def _named(by_fault: dict[str, list[Onset]]) -> Claim:
    """Findings are named from the first run on; noise may stand in the way of some."""
    names = [name for name in by_fault if FAULTS[name].finding]
    silent = [name for name in names if not any(each.named for each in by_fault[name])]
    figure = f"{len(names) - len(silent)} of {len(names)}" + (f"; not {silent}" if silent else "")
    return Claim("every finding that a fault declares is named", figure, not silent, _assumed())


def _kinds(vision: Sequence[str], by_fault: dict[str, list[Onset]]) -> Claim:
    """The reason of health, where it went down for a fault of vision, is one of vision."""
    trials = [each for name in vision for each in by_fault[name] if each.slots is not None]
    wrong = [each for each in trials if KIND_OF[each.reason] is not Kind.VISION]
    figure = f"{len(trials) - len(wrong)} of {len(trials)}"
    return Claim("a fault of kind vision is given a reason of that kind", figure, not wrong, _assumed())


def _assumed() -> str:
    return f"p0 {rate(DEFAULT.row(Evidence.LOST_BILLED).healthy)}; noise at the rates of the table"
