"""The one table from what broke to the kind of failure it is.

Over httpx-aiohttp 0.2.0 the class that surfaces says little: a DNS failure, a refused connection, TLS to a
plain port and a reset before the head all arrive as `httpx.ConnectTimeout`, and errors of the HTTP parser
arrive unmapped. The truth stands in the chain of `__cause__`, so the table looks at the whole chain.

Only fixed words, class names and the operating system's or OpenSSL's own text enter a detail. The messages
of aiohttp are left out on purpose: they quote URLs, headers and bytes of the answer.
"""

import errno
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from socket import EAI_MEMORY, EAI_SYSTEM, gaierror

import aiohttp
import httpx
from aiohttp.http_exceptions import BadHttpMessage, HttpProcessingError, LineTooLong

from probes.types import FailureKind

_MAX_CHAIN = 8
_MAX_TEXT = 200


class MisconfiguredError(Exception):
    """The request cannot be made as configured. The message names the setting, never its secret value."""


class OversizeError(Exception):
    """An answer is larger than the limits allow. The message names the limit."""


class BrokenBodyError(Exception):
    """A body that cannot be decoded to its end. The message says why, and quotes none of it."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an exchange failed: the kind decides the reason, the detail is for people and never empty."""

    kind: FailureKind
    detail: str


@dataclass(frozen=True, slots=True)
class _Row:
    """Matches a chain that holds an error of each class, with `saying` in it and one of `numbers`."""

    errors: tuple[type[BaseException], ...]
    kind: FailureKind
    words: str
    saying: str = ""
    numbers: frozenset[int] = frozenset()


# What this machine lacks, no gateway is to blame for: descriptors, memory, local ports. A look-up that fails
# for want of them says "system error".
_EXHAUSTED = frozenset(
    (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS, errno.EADDRNOTAVAIL, EAI_MEMORY, EAI_SYSTEM)
)

# The first row that matches decides, so the particular stands above the general. A connection that a peer
# closes while it is being made was closed in the TLS handshake: TCP alone is refused, unreachable or silent.
_TABLE = (
    _Row((OSError,), FailureKind.MISCONFIGURED, "the monitor's machine is out of means", numbers=_EXHAUSTED),
    _Row((httpx.UnsupportedProtocol,), FailureKind.MISCONFIGURED, "the URL cannot be used"),
    _Row((aiohttp.InvalidURL,), FailureKind.MISCONFIGURED, "the URL cannot be used"),
    _Row((gaierror,), FailureKind.DNS, "the host name does not resolve"),
    _Row((aiohttp.ClientConnectorDNSError,), FailureKind.DNS, "the host name does not resolve"),
    _Row((ssl.SSLCertVerificationError,), FailureKind.TLS, "the certificate was not accepted"),
    _Row((ssl.SSLError,), FailureKind.TLS, "TLS failed"),
    _Row(
        (aiohttp.ClientConnectorError, ConnectionResetError),
        FailureKind.TLS,
        "the connection was closed in the TLS handshake",
    ),
    _Row((aiohttp.ClientConnectorError, TimeoutError), FailureKind.TIMEOUT, "no connection"),
    _Row((aiohttp.ClientProxyConnectionError,), FailureKind.CONNECT, "the proxy cannot be reached"),
    _Row((aiohttp.ClientHttpProxyError,), FailureKind.CONNECT, "the proxy refused the tunnel"),
    _Row((aiohttp.ClientConnectorError,), FailureKind.CONNECT, "no connection"),
    _Row((OversizeError,), FailureKind.OVERSIZE, "the answer is too large"),
    _Row((LineTooLong,), FailureKind.OVERSIZE, "a header line is too long"),
    _Row((BadHttpMessage,), FailureKind.OVERSIZE, "there are too many headers", saying="Too many headers"),
    _Row((BrokenBodyError,), FailureKind.RESET, "the body cannot be decoded"),
    _Row((aiohttp.ClientPayloadError,), FailureKind.RESET, "the body broke off"),
    _Row((HttpProcessingError,), FailureKind.RESET, "the answer is no HTTP"),
    _Row((aiohttp.ServerDisconnectedError,), FailureKind.RESET, "closed before an answer"),
    _Row((ConnectionError,), FailureKind.RESET, "the connection broke"),
    _Row((Exception,), FailureKind.RESET, "the exchange broke off"),
)


def explain(error: Exception) -> Cause:
    """The kind of `error` and a detail of fixed words, a class name and the system's own text."""
    chain = list(_chain(error))
    row = next(row for row in _TABLE if _matches(row, chain))
    root = chain[-1]
    text = _system_text(root)
    return Cause(row.kind, f"{row.words} ({type(root).__name__}{': ' if text else ''}{text})")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(_MAX_CHAIN):
        if error is None:
            return
        yield error
        error = error.__cause__


def _matches(row: _Row, chain: list[BaseException]) -> bool:
    return all(any(_fits(error, cls, row) for error in chain) for cls in row.errors)


def _fits(error: BaseException, cls: type[BaseException], row: _Row) -> bool:
    number = getattr(error, "errno", None)
    said = not row.saying or row.saying in str(error)
    return isinstance(error, cls) and said and (not row.numbers or number in row.numbers)


def _system_text(error: BaseException) -> str:
    """What OpenSSL, the proxy's status or the operating system says, bounded and printable.

    Errors of `ssl` have their attributes only when OpenSSL raised them, not when Python code did.
    """
    text: str | None = ""
    match error:
        case OversizeError() | BrokenBodyError():
            text = str(error)
        case ssl.SSLError():
            text = getattr(error, "verify_message", "") or getattr(error, "reason", "")
        case aiohttp.ClientHttpProxyError():
            text = f"status {error.status}"
        case OSError():
            text = error.strerror
    return "".join(character for character in (text or "")[:_MAX_TEXT] if character.isprintable())
