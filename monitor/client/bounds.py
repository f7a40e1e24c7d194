"""What one exchange may cost, in seconds and bytes: what a gateway sends is hostile until it is bounded."""

from dataclasses import dataclass

_KIB = 1024


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds, each counted from the start of the request: when the phase must be over.

    `connect` covers name resolution, TCP, a proxy's tunnel and TLS; `first_byte` ends with the first byte of
    the body; `total` with its last, so that a stalled stream ends there. No phase outlives `total`.
    """

    connect: float
    first_byte: float
    total: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes and counts. An answer of a vision model takes a few kilobytes, its head about one.

    `body_bytes` holds for the body as received and as decoded, so that neither a flood nor a compressed one
    gets further. `arrivals` is the number of time stamps kept: a reply of 1,024 tokens streams in about as
    many chunks, so twice that is never reached by an honest one.
    """

    body_bytes: int = 4 * _KIB * _KIB
    header_bytes: int = 64 * _KIB
    header_field_bytes: int = 16 * _KIB
    header_count: int = 256
    arrivals: int = 2048
