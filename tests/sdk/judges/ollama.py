"""Ollama's library on its own chat."""

import json
from typing import Any

from ollama import Client, Image, Message, Options, Tool
from ollama._types import ChatRequest

from probes.types import Request
from tests.sdk.judges.heard import KEY, Heard
from tests.sdk.strict import check_model


def check(request: Request) -> None:
    """A body of the library's own model of a request, and in it messages, options and tools of theirs."""
    body = json.loads(request.body)
    check_model(ChatRequest, body)
    check_model(Options, body.get("options", {}))
    for message in body["messages"]:
        _check_message(message)
    for tool in body.get("tools", []):
        check_model(Tool, tool)


def hear(url: str, request: Request) -> Heard:
    """The answer to the same parameters."""
    body = json.loads(request.body)
    with Client(host=url, headers={"authorization": f"Bearer {KEY}"}) as client:
        answer = client.chat(**body)
        parts = list(answer) if body.get("stream") else [answer]
    last = parts[-1]
    assert [part.done for part in parts] == [False] * (len(parts) - 1) + [True]
    text = "".join(part.message.content or "" for part in parts)
    return Heard(text, last.done_reason, last.prompt_eval_count, last.eval_count)


def _check_message(message: dict[str, Any]) -> None:
    """A message; the pictures in it are strings on the wire alone, and base64."""
    pictures = message.get("images", [])
    if not isinstance(pictures, list) or not all(isinstance(each, str) for each in pictures):
        raise ValueError(f"pictures that are {pictures}")
    check_model(Message, {name: value for name, value in message.items() if name != "images"})
    written = Message(role="user", images=[Image(value=each) for each in pictures]).model_dump()
    if written["images"] != pictures:
        raise ValueError("pictures that the library would send otherwise")
