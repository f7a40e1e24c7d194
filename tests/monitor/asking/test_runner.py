"""One slot: when a control is asked, what is judged again, what is learned and what it costs."""

import asyncio
import io
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from structlog.testing import capture_logs

from monitor.asking.exchange import compose, draw_challenge
from monitor.asking.run import Run
from monitor.asking.runner import Runner
from monitor.money.wallet import Wallet
from monitor.probe import Gateway, Price, Probe
from monitor.result import Attempt, Result
from monitor.safety.secret import Secret
from probes.challenges import code
from probes.challenges.custom import Question
from probes.media import MEDIA, Medium
from probes.nonce import seed
from probes.placements import PLACEMENTS
from probes.protocols import openai_chat
from probes.reasons import Outcome, Reason
from probes.types import (
    Arm,
    Failure,
    FailureKind,
    ImagePart,
    Picture,
    Reply,
    Response,
    TextPart,
    Timings,
    UsageClass,
)
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


def _runner(*script: Answering, **settings: object) -> tuple[Runner, Sender]:
    sender = Sender(script)
    return Runner(sender, b"secret", Wallet(), clock=lambda: 1_000_000.0, **settings), sender  # type: ignore[arg-type]


def _run(
    runner: Runner, asked: Probe, *, slot: int = 0, attempt: Attempt = Attempt.SCHEDULED
) -> tuple[Run, ...]:
    return asyncio.run(runner.run(asked, slot=slot, attempt=attempt))


def _image(runs: tuple[Run, ...]) -> Result:
    return runs[-1].result


def test_a_picture_is_made_larger_off_the_loop(monkeypatch: pytest.MonkeyPatch):
    """It takes a tenth of a second, for which each run in flight would seem as much slower."""
    threads = []

    def carried(picture: Picture) -> ImagePart:
        threads.append(threading.current_thread())
        return MEDIA["inline-png"].carry(picture)

    monkeypatch.setitem(MEDIA, "anew", Medium(carried))
    runner = Runner(Sender([blind()]), b"secret", Wallet(), clock=lambda: 1.0)
    large = replace(probe(), medium="anew")
    asyncio.run(runner.single(large, slot=0, attempt=Attempt.DIAGNOSIS, arm=Arm.IMAGE))
    assert threads
    assert threads[-1] is not threading.main_thread()  # the first is the estimate of its cost, made once


@pytest.mark.parametrize(("size", "on_the_loop"), [(1_000, True), (4_000_000, False)])
def test_a_flood_is_read_off_the_loop(monkeypatch: pytest.MonkeyPatch, size: int, on_the_loop: bool):
    """It takes seconds, for which no other probe would be heard; a usual answer is read at once."""
    threads = []
    decode = openai_chat.decode

    def decoded(response: Response, *, stream: bool) -> Reply:
        threads.append(threading.current_thread())
        return decode(response, stream=stream)

    monkeypatch.setattr(openai_chat, "decode", decoded)
    runner = Runner(Sender([lambda _: said("K" * size)]), b"secret", Wallet(), clock=lambda: 1.0)
    asyncio.run(runner.single(probe(), slot=0, attempt=Attempt.DIAGNOSIS, arm=Arm.IMAGE))
    (thread,) = threads
    assert (thread is threading.main_thread()) == on_the_loop


def test_control_and_swap_come_before_the_first_judgement_then_once_in_twenty_slots() -> None:
    """Text-only tokens and caches are asked after at the start and again, and cost no more than that."""
    runner, sender = _runner(SIGHTED)
    arms = [[run.result.arm for run in _run(runner, probe(), slot=slot)] for slot in range(41)]

    assert {slot for slot, asked in enumerate(arms) if asked != [Arm.IMAGE]} == {0, 20, 40}
    assert arms[20] == [Arm.CONTROL, Arm.SWAP, Arm.IMAGE]
    assert [has_image(body) for body in sender.sent[:4]] == [False, True, True, True]
    assert len(sender.sent) == 41 + 3 + 3


def test_a_suspicion_is_judged_by_a_control_next_to_the_image() -> None:
    """A lost picture in a slot without a control gets one, and the verdict keeps its evidence."""
    runner, sender = _runner(SIGHTED, SIGHTED, SIGHTED, blind())
    _run(runner, probe(), slot=0)
    control, image = _run(runner, probe(), slot=1)

    assert (control.result.arm, image.result.arm) == (Arm.CONTROL, Arm.IMAGE)
    assert [has_image(body) for body in sender.sent] == [False, True, True, True, False]
    assert image.result.verdict.reason is Reason.IMAGE_DROPPED


def test_a_route_that_reports_no_usage_is_judged_by_the_answer() -> None:
    """Without tokens to compare, a lost picture is dropped and a right answer passes with a finding."""
    lost, _ = _runner(lambda _: said("NO_IMAGE", prompt=None))
    seen, _ = _runner(lambda body: said(_read_or_none(body), prompt=None))

    assert _image(_run(lost, probe())).verdict.reason is Reason.IMAGE_DROPPED
    passed = _image(_run(seen, probe())).verdict
    assert passed.reason is Reason.OK
    assert {finding.check for finding in passed.findings if not finding.passed} == {"usage"}


def _read_or_none(body: dict[str, object]) -> str:
    return _read(picture(body)) if has_image(body) else "NO_IMAGE"


def test_image_and_control_share_no_text_and_no_picture() -> None:
    """The control carries other words and no picture, so it cannot fill a cache keyed on text."""
    runner, sender = _runner(SIGHTED)
    _run(runner, probe())
    control, image, _ = sender.sent

    assert not has_image(control)
    assert control["messages"][0]["content"] not in str(image)


def _words(body: dict[str, Any]) -> str:
    """The text of a request's last turn."""
    content = body["messages"][-1]["content"]
    return content if isinstance(content, str) else content[-1]["text"]  # type: ignore[no-any-return]


def _bridged(body: dict[str, Any]) -> Response:
    """A gateway that shows the model a description of the picture: a right answer, and text tokens alone."""
    return said(_read_or_none(body), prompt=10 + len(_words(body)) // 4)


@pytest.mark.parametrize(
    "question",
    [None, "Read it, or say NO_IMAGE.", "Look well. " * 60 + "NO_IMAGE if there is none."],
    ids=["ours", "short", "long"],
)
def test_words_of_the_operators_own_do_not_pass_for_a_picture(question: str | None) -> None:
    """The control is as long as the question: a long one must not hide that no picture was billed."""
    runner, sender = _runner(_bridged)
    verdict = _image(_run(runner, probe(question=question))).verdict
    control, image, swap = map(_words, sender.sent)

    assert verdict.reason is Reason.USAGE_MISSING
    assert control != image == swap
    assert question is None or image == question


def test_no_two_runs_of_a_slot_share_a_seed_and_none_a_picture() -> None:
    """Slots, confirmations, probes, routes and instances all draw their own key."""
    runner, _ = _runner(SIGHTED)
    pod, _ = _runner(SIGHTED, instance="pod-1")
    results = [
        _image(_run(runner, probe(), slot=1)),
        _image(_run(runner, probe(), slot=1, attempt=Attempt.CONFIRMATION)),
        _image(_run(runner, probe(), slot=2)),
        _image(_run(runner, probe("stream"), slot=1)),
        _image(_run(runner, probe(name="other"), slot=1)),
        _image(_run(pod, probe(), slot=1)),
    ]

    assert len({result.seed for result in results}) == 6
    assert len({result.expected for result in results}) == 6


def test_a_past_picture_can_be_drawn_again_from_the_result() -> None:
    """The seed that a result states gives the very picture that was sent."""
    runner, sender = _runner(SIGHTED)
    result = _image(_run(runner, probe()))
    again = code.draw(bytes.fromhex(result.seed), day=0)

    assert again.key == result.expected
    assert again.picture.content == picture(sender.sent[1])


def _first_key() -> str:
    """The key of a runner's first picture."""
    first = seed(b"secret", gateway="g", route="r", probe="inline", instance="", slot=0, attempt=0)
    return code.draw(first, day=0).key


def test_a_key_that_leaks_before_its_picture_is_shown_passes_nothing() -> None:
    """Who knows the key without the picture need not have seen it: the image arm is a check error too."""
    key = _first_key()
    runner, _ = _runner(lambda _: said(key))
    control, image = _run(runner, probe(), slot=0)

    assert image.result.expected == key
    assert control.result.verdict.reason is image.result.verdict.reason is Reason.CHECK_ERROR


def test_a_leak_hides_no_drop() -> None:
    """An image arm that does not know the key is judged like any other."""
    key = _first_key()
    runner, _ = _runner(lambda body: said("NO_IMAGE") if has_image(body) else said(key))

    assert _image(_run(runner, probe(), slot=0)).verdict.reason is Reason.IMAGE_DROPPED


def test_a_stale_key_is_known_for_a_week_and_a_crossed_one_while_it_lives() -> None:
    """Yesterday's answer and another probe's answer are told apart from an unrelated one."""
    runner, sender = _runner(SIGHTED)
    first = _image(_run(runner, probe(), slot=0))
    other = _image(_run(runner, probe(name="other"), slot=0))
    sender.script = [lambda _: said(first.expected)]
    stale = _image(_run(runner, probe(), slot=1))
    sender.script = [lambda _: said(other.expected)]
    crossed = _image(_run(runner, probe(), slot=2))

    assert stale.verdict.reason is Reason.STALE_ANSWER
    assert crossed.verdict.reason is Reason.CROSSED_ANSWER


def test_a_refused_parameter_is_renamed_once_remembered_and_said() -> None:
    """The next runs of the route send the accepted name at once; every verdict says so."""
    refusal = refused(
        "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", param="max_tokens"
    )
    runner, sender = _runner(lambda body: refusal if "max_tokens" in body else SIGHTED(body))
    results = [_image(_run(runner, probe(), slot=slot)) for slot in range(3)]

    assert [result.verdict.reason for result in results] == [Reason.OK] * 3
    assert sum("max_tokens" in body for body in sender.sent) == 1
    for result in results:
        (finding,) = (each for each in result.verdict.findings if each.check == "parameter")
        assert not finding.passed
        assert "max_completion_tokens" in finding.seen


def test_a_run_that_learned_nothing_takes_nothing_from_another() -> None:
    """Two probes of a route at once: what one learns while the other waits is kept."""
    refusal = refused("Unsupported parameter: 'max_tokens'.", param="max_tokens")
    runner, sender = _runner(lambda body: refusal if "max_tokens" in body else SIGHTED(body))
    waiting, learning = probe("inline"), probe("stream")

    async def learned_meanwhile(*_: object, **__: object) -> Failure:
        sender.send = answering  # type: ignore[method-assign]
        await runner.run(learning, slot=0, attempt=Attempt.SCHEDULED)
        return Failure(FailureKind.CONNECT, "refused", Timings(total=0.1))

    answering, sender.send = sender.send, learned_meanwhile  # type: ignore[method-assign, assignment]
    asyncio.run(runner.run(waiting, slot=0, attempt=Attempt.SCHEDULED))

    assert runner.notebook.adjustments(waiting).renamed == {"max_tokens": "max_completion_tokens"}


def test_a_refusal_that_another_name_does_not_cure_is_not_remembered() -> None:
    """Asked twice, refused twice: the verdict is the refusal's, and the next run asks as configured."""
    runner, sender = _runner(lambda _: refused("max_tokens is not allowed", param="max_tokens"))
    result = _image(_run(runner, probe()))

    assert result.verdict.outcome in (Outcome.UNKNOWN, Outcome.FAIL)
    assert ["max_tokens" in body for body in sender.sent] == [True, False, True, False]


def test_nothing_is_sent_beyond_the_budget() -> None:
    """When the day's money is gone the verdict is `over_budget`, unknown, and no request leaves."""
    asked = probe(usd_per_day=0.001, price=Price(1.0, 1.0))
    runner, sender = _runner(SIGHTED)
    reasons = [_image(_run(runner, asked, slot=slot)).verdict.reason for slot in range(6)]

    assert reasons[-1] is Reason.OVER_BUDGET
    assert len(sender.sent) < 6
    assert runner.wallet.remaining(asked.route, now=1_000_000.0) >= 0


def test_a_missing_secret_asks_nothing_and_is_unknown(tmp_path: Path) -> None:
    """A credential that cannot be read is our misconfiguration, never an outage of the route."""
    gateway = Gateway("g", "http://gateway.test/v1", api_key=Secret(file=tmp_path / "absent"))
    runner, sender = _runner(SIGHTED)
    result = _image(_run(runner, probe(gateway=gateway)))

    assert (result.verdict.outcome, result.verdict.reason) == (Outcome.UNKNOWN, Reason.MISCONFIGURED)
    assert sender.sent == []


def test_a_rotated_secret_file_is_used_by_the_next_run(tmp_path: Path) -> None:
    """Credentials are read at each use."""
    file = tmp_path / "key"
    gateway = Gateway("g", "http://gateway.test/v1", api_key=Secret(file=file))
    runner, sender = _runner(SIGHTED)
    for value in ("first-key", "second-key"):
        file.write_text(value)
        _run(runner, probe(gateway=gateway), slot=len(sender.sent))

    assert sender.credentials[0] == {"authorization": "Bearer first-key"}
    assert sender.credentials[-1] == {"authorization": "Bearer second-key"}


def test_an_echoed_secret_is_masked_in_all_that_is_kept(tmp_path: Path) -> None:
    """A gateway that repeats our key in its answer does not get it into results."""
    file = tmp_path / "key"
    file.write_text("sk-very-secret-key")
    gateway = Gateway("g", "http://gateway.test/v1", api_key=Secret(file=file))
    runner, _ = _runner(lambda _: said("you sent sk-very-secret-key", model="sk-very-secret-key"))
    runs = _run(runner, probe(gateway=gateway))

    assert "sk-very-secret-key" not in repr([run.result for run in runs])
    assert "‹secret›" in _image(runs).reply


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (FailureKind.DNS, Reason.DNS),
        (FailureKind.CONNECT, Reason.CONNECT),
        (FailureKind.TLS, Reason.TLS),
        (FailureKind.TIMEOUT, Reason.TIMEOUT),
        (FailureKind.RESET, Reason.RESET),
        (FailureKind.OVERSIZE, Reason.MALFORMED),
        (FailureKind.MISCONFIGURED, Reason.MISCONFIGURED),
    ],
)
def test_a_failure_has_the_reason_of_its_kind(kind: FailureKind, reason: Reason) -> None:
    """No HTTP answer: the kind of failure is the reason, and its detail is kept for people."""
    runner, _ = _runner(lambda _: Failure(kind, "what the system said", Timings(total=1.0)))
    result = _image(_run(runner, probe()))

    assert result.verdict.reason is reason
    assert "what the system said" in result.detail


@pytest.mark.parametrize(
    ("kind", "reason"), [(FailureKind.TIMEOUT, Reason.TIMEOUT), (FailureKind.RESET, Reason.RESET)]
)
def test_an_answer_cut_short_is_a_failure_of_that_kind(kind: FailureKind, reason: Reason) -> None:
    """Half a body, then silence or a reset: not a truncated model, but a broken connection."""

    def cut(body: dict[str, object]) -> object:
        whole = SIGHTED(body)  # type: ignore[arg-type]
        return replace(whole, body=whole.body[:40], complete=False, broken=f"{kind}: gone", broken_by=kind)  # type: ignore[arg-type, union-attr]

    runner, _ = _runner(cut)  # type: ignore[arg-type]

    assert _image(_run(runner, probe())).verdict.reason is reason


def test_a_lagging_monitor_voids_timings_and_no_verdict() -> None:
    """When the loop was blocked during a run its latency is ours, but the answer stands."""
    runner, _ = _runner(SIGHTED)
    runner.lag.note(float("inf"), 0.5)
    result = _image(_run(runner, probe()))

    assert not result.timed
    assert result.verdict.reason is Reason.OK


def test_a_timeout_of_a_monitor_that_stood_still_is_the_monitors_own() -> None:
    """While the loop slept nobody was asked: unknown, not an outage. A hiccup excuses no gateway."""
    hangs = lambda _: Failure(FailureKind.TIMEOUT, "no first byte within 10 s", Timings(total=10.0))  # noqa: E731
    verdicts = {}
    for late in (0.0, 0.4, 6.0):
        runner, _ = _runner(hangs)
        runner.lag.note(float("inf"), late)
        verdicts[late] = _image(_run(runner, probe())).verdict

    assert [verdict.reason for verdict in verdicts.values()] == [
        Reason.TIMEOUT,
        Reason.TIMEOUT,
        Reason.MONITOR_LAGGING,
    ]
    assert verdicts[6.0].outcome is Outcome.UNKNOWN
    assert "stood still for 6.00 s of 10.00 s" in [finding.seen for finding in verdicts[6.0].findings]


def test_a_lagging_monitor_excuses_nothing_but_a_timeout() -> None:
    """A refused connection and an answer without a picture are what they are."""
    for answering, reason in (
        (lambda _: Failure(FailureKind.CONNECT, "refused", Timings(total=0.1)), Reason.CONNECT),
        (blind(), Reason.IMAGE_DROPPED),
    ):
        runner, _ = _runner(answering)
        runner.lag.note(float("inf"), 60.0)

        assert _image(_run(runner, probe())).verdict.reason is reason


def test_a_crash_of_ours_is_a_result_and_no_pass() -> None:
    """It is counted as `check_error`, its money stays booked, its message stays out; the next run goes on."""

    def crash(_: object) -> Failure:
        raise RuntimeError("sk-in-a-message")

    runner, _ = _runner(SIGHTED, crash, SIGHTED)
    asked = probe()
    with capture_logs() as logs:
        crashed = _image(_run(runner, asked, slot=0))
    spent = 1.0 - runner.wallet.remaining(asked.route, now=1_000_000.0)
    passed = _image(_run(runner, asked, slot=1))

    assert (crashed.verdict.outcome, crashed.verdict.reason) == (Outcome.UNKNOWN, Reason.CHECK_ERROR)
    assert "sk-in" not in repr(crashed)
    assert [(line["event"], line["route"], line["probe"]) for line in logs] == [
        ("run crashed", "r", "inline")
    ]
    assert spent > crashed.cost_usd
    assert passed.verdict.reason is Reason.OK


def test_a_check_that_crashes_leaves_a_result() -> None:
    """Also where what it would teach crashes as well, and where nothing could even be drawn."""
    drawn = code.draw(b"seed", day=0).picture
    unreadable = replace(probe(), challenge="custom", custom=Question("What is it?", drawn, pattern="("))
    unknown = replace(probe(), challenge="nobody knows it")
    for asked in (unreadable, unknown):
        runner, _ = _runner(SIGHTED)
        with capture_logs():
            runs = _run(runner, asked)

        assert _image(runs).verdict.reason is Reason.CHECK_ERROR
        assert _image(runs).verdict.outcome is Outcome.UNKNOWN
        assert Reason.OK not in {run.result.verdict.reason for run in runs}


def test_a_control_that_was_refused_reported_nothing() -> None:
    """A 429 to the control leaves usage uncalibrated; it does not make a route that reports no tokens."""
    limit = refused("slow down", status=429)
    runner, sender = _runner(lambda body: blind()(body) if has_image(body) else limit)
    lost = _image(_run(runner, probe()))

    assert (lost.verdict.reason, lost.verdict.usage) == (Reason.IMAGE_DROPPED, UsageClass.UNCALIBRATED)
    assert "the control reported no prompt tokens" not in [finding.seen for finding in lost.verdict.findings]
    assert [has_image(body) for body in sender.sent] == [False, True]


def test_hostile_text_is_kept_bounded_and_harmless() -> None:
    """A megabyte of escapes and overrides becomes one short printable line."""
    runner, _ = _runner(lambda _: said("\x1b[31m\u202e\x00" + "A" * 1_000_000))
    result = _image(_run(runner, probe()))

    assert len(result.reply) <= 512
    assert result.reply.isprintable()


def test_a_probe_that_leaves_is_forgotten() -> None:
    """After `forget` the next run starts as the first one did, with a control."""
    runner, _ = _runner(SIGHTED)
    _run(runner, probe(), slot=0)
    runner.forget(probe().id)

    assert [run.result.arm for run in _run(runner, probe(), slot=1)] == [Arm.CONTROL, Arm.SWAP, Arm.IMAGE]


def test_the_model_is_learned_from_passes_and_a_new_one_is_said() -> None:
    """After 20 passes another model's name degrades the route; before that it is a finding at most."""
    runner, sender = _runner(SIGHTED)
    for slot in range(20):
        _run(runner, probe(), slot=slot)
    sender.script = [
        lambda body: said(_read_or_none(body), model="another-model", prompt=288 if has_image(body) else 33)
    ]
    changed = _image(_run(runner, probe(), slot=20))

    assert changed.verdict.reason is Reason.MODEL_CHANGED


@pytest.mark.parametrize("notice", ["The server is busy, try later.", "You have reached your  daily limit."])
def test_a_notice_that_answers_nobody_is_no_word_about_pictures(notice: str) -> None:
    """The same words with and without a picture: the route refuses, and vision is not blamed."""
    runner, _ = _runner(lambda _: said(notice, prompt=None))
    verdict = _image(_run(runner, probe())).verdict

    assert verdict.reason is Reason.REFUSED
    assert "canned" in {finding.check for finding in verdict.findings if not finding.passed}


@pytest.mark.parametrize("said_always", ["NO_IMAGE", "K4T7N", "I cannot see any image."])
def test_what_speaks_of_pictures_stays_a_lost_picture(said_always: str) -> None:
    """A code or a word of a missing image, though the same each time, is evidence about the picture."""
    runner, _ = _runner(lambda _: said(said_always, prompt=None))

    assert _image(_run(runner, probe())).verdict.reason is Reason.IMAGE_DROPPED


@pytest.mark.parametrize(("billed", "reason"), [(33, Reason.IMAGE_DROPPED), (288, Reason.IMAGE_UNREAD)])
def test_a_blind_model_that_repeats_itself_does_not_hide_a_drop(billed: int, reason: Reason) -> None:
    """Where tokens tell that a model has answered, the same small talk twice is a lost picture."""
    talk = "Hello! How can I help you today?"
    runner, _ = _runner(lambda body: said(talk, prompt=billed if has_image(body) else 33))

    assert _image(_run(runner, probe())).verdict.reason is reason


def test_a_model_that_refuses_its_cap_and_its_effort_is_asked_right_in_one_run() -> None:
    """Two refusals in a row, each with its remedy; the next run needs none."""

    def picky(body: dict[str, Any]) -> Response | Failure:
        if "max_completion_tokens" in body:
            return refused("Unrecognized request argument supplied: max_completion_tokens")
        if body.get("reasoning_effort") == "minimal":
            message = "Unsupported value: 'minimal'. Supported values are: 'low', 'medium', and 'high'."
            return refused(message, param="reasoning_effort", code="unsupported_value")
        return SIGHTED(body)

    runner, sender = _runner(picky)
    asked = probe(model="gpt-5-mini")
    reasons = [_image(_run(runner, asked, slot=slot)).verdict.reason for slot in range(2)]

    assert reasons == [Reason.OK, Reason.OK]
    assert [body.get("reasoning_effort") for body in sender.sent] == ["minimal"] * 2 + ["low"] * 4
    assert runner.notebook.adjustments(asked).described() == (
        "effort raised to low; max_completion_tokens sent as max_tokens"
    )


@pytest.mark.parametrize(
    ("placement", "own", "sent"),
    [
        ("user", None, []),
        ("user", "Be kind.", ["Be kind."]),
        ("system", None, [PLACEMENTS["system"].system]),
        ("system", "Be kind.", ["Be kind."]),
    ],
)
def test_there_is_one_system_prompt_and_the_operators_comes_first(
    placement: str, own: str | None, sent: list[str]
) -> None:
    """Several servers refuse two, and the route's users have one of the operator's own."""
    asked = replace(probe(system=own), placement=placement)
    ask = compose(asked, draw_challenge(asked, bytes(32), at=0.0), Arm.IMAGE)
    prompts = [turn.parts for turn in ask.messages if turn.role == "system"]

    assert prompts == [(TextPart(text),) for text in sent]
