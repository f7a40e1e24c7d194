"""A gateway's own list of models, read with suspicion: any JSON is an answer, and nothing is raised.

Forms: OpenAI's `GET /models`; the same with OpenRouter's `architecture` (input and output modalities) or
Mistral's `capabilities.vision`, wherever a gateway passes them on; LiteLLM's `GET /model/info`
(`model_info.mode`, `model_info.supports_vision`, one entry for each deployment); Ollama's `GET /api/tags`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from monitor.discovery.source import Kind

MOST_LISTED = 20_000
"""Of one list; a longer one is cut, and says so. The largest that is known has some hundreds."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model as it is listed. `sees` and `chats` are None where nothing is declared either way."""

    gateway: str
    name: str
    sees: bool | None = None
    chats: bool | None = None
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a document lists, each model once, and what was odd about it."""

    models: tuple[Model, ...]
    odd: tuple[str, ...] = ()


class UnlistedError(Exception):
    """A document that lists nothing: it says why."""


def listing(kind: Kind, document: Any, *, gateway: str) -> Listing:
    """The models in `document`, the list of `gateway`.

    Raises:
        UnlistedError: it is no list of this kind, or an empty one: no reason to drop what was listed before.
    """
    key, read = _FORMS[kind]
    entries = document if isinstance(document, list) else _of(document, key)
    if not isinstance(entries, list):
        raise UnlistedError(f"no list of models: nothing under {key!r}")
    kept = entries[:MOST_LISTED]
    found = [read(entry) for entry in kept if isinstance(entry, dict)]
    models = joined(Model(gateway, name, sees, chats) for name, sees, chats in found if name)
    if not models:
        raise UnlistedError("it lists no model")
    return Listing(models, tuple(_oddities(entries, len([each for each in found if each[0]]))))


def _oddities(entries: list[Any], readable: int) -> Iterator[str]:
    if len(entries) > MOST_LISTED:
        yield f"{len(entries)} entries, of which the first {MOST_LISTED} are read"
    nameless = min(len(entries), MOST_LISTED) - readable
    if nameless:
        yield f"{nameless} entries without a name"


def joined(models: Iterable[Model]) -> tuple[Model, ...]:
    """Each model once: what one of its entries declares, it can do; what all deny, it cannot."""
    found: dict[tuple[str, str], Model] = {}
    for model in models:
        other = found.get((model.gateway, model.name))
        found[model.gateway, model.name] = model if other is None else _either(other, model)
    return tuple(found.values())


def _either(one: Model, other: Model) -> Model:
    labels = {**other.labels, **one.labels}
    return Model(one.gateway, one.name, _or(one.sees, other.sees), _or(one.chats, other.chats), labels)


def _or(one: bool | None, other: bool | None) -> bool | None:
    if one or other:
        return True
    return None if one is None or other is None else False


# --- one entry: its name, whether it sees, whether it chats ---------------------------------------

_Said = tuple[str, bool | None, bool | None]
_CHATTING = frozenset(("chat", "completion", "responses"))


def _openai(entry: Mapping[str, Any]) -> _Said:
    architecture = _of(entry, "architecture")
    takes = _words(_of(architecture, "input_modalities")) or _words(entry.get("input_modalities"))
    gives = _words(_of(architecture, "output_modalities")) or _words(entry.get("output_modalities"))
    sees = "image" in takes if takes else _truth(_of(entry.get("capabilities"), "vision"))
    return _text(entry.get("id")), sees, "text" in gives if gives else None


def _litellm(entry: Mapping[str, Any]) -> _Said:
    info = entry.get("model_info")
    mode = _of(info, "mode")
    chats = mode in _CHATTING if isinstance(mode, str) else None
    return _text(entry.get("model_name")), _truth(_of(info, "supports_vision")), chats


def _ollama(entry: Mapping[str, Any]) -> _Said:
    return _text(entry.get("model")) or _text(entry.get("name")), None, None


_FORMS: dict[Kind, tuple[str, Callable[[Mapping[str, Any]], _Said]]] = {
    Kind.OPENAI: ("data", _openai),
    Kind.OPENROUTER: ("data", _openai),
    Kind.LITELLM: ("data", _litellm),
    Kind.OLLAMA: ("models", _ollama),
}

_FAMILIES_THAT_SEE = frozenset(("clip", "mllama"))


def capabilities(model: Model, document: Any) -> Model:
    """`model` with what Ollama's `POST /api/show` says of it.

    `capabilities` says so since 0.6; before, an encoder of pictures among the families did.
    """
    able = _words(_of(document, "capabilities"))
    if able:
        return Model(model.gateway, model.name, "vision" in able, "completion" in able)
    families = _words(_of(_of(document, "details"), "families"))
    return Model(model.gateway, model.name, True if families & _FAMILIES_THAT_SEE else None)


def _of(holder: Any, key: str) -> Any:
    return holder.get(key) if isinstance(holder, dict) else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _truth(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _words(value: Any) -> frozenset[str]:
    return (
        frozenset(each for each in islice(value, 32) if isinstance(each, str))
        if isinstance(value, list)
        else frozenset()
    )
