"""The vendors' own libraries as judges of our wire: one file per protocol, one line here.

A judge knows what its vendor takes for a request, asks by the vendor's client, and tells what that client
reads from the answer.
"""

from typing import Protocol

from probes.types import Request
from tests.sdk.judges import (
    anthropic_bearer,
    anthropic_messages,
    azure_openai,
    bedrock_converse,
    compatible_chat,
    gemini,
    mistral_chat,
    ollama,
    openai_chat,
    openai_responses,
)
from tests.sdk.judges.heard import Heard
from tests.ways import Spoken


class Judge(Protocol):
    """One vendor's library. Its word on the wire counts for more than ours."""

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
    ("anthropic-messages", "bearer"): anthropic_bearer,
    **dict.fromkeys((("openai-chat", name) for name in compatible_chat.DIALECTS), compatible_chat),
}
"""Where a vendor's library speaks a dialect of somebody else's protocol."""


def judge_of(spoken: Spoken) -> Judge:
    """The judge of the dialect, else that of the protocol."""
    return OF_DIALECTS.get((spoken.protocol, spoken.dialect)) or JUDGES[spoken.protocol]
