"""What the tests of the simulator send, and how they read what comes back."""

import base64
import json
from typing import Any

import httpx

from probes.challenges import code
from probes.types import Challenge

PATH = "/v1/chat/completions"


def drawn(number: int) -> Challenge:
    """The challenge of seed `number`."""
    return code.draw(number.to_bytes(8, "big"), day=0)


def data_url(content: bytes, media_type: str = "image/png") -> str:
    """`content` as a data URL in base64."""
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def request(model: str, number: int = 0, *, stream: bool = False, picture: bool = True) -> dict[str, Any]:
    """The body of a probe of `model` with the picture of seed `number`, or with none."""
    challenge = drawn(number)
    image = {"type": "image_url", "image_url": {"url": data_url(challenge.picture.content)}}
    text = {"type": "text", "text": challenge.question}
    content = [image, text] if picture else [text]
    body: dict[str, Any] = {
        "model": model,
        "messages": [{"role": "user", "content": content}],
        "max_tokens": 1024,
    }
    return body | ({"stream": True, "stream_options": {"include_usage": True}} if stream else {})


def send(url: str, body: dict[str, Any], *, timeout: float = 10.0) -> httpx.Response:
    """The answer to `body`, on a fresh connection."""
    return httpx.post(url + PATH, json=body, timeout=timeout, verify=False)  # nothing here speaks TLS


def events(response: httpx.Response) -> list[dict[str, Any]]:
    """The JSON events of a stream that can be read; comments, the end mark and cut events are left out."""
    data = [line.removeprefix("data: ") for line in response.text.split("\n\n") if line.startswith("data: ")]
    return [json.loads(event) for event in data if event.endswith("}")]


def text(response: httpx.Response) -> str:
    """The text of an answer, plain or streamed."""
    if response.text.startswith("{"):
        return response.json()["choices"][0]["message"]["content"] or ""
    choices = [event["choices"][0] for event in events(response) if event["choices"]]
    return "".join(choice["delta"].get("content", "") for choice in choices)


def finish(response: httpx.Response) -> str | None:
    """The finish reason of an answer, plain or streamed."""
    if response.text.startswith("{"):
        return response.json()["choices"][0]["finish_reason"]
    choices = [event["choices"][0] for event in events(response) if event["choices"]]
    return next((choice["finish_reason"] for choice in choices if choice["finish_reason"]), None)


def usage(response: httpx.Response) -> dict[str, Any] | None:
    """The usage of an answer, plain or streamed."""
    documents = [response.json()] if response.text.startswith("{") else events(response)
    return next((document["usage"] for document in documents if document.get("usage")), None)
