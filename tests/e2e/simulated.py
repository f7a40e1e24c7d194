"""The simulated gateway in a thread of the test, driven over its control endpoints like any other process."""

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from simgateway import app
from simgateway.serving import serve_in_thread
from tests.e2e.programs import http


@dataclass(frozen=True, slots=True)
class Simulator:
    """Where the gateway is, what it is told to do, and what it has seen."""

    url: str

    def set_fault(self, model: str, fault: str, arg: str | None = None) -> None:
        """From now on `model` answers with `fault`."""
        wanted = {"fault": fault} if arg is None else {"fault": fault, "arg": arg}
        assert http("PUT", f"{self.url}/_sim/faults/{quote(model)}", wanted) is not None

    def clear_fault(self, model: str) -> None:
        """From now on `model` is honest again."""
        assert http("DELETE", f"{self.url}/_sim/faults/{quote(model)}") is not None

    def list_models(self, models: Mapping[str, bool | None], state: str = "up") -> None:
        """From now on these models are listed, with whether they are declared to see."""
        assert http("PUT", f"{self.url}/_sim/models", {"models": models, "state": state}) is not None

    def requests(self, model: str | None = None) -> list[dict[str, Any]]:
        """What came so far, oldest first; of one model where one is named."""
        answer = http("GET", f"{self.url}/_sim/requests")
        assert answer is not None
        return [each for each in json.loads(answer) if model in (None, each["model"])]


@contextlib.contextmanager
def simulated() -> Iterator[Simulator]:
    """A gateway that lies on demand while the block runs."""
    with serve_in_thread(app.create(seed=0, keep=5_000)) as url:
        yield Simulator(url)
