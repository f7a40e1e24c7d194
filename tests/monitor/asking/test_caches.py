"""The arms that find caches: another picture under the same words, and words that get a picture's key."""

import asyncio
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from monitor.asking.run import Run, in_order
from monitor.asking.runner import Runner
from monitor.money.wallet import Wallet
from monitor.probe import Probe
from monitor.result import Attempt
from probes.challenges import code
from probes.challenges.custom import Question
from probes.reasons import Outcome, Reason
from probes.types import Answer, Arm, Picture, Response
from simgateway import reading
from tests.monitor.answering import (
    Answering,
    Sender,
    blind,
    has_image,
    picture,
    probe,
    refused,
    said,
    sighted,
)


def _read(content: bytes) -> str:
    with Image.open(io.BytesIO(content)) as image:
        return reading.read(image)


SIGHTED = sighted(_read)


def _runner(*script: Answering) -> tuple[Runner, Sender]:
    sender = Sender(script)
    return Runner(sender, b"secret", Wallet(), clock=lambda: 1_000_000.0), sender


def _run(runner: Runner, asked: Probe, slot: int, attempt: Attempt = Attempt.SCHEDULED) -> dict[Arm, Run]:
    runs = asyncio.run(runner.run(asked, slot=slot, attempt=attempt))
    assert len({run.result.arm for run in runs}) == len(runs)
    return {run.result.arm: run for run in runs}


def _reasons(runs: dict[Arm, Run]) -> dict[str, Reason]:
    return {arm.value: run.result.verdict.reason for arm, run in runs.items()}


def _cached(keyed: Callable[[dict[str, Any]], str | None]) -> Answering:
    """A model that sees, behind a cache for ever; `keyed` makes the key of a request, None to pass it by."""
    kept: dict[str, Response] = {}

    def answer(body: dict[str, Any]) -> Response:
        key = keyed(body)
        came = SIGHTED(body)
        assert isinstance(came, Response)
        return came if key is None else kept.setdefault(key, came)

    return answer


def _text(body: dict[str, Any]) -> str:
    content = body["messages"][-1]["content"]
    return content if isinstance(content, str) else content[-1]["text"]  # type: ignore[no-any-return]


def _without_picture(body: dict[str, Any]) -> str:
    body = json.loads(json.dumps(body))
    for part in body["messages"][-1]["content"]:
        if part["type"] == "image_url":
            part["image_url"]["url"] = part["image_url"]["url"].partition(",")[0]
    return json.dumps(body)


@pytest.mark.parametrize(
    "asked",
    [
        probe(),
        probe("stream", stream=True),
        probe(question="Read it, or say NO_IMAGE."),
        probe(system="Be brief."),
    ],
    ids=["plain", "stream", "own question", "system"],
)
def test_image_and_swap_differ_in_the_picture_alone(asked: Probe) -> None:
    """Every byte beside the picture is the same: a cache keyed on anything else cannot tell them apart."""
    runner, sender = _runner(SIGHTED)
    asyncio.run(runner.run(asked, slot=0, attempt=Attempt.SCHEDULED))
    image, swap = (body for body in sender.sent if has_image(body))

    assert picture(image) != picture(swap)
    assert _without_picture(image) == _without_picture(swap)


def test_a_swap_has_a_seed_of_its_own_and_an_attempt_of_its_own() -> None:
    """So its picture can be drawn again, and latency and drop ratio leave it out."""
    runner, _ = _runner(SIGHTED)
    runs = _run(runner, probe(), 0)
    swap, image = runs[Arm.SWAP].result, runs[Arm.IMAGE].result

    assert swap.attempt is Attempt.SWAP
    assert (swap.slot, swap.number) == (image.slot, image.number + 1)
    assert swap.seed != image.seed
    assert swap.expected != image.expected
    assert swap.tested
    assert _reasons(runs) == {"control": Reason.OK, "swap": Reason.OK, "image": Reason.OK}


def test_a_cache_keyed_on_text_is_caught_by_the_first_swap() -> None:
    """The image arm was right; the swap gets its answer."""
    runner, _ = _runner(_cached(_text))
    runs = _run(runner, probe(), 0)

    assert _reasons(runs) == {"control": Reason.OK, "image": Reason.OK, "swap": Reason.STALE_ANSWER}
    assert runs[Arm.SWAP].result.reply == runs[Arm.IMAGE].result.expected


def test_another_pictures_answer_is_swapped_at_once() -> None:
    """A stale answer between two controls is followed by another picture: does it get that answer too?"""
    runner, sender = _runner(SIGHTED)
    first = _run(runner, probe(), 0)[Arm.IMAGE].result.expected
    sender.script = [lambda _: said(first)]
    runs = _run(runner, probe(), 1)

    assert _reasons(runs)["image"] is _reasons(runs)["swap"] is Reason.STALE_ANSWER


@pytest.mark.parametrize(
    "answering",
    [
        blind(),
        lambda _: refused("down", status=500),
        lambda body: said("" if has_image(body) else "NO_IMAGE"),
    ],
    ids=["blind", "down", "empty"],
)
def test_what_a_cache_cannot_have_kept_is_not_swapped(answering: Answering) -> None:
    """A lost picture and an outage are one failure in a slot: a swap would go down in half the time."""
    runner, _ = _runner(answering)

    assert Arm.SWAP not in _run(runner, probe(), 0)


def test_a_swap_waits_for_no_budget() -> None:
    """Where the money is gone the swap is not sent, and says so as any run does."""
    runner, sender = _runner(SIGHTED)
    asked = probe(usd_per_day=0.0)
    runs = _run(runner, asked, 0)

    assert Arm.SWAP not in runs
    assert sender.sent == []


def test_nothing_is_swapped_at_the_end() -> None:
    """A daemon that is told to stop judges what it has asked, and begins no picture beside it."""
    runner, sender = _runner(blind(), SIGHTED)
    runner.ending = True
    runs = _run(runner, probe(), slot=0)
    assert _reasons(runs) == {"control": Reason.OK, "image": Reason.OK}
    assert len(sender.sent) == 2


def test_arms_are_told_in_the_order_in_which_they_were_asked() -> None:
    """The image is judged last and told before its swap."""
    sender, ticks = Sender([SIGHTED]), iter(range(1_000_000, 2_000_000))
    runner = Runner(sender, b"secret", Wallet(), clock=lambda: float(next(ticks)))
    runs = asyncio.run(runner.run(probe(), slot=0, attempt=Attempt.SCHEDULED))

    assert [run.result.arm for run in in_order(runs)] == [Arm.CONTROL, Arm.IMAGE, Arm.SWAP]
    assert runs[-1].result.arm is Arm.IMAGE


# --- controls that know a key --------------------------------------------------------------------


def _loosely() -> Answering:
    """Words without a picture get the answer of the last picture, tokens and all."""
    last: list[Response] = []

    def answer(body: dict[str, Any]) -> Response:
        came = SIGHTED(body)
        assert isinstance(came, Response)
        if has_image(body):
            last[:] = [came]
        return last[0] if last else came

    return answer


def test_a_control_after_its_image_that_knows_the_key_is_a_stale_answer() -> None:
    """Its picture was sent, so somebody kept the answer: a failure that health sees, and no leak of ours."""

    def unbilled(body: dict[str, Any]) -> Response:
        return replace(loose(body), body=loose(body).body.replace(b"288", b"33"))  # type: ignore[arg-type, union-attr]

    loose = _loosely()
    runner, sender = _runner(SIGHTED)
    _run(runner, probe(), 0)
    sender.script = [unbilled]
    runs = _run(runner, probe(), 1)
    control = runs[Arm.CONTROL].result

    assert (control.verdict.outcome, control.verdict.reason) == (Outcome.FAIL, Reason.STALE_ANSWER)
    assert control.verdict.answer is Answer.STALE
    assert control.tested
    assert control.reply == runs[Arm.IMAGE].result.expected
    assert runs[Arm.IMAGE].result.verdict.reason is Reason.USAGE_MISSING


def test_a_control_that_gets_the_answer_before_its_own_is_a_stale_answer() -> None:
    """A loose cache is found in twenty slots by the key of the picture before, though all pictures pass."""
    runner, _ = _runner(_loosely())
    runs = [_reasons(_run(runner, probe(), slot)) for slot in range(21)]

    assert [each["image"] for each in runs] == [Reason.OK] * 21
    assert [each["control"] for each in runs if "control" in each] == [Reason.OK, Reason.STALE_ANSWER]


def test_a_control_from_a_cache_teaches_nothing_and_is_asked_again() -> None:
    """Its tokens are a picture's: taken for those of words, they would make every picture look unbilled."""
    runner, _ = _runner(_loosely())
    for slot in range(20):
        _run(runner, probe(), slot)
    before = runner.notebook.memory(probe())
    runs = _run(runner, probe(), 20)
    after = runner.notebook.memory(probe())

    assert runs[Arm.CONTROL].result.usage == runs[Arm.IMAGE].result.usage
    assert (after.control_tokens, after.control_slot) == (before.control_tokens, before.control_slot)
    assert runs[Arm.IMAGE].result.verdict.reason is Reason.OK
    assert _reasons(_run(runner, probe(), 20, Attempt.CONFIRMATION))["control"] is Reason.STALE_ANSWER


def test_a_control_that_invents_a_code_is_well() -> None:
    """Models without a picture make up codes. Only keys from just before are a cache's."""
    runner, sender = _runner(SIGHTED)
    keys = [_run(runner, probe(), slot)[Arm.IMAGE].result.expected for slot in range(60)]
    for invented in ("K4T7N", keys[0], keys[20]):
        sender.script = [lambda body, said_=invented: SIGHTED(body) if has_image(body) else said(said_)]  # type: ignore[misc]
        runs = asyncio.run(runner.run(probe(), slot=61, attempt=Attempt.SCHEDULED, control=True))
        assert runs[0].result.verdict.reason is Reason.OK
        assert not runs[0].result.tested


def test_a_control_that_may_guess_the_answer_accuses_no_cache() -> None:
    """What the words give away needs none; that is our own fault, and no pass is worth anything by it."""
    question = Question("How many wheels has the car? Or NO_IMAGE.", _drawn(), accept=("4",))
    runner, _ = _runner(lambda _: said("4", prompt=33))
    asked = replace(probe(), custom=question, challenge="custom")
    runs = [_reasons(_run(runner, asked, slot)) for slot in range(2)]

    assert {reasons["control"] for reasons in runs if "control" in reasons} == {Reason.CHECK_ERROR}
    assert all("swap" not in reasons for reasons in runs)


def _drawn() -> Picture:
    return code.draw(bytes(32), day=0).picture
