"""What is wrong with a configuration, said so that it can be found and mended: file, line, key, hint."""

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

MOST_PROBLEMS = 20
_MOST_SHOWN = 60
_MOST_LISTED = 6


@dataclass(frozen=True, slots=True)
class Problem:
    """One complaint. `line` and `column` count from 1; 0 means the file as a whole."""

    file: str
    line: int
    column: int
    key: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """The form that editors and people jump to: `eyechart.yaml:7:5: routes.1.urll: unknown key; ...`."""
        place = f"{escaped(self.file)}:{self.line}:{self.column}" if self.line else escaped(self.file)
        return ": ".join(part for part in (place, self.key, self._said()) if part)

    def _said(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message


class ConfigError(Exception):
    """A configuration that cannot be used. `problems` holds all of them, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        """One line a problem, and no more than fit one screen."""
        lines = [str(problem) for problem in self.problems[:MOST_PROBLEMS]]
        hidden = len(self.problems) - len(lines)
        return "\n".join([*lines, f"and {hidden} more"] if hidden else lines)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """`problems` in the order of the file, each once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda each: (each.line, each.column)))


def escaped(text: str) -> str:
    """`text` with control, invisible and direction-changing characters spelled out."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text
    )


def shown(text: str) -> str:
    """`text` quoted for a message: escaped, and cut to a length that leaves the line readable."""
    return f"'{escaped(text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + '…')}'"


def nearest(word: str, known: Collection[str]) -> str:
    """A hint from the words that would do: the nearest to `word`, else all of them if they are few."""
    close = difflib.get_close_matches(word[:_MOST_SHOWN], sorted(known), n=1, cutoff=0.6)
    if close:
        return f"did you mean {shown(close[0])}?"
    few = 0 < len(known) <= _MOST_LISTED
    return f"known: {', '.join(escaped(each) for each in sorted(known))}" if few else ""
