"""One look at a list: its documents fetched by the one HTTP client, within its bounds, or read from files.

The client takes 4 MiB of an answer. OpenRouter's list, the longest that is known, has about one.
"""

import asyncio
import glob
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from monitor.asking.exchange import Sender
from monitor.client import Timeouts
from monitor.config.content import decode
from monitor.config.content import read as content_of
from monitor.config.loading import plant
from monitor.config.problems import ConfigError
from monitor.discovery.choosing import matches
from monitor.discovery.models import Listing, Model, UnlistedError, capabilities, joined, listing
from monitor.discovery.source import Kind, Source
from monitor.discovery.targets import targets
from monitor.probe import Gateway
from monitor.safety.plain import plain
from monitor.safety.redaction import Redactor
from monitor.safety.secret import Secret, SecretError
from probes.protocols import PROTOCOLS
from probes.protocols.document import read
from probes.types import Failure, Request

_TIMEOUTS = Timeouts(connect=10.0, first_byte=20.0, total=30.0)
_LONGEST = 120.0
_MOST_FILES = 64
# Ollama says what a model can do one by one; a machine that holds more models than this is not known.
_MOST_ASKED = 200
_PATHS = {
    Kind.OPENAI: "/models",
    Kind.OPENROUTER: "/models",
    Kind.LITELLM: "/model/info",
    Kind.OLLAMA: "/api/tags",
}
# What a list is not served without (Anthropic, "List Models").
_SPOKEN: Mapping[str, Mapping[str, str]] = {"anthropic-messages": {"anthropic-version": "2023-06-01"}}
# Ollama speaks its own API beside the one that the base URL may lead to.
_BESIDE = ("/v1", "/api")
_NEEDS_A_KEY = (401, 403)


class LookError(Exception):
    """A list that could not be read: it says why, without a secret."""


async def look(sender: Sender, source: Source) -> Listing:
    """What `source` lists now.

    Raises:
        LookError: it cannot be had, is none, or is empty.
    """
    try:
        async with asyncio.timeout(_LONGEST):
            return await _listed(sender, source)
    except UnlistedError as error:
        raise LookError(str(error)) from None
    except TimeoutError:
        raise LookError(f"not within {_LONGEST:g} s") from None


async def _listed(sender: Sender, source: Source) -> Listing:
    if source.kind is Kind.FILE_SD:
        return await asyncio.to_thread(_from_files, source)
    if source.kind is Kind.HTTP_SD:
        document = await _fetched(sender, Gateway(source.name, source.place), Request("GET", "", {}, b""))
        return await asyncio.to_thread(targets, source, document)
    if source.gateway is None:
        raise LookError("it names no gateway")
    gateway = _own_api(source.gateway) if source.kind is Kind.OLLAMA else source.gateway
    document = await _fetched(
        sender, gateway, Request("GET", _PATHS[source.kind], _SPOKEN.get(gateway.protocol, {}), b"")
    )
    found = await asyncio.to_thread(listing, source.kind, document, gateway=gateway.name)
    return await _shown(sender, gateway, source, found) if source.kind is Kind.OLLAMA else found


async def _shown(sender: Sender, gateway: Gateway, source: Source, found: Listing) -> Listing:
    """`found` with what each model that is wanted can do, asked one after another."""
    if source.all_see:
        return found
    wanted = await asyncio.to_thread(_wanted, source, found)
    told = {model.name: await _able(sender, gateway, model) for model in wanted[:_MOST_ASKED]}
    odd = found.odd
    if len(wanted) > _MOST_ASKED:
        odd = (*odd, f"{len(wanted)} models match, of which {_MOST_ASKED} are asked what they can do")
    return Listing(tuple(told.get(model.name, model) for model in found.models), odd)


def _wanted(source: Source, found: Listing) -> list[Model]:
    return [model for model in found.models if matches(source, model.name)]


async def _able(sender: Sender, gateway: Gateway, model: Model) -> Model:
    """`model` as Ollama describes it. One that it cannot describe declares nothing."""
    body = json.dumps({"model": model.name}).encode()
    request = Request("POST", "/api/show", {"content-type": "application/json"}, body)
    try:
        return capabilities(model, await _fetched(sender, gateway, request))
    except LookError:
        return model


def _own_api(gateway: Gateway) -> Gateway:
    base = gateway.base_url.rstrip("/")
    for ending in _BESIDE:
        base = base.removesuffix(ending)
    return replace(gateway, base_url=base)


async def _fetched(sender: Sender, gateway: Gateway, request: Request) -> Any:
    """The JSON document that `request` brings."""
    credentials, redactor = _credentials(gateway)
    answer = await sender.send(gateway, request, credentials=credentials, timeouts=_TIMEOUTS)
    if isinstance(answer, Failure):
        raise LookError(f"{answer.kind}: {plain(redactor.text(answer.detail), limit=200)}")
    if answer.status in _NEEDS_A_KEY:
        raise LookError(f"HTTP {answer.status}: it wants other credentials than it was given")
    if not 200 <= answer.status < 300:  # noqa: PLR2004 - what HTTP calls success
        raise LookError(f"HTTP {answer.status}")
    if not answer.complete:
        raise LookError(plain(redactor.text(answer.broken), limit=200))
    return await asyncio.to_thread(_document, answer.body)


def _document(content: bytes) -> Any:
    found = read(content)
    if not found.readable:
        raise LookError(found.odd)
    return found.value


def _credentials(gateway: Gateway) -> tuple[Mapping[str, str], Redactor]:
    """The headers that carry the key, and what keeps it out of a reason that quotes the gateway."""
    try:
        key = gateway.api_key.read() if gateway.api_key is not None else ""
        headers = [value.read() for value in gateway.headers.values() if isinstance(value, Secret)]
    except SecretError as error:
        raise LookError(str(error)) from None
    return PROTOCOLS[gateway.protocol].authorise(key, gateway.dialect) if key else {}, Redactor(
        [key, *headers]
    )


# --- files -----------------------------------------------------------------------------------------


def _from_files(source: Source) -> Listing:
    """What all files of the pattern name together. One that cannot be read spoils the look alone."""
    files = sorted(glob.glob(str(source.folder / source.place)))  # noqa: PTH207 - the pattern may be absolute
    if not files:
        raise LookError(f"no file matches {source.place}")
    if len(files) > _MOST_FILES:
        raise LookError(f"{len(files)} files match, more than {_MOST_FILES}")
    found = [targets(source, _written(Path(file))) for file in files]
    models = joined(model for each in found for model in each.models)
    return Listing(models, tuple(dict.fromkeys(odd for each in found for odd in each.odd)))


def _written(file: Path) -> Any:
    """What stands in `file`, JSON by its ending or else YAML; the bound is that of a configuration."""
    # Whoever opens a pipe waits for the other end, and no timeout reaches a thread that does.
    if not file.is_file():
        raise LookError(f"{file.name} is no file")
    try:
        content = content_of(file)
        if file.suffix == ".json":
            return _document(content)
        tree, problems = plant(decode(content, str(file)), str(file))
    except ConfigError as error:
        raise LookError(str(error)) from None
    if problems:
        raise LookError(str(problems[0]))
    return tree.data
