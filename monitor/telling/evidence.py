"""Runs with their evidence as JSON, for programs, tickets and whoever downloads it from the ops listener.

All is ASCII: whatever a model or gateway has said reaches a terminal as the escapes of JSON.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from monitor.result import Result
from monitor.telling.report import document


def evidence_document(results: Sequence[Result]) -> str | None:
    """The runs of one seed; None where there are none."""
    if not results:
        return None
    return json.dumps({"runs": [evidence_of(result) for result in results]}, indent=1) + "\n"


def evidence_of(result: Result) -> dict[str, Any]:
    """All that is known of a run, as JSON-ready values: what `once --json` says, and its record."""
    return {
        **document(result),
        "slot": result.slot,
        "number": result.number,
        "response_id": result.response_id,
        "timings": asdict(result.timings) if result.timings is not None else None,
        "record": asdict(result.record) if result.record is not None else None,
    }
