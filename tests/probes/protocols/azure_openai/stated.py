"""What Azure's replies say: filters beside an answer, in its place, and instead of it."""

from dataclasses import replace

from probes.reasons import Reason
from probes.types import ApiError, Reply, Usage
from tests.probes.protocols.stating import Stated

USAGE = Usage(prompt=183, completion=5, cached=0, reasoning=0)
ANSWER = Reply(
    text="KX4PM",
    model="gpt-4o-2024-11-20",
    response_id="chatcmpl-7f3a",
    finish="stop",
    ended=True,
    usage=USAGE,
)
FILTERED = (
    "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. "
    "Please modify your prompt and retry."
)

PLAIN = {
    "filter-results": ANSWER,
    "filtered": replace(ANSWER, text="", finish="content_filter", usage=replace(USAGE, completion=0)),
}

STREAMS = {
    "filter-results": ANSWER,
    "filtered-midway": replace(ANSWER, text="KX4", finish="content_filter"),
    "filter-error": Reply(error=ApiError(200, FILTERED, "content_filter", "400", "prompt")),
}

# The reason, and a piece of the message that must have been found.
ERRORS = {
    "400-content-filter": (Reason.REFUSED, FILTERED),
    "400-content-filter-without-inner": (Reason.REFUSED, FILTERED),
    "400-image-url": (Reason.UNSUPPORTED, "not accessible"),
    "400-stream-options": (Reason.MISCONFIGURED, "stream_options"),
    "401-key": (Reason.UNAUTHORISED, "subscription key"),
    "404-version": (Reason.MISCONFIGURED, "not found"),
    "404-deployment": (Reason.MISCONFIGURED, "does not exist"),
    "429-rate": (Reason.RATE_LIMITED, "token rate limit"),
}

STATED = Stated(PLAIN, STREAMS, ERRORS)
