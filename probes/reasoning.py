"""How hard a model thinks before it answers, and how little thinking a probe asks it for.

A model that thinks may spend the whole output budget on thoughts that nobody sees: then the answer is empty,
and paid for all the same. Reading five characters needs no thought, so a route is asked for the least effort
that its model takes. The words are those of `reasoning_effort`, which OpenAI-compatible gateways pass on.

What each model takes (OpenAI's API reference and the refusals it answers with, Vercel's and Venice's tables
of effort by model, Google's page on OpenAI compatibility; models that think and have no such key stand here
with no word): gpt-5 from `minimal`; from 5.1 on `none` instead of it ("'minimal' is not supported with the
'gpt-5.1' model. Supported values are: 'none', 'low', …"); the o-series and gpt-oss from `low`; the chat and
pro variants one value alone, so that nothing is sent. Where the table is wrong the gateway's refusal mends it
(`probes.protocols.adjustment`).
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh")
"""From the least to the most."""

AUTOMATIC, OFF = "auto", "off"
"""A route's `effort` when the table below decides, and when nothing is to be sent."""

_SILENT = ""

# By the start of the model's name, the longest first; `_SILENT` thinks, or may, and takes no word for it.
_LEAST: dict[str, str] = {
    "gpt-5": "minimal",
    "gpt-5-chat": _SILENT,
    "gpt-5-pro": _SILENT,
    "gpt-5-codex": "low",
    "gpt-5.": "low",
    "gpt-5.1": "none",
    "gpt-5.1-chat": _SILENT,
    "gpt-5.1-codex": "low",
    "gpt-5.2": "none",
    "gpt-5.2-chat": _SILENT,
    "gpt-5.2-codex": "low",
    "gpt-5.4": "none",
    "gpt-6": "low",
    "gpt-oss": "low",
    "o1": "low",
    "o1-mini": _SILENT,
    "o1-preview": _SILENT,
    "o3": "low",
    "o4": "low",
    "gemini-2.5-flash": "none",
    "gemini-2.5-pro": "low",
    "gemini-3": "low",
    "gemini-3.": "low",
    "gemini-4": "low",
    "grok-3-mini": "low",
    "grok-4": _SILENT,
    "deepseek-r1": _SILENT,
    "deepseek-reasoner": _SILENT,
    "qwq": _SILENT,
    "qvq": _SILENT,
    "kimi-k2-thinking": _SILENT,
    "magistral": _SILENT,
}
# These share their start with models that think, and do not.
_THOUGHTLESS = ("gemini-2.5-flash-lite", "gemini-2.5-flash-image", "gpt-5-chat")

# By protocol: what a model can be asked for that the table does not know. Ollama lets every model
# think that can, unless it is told not to, and passes over a no to one that cannot (`server/routes.go`).
_OF_ANY_MODEL = {"ollama": "none"}

# Body keys by which an operator has said already how much to think.
_SAID_BY_OPERATOR = frozenset(
    (
        "reasoning_effort",
        "reasoning",
        "thinking",
        "think",
        "enable_thinking",
        "chat_template_kwargs",
        "extra_body",
    )
)

# Tokens of thought on a question as easy as ours, by effort: a judgement, for the forecast alone.
_THOUGHTS: dict[str, int] = {
    "none": 0,
    "minimal": 0,
    "low": 128,
    "medium": 384,
    "high": 1_024,
    "xhigh": 2_048,
}
_THOUGHTS_UNASKED = _THOUGHTS["medium"]


def least_effort(model: str) -> str | None:
    """The least effort that `model` takes; None for one that does not think, or takes no word for it."""
    return _found(model) or None


def effort_to_send(configured: str, model: str, params: Mapping[str, Any], protocol: str = "") -> str | None:
    """The effort that goes into a request to `model`: the route's own, or the least; None sends nothing.

    What the operator says in `params` stands, in whatever words.
    """
    if configured == OFF or params.keys() & _SAID_BY_OPERATOR:
        return None
    return (least_effort(model) or _OF_ANY_MODEL.get(protocol)) if configured == AUTOMATIC else configured


def thinking_tokens(model: str, effort: str | None) -> int:
    """Tokens of hidden thought to reckon with for one easy question: an estimate."""
    if effort is not None:
        return _THOUGHTS.get(effort, _THOUGHTS_UNASKED)
    return 0 if _found(model) is None else _THOUGHTS_UNASKED


@lru_cache(maxsize=4_096)
def _found(model: str) -> str | None:
    name = model.rpartition("/")[2].casefold()
    if any(_begins(name, start) for start in _THOUGHTLESS):
        return None
    starts = [start for start in _LEAST if _begins(name, start)]
    return _LEAST[max(starts, key=len)] if starts else None


def _begins(name: str, start: str) -> bool:
    """Whether `name` is of the family `start`: gpt-5-mini is a gpt-5, gpt-5.1 and gpt-50 are none."""
    after = name[len(start) : len(start) + 1]
    whole = start.endswith((".", "-")) or not (after.isalnum() or after == ".")
    return name.startswith(start) and whole
