"""The matrix as tables: which protocol can say which way of sending a picture, and why some cannot."""

import sys
from collections.abc import Callable, Collection

from probes.matrix import cells
from probes.media import MEDIA, Medium, Via
from probes.placements import PLACEMENTS, Placement
from probes.presets import PRESETS
from probes.protocols import PROTOCOLS

_YES = "✓"
_USUAL_MEDIUM, _USUAL_PLACE = "inline-png", "user"
_SENT_OTHERWISE = {
    Via.URL: "The picture behind a URL of ours, from which somebody has to fetch it",
    Via.INTERNAL: "The picture behind a private address of ours, from which nobody should fetch it",
    Via.UPLOAD: "The picture uploaded to the provider before, and deleted afterwards",
}


def matrix_table() -> str:
    """A row for each medium and each placement, a column for each protocol, and the reasons below.

    What a protocol cannot say, it cannot say of a medium or of a placement whatever the other is, streamed or
    not (a test holds every cell against this), so that two tables of edges hold the whole.
    """
    why = {(cell.protocol, cell.way.medium, cell.way.placement): cell.why_not for cell in cells()}
    said = sorted({reason for reason in why.values() if reason})
    numbers = {reason: str(number) for number, reason in enumerate(said, 1)} | {"": _YES}
    media = _edge("medium", MEDIA, lambda name, medium: numbers[why[name, medium, _USUAL_PLACE]])
    places = _edge("placement", PLACEMENTS, lambda name, place: numbers[why[name, _USUAL_MEDIUM, place]])
    reasons = "".join(f"{number}. {reason}.\n" for reason, number in numbers.items() if reason)
    return f"{media}\n{places}\n{_counted()}\n\n{reasons}"


def presets_table() -> str:
    """A row for each preset, and what its words mean: the media and the placements."""
    presets = [
        (f"`{name}`", f"`{way.challenge}`", f"`{way.medium}`", f"`{way.placement}`", _yes(way.stream))
        for name, way in PRESETS.items()
    ]
    media = [(f"`{name}`", _travels(medium)) for name, medium in MEDIA.items()]
    places = [(f"`{name}`", _stands(place)) for name, place in PLACEMENTS.items()]
    return "\n".join(
        (
            _table(("probe", "challenge", "medium", "placement", "streamed"), presets),
            _table(("medium", "how the picture travels"), media),
            _table(("placement", "where the picture stands"), places),
        )
    )


def _edge(what: str, names: Collection[str], sign: Callable[[str, str], str]) -> str:
    rows = [(f"`{name}`", *(sign(protocol, name) for protocol in PROTOCOLS)) for name in names]
    return _table((what, *(f"`{name}`" for name in PROTOCOLS)), rows)


def _counted() -> str:
    listed = list(cells())
    sayable = sum(not cell.why_not for cell in listed)
    return (
        f"{sayable:,} of {len(listed):,} cells can be said (protocol, medium, placement, streamed or not). "
        "Why the others cannot:"
    )


def _travels(medium: Medium) -> str:
    told = _SENT_OTHERWISE.get(medium.via) or _first_line(medium.carry.__module__)
    redirected = ", by way of a redirect" if medium.redirects else ""
    detail = f", with `detail: {medium.detail}`" if medium.detail else ""
    return f"{told}{redirected}{detail}."


def _stands(place: Placement) -> str:
    return f"{'A system prompt, then: ' if place.system else ''}{_first_line(place.turns.__module__)}."


def _yes(so: bool) -> str:
    return "yes" if so else ""


def _first_line(module: str) -> str:
    return (sys.modules[module].__doc__ or "").partition("\n")[0].removesuffix(".")


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
