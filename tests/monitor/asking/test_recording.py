"""The evidence of a run: whole enough to be believed and repeated, masked, bounded, and of failures alone."""

import asyncio
import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitor.asking.run import Run
from monitor.asking.runner import Runner
from monitor.money.wallet import Wallet
from monitor.probe import Gateway, Probe
from monitor.record import MAX_BODY, Record
from monitor.result import Attempt
from monitor.safety.redaction import MASK
from monitor.safety.secret import Secret
from monitor.version import __version__
from probes.types import Failure, FailureKind, Response, Timings
from tests.monitor.answering import Answering, Sender, blind, has_image, picture, probe, refused, said

_KEY = "sk-5f2d9c7e1b8a4063"


def _asked(answering: Answering, asked: Probe | None = None) -> tuple[tuple[Run, ...], Sender]:
    sender = Sender([answering])
    runner = Runner(sender, b"secret", Wallet(), instance="pod-1", clock=lambda: 1_000_000.0)
    runs = asyncio.run(runner.run(asked or probe(), slot=0, attempt=Attempt.SCHEDULED))
    return runs, sender


def _record(answering: Answering, asked: Probe | None = None) -> Record:
    runs, _ = _asked(answering, asked)
    record = runs[-1].result.record
    assert record is not None
    return record


def _keyed(tmp_path: Path, **headers: Any) -> Gateway:
    (tmp_path / "key").write_text(_KEY)
    return Gateway("g", "http://gateway.test/v1", api_key=Secret(file=tmp_path / "key"), headers=headers)


def test_the_picture_is_known_by_the_hash_of_the_bytes_that_were_sent() -> None:
    """Whoever draws the seed again compares this, and no base64 fills the record."""
    runs, sender = _asked(blind())
    record = runs[-1].result.record
    assert record is not None
    (image,) = record.images
    content = picture(next(body for body in sender.sent if has_image(body)))

    assert (image.sha256, image.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert (image.media_type, image.width, image.height) == ("image/png", 384, 256)
    assert f"(sha256 {image.sha256}, {image.size} bytes)" in record.sent.body
    assert len(record.sent.body) < 1_000


def test_the_request_is_told_as_it_went_out() -> None:
    """Method, address, headers and a body that is JSON still, but for the picture."""
    runs, sender = _asked(blind())
    record = runs[-1].result.record
    assert record is not None
    body, sent = json.loads(record.sent.body), next(body for body in sender.sent if has_image(body))

    assert (record.sent.method, record.sent.url) == ("POST", "http://gateway.test/v1/chat/completions")
    assert body["messages"][-1]["content"][-1] == sent["messages"][-1]["content"][-1]
    assert {key: body[key] for key in body if key != "messages"} == {
        key: sent[key] for key in sent if key != "messages"
    }
    assert (record.gateway, record.protocol, record.model) == ("g", "openai-chat", "gpt-4o")
    assert (record.challenge, record.medium, record.placement, record.stream) == (
        "code",
        "inline-png",
        "user",
        False,
    )
    assert (record.version, record.instance) == (__version__, "pod-1")


def test_the_answer_is_told_as_it_came() -> None:
    """Status, headers and body, with the ids that a vendor asks for."""
    came = said("NO_IMAGE", prompt=33)
    ids = {"x-request-id": "req-1", "cf-ray": "8f-AMS", "x-ratelimit-remaining-tokens": "9"}
    record = _record(lambda _: replace(came, headers={**came.headers, **ids}))

    assert record.came.status == 200
    assert record.came.headers.items() >= ids.items()
    assert json.loads(record.came.body) == json.loads(came.body)
    assert record.came.size == len(came.body)
    assert record.ids.items() >= {"x-request-id": "req-1", "cf-ray": "8f-AMS"}.items()


def test_a_failure_without_an_answer_is_evidence_too() -> None:
    """What was sent, and why nothing came."""
    record = _record(lambda _: Failure(FailureKind.RESET, "by peer", Timings(total=0.1)))

    assert (record.came.status, record.came.body) == (None, "")
    assert record.came.failure == "reset: by peer"
    assert record.images


def test_a_body_that_broke_off_says_how() -> None:
    """Half an answer is kept with the reason why it is half."""
    whole = said("x" * 100)
    record = _record(lambda _: replace(whole, body=whole.body[:40], complete=False, broken="reset: gone"))

    assert record.came.failure == "broken off: reset: gone"
    assert record.came.size == 40


@pytest.mark.parametrize("body", [b"A" * 300_000, b"\xff" * 300_000, "‹é›".encode() * 90_000, b"\x00\x1b[2J"])
def test_a_body_is_bounded(body: bytes) -> None:
    """Sixteen thousand characters of it, however many came and whatever they are."""
    record = _record(lambda _: replace(said(""), status=500, body=body))

    assert len(record.came.body) <= MAX_BODY
    assert record.came.size == len(body)


def test_headers_are_bounded_and_harmless() -> None:
    """A gateway cannot fill the record, or a reader's terminal, by them."""
    many = {f"x-{number}": "v" * 5_000 for number in range(500)} | {"x-\x1b[2J": "\u202e"}
    record = _record(lambda _: Response(500, many, b"{}", Timings(total=0.1)))

    assert len(record.came.headers) == 40
    assert all(len(name) <= 100 and len(value) <= 300 for name, value in record.came.headers.items())
    assert all(name.isprintable() and value.isprintable() for name, value in record.came.headers.items())


def test_no_secret_is_in_it(tmp_path: Path) -> None:
    """Neither what we sent as credentials, nor what came back of them, nor sessions opened for us."""
    (tmp_path / "tenant").write_text("team-93c1b7aa")
    gateway = _keyed(
        tmp_path, **{"x-tenant": Secret(file=tmp_path / "tenant"), "x-team": "blue", "cookie": "session=1"}
    )
    echo = {"x-echo": _KEY, "set-cookie": "session=abcdef"}
    record = _record(
        lambda _: replace(refused(f"bad key {_KEY} of team-93c1b7aa", status=500), headers=echo),
        probe(gateway=gateway, params={"api_key": "other-secret", "user": _KEY}),
    )

    text = repr(record)
    assert not [each for each in (_KEY, "team-93c1b7aa", "other-secret", "session=") if each in text]
    assert record.sent.headers["x-tenant"] == record.sent.headers["cookie"] == MASK
    assert record.sent.headers["x-team"] == "blue"
    assert record.came.headers == {"x-echo": MASK, "set-cookie": MASK}
    assert f"bad key {MASK}" in record.came.body


def test_passes_controls_and_what_could_not_be_asked_keep_none(tmp_path: Path) -> None:
    """They are no evidence of a fault: a revoked key says the same each minute for weeks."""
    for answering in (lambda _: refused("no", status=401), lambda _: refused("slow", status=429)):
        runs, _ = _asked(answering)
        assert [run.result.record for run in runs] == [None] * len(runs)
    keyless = Gateway("g", "http://g", api_key=Secret(file=tmp_path / "absent"))
    runs, _ = _asked(blind(), probe(gateway=keyless))
    assert [run.result.record for run in runs] == [None] * len(runs)


def test_a_degraded_run_has_its_evidence() -> None:
    """A right answer that was billed as text alone is what a vendor has to see."""
    from tests.monitor.asking.test_caches import SIGHTED  # noqa: PLC0415 - one reader of pictures for both

    runs, _ = _asked(lambda body: replace(SIGHTED(body), body=SIGHTED(body).body.replace(b"288", b"33")))  # type: ignore[union-attr, arg-type]
    recorded = {run.result.verdict.reason.value: run.result.record is not None for run in runs}

    assert recorded == {"ok": False, "usage_missing": True}
