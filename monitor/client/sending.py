"""Send a request and bring back what came, or why nothing did."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import httpx

from monitor.client.bounds import Limits, Timeouts
from monitor.client.causes import Cause, MisconfiguredError, explain
from monitor.client.lanes import Lane, Lanes
from monitor.client.outgoing import compose
from monitor.client.progress import Progress, current
from monitor.client.reading import Body, read_headers
from monitor.probe import Gateway
from probes.types import Failure, FailureKind, Request, Response, Timings

_LIMITS = Limits()


class Client:
    """Sends a request down a gateway and brings a response or a failure.

    It never raises for what the network, the gateway or an operator's settings do. It speaks to httpx at the
    level of its transports, because `httpx.AsyncClient` above them keeps cookies (which would pin all probes
    to one replica), logs full URLs, reads the Location of a redirect nobody follows, and costs more.
    """

    def __init__(self, limits: Limits = _LIMITS) -> None:
        self._limits = limits
        self._lanes = Lanes(limits)

    async def send(
        self, gateway: Gateway, request: Request, *, credentials: Mapping[str, str], timeouts: Timeouts
    ) -> Response | Failure:
        """One request, one answer: any HTTP status is a response, redirects are not followed.

        `credentials` are headers and win over the gateway's, which win over the request's. Secrets are read
        at each call. A body that broke off or grew too long gives a response with `complete` False whose
        `broken` begins with the kind of failure, as in "timeout: …".
        """
        try:
            outgoing = compose(gateway, request, credentials)
            lane = await self._lanes.enter(gateway)
        except MisconfiguredError as error:
            return Failure(FailureKind.MISCONFIGURED, str(error), Timings(total=0.0))
        try:
            return await self._send(lane, outgoing, timeouts)
        finally:
            await self._lanes.leave(lane)

    async def close(self) -> None:
        """Close all connections, with what is still on them. The client is of no use afterwards."""
        await self._lanes.close()

    async def _send(self, lane: Lane, outgoing: httpx.Request, timeouts: Timeouts) -> Response | Failure:
        """Exchange, and once more when a kept connection proved dead: gateways close them without a word."""
        progress = Progress(timeouts)
        answer = await self._exchange(lane, outgoing, progress)
        if progress.reused and isinstance(answer, Failure) and answer.kind is FailureKind.RESET:
            return await self._exchange(lane, outgoing, Progress(timeouts))
        return answer

    async def _exchange(self, lane: Lane, outgoing: httpx.Request, progress: Progress) -> Response | Failure:
        incoming = _Incoming(Body(self._limits))
        current.set(progress)
        try:
            cause = await self._receive(lane, outgoing, progress, incoming)
            return incoming.answer(cause, progress.timings())
        finally:
            await incoming.close()

    async def _receive(
        self, lane: Lane, outgoing: httpx.Request, progress: Progress, incoming: "_Incoming"
    ) -> Cause | None:
        """Fill `incoming` as far as the exchange gets; the cause if that is not its end."""
        try:
            async with progress.deadline:
                incoming.response = await lane.transport.handle_async_request(outgoing)
                incoming.headers = read_headers(incoming.response.headers.raw, self._limits)
                await incoming.read(progress)
        except Exception as error:  # noqa: BLE001 - the table of causes tells them apart, and has a last row
            return progress.overdue() if progress.deadline.expired() else explain(error)
        return None


@dataclass(slots=True)
class _Incoming:
    """What has come so far; `headers` are there once the head is whole and within bounds."""

    body: Body
    response: httpx.Response | None = None
    headers: dict[str, str] | None = None

    async def read(self, progress: Progress) -> None:
        """Read the body to its end."""
        assert self.response is not None
        assert self.headers is not None
        assert isinstance(self.response.stream, httpx.AsyncByteStream)
        self.body.decode_as(self.headers.get("content-encoding", ""))
        async for piece in self.response.stream:
            self.body.feed(piece, progress.received())
        self.body.finish()

    async def close(self) -> None:
        """Let go of the connection. Nothing that goes wrong here can change what has been read."""
        if self.response is not None:
            with suppress(Exception):
                await self.response.aclose()

    def answer(self, cause: Cause | None, timings: Timings) -> Response | Failure:
        """A response if a head came, whatever became of its body."""
        if self.response is None or self.headers is None:
            assert cause is not None
            return Failure(cause.kind, cause.detail, timings)
        return Response(
            status=self.response.status_code,
            headers=self.headers,
            body=self.body.content,
            timings=timings,
            arrivals=tuple(self.body.arrivals),
            complete=cause is None,
            broken="" if cause is None else f"{cause.kind}: {cause.detail}",
            broken_by=None if cause is None else cause.kind,
        )
