"""What goes over the wire and what comes back, before anything is understood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Request:
    """The HTTP form of an ask. `path` is appended to the gateway's base URL; credentials are not in here."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds from the start of the request to each event; None where it did not happen.

    `resolve` and `connect` are durations of their phases (connect includes TLS); `first_byte` is the first
    byte of the body and `total` its end. `first_token` is filled in after decoding, see `probes.protocols`.
    """

    total: float
    resolve: float | None = None
    connect: float | None = None
    first_byte: float | None = None
    first_token: float | None = None


class FailureKind(StrEnum):
    """Why no HTTP answer came, or why one broke off."""

    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    RESET = "reset"
    OVERSIZE = "oversize"
    MISCONFIGURED = "misconfigured"


@dataclass(frozen=True, slots=True)
class Response:
    """A raw HTTP answer, whatever its status. Header names are lower case.

    `arrivals` holds (seconds, bytes received so far) for each chunk of the *decoded* body, so that a
    protocol can tell when the first token came. `complete` is False when the body broke off: then `broken`
    says how, and `broken_by` of which kind that is.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    timings: Timings
    arrivals: tuple[tuple[float, int], ...] = field(default=(), repr=False)
    complete: bool = True
    broken: str = ""
    broken_by: FailureKind | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A request without an HTTP answer: the kind decides the reason, the detail is for people."""

    kind: FailureKind
    detail: str
    timings: Timings
