"""A webhook receiver that remembers what Alertmanager sent, in order."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Notice:
    """One alert as it was delivered: to which receiver, firing or resolved, with its labels and notes."""

    receiver: str
    status: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]

    @property
    def name(self) -> str:
        """The alert's name."""
        return self.labels["alertname"]


@dataclass(slots=True)
class Webhook:
    """Where notices arrive; `wait` sleeps until one of them is what a test waits for."""

    url: str
    notices: list[Notice] = field(default_factory=list)
    _arrived: threading.Condition = field(default_factory=threading.Condition)

    def take(self, receiver: str, payload: bytes) -> None:
        """Note what a request carried; keys of the payload that are not known are no trouble."""
        alerts = json.loads(payload)["alerts"]
        with self._arrived:
            self.notices += [
                Notice(receiver, alert["status"], alert["labels"], alert["annotations"]) for alert in alerts
            ]
            self._arrived.notify_all()

    def wait(self, wanted: Callable[[Notice], bool], *, within: float) -> Notice:
        """The first notice of all so far and to come that is `wanted`; fails after `within` seconds."""
        with self._arrived:
            arrived = self._arrived.wait_for(lambda: any(map(wanted, self.notices)), timeout=within)
            assert arrived, f"not within {within:g} s among:\n" + "\n".join(map(str, self.notices))
            return next(filter(wanted, self.notices))


@contextmanager
def served(server: ThreadingHTTPServer) -> Iterator[str]:
    """`server` in a thread of its own while the block runs; gives its base URL."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def listening() -> Iterator[Webhook]:
    """A webhook on a free port of loopback while the block runs; the path names the receiver."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            webhook.take(self.path.strip("/"), self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing: pytest shows what arrived where it matters."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    webhook = Webhook(f"http://127.0.0.1:{server.server_port}")
    with served(server):
        yield webhook
