"""The values that flow through the core, in the order of the data path.

Challenge > Ask > Request > (client) > Response | Failure > Reply > Verdict. All are frozen; functions
transform them. Times are seconds, sizes bytes, money US dollars.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from probes.reasons import Outcome, Reason


class Arm(StrEnum):
    """What one request of a probe carries."""

    IMAGE = "image"
    SWAP = "swap"
    CONTROL = "control"


# --- what to ask ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded image. The key of a challenge stands in its pixels and nowhere else."""

    width: int
    height: int
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Challenge:
    """A question whose answer can only be read from the picture.

    `key` is compared after the folding of `probes.matching`. `control_question` asks for the same in other
    words of the same token length, for a request that carries no picture.
    """

    kind: str
    key: str = field(repr=False)
    question: str
    control_question: str
    picture: Picture


@dataclass(frozen=True, slots=True)
class TextPart:
    """A piece of text in a message."""

    text: str


@dataclass(frozen=True, slots=True)
class ImagePart:
    """A picture in a message: inline as base64, or by URL. Exactly one of `base64` and `url` is set."""

    media_type: str
    base64: str | None = field(default=None, repr=False)
    url: str | None = None


Part = TextPart | ImagePart


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation; `role` is `system`, `user` or `assistant`."""

    role: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """A protocol-neutral question: what any wire protocol can encode.

    `params` are the operator's own body keys, sent as they are; `renamed` and `omitted` hold what this route
    has refused before (DESIGN 4): a body key renamed to another, or left out.
    """

    model: str
    messages: tuple[Message, ...]
    stream: bool = False
    max_output_tokens: int = 1024
    params: Mapping[str, Any] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    omitted: frozenset[str] = frozenset()


# --- on the wire ---------------------------------------------------------------------------------


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


# --- what came back ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the gateway reports them. `prompt` is input + cache read + cache creation.

    `image` is a native image-token count where a protocol has one; None means not reported.
    """

    prompt: int | None = None
    completion: int | None = None
    image: int | None = None
    cached: int | None = None


@dataclass(frozen=True, slots=True)
class ApiError:
    """An error the gateway put into words, by status code or inside a 200."""

    status: int
    message: str
    code: str = ""
    kind: str = ""
    param: str = ""
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A protocol-neutral answer.

    `finish` is the finish reason in the protocol's own word, None when absent. `ended` tells whether the
    protocol's end mark was seen (`[DONE]`; for a plain body, a whole JSON document). `malformed` names what
    had an unknown shape, empty when all was understood. `open_thinking` marks a think tag never closed.
    `notes` are oddities that did not keep the answer from being read: (name of the check, what was seen).
    `first_token` is when the first piece of the answer came, in a stream; thinking does not count.
    """

    text: str = ""
    reasoning: str = ""
    model: str | None = None
    response_id: str | None = None
    finish: str | None = None
    ended: bool = False
    usage: Usage | None = None
    refusal: str = ""
    tool_calls: int = 0
    open_thinking: bool = False
    error: ApiError | None = None
    malformed: str = ""
    first_token: float | None = None
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Adjustment:
    """How to ask again after a refusal naming a body key: renamed, or left out if `renamed_to` is None."""

    parameter: str
    renamed_to: str | None = None


# --- the judgement -------------------------------------------------------------------------------


class Answer(StrEnum):
    """What the text of a reply amounts to, in the order of recognition (DESIGN 5)."""

    TRUNCATED = "truncated"
    TOOL_CALL = "tool_call"
    EMPTY = "empty"
    REFUSED = "refused"
    MASKED = "masked"
    MATCH = "match"
    NEAR = "near"
    MISREAD = "misread"
    STALE = "stale"
    CROSSED = "crossed"
    NO_IMAGE = "no_image"
    UNRELATED = "unrelated"


class UsageClass(StrEnum):
    """What the reported usage says about the picture (DESIGN 5)."""

    SEEN = "seen"
    MISSING = "missing"
    UNREPORTED = "unreported"
    LOW = "low"
    HIGH = "high"
    FLAT = "flat"
    INVENTED = "invented"
    AS_TEXT = "as_text"
    UNCALIBRATED = "uncalibrated"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's result in words that a stranger can verify."""

    check: str
    expected: str
    seen: str
    passed: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Outcome and reason of one run, with every finding that led there.

    `answer` and `usage` are the evidence dimensions; None where no answer was there to judge.
    `ask_control` asks the runner for a fresh control arm before this verdict is believed.
    """

    outcome: Outcome
    reason: Reason
    findings: tuple[Finding, ...] = ()
    answer: Answer | None = None
    usage: UsageClass | None = None
    ask_control: bool = False
