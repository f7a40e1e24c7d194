"""The alert rules that ship with Eyechart: where they are, as one file, and as a table for people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.shipped import shipped

# What every `runbook_url` begins with: who keeps the runbooks elsewhere replaces it in the rules' text.
RUNBOOKS = "https://github.com/eyechart/eyechart/blob/main/docs/runbooks"

_GROUPS = "groups:\n"


@dataclass(frozen=True, slots=True)
class Alert:
    """One alerting rule as the README shows it; `hold` is the rule's `for`, "0s" when it has none."""

    name: str
    severity: str
    hold: str
    summary: str


def rule_files() -> tuple[Path, ...]:
    """The shipped Prometheus rule files, sorted by name.

    Raises:
        FileNotFoundError: this installation carries none.
    """
    return shipped("rules", "*.yaml")


def merged(texts: Iterable[str]) -> str:
    """Several rule files as one, comments kept.

    Prometheus reads one YAML document with one key `groups`, so the groups of all files move under one such
    key. Each text is a comment, the line `groups:`, and its groups.
    """
    parts = [text.partition(_GROUPS) for text in texts]
    return _GROUPS + "\n".join(f"{comment}{body}" for comment, _, body in parts)


def write_rules(folder: Path) -> tuple[Path, ...]:
    """Copy the shipped rule files into `folder`, made if need be, and replace older copies.

    The copies are named after us: the folder may hold a `monitor.yaml` of somebody else.
    """
    folder.mkdir(parents=True, exist_ok=True)
    copies = tuple(folder / f"eyechart-{file.name}" for file in rule_files())
    for file, copy in zip(rule_files(), copies, strict=True):
        copy.write_bytes(file.read_bytes())
    return copies


def alerts(documents: Iterable[Mapping[str, Any]]) -> tuple[Alert, ...]:
    """The alerting rules of parsed rule files, in their order; recording rules are left out."""
    rules = (rule for document in documents for group in document["groups"] for rule in group["rules"])
    return tuple(
        Alert(
            name=rule["alert"],
            severity=rule["labels"]["severity"],
            hold=rule.get("for", "0s"),
            summary=rule["annotations"]["summary"],
        )
        for rule in rules
        if "alert" in rule
    )


def alert_table(rows: Iterable[Alert]) -> str:
    """The alerts as a Markdown table, each linked to its runbook relative to the root of the repository."""
    lines = ["| alert | severity | for | what it says |", "|---|---|---|---|"]
    lines += [
        f"| [{row.name}](docs/runbooks/{row.name.lower()}.md) | {row.severity} | {row.hold} | {row.summary} |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"
