"""The closed set of reasons, with the outcome and the kind each belongs to (DESIGN 5)."""

from enum import StrEnum


class Outcome(StrEnum):
    """What a verdict says in one word."""

    PASS = "pass"  # noqa: S105 - the word, not a secret
    DEGRADED = "degraded"
    FAIL = "fail"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """Which part of the path a reason speaks about; health has one test for each."""

    NONE = "none"
    QUALITY = "quality"
    VISION = "vision"
    ANSWER = "answer"
    AVAILABILITY = "availability"
    ACCESS = "access"
    MONITOR = "monitor"
    SECURITY = "security"


class Reason(StrEnum):
    """Why a run got its outcome."""

    OK = "ok"
    USAGE_MISSING = "usage_missing"
    USAGE_DRIFT = "usage_drift"
    BRIDGED = "bridged"
    MODEL_CHANGED = "model_changed"
    NEAR_MISS = "near_miss"
    SLOW = "slow"
    IMAGE_DROPPED = "image_dropped"
    IMAGE_UNREAD = "image_unread"
    WRONG_ANSWER = "wrong_answer"
    STALE_ANSWER = "stale_answer"
    CROSSED_ANSWER = "crossed_answer"
    WRONG_ORDER = "wrong_order"
    IMAGES_LOST = "images_lost"
    DOWNSCALED = "downscaled"
    REFUSED = "refused"
    EMPTY = "empty"
    TRUNCATED = "truncated"
    MALFORMED = "malformed"
    UNSUPPORTED = "unsupported"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    RESET = "reset"
    SERVER_ERROR = "server_error"
    CLIENT_ERROR = "client_error"
    RATE_LIMITED = "rate_limited"
    OVERLOADED = "overloaded"
    QUOTA = "quota"
    UNAUTHORISED = "unauthorised"
    MISCONFIGURED = "misconfigured"
    OVER_BUDGET = "over_budget"
    MONITOR_LAGGING = "monitor_lagging"
    UNQUALIFIED = "unqualified"
    CHECK_ERROR = "check_error"
    PRIVATE_REFUSED = "private_refused"
    PRIVATE_FETCHED = "private_fetched"


_ROWS: tuple[tuple[Outcome, Kind, tuple[Reason, ...]], ...] = (
    (Outcome.PASS, Kind.NONE, (Reason.OK,)),
    (
        Outcome.DEGRADED,
        Kind.QUALITY,
        (
            Reason.USAGE_MISSING,
            Reason.USAGE_DRIFT,
            Reason.BRIDGED,
            Reason.MODEL_CHANGED,
            Reason.NEAR_MISS,
            Reason.SLOW,
        ),
    ),
    (
        Outcome.FAIL,
        Kind.VISION,
        (
            Reason.IMAGE_DROPPED,
            Reason.IMAGE_UNREAD,
            Reason.WRONG_ANSWER,
            Reason.STALE_ANSWER,
            Reason.CROSSED_ANSWER,
            Reason.WRONG_ORDER,
            Reason.IMAGES_LOST,
            Reason.DOWNSCALED,
        ),
    ),
    (
        Outcome.FAIL,
        Kind.ANSWER,
        (Reason.REFUSED, Reason.EMPTY, Reason.TRUNCATED, Reason.MALFORMED, Reason.UNSUPPORTED),
    ),
    (
        Outcome.FAIL,
        Kind.AVAILABILITY,
        (
            Reason.DNS,
            Reason.CONNECT,
            Reason.TLS,
            Reason.TIMEOUT,
            Reason.RESET,
            Reason.SERVER_ERROR,
            Reason.CLIENT_ERROR,
        ),
    ),
    (
        Outcome.UNKNOWN,
        Kind.ACCESS,
        (
            Reason.RATE_LIMITED,
            Reason.OVERLOADED,
            Reason.QUOTA,
            Reason.UNAUTHORISED,
            Reason.MISCONFIGURED,
            Reason.OVER_BUDGET,
        ),
    ),
    (
        Outcome.UNKNOWN,
        Kind.MONITOR,
        (Reason.MONITOR_LAGGING, Reason.UNQUALIFIED, Reason.CHECK_ERROR),
    ),
    (Outcome.PASS, Kind.SECURITY, (Reason.PRIVATE_REFUSED,)),
    (Outcome.DEGRADED, Kind.SECURITY, (Reason.PRIVATE_FETCHED,)),
)

OUTCOME_OF: dict[Reason, Outcome] = {reason: outcome for outcome, _, reasons in _ROWS for reason in reasons}
KIND_OF: dict[Reason, Kind] = {reason: kind for _, kind, reasons in _ROWS for reason in reasons}
