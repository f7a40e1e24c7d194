"""What real gateways do with pictures, as it was found by asking them (`fixtures/gateways/`)."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_FOUND = Path(__file__).resolve().parent.parent / "fixtures/gateways"


def litellm_table() -> str:
    """A row for each adapter of LiteLLM, a column for each protocol that it is asked in."""
    found = json.loads((_FOUND / "litellm.json").read_text())
    cells: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
    for cell in found["cells"]:
        cells.setdefault(cell["adapter"], {}).setdefault(cell["front"], []).append(cell)
    fronts = list(dict.fromkeys(cell["front"] for cell in found["cells"]))
    probes = ", ".join(f"`{name}`" for name in dict.fromkeys(cell["probe"] for cell in found["cells"]))
    rows = [(f"`{name}`", *(_told(asked[front]) for front in fronts)) for name, asked in cells.items()]
    head = f"LiteLLM {found['version']}, asked on {found['seen']} by the probes {probes}."
    lines = (("adapter", *fronts), ("---",) * (len(fronts) + 1), *rows)
    return "\n".join((head, "", *("| " + " | ".join(row) + " |" for row in lines)))


def _told(cells: Sequence[Mapping[str, Any]]) -> str:
    """What became of the pictures of all probes: in a word where it is the same of each."""
    said = {cell["probe"]: _word(cell) for cell in cells}
    if len(set(said.values())) == 1:
        return next(iter(said.values()))
    return ", ".join(f"`{probe}` {word}" for probe, word in said.items())


def _word(cell: Mapping[str, Any]) -> str:
    if cell["outcome"] == "pass":
        return "read"
    return f"{'arrived' if cell['arrived'] else 'never arrived'}: `{cell['reason']}`"
