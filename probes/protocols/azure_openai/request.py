"""An ask as a request to Azure."""

from collections.abc import Mapping

from probes.presets import Preset
from probes.protocols.adjustment import adjusted
from probes.protocols.azure_openai.addresses import path_to
from probes.protocols.keys import as_json
from probes.protocols.openai_chat.dialects import Dialect
from probes.protocols.openai_chat.request import HEADERS, NAMES, keys
from probes.protocols.openai_chat.ways import reason
from probes.types import Adjustment, ApiError, Ask, Request

# OpenAI's types hold, but for the detail `original`, of which Azure says nothing.
_AZURE = Dialect("Azure OpenAI", takes_tool_pictures=False)


def encode(ask: Ask) -> Request:
    """The request for `ask`: the same bytes for the same ask.

    Raises TypeError or ValueError for operator's params that are no JSON (dates, NaN).
    """
    path = path_to(ask.model, ask.dialect, ask.api_version)
    return Request("POST", path, HEADERS, as_json(keys(ask, _AZURE)))


def adjust(ask: Ask, error: ApiError) -> Adjustment | None:
    """The one change to `ask` that a refusal naming a parameter calls for, or None."""
    return adjusted(ask, error, keys(ask, _AZURE), NAMES)


def authorise(key: str, dialect: str = "") -> Mapping[str, str]:
    """The header that carries the key; a token of Entra's goes into `headers`."""
    del dialect  # the same in both
    return {"api-key": key}


def why_not(way: Preset, dialect: str) -> str:
    """Why `way` cannot be said; empty where it can."""
    del dialect  # the same in both
    return reason(way, _AZURE)
