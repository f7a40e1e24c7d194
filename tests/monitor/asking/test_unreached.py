"""An image origin of ours that nobody reaches: whatever a gateway makes of it, the route is not to blame."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest

from monitor.asking.runner import Runner
from monitor.client import Timeouts
from monitor.money.wallet import Wallet
from monitor.probe import Gateway, Probe
from monitor.result import Attempt
from probes.reasons import Reason
from probes.types import Failure, FailureKind, Request, Response, Timings
from tests.inprocess import InProcess
from tests.monitor.answering import probe, refused


def _asked(fault: str = "") -> Probe:
    return replace(probe("url", model=f"gpt-4o{fault}"), medium="url")


@dataclass
class _Loud(InProcess):
    """A gateway that does not get to the picture, and makes this of it."""

    makes: Response | Failure | None = None

    async def send(
        self, gateway: Gateway, request: Request, *, credentials: Mapping[str, str], timeouts: Timeouts
    ) -> Response | Failure:
        """What it makes of each request with a picture; our own visits and controls go their way."""
        if self.makes is not None and b"image_url" in request.body:
            return self.makes
        return await super().send(gateway, request, credentials=credentials, timeouts=timeouts)


def _runner(makes: Response | Failure | None = None, *, unreached: bool = True) -> Runner:
    """One whose gateway answers, or `makes` this of a picture, and whose origin we do not get to."""
    sender = _Loud(unreached=unreached, makes=makes)
    return Runner(sender, b"secret", Wallet(), carriers=sender.origins)


def _reason(runner: Runner, asked: Probe, slot: int = 0) -> Reason:
    return asyncio.run(runner.run(asked, slot=slot, attempt=Attempt.SCHEDULED))[-1].result.verdict.reason


def test_an_origin_that_breaks_after_years_of_visits_is_our_fault() -> None:
    """The gateway came once; now nobody gets there, and it swallows what went wrong."""
    runner = _runner()
    reasons = [_reason(runner, _asked(fault), slot) for slot, fault in enumerate(("", "+url_never_fetched"))]

    assert reasons == [Reason.OK, Reason.MISCONFIGURED]


@pytest.mark.parametrize(
    ("makes", "reason"),
    [
        (Failure(FailureKind.TIMEOUT, "no first byte", Timings(10.0, connect=0.1)), Reason.TIMEOUT),
        (Failure(FailureKind.RESET, "closed before an answer", Timings(3.0, connect=0.1)), Reason.RESET),
        (refused("an upstream failed", status=500), Reason.SERVER_ERROR),
        (refused("bad gateway", status=502), Reason.SERVER_ERROR),
        (refused("Invalid image.", status=400), Reason.UNSUPPORTED),
    ],
)
def test_a_gateway_that_is_loud_about_our_origin_is_not_to_blame(
    makes: Response | Failure, reason: Reason
) -> None:
    """It hangs on the fetch, dies of it, or calls the image invalid; where we get there, that is its own."""
    assert _reason(_runner(makes), _asked()) is Reason.MISCONFIGURED
    assert _reason(_runner(makes, unreached=False), _asked()) is reason


@pytest.mark.parametrize(
    "makes",
    [
        Failure(FailureKind.DNS, "the host name does not resolve", Timings(0.1)),
        Failure(FailureKind.CONNECT, "no connection", Timings(0.1, resolve=0.1)),
        Failure(FailureKind.TLS, "TLS failed", Timings(0.1, resolve=0.1)),
        Failure(FailureKind.TIMEOUT, "no connection within 5 s", Timings(5.0, resolve=0.1)),
    ],
)
def test_a_gateway_that_is_not_there_is_told_as_such(makes: Failure) -> None:
    """It has seen no URL, so our origin, however broken, is no excuse."""
    assert _reason(_runner(makes), _asked()).value == makes.kind.value


def test_a_kept_connection_was_made_before() -> None:
    """That none was made for this request does not say that the gateway did not get it."""
    asked, hung = _asked(), Failure(FailureKind.TIMEOUT, "no first byte", Timings(10.0))
    kept = replace(asked.route, gateway=replace(asked.route.gateway, connection="kept"))

    assert _reason(_runner(hung), replace(asked, route=kept)) is Reason.MISCONFIGURED
