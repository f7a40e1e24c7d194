"""Google's library on generateContent as Vertex AI has it: the same body, with a token in place of a key."""

from probes.types import Request
from tests.sdk.judges.gemini import check
from tests.sdk.judges.gemini import hear as hear_studio
from tests.sdk.judges.heard import KEY, Heard

__all__ = ["check", "hear"]


def hear(url: str, request: Request) -> Heard:
    """The answer to the same parameters."""
    return hear_studio(url, request, authorization=f"Bearer {KEY}")
