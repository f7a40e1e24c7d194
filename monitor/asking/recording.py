"""An exchange as evidence: masked, bounded, and with a hash in the place of each picture."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from monitor.asking.exchange import Exchange
from monitor.asking.run import Run
from monitor.probe import Gateway, Probe
from monitor.record import MAX_BODY, Came, Image, Record, Sent
from monitor.safety.plain import plain
from monitor.safety.redaction import MASK, Redactor
from monitor.safety.secret import Secret, SecretError
from monitor.version import __version__
from probes.reasons import Outcome
from probes.types import Failure, Reply, Response

_MAX_HEADERS, _MAX_NAME, _MAX_VALUE = 40, 100, 300
_MAX_IDS = 16
_WORTH_KEEPING = (Outcome.FAIL, Outcome.DEGRADED)
# Keys of a body under which people send credentials; a route's `params` may hold them.
_CREDENTIAL = re.compile(r"(?i)api.?key|secret|password|authorization|access.?token|credential")
# Headers that hold one whatever the configuration says of them, and sessions that a gateway opens for us. A
# count of tokens is none.
_CREDENTIAL_HEADER = re.compile(r"(?i)authorization|cookie|api.?key|token(?!s)|secret|password|credential")


def recorded(run: Run, probe: Probe, instance: str) -> Record | None:
    """The evidence of a run that failed or was degraded; None for any other, and where nothing was sent."""
    done = run.exchange
    if done is None or run.result.verdict.outcome not in _WORTH_KEEPING:
        return None
    return record_of(done, probe, instance)


def record_of(done: Exchange, probe: Probe, instance: str) -> Record:
    """The evidence of an exchange with the gateway of `probe`."""
    redactor, gateway = redactor_of(probe.route.gateway), probe.route.gateway
    record = Record(
        gateway=gateway.name,
        protocol=gateway.protocol,
        model=plain(done.ask.model),
        challenge=probe.challenge,
        medium=probe.medium,
        placement=probe.placement,
        stream=done.ask.stream,
        images=tuple(images_of(done)),
        sent=Sent(
            done.request.method,
            plain(url_of(done, gateway)),
            shown_headers(headers_of(done, gateway)),
            _bounded(redactor.text(json.dumps(masked_body(done, _hashed(done)), ensure_ascii=False))),
        ),
        came=_came(done.answer),
        ids=dict(_ids(done)),
        version=__version__,
        instance=plain(instance),
        receipts=done.receipts,
    )
    return redactor.value(record)


def sent_bytes(done: Exchange) -> Iterator[bytes]:
    """The bytes of the pictures of a request, in order."""
    return (base64.b64decode(part.base64 or "") for part in done.pictures)


def images_of(done: Exchange) -> Iterator[Image]:
    """The pictures of a request as they were sent or laid out for it, in order."""
    for part in done.pictures:
        content = base64.b64decode(part.base64 or "")
        width, height = part.size
        yield Image(hashlib.sha256(content).hexdigest(), len(content), part.media_type, width, height)


def masked_body(done: Exchange, pictures: Mapping[str, str]) -> Any:
    """The body of a request as JSON values, credentials masked; `pictures` stand in for base64 texts."""
    return _masked(json.loads(done.request.body), pictures)


def url_of(done: Exchange, gateway: Gateway) -> str:
    """Where the request went."""
    return f"{(done.base_url or gateway.base_url).rstrip('/')}{done.request.path}"


def headers_of(done: Exchange, gateway: Gateway) -> dict[str, str]:
    """What was sent in headers, but for what the HTTP client adds; secrets are masked."""
    configured = {
        name: MASK if isinstance(value, Secret) else value for name, value in gateway.headers.items()
    }
    admitted = gateway.api_key is not None or gateway.aws is not None
    credential = {"(credential)": MASK} if admitted else {}
    return {**done.request.headers, **configured, **credential}


def redactor_of(gateway: Gateway) -> Redactor:
    """What knows the secrets of `gateway`, as they are now."""
    return Redactor(filter(None, map(_value, gateway.secrets)))


def _value(secret: Secret) -> str:
    try:
        return secret.read()
    except SecretError:
        return ""


def _hashed(done: Exchange) -> dict[str, str]:
    """What stands in the place of each base64 text. A picture elsewhere has none in the request."""
    told = (f"(sha256 {image.sha256}, {image.size} bytes)" for image in images_of(done))
    return {part.base64: text for part, text in zip(done.pictures, told, strict=True) if part.base64}


def _masked(value: Any, pictures: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: MASK if isinstance(item, str) and _CREDENTIAL.search(key) else _masked(item, pictures)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_masked(item, pictures) for item in value]
    if isinstance(value, str):
        for picture, told in pictures.items():
            value = value.replace(picture, told)
    return value


def _came(answer: Response | Failure) -> Came:
    if isinstance(answer, Failure):
        return Came(failure=plain(f"{answer.kind}: {answer.detail}"))
    # No more is decoded than can be kept, with room for what takes several bytes.
    body = answer.body[: 4 * MAX_BODY].decode(errors="replace")
    broken = "" if answer.complete else f"broken off: {answer.broken}"
    return Came(answer.status, shown_headers(answer.headers), _bounded(body), len(answer.body), plain(broken))


def shown_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers bounded in number and length, made harmless, and masked where they hold a credential."""
    return {
        plain(name, limit=_MAX_NAME): MASK
        if _CREDENTIAL_HEADER.search(name)
        else plain(value, limit=_MAX_VALUE)
        for name, value in list(headers.items())[:_MAX_HEADERS]
    }


def _ids(done: Exchange) -> Iterator[tuple[str, str]]:
    known = done.reply.backend.ids if isinstance(done.reply, Reply) else ()
    for name, value in known[:_MAX_IDS]:
        yield plain(name, limit=_MAX_NAME), plain(value, limit=_MAX_VALUE)


def _bounded(text: str) -> str:
    return text if len(text) <= MAX_BODY else f"{text[: MAX_BODY - 1]}…"
