"""What is said of a picture that was not taken."""

from probes.errors.words import rule
from probes.reasons import Reason

# Words of images, unless they are part of a model's name (`gpt-image-1`, `llama-3.2-vision`).
_IMAGE = r"(?<![a-z0-9/-])(?:images?|pictures?|vision|visual|mmproj|multi-?modal)(?![a-z0-9-])"
_CANNOT = (
    r"(?:(?:not?|n['’]t) (?:currently )?support|unsupported|only support|does not accept|not accepted"
    r"|not allowed|not permitted|not enabled|not available|not accessible|not a(?=\W)|no endpoints"
    r"|unable to|could not|cannot|can't|failed[_ ]to|invalid|incorrect|too[_ ](?:small|large|many)"
    r"|empty|at most|must be larger|does not match (?:any|the specified)|parse[_ ]error|file[_ ]not[_ ]found)"
)
_BODY_REFUSED = {200, 400, 403, 404, 413, 415, 422, 500, 501, 502}

IMAGE_REFUSED = rule(
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
)
