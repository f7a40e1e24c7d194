"""What is said of a picture that was not taken."""

from probes.errors.words import rule
from probes.reasons import Reason

# Words of images, unless they are a model's name or part of one (`gpt-image-1`, `llama-3.2-vision`,
# `model=vision`, "The model `vision` …"; LiteLLM adds "Received Model Group=vision" to whatever went wrong).
_IMAGE = (
    r"(?<![a-z0-9/=-])(?<!model [`'\"])(?<!models=\[['\"])"
    r"(?:images?|pictures?|vision|visual|mmproj|multi-?modal)(?![a-z0-9-])"
)
_REFUSED = (
    r"(?:(?:not?|n['’]t) (?:currently )?support|unsupported|only support|does not accept|not accepted"
    r"|not allowed|not permitted|not enabled|not available|not accessible|not a(?=\W)|no endpoints"
    r"|invalid(?!_?request_?error)|incorrect|too[_ ](?:small|large|many)"
    r"|exceeds? (?:the )?(?:[0-9]|allowed|dimension|max)|not represent"
    r"|empty|at most|must be larger|does not match (?:any|the specified)|parse[_ ]error|file[_ ]not[_ ]found)"
)
# What servers say of a picture that they refuse, and of everything else that they failed at.
_FAILED = r"(?:unable to|could not|cannot|can't|failed[_ ]to)"
_OUTAGE = (
    rf"{_FAILED}.{{0,40}}(?:\bconnect|\breach|\bmemory|time[d-]? ?out|upstream)"
    rf"|(?:\bconnect|\breach|\bmemory|time[d-]? ?out).{{0,40}}{_FAILED}"
)
_CRASHED = {500, 502}
_BODY_REFUSED = {200, 400, 403, 404, 413, 415, 422, 501}


def _of_an_image(verbs: str) -> str:
    return rf"(?:{_IMAGE}.{{0,80}}{verbs}|{verbs}.{{0,80}}{_IMAGE})"


# An error is filed under `invalid_request_error` whatever it is about: its kind is no word of it.
IMAGE_FAILED = (
    rule(Reason.UNSUPPORTED, _BODY_REFUSED, _of_an_image(_FAILED), of_kind=False),
    rule(Reason.UNSUPPORTED, _CRASHED, rf"^(?!.*(?:{_OUTAGE})).*{_of_an_image(_FAILED)}", of_kind=False),
)
IMAGE_REFUSED = rule(
    Reason.UNSUPPORTED,
    _BODY_REFUSED | _CRASHED,
    _of_an_image(_REFUSED),
    r"not have (?:vision|image)\b",
    r"\bimage\.source\b",  # Anthropic: the place of what is wrong
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
    of_kind=False,
)
