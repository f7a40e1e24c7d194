"""Writes the generated tables into the documentation, or checks that they are current.

A generated block stands between `<!-- generated: NAME -->` and `<!-- end -->`. `make docs` rewrites them all,
`make check` fails when one is stale.
"""

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path

from caught_table import HEAD, caught_rows
from costs_table import costs_table
from gateways_table import litellm_table
from matrix_table import matrix_table, presets_table
from ruamel.yaml import YAML
from values_table import values_table

from monitor.alerts import alert_table, alerts, rule_files
from monitor.config.reference import reference
from monitor.exporters.catalogue import markdown
from monitor.health.rates import DEFAULT, reasons_tested
from probes.challenges import CHALLENGES
from probes.presets import PRESETS
from probes.verdict import table_rows
from simgateway.faults import FAULTS
from simgateway.faults.fault import Fault

_ROOT = Path(__file__).resolve().parent.parent
_FILES = (_ROOT / "README.md", *sorted((_ROOT / "docs").glob("*.md")))
_LONG = 10**9
_BLOCK = re.compile(r"(<!-- generated: ([a-z]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def _alerts() -> str:
    reader = YAML(typ="safe", pure=True)
    return alert_table(alerts(reader.load(file.read_text()) for file in rule_files()))


def _verdicts() -> str:
    head, *rows = table_rows()
    return _table(head, rows)


def _rates() -> str:
    return _table(("test", "evidence", "P(healthy)", "P(failing)", "basis"), DEFAULT.printable())


def _faults() -> str:
    rows = (
        (f"`{name}`", fault.docs, f"`{fault.probe}`", "; ".join(_said_of(fault)))
        for name, fault in FAULTS.items()
    )
    return _table(("fault", "what the gateway does", "probe", "what Eyechart says"), rows)


def _said_of(fault: Fault) -> list[str]:
    """The reasons of a few runs, plain and where a streamed reply has others, of a control, and a finding."""
    plain, streamed = ("`, `".join(dict.fromkeys(fault.reasons(stream=stream))) for stream in (False, True))
    either = [f"`{plain}`"] if plain == streamed else [f"`{plain}`", f"streamed `{streamed}`"]
    control = [f"its control `{fault.control}`"] if fault.control else []
    finding = [f"with the finding `{fault.finding}`"] if fault.finding else []
    return either + control + finding


def _challenges() -> str:
    probes: dict[str, list[str]] = {}
    for name, preset in PRESETS.items():
        probes.setdefault(preset.challenge, []).append(f"`{name}`")
    rows = (
        (
            f"`{kind}`",
            (sys.modules[challenger.draw.__module__].__doc__ or "").partition("\n")[0],
            " ".join(probes[kind]),
            f"{challenger.variety():,}" if challenger.variety() < _LONG else f"{challenger.variety():.1e}",
            f"{challenger.guess_probability():.1e}",
        )
        for kind, challenger in CHALLENGES.items()
    )
    return _table(("challenge", "what it is", "probes", "keys", "blind guess"), rows)


def _table(head: tuple[str, ...], rows: object) -> str:
    lines = [head, ("---",) * len(head), *rows]  # type: ignore[misc]  # rows of text
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


BLOCKS: dict[str, Callable[[], str]] = {
    "alerts": _alerts,
    "caught": lambda: _table(HEAD, caught_rows()),
    "challenges": _challenges,
    "configuration": reference,
    "costs": costs_table,
    "faults": _faults,
    "litellm": litellm_table,
    "matrix": matrix_table,
    "metrics": markdown,
    "probes": presets_table,
    "rates": _rates,
    "reasons": lambda: _table(("reason", "kind", "evidence", "test"), reasons_tested()),
    "values": lambda: values_table(_ROOT / "helm/eyechart/values.yaml"),
    "verdicts": _verdicts,
}


def generated(text: str) -> str:
    """`text` with every block made anew."""
    return _BLOCK.sub(lambda found: found[1] + BLOCKS[found[2]]().rstrip("\n") + "\n" + found[3], text)


def main() -> int:
    """Rewrite, or with `--check` name the stale files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale = [file for file in _FILES if generated(file.read_text()) != file.read_text()]
    for file in stale:
        if check:
            sys.stderr.write(f"{file.relative_to(_ROOT)} has a stale table: run `make docs`\n")
        else:
            file.write_text(generated(file.read_text()))
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
