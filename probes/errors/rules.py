"""The words of errors that make a reason, from the most certain to the vaguest."""

from probes.errors.images import IMAGE_FAILED, IMAGE_REFUSED
from probes.errors.words import Rule, rule
from probes.reasons import Reason

# Where a validator names a place in the turns it speaks of them, and of no key beside them.
_NOT_OF_A_TURN = r"(?!.*\b(?:messages|contents?|input)\b(?:\W{1,3}\d|[.\[/]))"

RULES: tuple[Rule, ...] = (
    rule(
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
    rule(Reason.QUOTA, {429}, r"quota exceeded for metric: [^,]{1,200}, limit: 0\b"),
    rule(Reason.RATE_LIMITED, {429}, r"please retry in [0-9.]{1,24}m?s"),
    rule(
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
    rule(
        Reason.UNSUPPORTED,
        {200, 400, 403, 404},
        r"permission to access the file|no such file object|not in an active state",
    ),
    rule(
        Reason.UNAUTHORISED,
        {200, 400, 403, 404},
        r"(?:invalid|incorrect|expired|missing|no)[_ ]api[_ ]?key",
        r"api[_ ]?key (?:is )?(?:not valid|invalid|expired|missing)",
        r"authentication_?error|invalid_authentication|unauthenticated",
        r"permission_(?:error|denied)",
        r"unsupported_country|location is not supported",
        r"organization has been disabled",  # Anthropic, with 400
        r"not allowed to access model",  # LiteLLM, of a key or a team
        r"organization must be verified to use",
        r"no_db_connection",  # LiteLLM without a database: a key that is not its master key
    ),
    # Before the images: the name of a model and that of a limit may have a word of images in them.
    rule(Reason.MISCONFIGURED, {200, 400, 403, 404, 422}, r"invalid model name|model_not_found"),
    rule(
        Reason.OVERLOADED,
        {200, 429, 503, 529},
        r"overload",
        r"at capacity|no capacity|capacity (?:exceeded|reached)",
        r"high demand",
        r"maximum pending requests",  # Ollama
    ),
    rule(Reason.OVERLOADED, {503}, r"slow[_ ]down|too many connections"),
    # Anthropic at times with 500, LiteLLM and OpenRouter where its 529 is wrapped. No shorter words: in a
    # crash "limit" and "overload" may be about the gateway itself.
    rule(Reason.OVERLOADED, {500, 502}, r"overloaded_error|\boverloaded\b"),
    rule(
        Reason.RATE_LIMITED,
        {500, 502, 503},
        r"rate_?limit_?error|rate limit (?:exceeded|reached)|too many requests|status code:? 429\b",
    ),
    rule(
        Reason.RATE_LIMITED,
        {200, 400, 403, 429},
        r"rate[_ -]?limit",
        r"too many requests",
        r"throttl",
        r"resource_exhausted",
    ),
    IMAGE_REFUSED,
    *IMAGE_FAILED,
    rule(Reason.TRUNCATED, {200, 400}, r"output limit was reached"),
    rule(
        Reason.MISCONFIGURED,
        {200, 400, 403, 404, 422},
        r"not_found_error|deploymentnotfound|no endpoints found",
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
    rule(
        Reason.MISCONFIGURED,
        {200, 400, 422, 500},
        rf"^{_NOT_OF_A_TURN}.*(?:unsupported[_ ]?(?:parameter|value|params)|extra_forbidden"
        r"|(?:unknown|unsupported|unrecogni[sz]ed|unexpected|extraneous)(?: request| keyword)?"
        r" (?:parameter|argument|name|field|key)|extra inputs are not permitted"
        r"|validation error at #/|['`\"] is deprecated for|not support the \w+ parameter)",
    ),
    rule(Reason.CLIENT_ERROR, {200}, r"invalid_?request|bad_?request|invalid_argument|validation_?exception"),
)
