"""Errors and failures go to the reason that helps the reader, words before status."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.errors import reason_of_error, reason_of_failure, status_of
from probes.reasons import KIND_OF, Kind, Reason
from probes.types import ApiError, Failure, FailureKind, Timings

STATUSES = {
    301: Reason.MISCONFIGURED,
    302: Reason.MISCONFIGURED,
    400: Reason.CLIENT_ERROR,
    401: Reason.UNAUTHORISED,
    402: Reason.QUOTA,
    403: Reason.UNAUTHORISED,
    404: Reason.MISCONFIGURED,
    405: Reason.MISCONFIGURED,
    407: Reason.MISCONFIGURED,
    408: Reason.SERVER_ERROR,
    409: Reason.CLIENT_ERROR,
    410: Reason.MISCONFIGURED,
    413: Reason.CLIENT_ERROR,
    422: Reason.CLIENT_ERROR,
    429: Reason.RATE_LIMITED,
    500: Reason.SERVER_ERROR,
    502: Reason.SERVER_ERROR,
    503: Reason.SERVER_ERROR,
    504: Reason.SERVER_ERROR,
    524: Reason.SERVER_ERROR,
    529: Reason.OVERLOADED,
    200: Reason.SERVER_ERROR,
    100: Reason.SERVER_ERROR,
    999: Reason.SERVER_ERROR,
}


@pytest.mark.parametrize(("status", "reason"), STATUSES.items())
def test_a_status_alone(status: int, reason: Reason):
    """Without words the status decides."""
    assert reason is reason_of_error(ApiError(status, ""))


IMAGES_REFUSED = [
    "image_url is only supported by certain models",
    "You uploaded an unsupported image",
    "Could not process image",
    "messages.0.content.1.image.source.base64.data: Image format image/png not supported",
    "Unable to process input image",
    "The provided image url is not accessible",
    "No endpoints found that support image input",
    "unknown variant `image_url`, expected `text`",
    "llama3 is not a multimodal model",
    "At most 0 image(s) may be provided in one prompt.",
    "image input is not supported - hint: you may need to provide the mmproj",
    "this model does not support images",
    "this model only supports one image",
    "Image input is not supported for this model",
    "Multimodal inputs are not supported when --language-model-only",
    "model is not a multimodal model",
    "incorrect modal image",
    "image URLs are not currently supported, please use base64",
    "invalid image input",
    "messages[0].content must be a string",
    "body.messages.0.content.str: Input should be a valid string",
    "Invalid type for 'messages[0].content': expected a string, but got an array instead.",
    "messages[0]: invalid type: sequence, expected a string at line 1",
    "json: cannot unmarshal array into Go struct field Message.messages.content of type string",
    "Input tag 'image_url' found using 'type' does not match any of the expected tags: 'text'",
    "Vision is not enabled for this deployment",
    "Failed to download image",
    "Tool message content only supports text content",
    "Output of tool call should be 'Input text'",
    "this model is missing data required for image input",
    "Failed to create new sequence: failed to process inputs: image: unknown format",
    "messages.0.content.0.image.source.base64: image exceeds 5 MB maximum: 6500712 bytes > 5242880 bytes",
    "image.source.base64.data: At least one of the image dimensions exceed max allowed size: 8000 pixels",
    "An image in the conversation exceeds the dimension limit for many-image requests (2000px).",
    "The image data you provided does not represent a valid image.",
    "The selected model does not have vision capabilities",
    "Upstream error: could not process image",
]


@pytest.mark.parametrize("status", [200, 400, 404, 422, 500])
@pytest.mark.parametrize("message", IMAGES_REFUSED)
def test_a_refused_image_is_unsupported_whatever_the_status(message: str, status: int):
    """Every wording that servers were seen to use says the same, at whatever status they chose."""
    assert reason_of_error(ApiError(status, message)) is Reason.UNSUPPORTED


@pytest.mark.parametrize(
    "code",
    [
        "invalid_image",
        "invalid_image_format",
        "invalid_base64_image",
        "invalid_image_url",
        "image_too_large",
        "image_too_small",
        "invalid_image_mode",
        "image_parse_error",
        "image_file_not_found",
        "image_file_too_large",
        "unsupported_image_media_type",
        "empty_image_file",
        "failed_to_download_image",
        "sanitizer_server_error",
    ],
)
def test_codes_of_refused_images(code: str):
    """OpenAI's codes about images need no words beside them."""
    assert reason_of_error(ApiError(400, "", code)) is Reason.UNSUPPORTED


UNFETCHED = [
    "Blocked URL: URL targets a blocked address (10.0.0.5). If this is a legitimate internal service, add …",
    "The URL must be from one of the allowed domains: ['a.example']. Input URL domain: 10.0.0.5",
    "URL is blocked for security reasons: Private IP address 10.0.0.5",
    "Refusing to fetch http://10.0.0.5: resolves to a loopback address",
    "Failed to download image from https://probes.example/i/x.",
    "Timeout while downloading https://probes.example/i/x.",
    "Error while downloading https://probes.example/i/x.",
    "InternalError.Algo.InvalidParameter: Failed to download multimodal content",
    "Unable to download the file. Please verify the URL and try again.",
    "Image download failed",
    "fetching image failed: 404",
    "Unable to fetch image from URL. Status code: 403",
    "URL resolves to an internal address",
    "Only HTTPS URLs are supported.",
    "This URL is disallowed by the website's robots.txt file.",
    "The provided image url is not accessible",
    "image URLs are not currently supported, please use base64 encoded data instead",
]


@pytest.mark.parametrize("status", [200, 400, 403, 422, 500])
@pytest.mark.parametrize("message", UNFETCHED)
def test_a_url_that_was_not_fetched_is_misconfigured(message: str, status: int):
    """The address is refused or cannot be reached: that is ours to mend, and says nothing of pictures."""
    assert reason_of_error(ApiError(status, message), by_url=True) is Reason.MISCONFIGURED


@pytest.mark.parametrize("status", [500, 502])
@pytest.mark.parametrize(
    "message",
    [
        "Failed to fetch response from upstream provider",
        "failed to retrieve response content",
        "could not retrieve database connection",
        "timeout while retrieving a connection from the pool",
        "Error: fetch failed (ECONNREFUSED 10.0.0.4:8000)",
        "internal network error",
    ],
)
def test_an_outage_is_none_of_the_urls(message: str, status: int):
    """A gateway fetches more than pictures: what failed must be named, or an outage hides on URL routes."""
    assert reason_of_error(ApiError(status, message), by_url=True) is Reason.SERVER_ERROR


def test_a_refused_request_need_not_name_its_url():
    """With a URL in it, there is little else that could not be fetched."""
    assert reason_of_error(ApiError(400, "Error fetching: 403"), by_url=True) is Reason.MISCONFIGURED


@pytest.mark.parametrize("code", ["failed_to_download_image", "invalid_image_url"])
def test_codes_of_urls_that_were_not_fetched(code: str):
    """OpenAI's codes for it need no words beside them."""
    assert reason_of_error(ApiError(400, "", code), by_url=True) is Reason.MISCONFIGURED


FETCHED = [
    ("You uploaded an unsupported image", Reason.UNSUPPORTED),
    ("image_url is only supported by certain models", Reason.UNSUPPORTED),
    ("llama3 is not a multimodal model", Reason.UNSUPPORTED),
    ("unknown variant `image_url`, expected `text`", Reason.UNSUPPORTED),
    ("Rate limit reached", Reason.RATE_LIMITED),
    ("Internal server error", Reason.CLIENT_ERROR),
]


@pytest.mark.parametrize(("message", "reason"), FETCHED)
def test_other_words_mean_the_same_of_a_picture_behind_a_url(message: str, reason: Reason):
    """A model that takes no pictures takes none from a URL either, and must not be excused for it."""
    assert reason_of_error(ApiError(400, message), by_url=True) is reason


@pytest.mark.parametrize("message", UNFETCHED)
def test_the_same_words_never_excuse_a_picture_inside_the_request(message: str):
    """There is no address that anybody could be told to mend: it is a refusal, or an error."""
    error = ApiError(400, message)

    assert reason_of_error(error) in {Reason.UNSUPPORTED, Reason.CLIENT_ERROR}


KEYS_REFUSED = [
    ApiError(400, "Unsupported parameter: 'temperature' is not supported with this model."),
    ApiError(400, "Unsupported value: 'temperature' does not support 0.2", "unsupported_value"),
    ApiError(400, "Unrecognized request argument supplied: stream_options"),
    ApiError(422, "body.stream_options: Extra inputs are not permitted"),
    ApiError(400, "[{'type': 'extra_forbidden', 'loc': ('body', 'stream_options')}]"),
    ApiError(400, 'Invalid JSON payload received. Unknown name "reasoning": Cannot find field.'),
    ApiError(400, "Validation error at #/stream_options: Extra inputs"),
    ApiError(400, "'temperature' is deprecated for this model"),
    ApiError(500, "litellm.UnsupportedParamsError: does not support stream_options"),
    ApiError(500, "create() got an unexpected keyword argument 'reasoning_effort'"),
    ApiError(200, "Unsupported parameter: 'temperature'"),
    ApiError(400, "It must be 1.", param="temperature"),
    ApiError(422, "No.", param="body.reasoning.effort"),
    ApiError(400, "invalid model ID", param="model"),
]


@pytest.mark.parametrize("error", KEYS_REFUSED)
def test_a_refused_key_is_misconfigured(error: ApiError):
    """What the operator can mend in `params` is no outage, however the gateway words it."""
    assert reason_of_error(error) is Reason.MISCONFIGURED


KEYS_NOT_REFUSED = [
    ApiError(400, "Invalid request", param="messages"),
    ApiError(400, "Invalid request", param="messages.[0].role"),
    ApiError(400, "Invalid request", param="input[0].content"),
    ApiError(400, "messages.0.content.1.x: Extra inputs are not permitted"),
    ApiError(400, "Unknown name \"x\" at 'contents[0].parts[1]': Cannot find field."),
    ApiError(500, "crash at {'max_tokens': 1024}"),
    ApiError(500, "oops", param="temperature"),
    ApiError(503, "Unsupported parameter: 'temperature'"),
]


@pytest.mark.parametrize("error", KEYS_NOT_REFUSED)
def test_a_refused_turn_or_a_crash_is_no_refused_key(error: ApiError):
    """A route that refuses what every client must send is broken, and so is one that only mentions a key."""
    assert reason_of_error(error) in {Reason.CLIENT_ERROR, Reason.SERVER_ERROR}


NOT_ABOUT_IMAGES = [
    ApiError(400, "Unsupported parameter: 'max_tokens' is not supported with gpt-image-1"),
    ApiError(400, "llama-3.2-vision does not support temperature"),
    ApiError(400, "Unsupported value for x-ai/grok-2-vision-1212"),
    ApiError(400, "this revision of the API cannot be provisioned"),
    ApiError(400, "Invalid JSON payload received"),
    ApiError(500, "Internal server error"),
]


@pytest.mark.parametrize("error", NOT_ABOUT_IMAGES)
def test_names_of_models_are_no_words_about_images(error: ApiError):
    """A model whose name says vision can be refused for other reasons."""
    assert reason_of_error(error) is not Reason.UNSUPPORTED


_WRAPPED = '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'

NAMED_AS_IMAGES = [
    (Reason.MISCONFIGURED, 400, "Invalid model name passed in model={}. Call `/v1/models` to view …", ""),
    (Reason.MISCONFIGURED, 404, "The model `{}` does not exist or you do not have access to it.", ""),
    (Reason.MISCONFIGURED, 404, "The model `{}` does not exist …", "model_not_found"),
    (Reason.MISCONFIGURED, 404, "The model '{}' is not available.", ""),
    (Reason.UNAUTHORISED, 401, "key not allowed to access model. Tried to access {}", ""),
    (Reason.UNAUTHORISED, 403, "key not allowed to access model. Tried to access {}", ""),
    (
        Reason.UNAUTHORISED,
        403,
        "team not allowed to access model. This team can only access models=['gpt-4o']. Tried to access {}",
        "",
    ),
    (Reason.CLIENT_ERROR, 400, "A tool cannot be called here. Received Model Group={}", ""),
    (Reason.SERVER_ERROR, 500, "Cannot run in a closed loop. Received Model Group={}", ""),
]


@pytest.mark.parametrize("name", ["vision", "images", "multimodal", "visual", "vision/economy", "gpt-4o"])
@pytest.mark.parametrize(("reason", "status", "message", "code"), NAMED_AS_IMAGES)
def test_a_model_named_for_images_may_be_refused_as_any_other(
    reason: Reason, status: int, message: str, code: str, name: str
):
    """An alias that is a word of images turns no missing access into images refused."""
    error = ApiError(status, message.format(name), code, "invalid_request_error")

    assert reason is reason_of_error(error)


def test_the_kind_of_an_error_is_no_word_about_images():
    """OpenAI files everything under `invalid_request_error`, gateways quote it, some as the code."""
    message = "A picture was sent before the words"
    quoted = f'OpenAIException - {{"message": "{message}", "type": "invalid_request_error"}}'
    kind = "invalid_request_error"

    for error in (ApiError(400, message, kind=kind), ApiError(400, message, kind), ApiError(400, quoted)):
        assert reason_of_error(error) is Reason.CLIENT_ERROR


@pytest.mark.parametrize("status", [500, 502])
@pytest.mark.parametrize(
    "message",
    [
        "Could not connect to vision backend",
        "vision backend: cannot reach 10.0.0.4",
        "CUDA error: out of memory; failed to process image embeddings",
        "Failed to process image: upstream request timeout",
        "Connection refused: failed to process image",
    ],
)
def test_an_outage_that_names_images_is_an_outage(message: str, status: int):
    """Servers that refuse a picture and servers that fail use the same verbs; what they failed at tells."""
    assert reason_of_error(ApiError(status, message)) is Reason.SERVER_ERROR


WORDED: list[tuple[Reason, ApiError]] = [
    (Reason.REFUSED, ApiError(400, "", "content_filter")),
    (Reason.REFUSED, ApiError(400, "", "image_content_policy_violation")),
    (Reason.REFUSED, ApiError(403, "Your chosen model requires moderation and your input was flagged")),
    (Reason.REFUSED, ApiError(400, "Content Exists Risk")),
    (Reason.REFUSED, ApiError(400, "Input data may contain…", "data_inspection_failed")),
    (Reason.REFUSED, ApiError(500, "Request blocked by guardrail pii-mask")),
    (Reason.REFUSED, ApiError(200, "", "", "content_filter")),
    (Reason.QUOTA, ApiError(429, "", "insufficient_quota")),
    (Reason.QUOTA, ApiError(429, "", "credit_balance_exhausted")),
    (Reason.QUOTA, ApiError(429, "", "enforced_spend_limit_reached")),
    (Reason.QUOTA, ApiError(403, "", "billing_not_active")),
    (Reason.QUOTA, ApiError(429, "ExceededBudget: End User=x over budget")),
    (Reason.QUOTA, ApiError(200, "", "", "insufficient_balance_error")),
    (Reason.QUOTA, ApiError(403, "Sorry, your account balance is insufficient", "30001")),
    (Reason.QUOTA, ApiError(403, "your account has an overdue balance.", "AccountOverdueError")),
    (Reason.QUOTA, ApiError(403, "token quota is not enough", "pre_consume_token_quota_failed")),
    (Reason.QUOTA, ApiError(429, "Your prepayment credits are depleted.", "429", "RESOURCE_EXHAUSTED")),
    (Reason.UNAUTHORISED, ApiError(400, "This organization has been disabled.")),
    (Reason.UNAUTHORISED, ApiError(400, "User location is not supported for the API use.")),
    (Reason.UNAUTHORISED, ApiError(403, "", "unsupported_country_region_territory")),
    (Reason.QUOTA, ApiError(400, "Please enable billing on your project", "400", "FAILED_PRECONDITION")),
    (Reason.QUOTA, ApiError(429, "Quota exceeded for metric: g.com/requests, limit: 0, model: m")),
    (Reason.RATE_LIMITED, ApiError(429, "You exceeded your current quota. Please retry in 20.04s.")),
    (Reason.QUOTA, ApiError(403, "You exceeded your current quota. Please retry in 20.04s.")),
    (Reason.UNSUPPORTED, ApiError(400, "`function_response.parts` is not supported for this model")),
    (Reason.UNSUPPORTED, ApiError(400, "Unsupported file uri: https://pictures.example/7")),
    (Reason.UNSUPPORTED, ApiError(400, "Unsupported MIME type: image/gif")),
    (Reason.MISCONFIGURED, ApiError(400, "Thinking level MINIMAL is not supported for this model")),
    (Reason.MISCONFIGURED, ApiError(400, "Budget 0 is invalid. This model only works in thinking mode.")),
    (Reason.MISCONFIGURED, ApiError(400, '"llama3" does not support thinking')),
    (Reason.MISCONFIGURED, ApiError(400, "llama3 does not support tools")),
    (Reason.OVERLOADED, ApiError(503, "server busy, please try again.  maximum pending requests exceeded")),
    (Reason.UNAUTHORISED, ApiError(400, "No connected db.", "400", "no_db_connection")),
    (Reason.UNAUTHORISED, ApiError(200, "", "invalid_api_key")),
    (Reason.UNAUTHORISED, ApiError(200, "", "401")),
    (Reason.UNAUTHORISED, ApiError(400, "Your organization must be verified to use image inputs with …")),
    (Reason.TRUNCATED, ApiError(400, "max_tokens or model output limit was reached")),
    (Reason.OVERLOADED, ApiError(503, "", "server_is_overloaded")),
    (Reason.OVERLOADED, ApiError(503, "Slow down", "slow_down")),
    (Reason.OVERLOADED, ApiError(503, "Too many connections, please wait before trying again.")),
    (Reason.OVERLOADED, ApiError(503, "Service Unavailable", retry_after=0.0)),
    (Reason.OVERLOADED, ApiError(503, "The model is experiencing high demand")),
    (Reason.OVERLOADED, ApiError(200, "Overloaded", "", "overloaded_error")),
    (Reason.SERVER_ERROR, ApiError(503, "Service Unavailable, please try again later")),
    (Reason.OVERLOADED, ApiError(500, "Overloaded", "", "api_error")),
    (Reason.OVERLOADED, ApiError(500, f"litellm.InternalServerError: AnthropicError - {_WRAPPED}")),
    (Reason.OVERLOADED, ApiError(502, f"Provider returned error: {_WRAPPED}", "502")),
    (Reason.OVERLOADED, ApiError(200, f"Provider returned error: {_WRAPPED}", "502")),
    (Reason.SERVER_ERROR, ApiError(500, "no matching overload found")),
    (Reason.RATE_LIMITED, ApiError(500, "Too Many Requests", "429")),
    (Reason.RATE_LIMITED, ApiError(502, "litellm.RateLimitError: upstream")),
    (Reason.RATE_LIMITED, ApiError(503, "This request would exceed …", "", "rate_limit_error")),
    (Reason.RATE_LIMITED, ApiError(500, "bad response status code 429", "bad_response_status_code")),
    (Reason.SERVER_ERROR, ApiError(500, "could not connect to the rate limiter")),
    (Reason.SERVER_ERROR, ApiError(503, "no channel", "model_not_found")),
    (Reason.SERVER_ERROR, ApiError(500, "AuthenticationError: upstream")),
    (Reason.SERVER_ERROR, ApiError(500, "", retry_after=5.0)),
    (Reason.RATE_LIMITED, ApiError(429, "Slow down", "slow_down")),
    (Reason.RATE_LIMITED, ApiError(400, "ThrottlingException: Too many requests")),
    (Reason.RATE_LIMITED, ApiError(400, "image quota at most 10/min", "rate_limit_exceeded")),
    (Reason.RATE_LIMITED, ApiError(400, "Too many requests: image quota at most 10/min")),
    (Reason.RATE_LIMITED, ApiError(400, "Rate limit: too many images in a minute")),
    (Reason.RATE_LIMITED, ApiError(200, "", "rate_limit_exceeded")),
    (Reason.RATE_LIMITED, ApiError(200, "", "429")),
    (Reason.MISCONFIGURED, ApiError(400, "Invalid model name passed in model=gpt-9")),
    (Reason.MISCONFIGURED, ApiError(400, "gpt-9 is not a valid model ID")),
    (Reason.MISCONFIGURED, ApiError(404, "The API deployment does not exist", "DeploymentNotFound")),
    (Reason.MISCONFIGURED, ApiError(404, "No endpoints found for x/y.")),
    (Reason.MISCONFIGURED, ApiError(200, "", "", "not_found_error")),
    (Reason.MISCONFIGURED, ApiError(400, "API version not supported", "BadRequest")),
    (Reason.MISCONFIGURED, ApiError(400, "", "UnsupportedApiVersion")),
    (Reason.MISCONFIGURED, ApiError(400, "o3 is enabled only for api versions 2024-12-01-preview and later")),
    (Reason.MISCONFIGURED, ApiError(400, "Missing required query parameter: api-version")),
    (
        Reason.MISCONFIGURED,
        ApiError(400, "The chatCompletion operation does not work with the specified model"),
    ),
    (Reason.MISCONFIGURED, ApiError(400, "litellm.BadRequestError: LLM Provider NOT provided.")),
    (Reason.MISCONFIGURED, ApiError(400, "This model doesn't support tool use in streaming mode.")),
    (Reason.MISCONFIGURED, ApiError(400, "This model doesn't support system messages.")),
    (Reason.MISCONFIGURED, ApiError(400, "The maximum tokens you requested exceeds the model limit of 512.")),
    (Reason.MISCONFIGURED, ApiError(400, "max_tokens: 64000 > 8192, which is the maximum")),
    (Reason.MISCONFIGURED, ApiError(400, "Developer instruction is not enabled for models/gemma-3-4b-it")),
    (Reason.MISCONFIGURED, ApiError(400, "Function calling is not enabled for models/gemma-3-4b-it")),
    (Reason.MISCONFIGURED, ApiError(400, "Media resolution is not supported for this model")),
    (Reason.MISCONFIGURED, ApiError(400, "Request failed because thinking is not supported by this model.")),
    (Reason.MISCONFIGURED, ApiError(400, "Unexpected value(s) `files-1` for the `anthropic-beta` header")),
    (Reason.CLIENT_ERROR, ApiError(200, "bad", "", "invalid_request_error")),
    (Reason.CLIENT_ERROR, ApiError(200, "bad", "422")),
    (Reason.CLIENT_ERROR, ApiError(413, "<h1>413 Request Entity Too Large</h1>")),
    (Reason.SERVER_ERROR, ApiError(200, "something", "777")),
]


@pytest.mark.parametrize(
    ("reason", "error"), WORDED, ids=[f"{e.status} {e.code or e.message}" for _, e in WORDED]
)
def test_words_before_status(reason: Reason, error: ApiError):
    """The words of an error, where they can be believed, outrank its status."""
    assert reason is reason_of_error(error)


@pytest.mark.parametrize("status", [401, 402, 408, 429, 503, 504, 529])
def test_words_on_images_count_only_where_an_image_can_be_refused(status: int):
    """A limit, a missing key or an outage is not an image refused, whatever it mentions."""
    error = ApiError(status, "failed to process image")

    assert STATUSES[status] is reason_of_error(error)


PAGES = [
    '<!DOCTYPE html><html><head><meta property="og:image" content="x.png"></head>not available',
    "<html><style>body{background:url(image)}</style><body>cannot connect</body></html>",
    "upload: <html><body>image upload: cannot connect</body></html>",
    "\n <HTML><body>Blocked by our content policy. Images are not supported. Out of credits.</body></HTML>",
]


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 502, 503])
@pytest.mark.parametrize("page", PAGES)
def test_the_words_of_a_page_are_not_those_of_the_gateway(page: str, status: int):
    """Two error pages of a proxy in a row must not say that the route takes no images."""
    assert STATUSES[status] is reason_of_error(ApiError(status, page))


def test_only_an_error_inside_a_200_goes_by_its_code():
    """A code that looks like a status replaces the 200, never the status of a failed request."""
    assert status_of(ApiError(200, "", "503")) == 503
    assert status_of(ApiError(200, "", "1008")) == 200
    assert status_of(ApiError(400, "", "429")) == 400


@pytest.mark.parametrize("kind", FailureKind)
def test_every_kind_of_failure_has_its_reason(kind: FailureKind):
    """A failure keeps its name; an answer beyond all size is malformed."""
    expected = Reason.MALFORMED if kind is FailureKind.OVERSIZE else Reason(kind.value)

    assert expected is reason_of_failure(Failure(kind, "", Timings(1.0)))


@given(st.integers(-1, 1000), st.text(max_size=50), st.text(max_size=10), st.none() | st.floats())
def test_an_error_is_never_good_news(status: int, message: str, code: str, retry_after: float | None):
    """Property: no error passes, none is a verdict on the vision path, and none raises."""
    reason = reason_of_error(ApiError(status, message, code, retry_after=retry_after))

    assert KIND_OF[reason] in {Kind.ANSWER, Kind.AVAILABILITY, Kind.ACCESS}
