"""A probe of private addresses: one request, one question, and nothing learned of pictures by it."""

import asyncio
from dataclasses import replace

import pytest

from monitor.asking.run import Run
from monitor.asking.runner import Runner
from monitor.health import begin
from monitor.money.wallet import Wallet
from monitor.probe import Probe
from monitor.result import Attempt
from monitor.status import ProbeStatus, record
from probes.media import Via
from probes.private import CHECK
from probes.reasons import Reason
from tests.inprocess import InProcess
from tests.monitor.answering import probe


def _asked(fault: str = "") -> Probe:
    return replace(probe("ssrf", model=f"gpt-4o{fault}"), medium="url-internal")


def _runs(fault: str = "", *, slots: int = 1) -> tuple[list[tuple[Run, ...]], Runner]:
    """The runs of so many slots, in each of which a control would be wanted."""
    sender = InProcess()
    runner = Runner(sender, b"secret", Wallet(), carriers=sender.origins, qualifying=True)
    asked = _asked(fault)

    async def run() -> list[tuple[Run, ...]]:
        return [
            await runner.run(asked, slot=slot, attempt=Attempt.SCHEDULED, control=True)
            for slot in range(slots)
        ]

    return asyncio.run(run()), runner


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("", Reason.PRIVATE_REFUSED),
        ("+private_url_fetched", Reason.PRIVATE_FETCHED),
        ("+url_head_only", Reason.PRIVATE_FETCHED),
        ("+url_never_fetched", Reason.PRIVATE_REFUSED),
        ("+stalled", Reason.PRIVATE_REFUSED),
    ],
)
def test_what_is_said_of_a_gateway(fault: str, reason: Reason) -> None:
    """By who came for the picture, and by nothing that a model says about it."""
    (runs,), _ = _runs(fault)

    assert [run.result.verdict.reason for run in runs] == [reason]


def test_a_late_visit_is_told_with_the_next_run() -> None:
    """What scans pictures after the answer reaches inside as well."""
    slots, _ = _runs("+url_fetched_late", slots=2)
    reasons = [runs[-1].result.verdict.reason for runs in slots]

    assert reasons == [Reason.PRIVATE_REFUSED, Reason.PRIVATE_FETCHED]


def test_it_costs_one_request_and_teaches_nothing() -> None:
    """No control and no swap: a prompt without a picture in it would spoil what the route is held against."""
    slots, runner = _runs("+private_url_fetched", slots=3)

    assert [len(runs) for runs in slots] == [1, 1, 1]
    assert runner.notebook.memory(_asked("+private_url_fetched")).passes == 0


def test_the_evidence_names_the_visitor() -> None:
    """A stranger can look for the visit in the logs of whoever made it."""
    (runs,), _ = _runs("+private_url_fetched")
    found = runs[-1].result
    assert found.record is not None

    assert [visit.agent for visit in found.record.receipts or ()] == ["simgateway/1"]
    assert "simgateway/1" in next(each.seen for each in found.verdict.findings if each.check == CHECK)


def test_the_metric_is_of_the_last_run_that_could_tell() -> None:
    """Absent before the first; what could not be asked leaves it as it was."""
    status = ProbeStatus(_asked(), begin(0.0), 0.0)
    nowhere = Runner(InProcess(), b"secret", Wallet()).run(_asked(), slot=0, attempt=Attempt.SCHEDULED)
    asked = (*_runs("")[0], *_runs("+private_url_fetched")[0], asyncio.run(nowhere), *_runs("")[0])
    seen = []
    for runs in asked:
        status = record(status, runs[-1].result, status.health)
        seen.append(status.fetches_private)

    assert seen == [0.0, 1.0, 1.0, 0.0]
    assert not status.votes


def test_the_address_is_the_private_one() -> None:
    """A fetch from the public listener would show nothing."""
    sender = InProcess()
    runner = Runner(sender, b"secret", Wallet(), carriers=sender.origins)
    run = asyncio.run(runner.run(_asked(), slot=0, attempt=Attempt.SCHEDULED))[-1]
    assert run.exchange is not None

    (image,) = run.exchange.ask.images
    assert (image.url or "").startswith(sender.origins[Via.INTERNAL].url)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("", Reason.MISCONFIGURED), ("+private_url_fetched", Reason.PRIVATE_FETCHED)],
)
def test_an_address_that_we_do_not_get_to_refuses_nobody(fault: str, reason: Reason) -> None:
    """A typing error in it keeps everybody away; a visit shows all the same that one could come."""
    sender = InProcess(unreached=True)
    runner = Runner(sender, b"secret", Wallet(), carriers=sender.origins)
    run = asyncio.run(runner.run(_asked(fault), slot=0, attempt=Attempt.SCHEDULED))[-1]

    assert run.result.verdict.reason is reason


def test_no_visit_of_our_own_is_no_refusal() -> None:
    """No check at all is never a pass."""
    sender = InProcess()
    sender.origins[Via.INTERNAL].visitor = None
    runner = Runner(sender, b"secret", Wallet(), carriers=sender.origins)
    run = asyncio.run(runner.run(_asked(), slot=0, attempt=Attempt.SCHEDULED))[-1]

    assert run.result.verdict.reason is Reason.CHECK_ERROR
