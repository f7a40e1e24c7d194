"""Who served a reply and what it cost, by the word of the gateway's headers and of the body.

Hearsay: a gateway may say anything, and nothing of it can make a pass. Read are LiteLLM (`x-litellm-*`),
Portkey (`x-portkey-*`), OpenRouter (`provider` and `usage.cost` in the body), and the caches that proxies put
in front (Cloudflare, Varnish and CloudFront, Vercel, nginx, Helicone). A cache key alone is no hit: LiteLLM
sends one whenever a cache is configured.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from probes.folding import excerpt
from probes.types import Backend

_LONGEST = 128
_MOST = 16

_MODELS = ("x-litellm-model-name", "x-litellm-model-group", "x-litellm-upstream-model")
_PROVIDERS = ("x-portkey-provider", "x-litellm-provider")
_COST = "x-litellm-response-cost"
_IDS = (
    "x-request-id",
    "request-id",
    "x-litellm-call-id",
    "x-portkey-trace-id",
    "x-amzn-requestid",
    "apim-request-id",
    "cf-ray",
)

# A reply that costs more is a gateway's overflow or joke: no budget may be emptied by one number.
_MOST_USD = 1_000.0
_NUMBER = re.compile(r"[0-9]{1,12}(?:[.][0-9]{1,40})?(?:[eE][-+]?[0-9]{1,3})?|[.][0-9]{1,40}")


def _hit(value: str) -> bool:
    """Such as "SEMANTIC HIT", "Hit from cloudfront", "TCP_HIT"; and what is served though stale."""
    words = re.findall(r"[a-z]+", value.lower())
    return not {"hit", "stale", "updating", "revalidated"}.isdisjoint(words)


def _true(value: str) -> bool:
    return value.strip().lower() in {"true", "1", "yes"}


def _positive(value: str) -> bool:
    return bool(_amount(value))


# What says that a cache answered: the header, and the values that mean so. `age` is how long a cache had it.
_CACHES: dict[str, Callable[[str], bool]] = {
    "x-portkey-cache-status": _hit,
    "x-litellm-cache-hit": _true,
    "x-litellm-semantic-similarity": _positive,
    "cf-cache-status": _hit,
    "cf-aig-cache-status": _hit,
    "helicone-cache": _hit,
    "x-vercel-cache": _hit,
    "x-cache-status": _hit,
    "x-cache": _hit,
    "age": lambda value: re.fullmatch("[0-9]*[1-9][0-9]*", value.strip()) is not None,
}


def in_headers(headers: Mapping[str, str]) -> Backend:
    """What the headers of an answer say; their names are lower case."""
    return Backend(
        models=_texts(headers.get(name) for name in _MODELS),
        providers=_texts(headers.get(name) for name in _PROVIDERS),
        cache=next(
            (_shown(name, headers[name]) for name, hit in _CACHES.items() if _says(headers, name, hit)), ""
        ),
        cost_usd=_amount(headers.get(_COST)),
        ids=tuple((name, excerpt(headers[name], _LONGEST)) for name in _IDS if headers.get(name)),
    )


def in_body(document: Mapping[str, Any]) -> Backend:
    """What a JSON body, or one chunk of a stream, says beside the answer."""
    usage = document.get("usage")
    cost = usage.get("cost") if isinstance(usage, dict) else None
    return Backend(providers=_texts((document.get("provider"),)), cost_usd=_amount(cost))


def joined(parts: Iterable[Backend]) -> Backend:
    """All that was said, each once. Of several costs the highest: a gateway without a price says 0."""
    known = tuple(parts)
    costs = [part.cost_usd for part in known if part.cost_usd is not None]
    return Backend(
        models=_each(name for part in known for name in part.models),
        providers=_each(name for part in known for name in part.providers),
        cache=next((part.cache for part in known if part.cache), ""),
        cost_usd=max(costs, default=None),
        ids=tuple(dict.fromkeys(pair for part in known for pair in part.ids))[:_MOST],
    )


def _says(headers: Mapping[str, str], name: str, hit: Callable[[str], bool]) -> bool:
    value = headers.get(name)
    return value is not None and hit(value[:_LONGEST])


def _shown(name: str, value: str) -> str:
    return f"{name}: {excerpt(value, 80)}"


def _texts(values: Iterable[Any]) -> tuple[str, ...]:
    """Those that are words, in printable form. `None` is what Python servers write for nothing."""
    words = (excerpt(value.strip(), _LONGEST) for value in values if isinstance(value, str))
    return _each(word for word in words if word.lower() not in {"", "none", "null"})


def _each(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))[:_MOST]


def _amount(value: Any) -> float | None:
    """A number from 0 to `_MOST_USD`, told as a number or in digits; None for anything else."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()[:_LONGEST]):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= _MOST_USD else None
