"""What replies say as Ollama sends them."""

from dataclasses import replace

from probes.reasons import Reason
from probes.types import ApiError, Backend, Reply, Usage
from tests.probes.protocols.stating import Stated

ANSWER = Reply(text="KX4PM", model="gemma3:4b", finish="stop", ended=True, usage=Usage(283, 5))
CACHED = replace(ANSWER, usage=Usage(completion=5))
CALLED = replace(ANSWER, text="", tool_calls=1, usage=Usage(283, 18))
THOUGHT = replace(ANSWER, model="qwen3-vl:8b", reasoning="Five symbols.", usage=Usage(283, 64))

PLAIN = {
    "gemma": ANSWER,
    "thinking": THOUGHT,
    "think-tags": replace(THOUGHT, model="qwen3-14b-custom"),
    "length": replace(
        THOUGHT,
        text="",
        reasoning="The picture shows letters. Let me look at",
        finish="length",
        usage=Usage(283, 1024),
    ),
    "cached": CACHED,
    "no-reason": replace(ANSWER, finish=None),
    "tool-call": CALLED,
    "load": replace(ANSWER, text="", finish="load", usage=None),
    "cloud": replace(
        ANSWER,
        model="qwen3-vl:235b-cloud",
        backend=Backend(models=("qwen3-vl:235b",), providers=("https://ollama.com:443",)),
    ),
}

STREAMS = {
    "gemma": ANSWER,
    "thinking": THOUGHT,
    "text-on-last-line": ANSWER,
    "tool-call": CALLED,
    "cached": CACHED,
    "error": replace(
        ANSWER,
        text="KX",
        finish=None,
        ended=False,
        usage=None,
        error=ApiError(200, "an error was encountered while running the model"),
    ),
}

# The reason, and a piece of the message that must have been found.
ERRORS = {
    "400-no-image-input": (Reason.UNSUPPORTED, "does not support image input"),
    "400-one-image": (Reason.UNSUPPORTED, "only supports one image"),
    "400-base64": (Reason.CLIENT_ERROR, "illegal base64"),
    "400-thinking": (Reason.MISCONFIGURED, "does not support thinking"),
    "400-think-value": (Reason.MISCONFIGURED, "think value"),
    "400-tools": (Reason.MISCONFIGURED, "does not support tools"),
    "401-cloud": (Reason.UNAUTHORISED, "unauthorized"),
    "404-model": (Reason.MISCONFIGURED, "not found"),
    "500-memory": (Reason.SERVER_ERROR, "more system memory"),
    "503-busy": (Reason.OVERLOADED, "server busy"),
}

STATED = Stated(PLAIN, STREAMS, ERRORS)
