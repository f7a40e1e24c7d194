"""Tokens as Bedrock reports them.

`inputTokens` is what no cache had to do with: AWS's page on prompt caching adds `cacheReadInputTokens` and
`cacheWriteInputTokens` to it for the whole prompt, as Anthropic does (BerriAI/litellm#15292 and
crmne/ruby_llm#832 found the same on the wire).
"""

from typing import Any

from probes.protocols.figures import Places, read_parted
from probes.protocols.pieces import Notes
from probes.types import Usage

_PROMPT = ("inputTokens", "cacheReadInputTokens", "cacheWriteInputTokens")
_PLACES: Places = {"completion": (("outputTokens",),), "cached": (("cacheReadInputTokens",),)}


def read_usage(reported: Any) -> tuple[Usage | None, Notes]:
    """The figures that are counts, and a note on each that is not; None when nothing was reported."""
    return read_parted(reported, _PLACES, _PROMPT)
