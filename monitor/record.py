"""The evidence of one run, for whoever has to believe it: what was sent, what came, and how both were asked.

A stranger must be able to check a failure without asking us: the picture by its hash and seed, the request as
it went out, the answer as it came. All of it is masked and bounded when it is made, in
`monitor.asking.recording`, and kept with the result for as long as that is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from probes.types import Receipt

MAX_BODY = 16_384
"""The characters of a body that are kept."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as it was sent: what `eyechart draw` gives again has this hash. `size` is in bytes."""

    sha256: str
    size: int
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Sent:
    """The request. Pictures in `body` are replaced by their hash and length, secrets everywhere by a mask."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True, slots=True)
class Came:
    """The answer. `status` is None where none came; `failure` says why, or what broke it off.

    `body` is its beginning, `size` the bytes of all that came.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    size: int = 0
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """The evidence beside a result. `ids` are request ids by header name, to be quoted in a ticket.

    `version` is that of the Eyechart that asked, `instance` its shard or pod. `receipts` are the visits to
    pictures behind URLs of ours, None where they travelled otherwise.
    """

    gateway: str
    protocol: str
    model: str
    challenge: str
    medium: str
    placement: str
    stream: bool
    images: tuple[Image, ...]
    sent: Sent
    came: Came
    ids: Mapping[str, str]
    version: str
    instance: str = ""
    receipts: tuple[Receipt, ...] | None = None
