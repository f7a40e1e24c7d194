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
- A refused key of the body is `misconfigured`: asking otherwise was tried before (DESIGN 4), and what is left
  is in the operator's hands. A refused turn (`messages`, `input`) is no key: it stays `client_error`.
- An error inside a 200 goes by its words, then by a code that looks like a status, else `server_error`.
- A page of HTML speaks for a proxy in front of the gateway. Its words ("og:image", "not available") are meant
  for people, so the status alone decides.
"""

import re
from dataclasses import dataclass
from http import HTTPStatus

from probes.reasons import Reason
from probes.types import ApiError, Failure, FailureKind

_TEXT_LIMIT = 1500

_FAILURES: dict[FailureKind, Reason] = {
    FailureKind.DNS: Reason.DNS,
    FailureKind.CONNECT: Reason.CONNECT,
    FailureKind.TLS: Reason.TLS,
    FailureKind.TIMEOUT: Reason.TIMEOUT,
    FailureKind.RESET: Reason.RESET,
    FailureKind.OVERSIZE: Reason.MALFORMED,
    FailureKind.MISCONFIGURED: Reason.MISCONFIGURED,
}

_PAGE = re.compile(r"\s*<(?:!doctype|html|head|body|center|title|h1)\b", re.IGNORECASE)

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


@dataclass(frozen=True, slots=True)
class _Rule:
    """Words that make a reason, at the statuses where they can be believed (empty: at all)."""

    reason: Reason
    said: re.Pattern[str]
    statuses: frozenset[int]


def _rule(reason: Reason, statuses: set[int], *words: str) -> _Rule:
    return _Rule(reason, re.compile("|".join(words), re.DOTALL), frozenset(statuses))


# Words of images, unless they are part of a model's name (`gpt-image-1`, `llama-3.2-vision`).
_IMAGE = r"(?<![a-z0-9/-])(?:images?|pictures?|vision|visual|mmproj|multi-?modal)(?![a-z0-9-])"
_CANNOT = (
    r"(?:(?:not?|n['’]t) (?:currently )?support|unsupported|only support|does not accept|not accepted"
    r"|not allowed|not permitted|not enabled|not available|not accessible|not a(?=\W)|no endpoints"
    r"|unable to|could not|cannot|can't|failed[_ ]to|invalid|incorrect|too[_ ](?:small|large|many)"
    r"|empty|at most|must be larger|does not match (?:any|the specified)|parse[_ ]error|file[_ ]not[_ ]found)"
)
# Where a validator names a place in the turns it speaks of them, and of no key beside them.
_NOT_OF_A_TURN = r"(?!.*\b(?:messages|contents?|input)\b(?:\W{1,3}\d|[.\[/]))"
_KEY = re.compile(r"(?:body\.)?(?!(?:messages|contents?|input|prompt)\b)\w+(?:\.\w+)*")
_BODY_REFUSED = {200, 400, 403, 404, 413, 415, 422, 500, 501, 502}

_RULES: tuple[_Rule, ...] = (
    _rule(
        Reason.REFUSED,
        {200, 400, 403, 422, 451, 500},
        r"content[_ ]?filter",
        r"content[_ ](?:management[_ ])?policy",
        r"responsibleaipolicyviolation",
        r"data_inspection_failed",
        r"content exists risk",
        r"\bflagged\b",
        r"guardrail.{0,60}(?:violat|block|interven|reject)",
        r"(?:violat|block|reject)\w{0,5} .{0,40}(?:guardrail|moderation|usage polic|safety)",
    ),
    # Google counts minutes and what is not sold at all as one quota: a limit of 0 is the latter.
    _rule(Reason.QUOTA, {429}, r"quota exceeded for metric: [^,]{1,200}, limit: 0\b"),
    _rule(Reason.RATE_LIMITED, {429}, r"please retry in [0-9.]{1,24}m?s"),
    _rule(
        Reason.QUOTA,
        set(),
        r"insufficient[_ ](?:user[_ ])?(?:quota|balance|credits?|funds)|balance is insufficient",
        r"token[_ ]quota[_ ](?:is not enough|failed)|prepayment credits are depleted",
        r"credit[_ ]balance",
        r"exceeded your current quota",
        r"billing[_ ](?:hard|not|details|limit)|enable billing",
        r"spend(?:ing)?[_ ]limit",
        r"specified api usage limits",
        r"billing_error",
        r"budget[_ ](?:has been )?exceeded|exceeded ?budget|over budget|crossed budget",
        r"arrearage|overdue[_ ]?(?:payment|balance|error)",
        r"(?:out of|more) credits",
        r"余额不足|额度不足",
    ),
    # A file that was uploaded a moment ago and is unknown now: a picture refused, whatever the status says. A
    # gateway of several keys uploads with one and asks with another (snailyp/gemini-balance#401).
    _rule(
        Reason.UNSUPPORTED,
        {200, 400, 403, 404},
        r"permission to access the file|no such file object|not in an active state",
    ),
    _rule(
        Reason.UNAUTHORISED,
        {200, 400, 403, 404},
        r"(?:invalid|incorrect|expired|missing|no)[_ ]api[_ ]?key",
        r"api[_ ]?key (?:is )?(?:not valid|invalid|expired|missing)",
        r"authentication_?error|invalid_authentication|unauthenticated",
        r"permission_(?:error|denied)",
        r"unsupported_country|location is not supported",
        r"organization has been disabled",  # Anthropic, with 400
        r"no_db_connection",  # LiteLLM without a database: a key that is not its master key
    ),
    _rule(
        Reason.UNSUPPORTED,
        _BODY_REFUSED,
        rf"{_IMAGE}.{{0,80}}{_CANNOT}",
        rf"{_CANNOT}.{{0,80}}{_IMAGE}",
        r"unknown variant.{0,4}image_url",
        r"sanitizer_server_error",
        r"missing data required for image|\bimage: unknown format",  # Ollama, at times with 500
        # A tool's result is taken as text alone (vllm-project/vllm#43203, ggml-org/llama.cpp#23542).
        r"only supports? text",
        r"output of tool call should be .{0,4}input text",
        # Gemini: a picture in a tool's result before its third generation, an address where it fetches none.
        r"function_?response\.parts.{0,40}not supported",
        r"unsupported file uri",
        # A server that takes text alone refuses the list of parts before it sees the image in it.
        r"content.{0,80}(?:must be|should be|expected|value must be) (?:an? )?(?:valid )?string",
        r"expected (?:an? )?string,? (?:but )?(?:got|found|received)(?: an?)? (?:list|array|sequence)",
        r"invalid type: sequence, expected a string",
        r"cannot unmarshal array into .{0,120}string",
    ),
    _rule(Reason.TRUNCATED, {200, 400}, r"output limit was reached"),
    _rule(
        Reason.OVERLOADED,
        {200, 429, 503, 529},
        r"overload",
        r"at capacity|no capacity|capacity (?:exceeded|reached)",
        r"high demand",
        r"maximum pending requests",  # Ollama
    ),
    _rule(Reason.OVERLOADED, {503}, r"slow[_ ]down|too many connections"),
    _rule(
        Reason.RATE_LIMITED,
        {200, 400, 403, 429},
        r"rate[_ -]?limit",
        r"too many requests",
        r"throttl",
        r"resource_exhausted",
    ),
    _rule(
        Reason.MISCONFIGURED,
        {200, 400, 403, 404, 422},
        r"model_not_found|not_found_error|deploymentnotfound|no endpoints found",
        r"(?:invalid|unknown)[_ ]model",
        r"model.{0,120}(?:does not exist|not found|not a valid)",
        r"not a valid model",
        # A model that cannot be asked so, in the sentences of Ollama and of Gemini.
        r"does not support (?:chat|generate|tools|thinking)\b",
        r"think value .{0,40}not supported",
        r"thinking[_ ](?:budget|level).{0,60}(?:not supported|out of range|to 0\b)",
        r"\bbudget \S{1,12} is invalid",
        # Bedrock: no such model, one that only an inference profile reaches, one that cannot answer.
        r"model identifier is invalid",
        r"on-demand throughput",
        r"doesn['’]t support the model\b",
        # A way of asking that this model does not have: tools, a system prompt, so many tokens.
        r"doesn['’]t support (?:tool use|system messages)|maximum tokens you requested exceeds",
        r"(?:developer instruction|function calling) is not enabled|thinking is not supported",
        r"media resolution is not supported|max_tokens: \d+ > \d+",
        r"llm provider not provided",  # LiteLLM: a name without a provider
        # Azure: a version that does not exist or does not know the model, a model of another kind.
        r"api[- _]?versions? (?:not supported|'[^']{1,40}'|\S{1,40} and later)|unsupportedapiversion",
        r"query parameter: api-version|does not work with the specified model",
        r"`anthropic-beta` header",  # a gateway whose provider knows no files
    ),
    _rule(
        Reason.MISCONFIGURED,
        {200, 400, 422, 500},
        rf"^{_NOT_OF_A_TURN}.*(?:unsupported[_ ]?(?:parameter|value|params)|extra_forbidden"
        r"|(?:unknown|unsupported|unrecogni[sz]ed|unexpected|extraneous)(?: request| keyword)?"
        r" (?:parameter|argument|name|field|key)|extra inputs are not permitted"
        r"|validation error at #/|['`\"] is deprecated for|not support the \w+ parameter)",
    ),
    _rule(
        Reason.CLIENT_ERROR, {200}, r"invalid_?request|bad_?request|invalid_argument|validation_?exception"
    ),
)


# What is said of a URL that was not fetched: because of its address, or because nothing was got from it. By
# LiteLLM, vLLM, SGLang, LMDeploy, Ollama, OpenAI, Anthropic, Azure, DashScope (facts/domain.md B5 and H).
_UNFETCHED = _rule(
    Reason.MISCONFIGURED,
    {200, 400, 403, 404, 422, 500, 502},
    r"\bfrom one of the allowed domains",
    r"\burl (?:targets an? |is )blocked|\bblocked url|blocked for security reasons|user_url_allowed_hosts",
    r"\b(?:private|internal|loopback|link-local|reserved|non-(?:global|public))[ -](?:ip|network|addr|host)",
    r"failed_to_download_image|invalid_image_url",
    r"\b(?:timeout|timed out|error|failed|failure|unable|could not|cannot|can't)\b.{0,40}"
    r"\b(?:download|fetch|retriev)",
    r"\burl\b.{0,40}(?:not accessible|unreachable|cannot be accessed)",
    r"\burls\b.{0,30}not (?:currently )?supported|only https urls|disallowed by .{0,60}robots\.txt",
)


def reason_of_error(error: ApiError, *, by_url: bool = False) -> Reason:
    """The reason that an error of the gateway stands for, by its words first and its status then.

    Where pictures were sent `by_url`, a URL that was not fetched is the address's trouble and not the
    picture's. Of one that stands in the request the same words say that it was refused.
    """
    status, text = status_of(error), _text(error)
    for rule in (_UNFETCHED, *_RULES) if by_url else _RULES:
        if (not rule.statuses or status in rule.statuses) and rule.said.search(text):
            return rule.reason
    if status in _NAMING_KEYS and _KEY.fullmatch(error.param):
        return Reason.MISCONFIGURED
    if status == HTTPStatus.SERVICE_UNAVAILABLE and error.retry_after is not None:
        return Reason.OVERLOADED
    return _STATUSES.get(status) or _HUNDREDS.get(status // 100, Reason.SERVER_ERROR)


def names_unfetched(error: ApiError) -> bool:
    """Whether an error says of a URL that it was not fetched."""
    return status_of(error) in _UNFETCHED.statuses and _UNFETCHED.said.search(_text(error)) is not None


def _text(error: ApiError) -> str:
    message = "" if _PAGE.match(error.message) else error.message
    return f"{error.code} {error.kind} {message}"[:_TEXT_LIMIT].casefold()


def reason_of_failure(failure: Failure) -> Reason:
    """The reason that a request without an answer stands for. An answer beyond all size is no answer."""
    return _FAILURES[failure.kind]


def status_of(error: ApiError) -> int:
    """The status that counts: of an error inside a 200 the code, if that is a status of failure."""
    if error.status < HTTPStatus.MULTIPLE_CHOICES and re.fullmatch(r"[45][0-9][0-9]", error.code):
        return int(error.code)
    return error.status
