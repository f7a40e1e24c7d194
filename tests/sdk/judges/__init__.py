"""The vendors' own libraries as judges of our wire: one file per protocol, one line here.

A judge knows what its vendor takes for a request, asks by the vendor's client, and tells what that client
reads from the answer.
"""

from dataclasses import dataclass
from typing import Protocol

from probes.types import Request
from tests.sdk.judges import (
    anthropic_messages,
    azure_openai,
    bedrock_converse,
    gemini,
    mistral_chat,
    ollama,
    openai_chat,
    openai_responses,
)
from tests.sdk.judges.heard import Heard


class Judge(Protocol):
    """One vendor's library. Its word on the wire counts for more than ours."""

    BASE: str
    """What of the address comes before the path of a request: the base URL without scheme and host."""

    MODEL: str
    """A model that the simulator counts the tokens of, of this vendor where there is one."""

    def check(self, request: Request) -> None:
        """Raise ValueError where `request` is none that the library's own types allow."""

    def hear(self, url: str, request: Request) -> Heard:
        """Ask the server at `url` what `request` asks, by the library's client."""


JUDGES: dict[str, Judge] = {
    "openai-chat": openai_chat,
    "openai-responses": openai_responses,
    "azure-openai": azure_openai,
    "anthropic-messages": anthropic_messages,
    "bedrock-converse": bedrock_converse,
    "gemini": gemini,
    "ollama": ollama,
}
"""By protocol."""

OF_DIALECTS: dict[tuple[str, str], Judge] = {
    ("openai-chat", "mistral"): mistral_chat,
}
"""Where a vendor's library speaks a dialect of somebody else's protocol."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A protocol in one of its dialects, and who judges it."""

    protocol: str
    dialect: str

    @property
    def judge(self) -> Judge:
        """The judge of the dialect, else that of the protocol."""
        return OF_DIALECTS.get((self.protocol, self.dialect)) or JUDGES[self.protocol]
