"""OpenAI's library on Responses."""

import json

from openai import OpenAI
from openai.types.responses.response_create_params import (
    ResponseCreateParamsNonStreaming,
    ResponseCreateParamsStreaming,
)

from probes.types import Request
from tests.sdk.judges.heard import KEY, Heard
from tests.sdk.strict import check_dict

_LAST = ("response.completed", "response.incomplete")


def check(request: Request) -> None:
    """A body of the parameters of `responses.create`."""
    body = json.loads(request.body)
    check_dict(
        ResponseCreateParamsStreaming if body.get("stream") else ResponseCreateParamsNonStreaming, body
    )


def hear(url: str, request: Request) -> Heard:
    """The answer to the same parameters: of a stream, the words of its deltas."""
    body = json.loads(request.body)
    with OpenAI(base_url=f"{url}/v1", api_key=KEY, max_retries=0) as client:
        answer = client.responses.create(**body)
        events = list(answer) if body.get("stream") else []
    last = events[-1].response if events else answer
    assert not events or events[-1].type in _LAST
    spoken = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    assert not events or spoken == last.output_text
    return Heard(last.output_text, last.status, last.usage.input_tokens, last.usage.output_tokens)
