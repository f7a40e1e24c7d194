"""Tokens as servers report them: counts read from named places, and a note on each that is none."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from probes.protocols.pieces import Notes
from probes.types import Usage

Places = Mapping[str, tuple[tuple[str, ...], ...]]
"""Where each figure of a `Usage` stands, best place first, as the keys that lead there."""

_MOST = 1_000_000_000  # no request has more tokens; a gateway's overflow or joke has


def read_figures(reported: Any, places: Places) -> tuple[Usage | None, Notes]:
    """The figures that are counts, and a note on each that is not; None when nothing was reported."""
    if not isinstance(reported, dict):
        return None, () if reported is None else (("usage", f"usage is a {type(reported).__name__}"),)
    figures: dict[str, int] = {}
    notes: Notes = ()
    for figure, named in places.items():
        for place in named:
            value = _at(reported, place)
            count = read_count(value)
            if count is not None:
                figures.setdefault(figure, count)
            elif value is not None:
                notes += (("usage", f"{'.'.join(place)} is {shown(value)}"),)
    return Usage(**figures) if figures else None, notes


def read_parted(reported: Any, places: Places, prompt: Sequence[str]) -> tuple[Usage | None, Notes]:
    """The same where the prompt is told in parts, each under one of the keys `prompt`, that add up to it.

    The first part must be told; a cache of which nothing is said had no part in it. A part that is no count
    leaves the whole unknown: a sum without it would look like a smaller prompt.
    """
    usage, notes = read_figures(reported, places)
    if not isinstance(reported, dict):
        return usage, notes
    counts = {key: read_count(reported[key]) for key in prompt if reported.get(key) is not None}
    wrong = ((key, shown(reported[key])) for key, count in counts.items() if count is None)
    notes = tuple(dict.fromkeys((*notes, *(("usage", f"{key} is {seen}") for key, seen in wrong))))
    if None in counts.values() or prompt[0] not in counts:
        return usage, notes
    return replace(usage or Usage(), prompt=sum(count or 0 for count in counts.values())), notes


def read_count(value: Any) -> int | None:
    """A number of tokens. Gateways in Lua write whole numbers as 12.0; true is no number."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= _MOST else None


def shown(value: Any) -> str:
    """What stands in the place of a count, in a few words."""
    return repr(value)[:40] if isinstance(value, bool | int | float) else f"a {type(value).__name__}"


def _at(reported: Mapping[str, Any], place: tuple[str, ...]) -> Any:
    value: Any = reported
    for step in place:
        value = value.get(step) if isinstance(value, dict) else None
    return value
