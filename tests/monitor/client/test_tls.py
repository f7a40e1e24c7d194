"""TLS over real sockets: who is trusted, who is not, and what happens when files change."""

import asyncio
import os
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives import serialization

from monitor.client import Timeouts
from monitor.client import tls as tls_files
from monitor.probe import Gateway, Tls
from probes.types import Failure, FailureKind, Response
from tests.monitor.client.loopback import (
    PATIENT,
    REQUEST,
    answering,
    ask,
    client,
    serving,
    stalling,
    with_length,
)

_ANSWER = answering(with_length(b"ok"))


@dataclass(frozen=True, slots=True)
class _Authority:
    """A certificate authority with its files."""

    ca: trustme.CA
    folder: Path

    @property
    def ca_file(self) -> Path:
        path = self.folder / "ca.pem"
        self.ca.cert_pem.write_to_path(path)
        return path

    def server(self, host: str = "127.0.0.1", *, not_after: datetime | None = None) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.ca.issue_cert(host, not_after=not_after).configure_cert(context)
        return context

    def identity(self, name: str = "client") -> Path:
        path = self.folder / f"{name}.pem"
        self.ca.issue_cert("probe@example.org").private_key_and_cert_chain_pem.write_to_path(path)
        return path


@pytest.fixture
def authority(tmp_path: Path) -> _Authority:
    """An authority of this test alone."""
    return _Authority(trustme.CA(), tmp_path)


def _ask(
    context: ssl.SSLContext | None, tls: Tls | None, *, timeouts: Timeouts = PATIENT
) -> Response | Failure:
    async def run() -> Response | Failure:
        async with serving(_ANSWER, context) as url:
            return await ask(Gateway("g", url.replace("http://", "https://"), tls=tls), timeouts=timeouts)

    return asyncio.run(run())


def test_a_certificate_of_the_named_authority_is_accepted(authority: _Authority):
    """With `ca_file` its authority is trusted, and the handshake is part of connecting."""
    answer = _ask(authority.server(), Tls(ca_file=authority.ca_file))

    assert isinstance(answer, Response)
    assert answer.body == b"ok"
    assert answer.timings.connect is not None


@pytest.mark.parametrize(
    ("host", "expired", "words"),
    [
        ("127.0.0.1", True, "certificate has expired"),
        ("other.example", False, "not valid for '127.0.0.1'"),
    ],
)
def test_a_certificate_that_does_not_hold_is_tls(authority: _Authority, host: str, expired: bool, words: str):
    """Expired, or of another host: the kind is `tls`, in OpenSSL's words."""
    context = authority.server(host, not_after=datetime.now(UTC) - timedelta(days=1) if expired else None)

    failure = _ask(context, Tls(ca_file=authority.ca_file))

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.TLS
    assert words in failure.detail


@pytest.mark.parametrize("named", [False, True], ids=["platform store", "another authority"])
def test_an_unknown_authority_is_tls(authority: _Authority, named: bool, tmp_path: Path):
    """A certificate of nobody trusted is refused, by the platform's store and by another `ca_file`."""
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(other)

    failure = _ask(authority.server(), Tls(ca_file=other) if named else None)

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.TLS
    assert "the certificate was not accepted" in failure.detail


def test_server_name_is_what_is_asked_for_and_checked(authority: _Authority):
    """`server_name` replaces the host of the URL in SNI and in the check of the certificate."""
    names: list[str | None] = []
    context = authority.server("gateway.internal")
    context.sni_callback = lambda _socket, name, _context: names.append(name)

    answer = _ask(context, Tls(ca_file=authority.ca_file, server_name="gateway.internal"))

    assert isinstance(answer, Response)
    assert names == ["gateway.internal"]


@pytest.mark.parametrize("separate", [False, True], ids=["one file", "key apart"])
def test_a_client_certificate_is_shown(authority: _Authority, separate: bool, tmp_path: Path):
    """A gateway that demands a client certificate gets it, from one file or two."""
    context = authority.server()
    context.verify_mode = ssl.CERT_REQUIRED
    authority.ca.configure_trust(context)
    both = authority.identity()
    key = tmp_path / "key.pem"
    key.write_bytes(both.read_bytes())

    answer = _ask(context, Tls(authority.ca_file, cert_file=both, key_file=key if separate else None))
    refused = _ask(context, Tls(authority.ca_file))

    assert isinstance(answer, Response)
    assert isinstance(refused, Failure)
    assert refused.kind in (FailureKind.TLS, FailureKind.RESET)


async def _say_http(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")
    await writer.drain()


async def _close(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read(1)


@pytest.mark.parametrize("handler", [_say_http, _close])
def test_tls_to_a_plain_port_is_tls(handler):
    """A peer that does not speak TLS fails in the handshake, whether it answers or hangs up."""

    async def run() -> Response | Failure:
        async with serving(handler) as url:
            return await ask(url.replace("http://", "https://"))

    failure = asyncio.run(run())

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.TLS


def test_a_silent_handshake_is_a_timeout_of_the_connection():
    """TLS is part of connecting and has the same deadline."""

    async def run() -> Response | Failure:
        async with serving(stalling()) as url:
            timeouts = Timeouts(connect=0.05, first_byte=10, total=10)
            return await ask(url.replace("http://", "https://"), timeouts=timeouts)

    failure = asyncio.run(run())

    assert isinstance(failure, Failure)
    assert (failure.kind, failure.detail) == (FailureKind.TIMEOUT, "no connection within 0.05 s")


def _locked_key(folder: Path, plain: Path) -> Path:
    """The same key under a password: nobody is there to type it."""
    key = serialization.load_pem_private_key(plain.read_bytes(), password=None)
    path = folder / "locked.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"password"),
        )
    )
    return path


@pytest.mark.parametrize("which", ["no file", "no certificate", "no key", "locked key"])
def test_files_that_cannot_be_used_are_misconfigured(authority: _Authority, which: str, tmp_path: Path):
    """Missing or senseless TLS files are our own fault: the setting is named, nothing is sent."""
    junk = tmp_path / "junk.pem"
    junk.write_text("nothing of the kind")
    identity = authority.identity()
    tls = {
        "no file": Tls(ca_file=tmp_path / "absent.pem"),
        "no certificate": Tls(ca_file=junk),
        "no key": Tls(authority.ca_file, cert_file=authority.ca_file),
        "locked key": Tls(authority.ca_file, identity, _locked_key(tmp_path, identity)),
    }[which]

    failure = _ask(authority.server(), tls)

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.MISCONFIGURED
    assert str(tmp_path) in failure.detail
    assert "nothing of the kind" not in failure.detail


def test_rotated_files_are_used_from_the_next_request(authority: _Authority):
    """A changed `ca_file` counts at once, a broken one is our own fault, and exchanges under way live on."""

    async def run() -> list[Response | Failure]:
        ca_file = authority.ca_file
        gateway_tls, good = Tls(ca_file=ca_file), ca_file.read_bytes()
        asked, released = asyncio.Event(), asyncio.Event()

        async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked.set()
            await released.wait()
            await _ANSWER(reader, writer)

        async with serving(slow, authority.server()) as url, client() as sender:
            gateway = Gateway("g", url, tls=gateway_tls)

            def send() -> asyncio.Task[Response | Failure]:
                return asyncio.create_task(sender.send(gateway, REQUEST, credentials={}, timeouts=PATIENT))

            before = send()
            await asked.wait()
            trustme.CA().cert_pem.write_to_path(ca_file)
            strange = await send()
            ca_file.write_text("half a fi")
            broken = await send()
            ca_file.write_bytes(good)
            os.utime(ca_file, ns=(1, 1))
            released.set()
            return [await before, strange, broken, await send()]

    before, strange, broken, after = asyncio.run(run())

    assert isinstance(before, Response)
    assert isinstance(strange, Failure)
    assert strange.kind is FailureKind.TLS
    assert isinstance(broken, Failure)
    assert broken.kind is FailureKind.MISCONFIGURED
    assert isinstance(after, Response)


def test_without_a_store_of_the_platform_there_are_still_authorities(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """Images without certificates and some builds of Python have no store: certifi's takes its place."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "absent"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "absent"))

    made = tls_files.context(
        Tls(server_name="gateway.internal", cert_file=_Authority(trustme.CA(), tmp_path).identity())
    )

    assert made.cert_store_stats()["x509_ca"] > 50
    assert made.verify_mode is ssl.CERT_REQUIRED
    assert made.check_hostname
