"""How the end of a streamed answer looks in its bytes, whatever our decoders may think of it."""

import re

_SIGNS = {
    "openai-chat": rb'"finish_reason": ?"|\[done\]',
    "azure-openai": rb'"finish_reason": ?"|\[done\]',
    "openai-responses": rb'"response\.(?:completed|incomplete|failed)"',
    "anthropic-messages": rb'"stop_reason": ?"|message_stop',
    "bedrock-converse": rb"stopreason",
    "gemini": rb'"(?:finish|block)reason": ?"',
    "ollama": rb'"done": ?true',
}


def end_of(protocol: str, body: bytes) -> int | None:
    """The byte after the first sign that an answer is over, None where there is none."""
    found = re.search(_SIGNS[protocol], body.lower())
    return found.end() if found else None
