"""How long a picture behind a URL has to lie: for as long as the slowest route may be asking about it."""

from monitor.config.draft import Draft
from monitor.config.tree import Loc
from probes.media import MEDIA, Via

ASKS = 3
"""Requests that one picture may lie there for: one that is refused for its parameters is asked twice more."""

USUAL = 600.0
"""Seconds for which a picture is served, where no route may take longer."""

BEHIND_URLS = frozenset({Via.URL, Via.INTERNAL})


def via(draft: Draft, name: str) -> Via:
    """The way by which the probe of this `name` brings its picture to a model."""
    preset = draft.vocabulary.presets.get(name)
    return MEDIA[preset.medium].via if preset is not None else Via.INLINE


def slowest(draft: Draft) -> tuple[Loc, float]:
    """The longest timeout of a route with pictures behind URLs, and its place; 0 where there is none."""
    timeouts = [
        (loc, route.timeout or draft.file.defaults.timeout)
        for loc, route in draft.templates()
        if any(via(draft, name) in BEHIND_URLS for _, name in draft.listed(loc, route))
    ]
    return max(timeouts, key=lambda each: each[1], default=((), 0.0))


def expires(draft: Draft) -> float:
    """Seconds for which a picture is served at most: what the file says, else as long as any route needs."""
    said = draft.file.origin.expires if draft.file.origin is not None else None
    return said or max(USUAL, ASKS * slowest(draft)[1])
