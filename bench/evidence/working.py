"""All tasks over the cores there are, with a progress bar; the results come in the order of the tasks."""

import gc
import logging
import multiprocessing
import sys
from collections.abc import Sequence
from typing import Any

import structlog
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from evidence.shape import Task

PROCESSES = 2


def work_off(tasks: Sequence[Task], *, processes: int = PROCESSES) -> list[Any]:
    """Do all tasks, the longest first; raises what a task raises."""
    order = sorted(range(len(tasks)), key=lambda number: -tasks[number].seconds)
    results: list[Any] = [None] * len(tasks)
    with _bar() as bar, multiprocessing.Pool(processes, initializer=_begin) as pool:
        progress = bar.add_task("", total=sum(task.seconds for task in tasks))
        for number, result in pool.imap_unordered(_numbered, [(number, tasks[number]) for number in order]):
            results[number] = result
            bar.update(progress, advance=tasks[number].seconds, description=tasks[number].name)
    return results


def _begin() -> None:
    """What is there already stays, so that the collector need not look at it again and again."""
    silence()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def silence() -> None:
    """Let the parts of the daemon say nothing here: a transition a second would take most of the time."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def _numbered(numbered: tuple[int, Task]) -> tuple[int, Any]:
    number, task = numbered
    return number, task.done()


def _bar() -> Progress:
    return Progress(
        BarColumn(bar_width=30),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
        console=Console(file=sys.stderr),
    )
