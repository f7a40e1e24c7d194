"""What is said in words: to operators with the reason, to the public without one.

The public's sentences hold no reason, count, model or name, so that nothing of a gateway can be read from
them but whether its pictures arrive.
"""

from monitor.health import State
from monitor.incidents.incident import Phase
from monitor.site.view import Condition, Impact, Service
from probes.reasons import Kind, Reason

PUBLIC: dict[tuple[State, Kind], str] = {
    (State.DEGRADED, Kind.QUALITY): "Working, with reduced quality",
    (State.DEGRADED, Kind.AVAILABILITY): "Working, but some requests are turned away",
    (State.DOWN, Kind.VISION): "Images are not being read",
    (State.DOWN, Kind.ANSWER): "Image requests get no usable answer",
    (State.DOWN, Kind.AVAILABILITY): "Requests are failing",
}
PUBLIC_OTHERWISE: dict[State, str] = {
    State.UP: "Images are being read",
    State.DEGRADED: "Working, with reduced quality",
    State.DOWN: "Requests are failing",
    State.UNKNOWN: "Not verified",
}

REASONS: dict[Reason, str] = {
    Reason.OK: "Images are read",
    Reason.USAGE_MISSING: "Answers are right, but the usage shows no image tokens",
    Reason.USAGE_DRIFT: "Answers are right, but far fewer image tokens are counted than before",
    Reason.BRIDGED: "Something other than the model reads the images for it",
    Reason.MODEL_CHANGED: "Another model answers than before",
    Reason.NEAR_MISS: "Answers are often one symbol off",
    Reason.SLOW: "Slower than its objective",
    Reason.IMAGE_DROPPED: "Images are dropped behind HTTP 200 and never reach the model",
    Reason.IMAGE_UNREAD: "Images are billed, but the model does not see them",
    Reason.WRONG_ANSWER: "Images arrive, but are misread",
    Reason.STALE_ANSWER: "Old answers are given again, as by a cache that does not look at the image",
    Reason.CROSSED_ANSWER: "Answers belong to another request",
    Reason.WRONG_ORDER: "Several images arrive in the wrong order",
    Reason.IMAGES_LOST: "Of several images some are lost",
    Reason.DOWNSCALED: "Images are scaled down until they cannot be read",
    Reason.REFUSED: "The model or a guardrail refuses to answer",
    Reason.EMPTY: "Answers are empty",
    Reason.TRUNCATED: "Answers are cut off",
    Reason.MALFORMED: "Answers have a shape that the protocol does not know",
    Reason.UNSUPPORTED: "The route says that it takes no images",
    Reason.DNS: "The gateway's name does not resolve",
    Reason.CONNECT: "The gateway does not accept connections",
    Reason.TLS: "TLS with the gateway fails",
    Reason.TIMEOUT: "Requests time out",
    Reason.RESET: "Connections break off",
    Reason.SERVER_ERROR: "The gateway answers with server errors",
    Reason.CLIENT_ERROR: "The gateway turns requests down as wrong",
    Reason.RATE_LIMITED: "Rate limited",
    Reason.OVERLOADED: "The gateway says that it is overloaded",
    Reason.QUOTA: "The quota is used up",
    Reason.UNAUTHORISED: "The credentials are not accepted",
    Reason.MISCONFIGURED: "The configuration does not allow a request",
    Reason.OVER_BUDGET: "The day's budget for probes is spent",
    Reason.MONITOR_LAGGING: "This monitor is too busy to measure",
    Reason.UNQUALIFIED: "Too few results to judge yet",
    Reason.CHECK_ERROR: "A check of this monitor failed",
    Reason.PRIVATE_REFUSED: "Nothing is fetched from private addresses",
    Reason.PRIVATE_FETCHED: "Images are fetched from private addresses, which lets users reach inside",
}

LABELS: dict[Condition, str] = {
    Condition.OPERATIONAL: "Operational",
    Condition.DEGRADED: "Degraded",
    Condition.PARTIAL_OUTAGE: "Partial outage",
    Condition.MAJOR_OUTAGE: "Major outage",
}

TITLES: dict[Kind, str] = {
    Kind.VISION: "images are not being read",
    Kind.ANSWER: "image requests get no usable answer",
    Kind.AVAILABILITY: "requests are failing",
    Kind.QUALITY: "reduced quality",
}
TITLE_DEGRADED = "working, but not as it should"

ALL_WELL = "All systems operational"
NOT_VERIFIED = "Not verified"
NOTHING_WATCHED = "Nothing is watched yet"

IMPACTS: dict[Impact, str] = {
    Impact.NONE: "No impact",
    Impact.MINOR: "Degraded",
    Impact.MAJOR: "Partial outage",
    Impact.CRITICAL: "Major outage",
}
PHASES: dict[Phase, str] = {
    Phase.OPENED: "Opened",
    Phase.CONFIRMED: "Confirmed",
    Phase.RECOVERING: "Recovering",
    Phase.RESOLVED: "Resolved",
}


def public_sentence(state: State, kind: Kind) -> str:
    """How a route is, for the world."""
    return PUBLIC.get((state, kind), PUBLIC_OTHERWISE[state])


def condition_label(service: Service) -> str:
    """How a service is, in a word or two; what nobody has verified is not called degraded."""
    return NOT_VERIFIED if service.state is State.UNKNOWN else LABELS[service.condition]
