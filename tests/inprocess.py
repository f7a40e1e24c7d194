"""The simulated gateway without a socket: a sender for whoever must ask more often than sockets allow.

What a socket would do is said and not done. A wait is added to the timings instead of being waited for, and a
body that stalls or is reset comes as the client leaves it: cut short, with the kind of its end. The tests
over real sockets show that this is how those look (`tests/e2e/test_faults.py`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from urllib.parse import parse_qsl, unquote, urlsplit

from monitor.client import Timeouts
from monitor.origin.carrier import Origin
from monitor.origin.shelf import OWN_VISIT, Shelf
from monitor.origin.visiting import Visitor
from monitor.probe import Gateway
from probes.media import Via
from probes.types import Failure, FailureKind, Request, Response, Timings
from simgateway.files.desk import PATHS, Errand, answered
from simgateway.gateway import Gateway as Simulated
from simgateway.protocols import WireProtocol, spoken_at
from simgateway.protocols.frame import Frame, Place
from simgateway.reply import Fate, Outcome, Page, Problem, Reply, Unacceptable
from simgateway.turn import Asked, Turn
from simgateway.visiting import AGENT, Unfetched

# Seconds of a healthy exchange: to the first byte, and to the end.
FIRST_BYTE, TOTAL = 0.4, 0.6

_ENDS = {Fate.STALLED: FailureKind.TIMEOUT, Fate.RESET: FailureKind.RESET}

Noise = Callable[[Turn, Outcome], Outcome]


def quiet(_turn: Turn, outcome: Outcome) -> Outcome:
    """No noise: what came stands."""
    return outcome


def _origins() -> dict[Via, Origin]:
    """One at the address that stands for the world and one at a private one, on a clock that never waits."""
    ticks = count()
    places = {Via.URL: "http://127.0.0.1", Via.INTERNAL: "http://127.0.0.2"}
    return {via: Origin(Shelf(clock=lambda: float(next(ticks))), url) for via, url in places.items()}


@dataclass
class InProcess:
    """Answers requests as the simulated gateway would, each on a connection of its own.

    Pictures behind URLs lie with its `origins`, where the gateway finds them without a socket as well.
    `noise` may put something else in the place of what came, as a network and a model now and then do. We
    do not get to the `unreached` origins ourselves; a gateway that does not either has a fault for it.
    """

    simulated: Simulated = field(default_factory=Simulated)
    noise: Noise = quiet
    _ids: Iterator[int] = field(default_factory=lambda: count(1))
    origins: Mapping[Via, Origin] = field(default_factory=_origins)
    unreached: bool = False

    def __post_init__(self) -> None:
        """Whoever is given the origins comes for pictures: the gateway, and ourselves."""
        self.simulated.visit = self._visited
        for origin in self.origins.values():
            origin.visitor = Visitor(origin.shelf, self)

    async def send(
        self, gateway: Gateway, request: Request, *, credentials: Mapping[str, str], timeouts: Timeouts
    ) -> Response | Failure:
        """What the gateway says, or what the client would make of its silence."""
        headers = {f"header:{name}": value for name, value in {**request.headers, **credentials}.items()}
        if OWN_VISIT in request.headers:
            return self._our_visit(gateway.base_url, request.path)
        path = urlsplit(gateway.base_url).path.rstrip("/") + unquote(urlsplit(request.path).path)
        query = dict(parse_qsl(urlsplit(request.path).query))
        if path.startswith(PATHS):
            return _filed(self.simulated, replace(request, path=path), gateway)
        number = f"{next(self._ids):012x}"
        spoken, at = spoken_at(path)
        try:
            asked = spoken.parse(request.body, {**headers, **query, **at})
            turn = self.simulated.hear(asked, request_id=number, connection=number)
        except Unacceptable as refusal:
            return _said(spoken, refusal.problem)
        outcome = self.noise(turn, self.simulated.answer(turn))
        if isinstance(outcome, Reply):
            return _delivered(spoken, outcome, asked, timeouts)
        return _said(spoken, outcome)

    def _our_visit(self, url: str, path: str) -> Response | Failure:
        """What we get from our own origins, and nothing where they are `unreached`."""
        origin = next(each for each in self.origins.values() if each.url == url)
        laid = origin.shelf.find(path)
        if self.unreached or laid is None:
            return Failure(FailureKind.CONNECT, "no connection", Timings(total=0.0))
        return Response(200, {}, laid.content, Timings(FIRST_BYTE))

    def _visited(self, method: str, url: str) -> bytes:
        """What the gateway gets from a URL of the origins, as their listeners would serve it."""
        origin = next((each for each in self.origins.values() if url.startswith(f"{each.url}/")), None)
        laid = origin.shelf.find(urlsplit(url).path) if origin is not None else None
        if origin is None or laid is None:
            raise Unfetched(url)
        if urlsplit(url).path == laid.hop:
            origin.shelf.note(laid, method, AGENT, "127.0.0.1", status=302, size=0)
        body = laid.content if method == "GET" else b""
        origin.shelf.note(laid, method, AGENT, "127.0.0.1", status=200, size=len(body))
        return body


def _filed(simulated: Simulated, request: Request, gateway: Gateway) -> Response:
    """An upload or a deletion."""
    base = "://".join(urlsplit(gateway.base_url)[:2])
    errand = Errand(request.method, request.path, request.headers, request.body, base)
    status, body = answered(simulated.files, errand)
    return Response(status, {"content-type": "application/json"}, body, Timings(TOTAL))


def _said(spoken: WireProtocol, outcome: Problem | Page) -> Response:
    """An error or a page, whole."""
    body = outcome.body if isinstance(outcome, Page) else spoken.problem(outcome)
    media_type = outcome.media_type if isinstance(outcome, Page) else "application/json"
    return Response(
        outcome.status,
        {"content-type": media_type, **outcome.headers},
        body,
        Timings(FIRST_BYTE, first_byte=FIRST_BYTE),
        arrivals=((FIRST_BYTE, len(body)),),
    )


def _delivered(spoken: WireProtocol, reply: Reply, asked: Asked, timeouts: Timeouts) -> Response | Failure:
    """A reply as far as it comes within the time that the client has."""
    delivery = reply.delivery
    frames = spoken.frames(reply, asked, created=0)
    headers = {"content-type": delivery.media_type or spoken.media_type(asked), **reply.headers}
    first_byte = FIRST_BYTE + delivery.first_after
    total = TOTAL + delivery.first_after + delivery.last_after
    if first_byte > timeouts.first_byte:
        late = Timings(timeouts.first_byte)
        return Failure(FailureKind.TIMEOUT, "no first byte of the answer", late)
    fate = Fate.STALLED if total > timeouts.total else delivery.fate
    body = _body(frames, fate)
    timings = Timings(total, first_byte=first_byte)
    arrivals = ((first_byte, max(len(body) - 1, 0)), (total, len(body)))
    answer = Response(200, headers, body, timings, arrivals)
    if fate is Fate.WHOLE:
        return answer
    if fate is Fate.STALLED:
        answer = replace(answer, timings=Timings(timeouts.total, first_byte=first_byte))
    kind = _ENDS[fate]
    return replace(answer, complete=False, broken=f"{kind}: the body broke off", broken_by=kind)


def _body(frames: Sequence[Frame], fate: Fate) -> bytes:
    """What comes of the body; its fate strikes at the last token."""
    tokens = [number for number, frame in enumerate(frames) if frame.place is Place.TOKEN]
    last = tokens[-1] if tokens else len(frames) - 1
    return b"".join(frame.content for frame in (frames if fate is Fate.WHOLE else frames[:last]))
