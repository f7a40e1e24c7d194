"""What the tests of this folder share: a configuration with one list, and senders that answer it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from monitor.client import Timeouts
from monitor.config import Config, parse
from monitor.discovery.source import Source
from monitor.probe import Gateway
from probes.types import Failure, Request, Response, Timings

_FILE = """
gateways:
  main: {{base_url: "http://gateway.test/v1"}}
  spare: {{base_url: "http://spare.test/v1"}}
discovery:
  - {{{keys}}}
{more}
"""


def config(keys: str = "gateway: main, assume: vision", more: str = "", *, folder: Path = Path()) -> Config:
    """A configuration with one list of these keys."""
    return parse(_FILE.format(keys=keys, more=more), source=folder / "f.yaml")


def source(keys: str = "gateway: main, assume: vision", *, folder: Path = Path()) -> Source:
    """The list of these keys."""
    (only,) = config(keys, folder=folder).discovery
    return only


def response(document: Any, status: int = 200, **more: Any) -> Response:
    """An answer with this document, or these bytes."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return Response(status, {}, body, Timings(0.1), **more)


def listed(*names: str) -> Response:
    """OpenAI's list of these models."""
    return response({"data": [{"id": name} for name in names]})


@dataclass
class Answering:
    """A sender that answers by method and address; what it was asked is kept."""

    answer: Callable[[str, Request], Response | Failure]
    asked: list[str] = field(default_factory=list)
    credentials: list[Mapping[str, str]] = field(default_factory=list)

    async def send(
        self, gateway: Gateway, request: Request, *, credentials: Mapping[str, str], timeouts: Timeouts
    ) -> Response | Failure:
        """The answer to what is asked."""
        del timeouts
        asked = f"{request.method} {gateway.base_url}{request.path}"
        self.asked.append(asked)
        self.credentials.append(credentials)
        return self.answer(asked, request)
