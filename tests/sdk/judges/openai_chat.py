"""OpenAI's library on Chat Completions."""

import json
from typing import Any

from openai import OpenAI
from openai.types.chat.completion_create_params import (
    CompletionCreateParamsNonStreaming,
    CompletionCreateParamsStreaming,
)

from probes.types import Request
from tests.sdk.judges.heard import KEY, Heard
from tests.sdk.strict import check_dict


def check(request: Request) -> None:
    """A body of the parameters of `chat.completions.create`."""
    body = json.loads(request.body)
    check_dict(
        CompletionCreateParamsStreaming if body.get("stream") else CompletionCreateParamsNonStreaming, body
    )


def hear(url: str, request: Request) -> Heard:
    """The answer to the same parameters."""
    with OpenAI(base_url=f"{url}/v1", api_key=KEY, max_retries=0) as client:
        return heard(client, json.loads(request.body))


def heard(client: OpenAI, body: dict[str, Any]) -> Heard:
    """What `client` reads, from chunks or from a whole completion."""
    answer = client.chat.completions.create(**body)
    if not body.get("stream"):
        (choice,) = answer.choices
        used = answer.usage
        return Heard(
            choice.message.content or "", choice.finish_reason, used.prompt_tokens, used.completion_tokens
        )
    chunks = list(answer)
    choices = [chunk.choices[0] for chunk in chunks if chunk.choices]
    (used,) = [chunk.usage for chunk in chunks if chunk.usage]
    (finish,) = [choice.finish_reason for choice in choices if choice.finish_reason]
    text = "".join(choice.delta.content or "" for choice in choices)
    return Heard(text, finish, used.prompt_tokens, used.completion_tokens)
