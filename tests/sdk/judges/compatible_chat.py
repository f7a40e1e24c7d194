"""OpenAI's library on servers that imitate Chat Completions and take more: a user calls them with it as well.

What they take beyond OpenAI's own types is stated here, by what their own types say: pictures in a tool's
result, and OpenRouter's wish for usage.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from openai import OpenAI
from openai.types.chat import ChatCompletionContentPartImageParam

from probes.types import Request
from tests.sdk.judges import openai_chat
from tests.sdk.judges.heard import KEY, Heard
from tests.sdk.strict import check_dict

DIALECTS = ("openrouter", "vllm", "sglang", "llamacpp", "litellm", "new-api", "ollama")

_EXTRA = {"usage": {"include": True}}


def check(request: Request) -> None:
    """A body of OpenAI's parameters, but for what these servers take beside them."""
    body = json.loads(request.body)
    for name in _EXTRA.keys() & body.keys():
        if body.pop(name) != _EXTRA[name]:
            raise ValueError(name)
    if isinstance(body.get("messages"), list):
        body["messages"] = [_without_pictures(message) for message in body["messages"]]
    openai_chat.check(replace(request, body=json.dumps(body).encode()))


def hear(url: str, request: Request) -> Heard:
    """The answer to the same parameters, what the library does not know sent beside them."""
    body = json.loads(request.body)
    extra = {name: body.pop(name) for name in _EXTRA.keys() & body.keys()}
    with OpenAI(base_url=f"{url}/v1", api_key=KEY, max_retries=0) as client:
        return openai_chat.heard(client, {**body, "extra_body": extra})


def _without_pictures(message: Any) -> Any:
    """A tool's message as OpenAI's type has it; its pictures are judged as those of a user's."""
    if not isinstance(message, Mapping) or message.get("role") != "tool":
        return message
    parts = message.get("content")
    if not isinstance(parts, list):
        return message
    for part in (part for part in parts if _shows(part)):
        check_dict(ChatCompletionContentPartImageParam, part)
    return {**message, "content": [part for part in parts if not _shows(part)]}


def _shows(part: Any) -> bool:
    return isinstance(part, dict) and part.get("type") == "image_url"
