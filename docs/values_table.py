"""The values of a chart as a table, from the comments in its values.yaml.

A comment that begins with `# -- ` explains the value below it, and goes on over the lines that follow;
`# @default -- ` states a default that would be too long. These are the words of helm-docs, so that it would
find the same.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

_KEY = re.compile(r"( *)([A-Za-z]\w*):(?: |$)")
_INDENT = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One value: its key with all that lead to it, its default as Markdown, and its meaning."""

    key: str
    default: str
    meaning: str


def values_table(file: Path) -> str:
    """The explained values of `file` as a Markdown table."""
    lines = ["| value | default | meaning |", "|---|---|---|"]
    lines += [f"| `{row.key}` | {row.default} | {row.meaning} |" for row in rows(file)]
    return "\n".join(lines) + "\n"


def rows(file: Path) -> Iterator[Row]:
    """The explained values of `file`, in its order."""
    text = file.read_text()
    values = YAML(typ="safe", pure=True).load(text)
    path: list[str] = []
    comment: list[str] = []
    for line in text.splitlines():
        if line.lstrip().startswith("#"):
            comment = _gathered(comment, line.lstrip().removeprefix("#").strip())
            continue
        if key := _KEY.match(line):
            path[len(key[1]) // _INDENT :] = [key[2]]
            if comment:
                yield _row(path, comment, values)
        comment = []


def _gathered(comment: list[str], words: str) -> list[str]:
    """The parts of the comment so far: its meaning, and perhaps a default. A remark above them is no part."""
    if words.startswith(("-- ", "@default -- ")):
        return [*comment, words]
    return [*comment[:-1], f"{comment[-1]} {words}"] if comment else []


def _row(path: list[str], comment: list[str], values: Any) -> Row:
    default = next((part for part in comment if part.startswith("@default -- ")), "")
    for key in path:
        values = values[key]
    shown = default.removeprefix("@default -- ") if default else _shown(values)
    return Row(".".join(path), shown, comment[0].removeprefix("-- "))


def _shown(value: Any) -> str:
    if value is None or value == "":
        return ""
    return f"`{value if isinstance(value, str) else json.dumps(value)}`"
