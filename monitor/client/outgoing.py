"""The request as it goes out: one URL, headers in order of precedence, nothing that could split a header."""

import re
from collections.abc import Mapping
from functools import lru_cache

import httpx
import yarl

from monitor.client import signing
from monitor.client.causes import MisconfiguredError
from monitor.client.reading import ACCEPTED_ENCODINGS
from monitor.probe import Gateway
from monitor.safety.secret import Secret, SecretError
from probes.types import Request

# What any program of this library sends: a gateway must not be able to tell a probe from a user.
_DEFAULTS = {
    "accept": "*/*",
    "accept-encoding": ACCEPTED_ENCODINGS,
    "user-agent": f"python-httpx/{httpx.__version__}",
}
_FRAMING = frozenset({"connection", "content-length", "transfer-encoding"})
_HOST = re.compile(rb"[0-9A-Za-z._:-]+")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e]*")
_MAX_QUOTED = 40


def compose(gateway: Gateway, request: Request, credentials: Mapping[str, str]) -> httpx.Request:
    """`request` addressed to `gateway`: its own headers, then the gateway's over them, then the credentials.

    A signature comes last, made of the very address, headers and bytes that are sent.

    Raises:
        MisconfiguredError: a URL, header or secret that cannot be used. The message quotes no value.
    """
    url = _url(gateway.base_url, request.path)
    headers = _merged(request.headers, _read(gateway.headers), credentials)
    if gateway.aws is not None:
        headers = _merged(headers, signing.signature(gateway.aws, request, str(url), headers))
    server_name = gateway.tls.server_name if gateway.tls is not None else None
    extensions = {"sni_hostname": server_name} if server_name else {}
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    return httpx.Request(request.method, url, headers=encoded, content=request.body, extensions=extensions)


@lru_cache(maxsize=1024)
def _url(base_url: str, path: str) -> httpx.URL:
    """The path appended to the base URL, in the form in which it is sent.

    aiohttp writes an address anew in yarl's form (`%3A` becomes a colon), and a signature must be over that.
    """
    try:
        url = httpx.URL(base_url.rstrip("/") + path)
        url.host.encode("idna")
    except (httpx.InvalidURL, UnicodeError) as error:
        raise MisconfiguredError("base_url is no URL") from error
    if url.scheme not in ("http", "https") or not _HOST.fullmatch(url.raw_host):
        raise MisconfiguredError("base_url is no http or https URL")
    if url.userinfo:
        raise MisconfiguredError("base_url carries a user name or password; use headers")
    try:
        return httpx.URL(str(yarl.URL(str(url))))
    except ValueError as error:
        raise MisconfiguredError("base_url is no URL that can be asked") from error


def _read(headers: Mapping[str, str | Secret]) -> dict[str, str]:
    try:
        return {name: value.read() if isinstance(value, Secret) else value for name, value in headers.items()}
    except SecretError as error:
        raise MisconfiguredError(str(error)) from error


def _merged(*layers: Mapping[str, str]) -> dict[str, str]:
    merged = dict(_DEFAULTS)
    for layer in layers:
        for name, value in layer.items():
            merged[_checked(name, value)] = value
    return merged


def _checked(name: str, value: str) -> str:
    """The lower-case name of a header that can be sent as it stands (RFC 9110, 5.1 and 5.5, ASCII only)."""
    if not _NAME.fullmatch(name):
        raise MisconfiguredError(f"{name[:_MAX_QUOTED]!a} is no header name")
    lower = name.lower()
    if lower in _FRAMING:
        raise MisconfiguredError(f"header {lower} is set by the client")
    if not _VALUE.fullmatch(value):
        raise MisconfiguredError(f"header {lower} holds a character that is not printable ASCII")
    return lower
