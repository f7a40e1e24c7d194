"""`EVIDENCE.md`: claims first, then the figures behind them, then the same for machines."""

import json
import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from platform import python_version
from typing import Any

from evidence.shape import Claim, Section, Size, table, yes
from monitor.health import DEFAULT
from monitor.version import __version__

COMMAND = "make evidence"
_LIBRARIES = ("numpy", "pillow", "genai-prices")
_FIGURES = re.compile(r"```json\n(.*?)\n```", re.DOTALL)
_CLAIM = re.compile(r"^\| (.+?) \| (.+?) \| (yes|\*\*no\*\*) \| (.+?) \|$", re.MULTILINE)


def written(size: Size, sections: Sequence[Section]) -> str:
    """The whole document. The same figures give the same bytes: no date and no run time is in it."""
    claims = [claim for section in sections for claim in section.claims]
    kept = sum(claim.holds for claim in claims)
    lines = [
        "# Evidence",
        "",
        f"What Eyechart finds, how soon, and how often it errs: measured by `{COMMAND}`, which writes this",
        "file, and which fails when a claim does not hold. Nothing here was measured on real models: it is a",
        "simulation of this program against a simulated gateway, under the assumptions beside each claim.",
        "What is counted holds unless its bounds refute it; what is solved holds to the last digit.",
        "",
        f"Seed `{size.seed}`, Eyechart {__version__}, Python {python_version()}, {_libraries()}.",
        f"The same seed and versions give the same file, byte for byte.{_shortened(size)}",
        "",
        f"## Claims: {kept} of {len(claims)} hold",
        "",
        *table(("claim", "figure", "holds", "assumed"), [_row(claim) for claim in claims]),
        "",
        "## What is assumed",
        "",
        "Rates of a healthy path and of a failing one. Every threshold and every claim is made from these.",
        "",
        *table(("test", "class", "P(healthy)", "P(failing)", "basis"), DEFAULT.printable()),
        "",
    ]
    for section in sections:
        lines += [f"## {section.title}", "", *section.lines, ""]
    lines += [
        "## For machines",
        "",
        "```json",
        json.dumps(figures(sections), indent=1, sort_keys=True),
        "```",
    ]
    return "\n".join(lines) + "\n"


def _row(claim: Claim) -> list[str]:
    return [claim.claim, claim.figure, yes(claim.holds), claim.assumed]


def _shortened(size: Size) -> str:
    """What a reader must know of a table that was made with fewer trials."""
    if size.share >= 1:
        return ""
    return f" **Made with `--share {size.share:g}`: that share of the trials of the long version.**"


def _libraries() -> str:
    return ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)


def figures(sections: Sequence[Section]) -> dict[str, Any]:
    """Exact figures and counts, JSON-ready."""
    exact: dict[str, Any] = {}
    counted: dict[str, Any] = {}
    for section in sections:
        exact |= section.exact
        counted |= {name: list(pair) for name, pair in section.counted.items()}
    return {"counted": counted, "exact": exact}


def read_claims(document: str) -> dict[str, bool]:
    """The claims of a document that was written, and whether they hold."""
    head, _, rest = document.partition("## Claims")
    assert head, "no document"
    rows = _CLAIM.findall(rest.partition("## What is assumed")[0])
    return {claim.replace("\\|", "|"): holds == "yes" for claim, _, holds, _ in rows}


def read_figures(document: str) -> Mapping[str, Any]:
    """The figures of a document that was written."""
    found = _FIGURES.search(document)
    assert found is not None, "no figures"
    read: Mapping[str, Any] = json.loads(found[1])
    return read
