"""The parts of the evidence: one file and one line each."""

from evidence import alarms, answers, costs, diagnosing, drops, faults, guessing
from evidence.shape import Part, Section, Size
from evidence.working import work_off

PARTS: dict[str, Part] = {
    "drops": drops,
    "faults": faults,
    "alarms": alarms,
    "answers": answers,
    "guessing": guessing,
    "diagnosing": diagnosing,
    "costs": costs,
}
"""By name, in the order of the document."""


def measured(size: Size, *, only: tuple[str, ...] = ()) -> list[Section]:
    """All parts measured, or those named in `only`."""
    parts = [part for name, part in PARTS.items() if not only or name in only]
    tasks = [part.tasks(size) for part in parts]
    results = iter(work_off([task for each in tasks for task in each]))
    return [
        part.section(size, [next(results) for _ in each]) for part, each in zip(parts, tasks, strict=True)
    ]
