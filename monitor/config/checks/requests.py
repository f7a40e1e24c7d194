"""What goes into every request: headers, body keys, TLS files."""

import re
from collections.abc import Iterator
from pathlib import Path

from monitor.client import signing
from monitor.config.checks.found import Found
from monitor.config.draft import Draft
from monitor.config.problems import shown
from monitor.config.schema import TlsEntry
from monitor.config.tree import Loc

# How names of headers that carry credentials end: x-goog-api-key, helicone-auth, cf-access-client-secret,
# ocp-apim-subscription-key. Their values must not stand in the file.
_CREDENTIAL = re.compile(
    r"(?:^|[-_])(?:authorization|auth|cookie|credentials?|passw(?:or)?d|secret|token"
    r"|(?:api|access|account|subscription)[-_]?key)$"
)
# Headers that the client sets by itself: a second value breaks the framing of a request, or its limits.
OWN_HEADERS = frozenset(
    ("content-encoding", "content-length", "content-type", "accept-encoding", "transfer-encoding", "trailer")
) | frozenset(("connection", "keep-alive", "te", "upgrade", "expect"))
# Body keys that a probe is made of, in the words of any protocol.
OWN_PARAMS = frozenset(("model", "messages", "stream", "input", "contents", "prompt"))


def headers_sendable(draft: Draft) -> Iterator[Found]:
    """No header twice, none of our own, and none with a credential in plain sight."""
    for loc, gateway in draft.endpoints():
        seen: set[str] = set()
        for header, value in gateway.headers.items():
            place, folded = (*loc, "headers", header), header.lower()
            if folded in OWN_HEADERS:
                yield Found(place, "Eyechart sets this header itself", at="key")
            elif folded in seen:
                yield Found(place, "the same header twice, in other letters", at="key")
            elif _CREDENTIAL.search(folded) and isinstance(value, str):
                hint = "name its place: {env: NAME} or {file: PATH}"
                yield Found(place, "a secret must not stand in the file", hint)
            seen.add(folded)


def params_free(draft: Draft) -> Iterator[Found]:
    """No body key that would replace what the probe itself says."""
    for loc, route in draft.templates():
        for key in sorted(OWN_PARAMS & route.params.keys()):
            yield Found((*loc, "params", key), "the probe sets this itself", at="key")


def tls_usable(draft: Draft) -> Iterator[Found]:
    """TLS settings have something to act on, and their files can be read."""
    for loc, gateway in draft.endpoints():
        if gateway.tls is None:
            continue
        if gateway.base_url.startswith("http://"):
            yield Found((*loc, "tls"), "has no effect on an http:// URL", at="key")
        if gateway.tls.key_file and not gateway.tls.cert_file:
            yield Found((*loc, "tls", "key_file"), "needs cert_file beside it", at="key")
        yield from _tls_files((*loc, "tls"), gateway.tls, draft.folder)


def aws_usable(draft: Draft) -> Iterator[Found]:
    """What signs requests is installed, and no other credential stands in the place of its signature."""
    for loc, gateway in draft.endpoints():
        if gateway.aws is None:
            continue
        if not signing.available():
            yield Found((*loc, "aws"), signing.MISSING, signing.HINT, at="key")
        if gateway.api_key:
            yield Found((*loc, "aws"), "takes the place of api_key", "leave one of the two out", at="key")


def _tls_files(loc: Loc, tls: TlsEntry, folder: Path) -> Iterator[Found]:
    for key in ("ca_file", "cert_file", "key_file"):
        file = getattr(tls, key)
        why = _unreadable(folder / file) if file else ""
        if why:
            yield Found((*loc, key), f"{shown(str(folder / file))} cannot be read: {why}")


def _unreadable(path: Path) -> str:
    try:
        with path.open("rb") as handle:
            return "" if handle.read(1) else "it is empty"
    except OSError as error:
        return (error.strerror or type(error).__name__).lower()
