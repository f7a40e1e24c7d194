"""What is signed is what is sent: the simulated gateway, which has signatures of its own, is the judge."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
import yarl
from hypothesis import given
from hypothesis import strategies as st

from monitor.asking.exchange import credentials
from monitor.client import Client, Timeouts, signing
from monitor.client.causes import MisconfiguredError
from monitor.client.outgoing import compose
from monitor.probe import Aws, Gateway
from monitor.safety.secret import Secret
from probes.errors import reason_of_error
from probes.protocols import PROTOCOLS
from probes.reasons import Reason
from probes.types import Ask, Failure, FailureKind, Message, Request, Response, TextPart
from simgateway.app import create
from simgateway.serving import serve_in_thread
from simgateway.signatures import KEYS, Signed, check

PROTOCOL = PROTOCOLS["bedrock-converse"]
PATIENCE = Timeouts(connect=10.0, first_byte=10.0, total=10.0)
((KEY_ID, KEY),) = KEYS.items()
AWS = Aws("eu-west-1", Secret(env="AWS_ID"), Secret(env="AWS_KEY"))


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ID", KEY_ID)
    monkeypatch.setenv("AWS_KEY", KEY)
    monkeypatch.setenv("AWS_TOKEN", "token/of=temporary+credentials")


@pytest.fixture(scope="module")
def simulator() -> Iterator[str]:
    """The simulated gateway on a port of its own."""
    serving: AbstractContextManager[str] = serve_in_thread(create())
    with serving as url:
        yield url


def ask(model: str = "nova-lite-v1:0", *, stream: bool = False) -> Request:
    """A question of two words."""
    return PROTOCOL.encode(Ask(model, (Message("user", (TextPart("Who’s there?"),)),), stream=stream))


def send(gateway: Gateway, request: Request) -> Response | Failure:
    """The answer over a real socket."""

    async def sent() -> Response | Failure:
        client = Client()
        try:
            return await client.send(gateway, request, credentials={}, timeouts=PATIENCE)
        finally:
            await client.close()

    return asyncio.run(sent())


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("model", ["nova-lite-v1:0", "amazon/nova-lite", "nova-lite+drop_p=0"])
@pytest.mark.parametrize("token", [None, Secret(env="AWS_TOKEN")], ids=["lasting", "temporary"])
def test_a_signed_request_is_let_in(simulator: str, model: str, stream: bool, token: Secret | None):
    """Address, headers and body arrive as they were signed, whatever the model's name holds."""
    aws = replace(AWS, session_token=token)
    answer = send(Gateway("g", simulator, "bedrock-converse", aws=aws), ask(model, stream=stream))

    assert isinstance(answer, Response)
    assert (answer.status, PROTOCOL.decode(answer, stream=stream).finish) == (200, "end_turn")


def test_a_wrong_key_is_refused_and_known_for_that(simulator: str, monkeypatch: pytest.MonkeyPatch):
    """The judge is awake: what another key has signed comes back with 403, and is no outage."""
    monkeypatch.setenv("AWS_KEY", "another")
    answer = send(Gateway("g", simulator, "bedrock-converse", aws=AWS), ask())

    assert isinstance(answer, Response)
    error = PROTOCOL.decode(answer, stream=False).error
    assert error is not None
    assert (error.status, reason_of_error(error)) == (403, Reason.UNAUTHORISED)


def test_the_signature_covers_every_header_of_awss_own():
    """A header of AWS's that an operator adds is signed with the rest, in whatever letters; no other is."""
    gateway = Gateway(
        "g", "https://h.example", aws=AWS, headers={"X-Amzn-Trace": "1", "X-AMZ-Meta": "2", "x-tenant": "3"}
    )
    sent = compose(gateway, ask(), {"authorization": "Bearer replaced"})
    (said,) = sent.headers.get_list("authorization")

    assert "SignedHeaders=content-type;host;x-amz-date;x-amz-meta," in said
    assert f"{KEY_ID}/" in said
    assert "/eu-west-1/bedrock/aws4_request" in said


@given(st.text(min_size=1, max_size=12), st.binary(max_size=40))
def test_any_address_and_body_is_signed_as_sent(model: str, body: bytes):
    """Property: the simulated gateway finds the signature right, for any name of a model and any bytes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ID", KEY_ID)
        patch.setenv("AWS_KEY", KEY)
        sent = compose(
            Gateway("g", "http://h.example:8080/base", aws=AWS), replace(ask(model), body=body), {}
        )
    path, _, query = sent.url.raw_path.decode().partition("?")

    assert str(yarl.URL(str(sent.url))) == str(sent.url)  # the form in which aiohttp sends it
    check(Signed(sent.method, path, query, dict(sent.headers), body))


def test_a_credential_that_is_not_there_is_the_operators_fault(monkeypatch: pytest.MonkeyPatch):
    """Nothing is sent without a signature, and the message names the place alone."""
    monkeypatch.delenv("AWS_KEY")
    answer = send(Gateway("g", "http://127.0.0.1:9", aws=AWS), ask())

    assert isinstance(answer, Failure)
    assert (answer.kind, answer.detail) == (
        FailureKind.MISCONFIGURED,
        "environment variable AWS_KEY is not set or empty",
    )


def test_without_the_extra_nothing_is_sent(monkeypatch: pytest.MonkeyPatch):
    """Who has not installed what signs is told what to install."""
    monkeypatch.setitem(sys.modules, "botocore.auth", None)

    with pytest.raises(MisconfiguredError, match=r"install eyechart\[aws\]"):
        compose(Gateway("g", "https://h.example", aws=AWS), ask(), {})


def test_what_signs_is_there_or_not(monkeypatch: pytest.MonkeyPatch):
    """Whether requests can be signed is known without loading what signs them."""
    assert signing.available()
    monkeypatch.setattr(signing, "find_spec", lambda _: None)
    assert not signing.available()


def test_no_credential_of_awss_is_seen_in_what_comes_back(monkeypatch: pytest.MonkeyPatch):
    """AWS quotes id and token when a signature does not match: they are masked like every secret."""
    gateway = Gateway("g", "https://h.example", aws=replace(AWS, session_token=Secret(env="AWS_TOKEN")))
    admission, redactor = credentials(gateway)
    told = redactor.text(f"expected {KEY_ID} with {KEY} and token/of=temporary+credentials")

    assert admission == {}
    assert not any(secret in told for secret in (KEY_ID, KEY, "temporary"))
    monkeypatch.delenv("AWS_TOKEN")
    assert repr(gateway).count("AWS_") == 3  # the places are shown, which are no secrets
