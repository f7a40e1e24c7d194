"""From an error in words, or a request without an answer, to the reason of a verdict.

The order is the meaning. A status code alone misleads: gateways refuse images with 400, 404 and 500, run
out of credit with 400, 403, 429 and 500, and wrap one provider's error in another's status. So the words
are read first, from the most certain to the vaguest, and the status decides what is left
(facts/domain.md B5 and F; the issue threads of the gateways named).

Choices that could have gone otherwise:

- 404, 405, 407, 410 and every redirect are `misconfigured`: the address or the model is not there for us.
  We could not ask; that the route is broken does not follow. A 503 that speaks of a missing model (new-api,
  when it has switched all channels off) is the gateway's failure and stays `server_error`.
- 403 is `unauthorised` whatever it names (key, region, plan, firewall), unless its words say more.
- 408, 424, 504 and 524 are `server_error`: the gateway lost its patience with somebody behind it, or that one
  failed. `timeout` means that *our* limit passed, and enters the latency figures at that limit.
- Overload and limits behind a 500, 502 or 503 keep their names, where the words are those of a provider
  ("Overloaded", "status code 429"): sustained, they degrade a route, and are no outage of the gateway's.
- A refused key of the body is `misconfigured`: asking otherwise was tried before (DESIGN 4), and what is left
  is in the operator's hands. A refused turn (`messages`, `input`) is no key: it stays `client_error`.
- A word of images counts unless it names a model, or the kind that the error is filed under, and only after
  limits and missing models: two refusals of images page. With 500 and 502 "could not" and its like are an
  outage where they stand beside a connection, memory, a timeout or an upstream.
- An error inside a 200 goes by its words, then by a code that looks like a status, else `server_error`.
- A page of HTML speaks for a proxy in front of the gateway. Its words ("og:image", "not available") are meant
  for people, so the status alone decides.
"""

import re
from http import HTTPStatus

from probes.errors.rules import RULES
from probes.errors.unfetched import LOOSELY_UNFETCHED, UNFETCHED
from probes.reasons import Reason
from probes.types import ApiError, Failure, FailureKind

_FAILURES: dict[FailureKind, Reason] = {
    FailureKind.DNS: Reason.DNS,
    FailureKind.CONNECT: Reason.CONNECT,
    FailureKind.TLS: Reason.TLS,
    FailureKind.TIMEOUT: Reason.TIMEOUT,
    FailureKind.RESET: Reason.RESET,
    FailureKind.OVERSIZE: Reason.MALFORMED,
    FailureKind.MISCONFIGURED: Reason.MISCONFIGURED,
}

_STATUSES: dict[int, Reason] = {
    401: Reason.UNAUTHORISED,
    402: Reason.QUOTA,
    403: Reason.UNAUTHORISED,
    404: Reason.MISCONFIGURED,
    405: Reason.MISCONFIGURED,
    407: Reason.MISCONFIGURED,
    408: Reason.SERVER_ERROR,
    410: Reason.MISCONFIGURED,
    424: Reason.SERVER_ERROR,
    429: Reason.RATE_LIMITED,
    529: Reason.OVERLOADED,
}
_HUNDREDS: dict[int, Reason] = {3: Reason.MISCONFIGURED, 4: Reason.CLIENT_ERROR}
_NAMING_KEYS = frozenset({400, 422})
_KEY = re.compile(r"(?:body\.)?(?!(?:messages|contents?|input|prompt)\b)\w+(?:\.\w+)*")


def reason_of_error(error: ApiError, *, by_url: bool = False) -> Reason:
    """The reason that an error of the gateway stands for, by its words first and its status then.

    Where pictures were sent `by_url`, a URL that was not fetched is the address's trouble and not the
    picture's. Of one that stands in the request the same words say that it was refused.
    """
    status = status_of(error)
    for rule in (UNFETCHED, LOOSELY_UNFETCHED, *RULES) if by_url else RULES:
        if rule.fits(status, error):
            return rule.reason
    if status in _NAMING_KEYS and _KEY.fullmatch(error.param):
        return Reason.MISCONFIGURED
    if status == HTTPStatus.SERVICE_UNAVAILABLE and error.retry_after is not None:
        return Reason.OVERLOADED
    return _STATUSES.get(status) or _HUNDREDS.get(status // 100, Reason.SERVER_ERROR)


def names_unfetched(error: ApiError) -> bool:
    """Whether an error says of a URL, an address or a picture that it was not fetched."""
    return UNFETCHED.fits(status_of(error), error)


def reason_of_failure(failure: Failure) -> Reason:
    """The reason that a request without an answer stands for. An answer beyond all size is no answer."""
    return _FAILURES[failure.kind]


def status_of(error: ApiError) -> int:
    """The status that counts: of an error inside a 200 the code, if that is a status of failure."""
    if error.status < HTTPStatus.MULTIPLE_CHOICES and re.fullmatch(r"[45][0-9][0-9]", error.code):
        return int(error.code)
    return error.status
