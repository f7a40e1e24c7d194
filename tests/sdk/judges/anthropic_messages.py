"""Anthropic's library on Messages."""

import json

from anthropic import Anthropic
from anthropic.types import Message
from anthropic.types.message_create_params import (
    MessageCreateParamsNonStreaming,
    MessageCreateParamsStreaming,
)

from probes.types import Request
from tests.sdk.judges.heard import KEY, Heard
from tests.sdk.strict import check_dict


def check(request: Request) -> None:
    """A body of the parameters of `messages.create`."""
    body = json.loads(request.body)
    check_dict(MessageCreateParamsStreaming if body.get("stream") else MessageCreateParamsNonStreaming, body)


def hear(url: str, request: Request) -> Heard:
    """The answer to the same parameters; of a stream, the message that the library makes of its events.

    The library has come to send its key as a bearer; the service takes the older header as it did.
    """
    headers = {"x-api-key": KEY}
    with Anthropic(base_url=url, api_key=KEY, default_headers=headers, max_retries=0) as client:
        return heard(client, request)


def heard(client: Anthropic, request: Request) -> Heard:
    """What `client` reads. It speaks of a newer version than we do where it is not told otherwise."""
    body = json.loads(request.body)
    extra = {name: value for name, value in request.headers.items() if name.startswith("anthropic-")}
    if not body.pop("stream", False):
        return _heard(client.messages.create(**body, extra_headers=extra))
    with client.messages.stream(**body, extra_headers=extra) as stream:
        spoken = "".join(stream.text_stream)
        message = stream.get_final_message()
    read = _heard(message)
    assert spoken == read.text
    return read


def _heard(message: Message) -> Heard:
    used = message.usage
    cached = (used.cache_creation_input_tokens or 0) + (used.cache_read_input_tokens or 0)
    text = "".join(block.text for block in message.content if block.type == "text")
    return Heard(text, message.stop_reason, used.input_tokens + cached, used.output_tokens)
