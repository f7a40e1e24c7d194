"""How to say an ask on the wire and read what came back: one file per protocol, one line here."""

from collections.abc import Collection, Mapping
from typing import Protocol

from probes.presets import Preset
from probes.protocols import (
    anthropic_messages,
    azure_openai,
    bedrock_converse,
    gemini,
    ollama,
    openai_chat,
    openai_responses,
)
from probes.types import Adjustment, ApiError, Ask, Reply, Request, Response


class WireProtocol(Protocol):
    """One way of speaking to a gateway. Pure: bytes in, values out, never an exception for what came in."""

    @property
    def DIALECTS(self) -> Collection[str]:  # noqa: N802 - a constant of the module
        """How servers of this protocol differ, by name; the first is what is spoken where nothing is said."""

    def why_not(self, way: Preset, dialect: str) -> str:
        """Why this way of sending a picture cannot be said in this dialect; empty where it can."""

    def encode(self, ask: Ask) -> Request:
        """The HTTP form of `ask`."""

    def decode(self, response: Response, *, stream: bool) -> Reply:
        """What `response` says, whatever its status, type or shape; the unknown is named, never dropped."""

    def authorise(self, key: str, dialect: str) -> Mapping[str, str]:
        """The headers that carry the credential `key`."""

    def adjust(self, ask: Ask, error: ApiError) -> Adjustment | None:
        """The one change to `ask` that a refusal naming a parameter calls for, or None."""


PROTOCOLS: dict[str, WireProtocol] = {
    "openai-chat": openai_chat,
    "openai-responses": openai_responses,
    "azure-openai": azure_openai,
    "gemini": gemini,
    "ollama": ollama,
    "anthropic-messages": anthropic_messages,
    "bedrock-converse": bedrock_converse,
}

VERSIONED: dict[str, Mapping[str, bool]] = {
    "azure-openai": azure_openai.VERSIONED,
}
"""Protocols whose addresses name a version of the API: by dialect, whether they must."""
