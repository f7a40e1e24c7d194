"""The matrix: every way of sending a picture in every protocol, and why some of them cannot be said.

A cell is a protocol, as it is spoken where no dialect is named, a medium, a placement, and whether the reply
is streamed. Each that can be said is a probe that an operator may want, and one that is proved to work.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from probes.media import MEDIA
from probes.placements import PLACEMENTS
from probes.presets import Preset
from probes.protocols import PROTOCOLS

_CHALLENGE = "code"


@dataclass(frozen=True, slots=True)
class Cell:
    """One way in one protocol; `why_not` is empty where it can be said."""

    protocol: str
    way: Preset
    why_not: str


def cells() -> Iterator[Cell]:
    """All cells, in the order of the registries; plain before streamed."""
    for (name, protocol), medium, placement in product(PROTOCOLS.items(), MEDIA, PLACEMENTS):
        for stream in (False, True):
            way = Preset(_CHALLENGE, medium, placement, stream)
            yield Cell(name, way, protocol.why_not(way, next(iter(protocol.DIALECTS))))
