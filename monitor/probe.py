"""What is configured, resolved: a gateway, a route behind it, and one probe down that route."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from monitor.safety.secret import Secret
from probes.challenges.custom import Question
from probes.reasoning import AUTOMATIC
from probes.usage import Mode

ProbeId = tuple[str, str]
"""A route's name and a probe's: what names a probe in metrics, health and history."""


@dataclass(frozen=True, slots=True)
class Tls:
    """TLS files of a gateway. Absent files mean the platform's trust store and no client certificate."""

    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None
    server_name: str | None = None


@dataclass(frozen=True, slots=True)
class Aws:
    """Credentials of AWS, with which each request is signed for a region; temporary ones have a token."""

    region: str
    access_key_id: Secret
    secret_access_key: Secret
    session_token: Secret | None = None


@dataclass(frozen=True, slots=True)
class Gateway:
    """A base URL with a protocol, credentials, TLS and proxy settings.

    `dialect` is how it speaks the protocol, empty for the protocol's first. Headers, like the params of a
    route, may hold what no log should: no `repr` shows them. `public_name` is what the world may call it,
    empty where the world is not to see it.
    """

    name: str
    base_url: str
    protocol: str = "openai-chat"
    dialect: str = ""
    api_version: str = ""
    api_key: Secret | None = None
    aws: Aws | None = None
    headers: Mapping[str, str | Secret] = field(default_factory=dict, repr=False)
    tls: Tls | None = None
    proxy: str | None = None
    connection: Literal["fresh", "kept"] = "fresh"
    max_concurrency: int = 4
    public_name: str = ""

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Everything that must not be seen in what is told of this gateway."""
        aws = self.aws
        signing = (aws.access_key_id, aws.secret_access_key, aws.session_token) if aws is not None else ()
        held = (self.api_key, *signing, *self.headers.values())
        return tuple(secret for secret in held if isinstance(secret, Secret))


@dataclass(frozen=True, slots=True)
class Direct:
    """The provider's own endpoint for the model of a route: what is asked there passes no gateway."""

    gateway: Gateway
    model: str


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens. Where a picture or a cached prompt has no price of its own, it is text.

    `image_usd_per_mtok` is for input tokens of pictures, `cached_usd_per_mtok` for input read from a cache.
    """

    input_usd_per_mtok: float
    output_usd_per_mtok: float
    image_usd_per_mtok: float | None = None
    cached_usd_per_mtok: float | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """One model behind one gateway: what a user calls. `name` is unique in a configuration.

    A route without a `public_name` is not shown to the public. Of its `probe_count` probes, `swept` take
    turns: each has one in `turns` intervals.
    """

    name: str
    gateway: Gateway
    model: str
    labels: Mapping[str, str] = field(default_factory=dict)
    system: str | None = None
    question: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict, repr=False)
    effort: str = AUTOMATIC
    expect_model: str | None = None
    usd_per_day: float = 1.0
    price: Price | None = None
    objective_p95: float | None = None
    gate_on_unknown: Literal["closed", "open"] = "closed"
    false_pages_per_year: float = 0.3
    detect_drop_ratio: float = 0.05
    bursts: bool = True
    probe_count: int = 1
    swept: int = 0
    turns: int = 1
    evidence_lasts: float | None = None
    public_name: str = ""
    direct: Direct | None = None
    usage: Mode = Mode.DELTA

    @property
    def runs_an_interval(self) -> float:
        """Scheduled runs of all its probes in one interval, on average."""
        return self.probe_count - self.swept + self.swept / self.turns


@dataclass(frozen=True, slots=True)
class Probe:
    """One way of sending an image down a route; `interval` and `timeout` are seconds.

    `custom` is the operator's own picture and question, where the challenge is of that kind.
    The `critical` one, the first that a route lists, is the last to be given up when money runs short.
    One that takes turns with others has its `turn` among them, from 0; its `interval` is from turn to turn.
    """

    route: Route
    name: str
    challenge: str
    medium: str
    placement: str
    stream: bool
    interval: float
    timeout: float
    custom: Question | None = None
    critical: bool = True
    turn: int | None = None

    @property
    def id(self) -> ProbeId:
        """The pair that names this probe in metrics, health and history."""
        return (self.route.name, self.name)

    @property
    def turns(self) -> int:
        """In how many intervals of its route it has one: 1 unless it takes turns."""
        return 1 if self.turn is None else self.route.turns

    @property
    def beat(self) -> float:
        """Seconds of an interval of its route."""
        return self.interval / self.turns
