"""The one seam of the shell's tests: a sender that answers in memory, as a model that sees would."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor.client import Timeouts
from monitor.probe import Gateway, Probe, Route
from probes.types import Failure, Request, Response, Timings

Answering = Callable[[dict[str, Any]], Response | Failure]

TIMINGS = Timings(total=0.2, connect=0.01, first_byte=0.1)


@dataclass
class Sender:
    """Answers request after request by `script`; the last entry goes on answering. Keeps what was sent."""

    script: Sequence[Answering]
    sent: list[dict[str, Any]] = field(default_factory=list)
    credentials: list[Mapping[str, str]] = field(default_factory=list)
    timeouts: list[Timeouts] = field(default_factory=list)

    async def send(
        self, gateway: Gateway, request: Request, *, credentials: Mapping[str, str], timeouts: Timeouts
    ) -> Response | Failure:
        """The next answer."""
        del gateway  # every gateway answers alike
        body = json.loads(request.body)
        place = min(len(self.sent), len(self.script) - 1)
        self.sent.append(body)
        self.credentials.append(credentials)
        self.timeouts.append(timeouts)
        return self.script[place](body)


def has_image(body: Mapping[str, Any]) -> bool:
    """Whether a request carries a picture."""
    return '"image_url"' in json.dumps(body)


def picture(body: Mapping[str, Any]) -> bytes:
    """The bytes of the picture in a request."""
    part = next(part for part in body["messages"][-1]["content"] if part["type"] == "image_url")
    return base64.b64decode(part["image_url"]["url"].partition(",")[2])


def said(text: str, *, prompt: int | None = 288, status: int = 200, **more: Any) -> Response:
    """A plain chat completion that says `text`."""
    usage = {} if prompt is None else {"usage": {"prompt_tokens": prompt, "completion_tokens": 3}}
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    body = {"id": more.pop("id", "c-1"), "model": more.pop("model", "gpt-4o"), "choices": [choice], **usage}
    return Response(status, {"content-type": "application/json"}, json.dumps(body | more).encode(), TIMINGS)


def refused(message: str, *, status: int = 400, **error: Any) -> Response:
    """An error body."""
    body = json.dumps({"error": {"message": message, **error}}).encode()
    return Response(status, {"content-type": "application/json"}, body, TIMINGS)


def blind(*, text: str = "NO_IMAGE", prompt: int = 33) -> Answering:
    """A route that never shows the model a picture."""
    return lambda _: said(text, prompt=prompt)


def sighted(key_of: Callable[[bytes], str], *, control: int = 33, image: int = 255) -> Answering:
    """A model that reads pictures by `key_of` and says NO_IMAGE to a request without one."""

    def answer(body: dict[str, Any]) -> Response:
        if not has_image(body):
            return said("NO_IMAGE", prompt=control)
        return said(key_of(picture(body)), prompt=control + image)

    return answer


def probe(preset: str = "inline", *, stream: bool = False, interval: float = 60.0, **route: Any) -> Probe:
    """A probe of a route `r` behind a gateway `g`."""
    gateway = route.pop("gateway", Gateway("g", "http://gateway.test/v1"))
    made = Route(route.pop("name", "r"), gateway, route.pop("model", "gpt-4o"), **route)
    return Probe(made, preset, "code", "inline-png", "user", stream=stream, interval=interval, timeout=10.0)
