"""Anthropic's library on Messages, at a gateway that takes a bearer."""

from anthropic import Anthropic

from probes.types import Request
from tests.sdk.judges import anthropic_messages
from tests.sdk.judges.heard import KEY, Heard

check = anthropic_messages.check


def hear(url: str, request: Request) -> Heard:
    """The answer to the same parameters."""
    with Anthropic(base_url=url, auth_token=KEY, max_retries=0) as client:
        return anthropic_messages.heard(client, request)
