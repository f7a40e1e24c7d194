"""How servers of Chat Completions differ, as data: a new one is one entry in `MAKES`.

What a server takes is what its own types or its source say; whether it then looks at the picture is what a
probe finds out. Sources: the request types of the vendors' libraries (openai 3.51, mistralai 3.7, openrouter
1.3.84), the servers' own (sglang 0.5.23, litellm 1.109.1), and facts/domain.md A1, B1 and H.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_ALL_DETAILS = frozenset({"low", "high", "original"})
_TWO_DETAILS = frozenset({"low", "high"})

# Models of OpenAI's that think, and those after them, refuse `max_tokens` ("Use 'max_completion_tokens'
# instead."); for all others the older name is known to more servers. A refusal mends what is wrong here.
_NEW_CAP = re.compile(r"(?:^|/)(?:o[1-9]|gpt-[5-9])(?![a-z0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """One make of servers, and what it takes.

    `title` is how people call it. `takes_urls` tells whether a picture may be named by its URL, and
    `takes_tool_pictures` whether one may stand in a tool's result. `details` are the words for how closely to
    look, `refuses` the media that it has no form for. `asks_usage` tells whether usage in a stream must be
    asked for; `extra` are body keys that only this make knows. `older_cap` and `newer_cap` name the output
    cap for all models, and for those of OpenAI's that think.
    """

    title: str
    takes_urls: bool = True
    takes_tool_pictures: bool = True
    details: frozenset[str] = _TWO_DETAILS
    refuses: frozenset[str] = frozenset()
    asks_usage: bool = True
    extra: Mapping[str, Any] = field(default_factory=dict)
    older_cap: str = "max_tokens"
    newer_cap: str = "max_completion_tokens"

    def cap(self, model: str) -> str:
        """The name of the output cap for `model`."""
        return self.newer_cap if _NEW_CAP.search(model) else self.older_cap


MAKES: dict[str, Dialect] = {
    # A tool message holds text alone (`ChatCompletionToolMessageParam`).
    "openai": Dialect("OpenAI", takes_tool_pictures=False, details=_ALL_DETAILS),
    # A tool message holds any part (`ChatToolMessageContent`). The cost comes unasked by now; older
    # deployments send it for this key alone.
    "openrouter": Dialect("OpenRouter", details=_ALL_DETAILS, extra={"usage": {"include": True}}),
    # No `stream_options`: "Extra inputs are not permitted". One name for the cap (`ChatCompletionRequest`).
    "mistral": Dialect("Mistral", asks_usage=False, newer_cap="max_tokens"),
    # Parts of any role are read alike, and `image_url.detail` has no effect (vLLM's documentation). Some
    # models' templates refuse pictures of a tool, loudly (vllm-project/vllm#43203).
    "vllm": Dialect("vLLM", details=frozenset()),
    # `ChatCompletionMessageGenericParam` takes the parts of a user's turn; `detail` knows no `original`.
    "sglang": Dialect("SGLang"),
    # It fetches URLs by itself (facts/domain.md H), reads the parts of any role, and of `image_url` the URL.
    "llamacpp": Dialect("llama.cpp", details=frozenset()),
    # `ToolMessageContentPart` holds pictures; what becomes of them depends on the provider (A1 6).
    "litellm": Dialect("LiteLLM", details=_ALL_DETAILS),
    # Passed on to OpenAI-like channels as it is, converted for others, at times without the picture (A1 11).
    "new-api": Dialect("new-api"),
    # Only base64, as JPEG, PNG or WebP, with no parameter in the data URL (B1). `detail` is not read.
    "ollama": Dialect(
        "Ollama",
        takes_urls=False,
        details=frozenset(),
        refuses=frozenset({"inline-gif", "inline-parameter"}),
    ),
}
"""By name; the first is what is spoken where nothing is said."""

DIALECTS = tuple(MAKES)


def dialect_of(name: str) -> Dialect:
    """The dialect of that name, the first where nothing is said."""
    return MAKES[name or DIALECTS[0]]
