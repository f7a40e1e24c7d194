"""An image origin of ours that nobody reaches: whatever a gateway makes of it, the route is not to blame."""

import asyncio
from dataclasses import replace

from monitor.asking.runner import Runner
from monitor.money.wallet import Wallet
from monitor.probe import Probe
from monitor.result import Attempt
from probes.reasons import Reason
from tests.inprocess import InProcess
from tests.monitor.answering import probe


def _asked(fault: str = "") -> Probe:
    return replace(probe("url", model=f"gpt-4o{fault}"), medium="url")


def _runner() -> Runner:
    """One whose gateway answers, and whose origin we do not get to ourselves."""
    sender = InProcess(unreached=True)
    return Runner(sender, b"secret", Wallet(), carriers=sender.origins)


def _reason(runner: Runner, asked: Probe, slot: int = 0) -> Reason:
    return asyncio.run(runner.run(asked, slot=slot, attempt=Attempt.SCHEDULED))[-1].result.verdict.reason


def test_an_origin_that_breaks_after_years_of_visits_is_our_fault() -> None:
    """The gateway came once; now nobody gets there, and it swallows what went wrong."""
    runner = _runner()
    reasons = [_reason(runner, _asked(fault), slot) for slot, fault in enumerate(("", "+url_never_fetched"))]

    assert reasons == [Reason.OK, Reason.MISCONFIGURED]
