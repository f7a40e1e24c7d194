"""Every way of sending a picture that a protocol can say, as the requests that we make of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from probes.challenges import CHALLENGES
from probes.media import MEDIA, Via
from probes.placements import PLACEMENTS
from probes.presets import Preset
from probes.protocols import PROTOCOLS, VERSIONED
from probes.types import Ask, Challenge, ImagePart, Picture, Request


@dataclass(frozen=True, slots=True)
class Spoken:
    """A protocol in one of its dialects."""

    protocol: str
    dialect: str

    @property
    def is_first(self) -> bool:
        """Whether it is what is spoken where nothing is said of a dialect."""
        return self.dialect == next(iter(PROTOCOLS[self.protocol].DIALECTS))


@dataclass(frozen=True, slots=True)
class Home:
    """Where the simulator speaks a protocol, and as whom: the path of a base URL, and a model."""

    base: str
    model: str


HOMES: dict[str, Home] = {
    "openai-chat": Home("/v1", "gpt-4o"),
    "openai-responses": Home("/v1", "gpt-4o"),
    "azure-openai": Home("", "gpt-4o"),
    "anthropic-messages": Home("/v1", "claude-haiku-4-5"),
    "bedrock-converse": Home("", "nova-lite"),
    "gemini": Home("/v1beta", "gemini-2"),
    "ollama": Home("", "gemma-3"),
}
"""By protocol."""

MODELS: dict[tuple[str, str], str] = {
    ("openai-chat", "mistral"): "mistral-small",
}
"""Of dialects that are one vendor's, a model of that vendor's."""

SPOKEN = [Spoken(name, dialect) for name, protocol in PROTOCOLS.items() for dialect in protocol.DIALECTS]
"""All protocols in all their dialects."""

_FILE = "https://files.example/v1beta/files/f-1"


def _all_ways() -> Iterator[Preset]:
    for stream in (False, True):
        yield Preset("pair", "inline-png", "user", stream)
        for medium in MEDIA:
            for placement in PLACEMENTS:
                yield Preset("code", medium, placement, stream)


WAYS = list(_all_ways())
"""Each medium in each placement, plain and streaming; and two pictures in one turn."""


def sayable(spoken: Spoken) -> list[Preset]:
    """The ways that can be said."""
    protocol = PROTOCOLS[spoken.protocol]
    return [way for way in WAYS if not protocol.why_not(way, spoken.dialect)]


def named(case: Spoken | Preset) -> str:
    """A dialect or a way in words, to name a test by."""
    if isinstance(case, Spoken):
        return f"{case.protocol}/{case.dialect}"
    return f"{case.challenge}-{case.medium}-{case.placement}-{'stream' if case.stream else 'plain'}"


SEED = b"7" * 32


@cache
def challenge(way: Preset, seed: bytes = SEED) -> Challenge:
    """The question that goes that way, always the same."""
    return CHALLENGES[way.challenge].draw(seed, day=0)


def ask(spoken: Spoken, way: Preset, seed: bytes = SEED) -> Ask:
    """What is asked that way."""
    posed, place = challenge(way, seed), PLACEMENTS[way.placement]
    turns = place.turns(posed.question, tuple(_part(way.medium, picture) for picture in posed.pictures))
    return Ask(
        MODELS.get((spoken.protocol, spoken.dialect), HOMES[spoken.protocol].model),
        turns,
        stream=way.stream,
        tools=place.tools,
        dialect=spoken.dialect,
        api_version="2024-10-21" if VERSIONED.get(spoken.protocol, {}).get(spoken.dialect) else "",
    )


def request(spoken: Spoken, way: Preset, seed: bytes = SEED) -> Request:
    """The same on the wire."""
    return PROTOCOLS[spoken.protocol].encode(ask(spoken, way, seed))


@cache
def _part(name: str, picture: Picture) -> ImagePart:
    """A picture as its medium sends it; where that needs an address or a name, a made-up one."""
    medium = MEDIA[name]
    part = replace(medium.carry(picture), detail=medium.detail)
    match medium.via:
        case Via.INLINE:
            return part
        case Via.UPLOAD:
            return replace(part, base64=None, file=_FILE)
        case _:
            return replace(part, base64=None, url="https://pictures.example/i/7")
