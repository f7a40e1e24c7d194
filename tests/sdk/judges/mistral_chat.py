"""Mistral's library on its dialect of Chat Completions."""

import json

from mistralai.client import Mistral
from mistralai.client.models import ChatCompletionRequest, ChatCompletionStreamRequest

from probes.types import Request
from tests.sdk.judges.heard import KEY, Heard
from tests.sdk.strict import check_model


def check(request: Request) -> None:
    """A body of the library's own model of a request."""
    body = json.loads(request.body)
    check_model(ChatCompletionStreamRequest if body.get("stream") else ChatCompletionRequest, body)


def hear(url: str, request: Request) -> Heard:
    """The answer to the same parameters."""
    body = json.loads(request.body)
    with Mistral(server_url=url, api_key=KEY) as client:
        if not body.pop("stream", False):
            answer = client.chat.complete(**body)
            (choice,) = answer.choices
            used = answer.usage
            return Heard(
                choice.message.content, choice.finish_reason, used.prompt_tokens, used.completion_tokens
            )
        with client.chat.stream(**body) as events:
            chunks = [event.data for event in events]
    choices = [chunk.choices[0] for chunk in chunks if chunk.choices]
    (used,) = [chunk.usage for chunk in chunks if chunk.usage]
    (finish,) = [choice.finish_reason for choice in choices if choice.finish_reason]
    text = "".join(choice.delta.content or "" for choice in choices)
    return Heard(text, finish, used.prompt_tokens, used.completion_tokens)
