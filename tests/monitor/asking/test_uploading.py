"""An uploaded picture is there for one ask and for nothing else, whatever becomes of the ask."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from monitor.asking import uploading
from monitor.asking.carrying import Carried, NotCarriedError
from monitor.asking.depot import MOST_BYTES
from monitor.asking.uploading import MOST_LEFT, MOST_PICTURES, Uploading
from monitor.client import Timeouts
from monitor.probe import Gateway, Probe
from monitor.safety.secret import Secret
from probes.errors import reason_of_error, reason_of_failure
from probes.files import FILES
from probes.reasons import Reason
from probes.types import Ask, Failure, FailureKind, ImagePart, Message, Request, Response, Timings
from tests.monitor.answering import probe

PICTURE = ImagePart("image/png", base64="iVBORw0KGgo=", size=(8, 8))
GATEWAYS = {
    "anthropic-messages": "http://gateway.test/v1",
    "gemini": "http://gateway.test/v1beta",
    "openai-responses": "http://gateway.test/v1",
}


def _answer(value: object, status: int = 200) -> Response:
    return Response(status, {}, json.dumps(value).encode(), Timings(total=7.0))


def _failure(kind: FailureKind) -> Failure:
    return Failure(kind, "as the test wants it", Timings(total=7.0))


@dataclass
class Provider:
    """Keeps files in memory. `refusals` are answers to uploads, `stubborn` those to deletions.

    Where `gate` is set, an upload waits for it before its answer; the file is stored all the same, and
    `full` tells so. Where `latch` is set, a deletion waits for it.
    """

    refusals: list[Response | Failure] = field(default_factory=list)
    stubborn: list[Response | Failure] = field(default_factory=list)
    gate: asyncio.Event | None = None
    latch: asyncio.Event | None = None
    full: asyncio.Event = field(default_factory=asyncio.Event)
    files: dict[str, bytes] = field(default_factory=dict)
    seen: list[tuple[str, str]] = field(default_factory=list)
    timeouts: list[Timeouts] = field(default_factory=list)

    async def send(
        self, gateway: Gateway, request: Request, *, credentials: Mapping[str, str], timeouts: Timeouts
    ) -> Response | Failure:
        """Store, or delete."""
        del credentials
        self.seen.append((request.method, gateway.base_url + request.path))
        self.timeouts.append(timeouts)
        await asyncio.sleep(0)
        if request.method == "DELETE":
            if self.latch is not None:
                await self.latch.wait()
            return self._delete(request.path.rpartition("/")[2])
        return self.refusals.pop(0) if self.refusals else await self._store(request.body)

    async def _store(self, body: bytes) -> Response:
        name = f"f{len(self.seen)}"
        self.files[name] = body
        self.full.set()
        if self.gate is not None:
            await self.gate.wait()
        return _answer(
            {"id": name, "file": {"uri": f"http://gateway.test/files/{name}", "name": f"files/{name}"}}
        )

    def _delete(self, name: str) -> Response | Failure:
        if self.stubborn:
            return self.stubborn.pop(0)
        return _answer({}) if self.files.pop(name, None) is not None else _answer({}, 404)


def _probe(protocol: str = "openai-responses", **changes: Any) -> Probe:
    gateway = Gateway("g", GATEWAYS.get(protocol, "http://gateway.test/v1"), protocol=protocol, **changes)
    return replace(probe(gateway=gateway), medium="upload")


def _ask(pictures: int = 1, picture: ImagePart = PICTURE) -> Ask:
    return Ask("m", (Message("user", (picture,) * pictures),))


Inside = Callable[[Carried], Coroutine[Any, Any, None]]


async def _nothing(_: Carried) -> None:
    """An ask that is over at once."""


async def _carried(carrier: Uploading, asked: Probe, ask: Ask, inside: Inside = _nothing) -> Carried:
    async with carrier.carry(asked, ask) as carried:
        await inside(carried)
    return carried


def _carry(provider: Provider, asked: Probe | None = None, ask: Ask | None = None) -> Carried:
    return asyncio.run(_carried(Uploading(provider), asked or _probe(), ask or _ask()))


@pytest.mark.parametrize("protocol", GATEWAYS)
@pytest.mark.parametrize("pictures", [1, 2])
def test_the_pictures_are_files_while_the_block_runs(protocol: str, pictures: int) -> None:
    """Each picture is there under the name that the ask has for it, in order, and nothing is left after."""
    provider, held = Provider(), dict[str, bytes]()

    async def inside(carried: Carried) -> None:
        held.update(provider.files)
        assert [part.file and part.file.rpartition("/")[2] for part in carried.ask.images] == list(held)
        assert [part.base64 for part in carried.ask.images] == [None] * pictures

    carried = asyncio.run(_carried(Uploading(provider), _probe(protocol), _ask(pictures), inside))
    assert len(held) == pictures
    assert provider.files == {}
    assert [(each.check, each.passed) for each in carried.findings] == [("upload", True)]
    assert carried.findings[0].seen.startswith(f"{pictures} ({8 * pictures} bytes) uploaded in ")


def test_googles_uploads_go_beside_its_api() -> None:
    """The base URL ends in a version, above which uploads have a path of their own."""
    provider = Provider()
    _carry(provider, _probe("gemini"))

    assert provider.seen == [
        ("POST", "http://gateway.test/upload/v1beta/files"),
        ("DELETE", "http://gateway.test/v1beta/files/f1"),
    ]


def test_an_upload_has_the_time_of_a_run() -> None:
    """No step waits for longer than an ask would."""
    provider = Provider()
    _carry(provider, replace(_probe(), timeout=3.0))

    assert {each.total for each in provider.timeouts} == {3.0}


@pytest.mark.parametrize("ending", [RuntimeError, asyncio.CancelledError, TimeoutError])
def test_a_run_that_breaks_leaves_no_file(ending: type[BaseException]) -> None:
    """A crash, a timeout and a cancellation in the middle of the ask: the file is deleted, and they go on."""
    provider = Provider()

    async def inside(_: Carried) -> None:
        raise ending

    with pytest.raises(ending):
        asyncio.run(_carried(Uploading(provider), _probe(), _ask(), inside))
    assert provider.files == {}


def test_a_run_cancelled_in_its_ask_leaves_no_file() -> None:
    """A drain that has no more patience cancels from outside; the deletion is no part of what it cancels."""
    provider = Provider()

    async def scene() -> None:
        carrier, asked = Uploading(provider), asyncio.Event()

        async def inside(_: Carried) -> None:
            asked.set()
            await asyncio.Event().wait()

        run = asyncio.create_task(_carried(carrier, _probe(), _ask(), inside))
        await asked.wait()
        assert len(provider.files) == 1
        run.cancel()
        await asyncio.sleep(0)
        run.cancel()  # and once more, while it is being deleted
        await asyncio.wait({run})
        assert run.cancelled()
        await carrier.close()

    asyncio.run(scene())
    assert provider.files == {}


def test_a_run_cancelled_in_its_upload_leaves_no_file() -> None:
    """The file may be there before its name is known: the answer is waited for, and the file deleted."""
    provider = Provider(gate=asyncio.Event())

    async def scene() -> None:
        assert provider.gate is not None
        carrier = Uploading(provider)
        run = asyncio.create_task(_carried(carrier, _probe(), _ask()))
        await provider.full.wait()
        run.cancel()
        await asyncio.wait({run})
        assert len(provider.files) == 1
        provider.gate.set()
        await carrier.close()

    asyncio.run(scene())
    assert provider.files == {}


def test_an_upload_that_fails_takes_the_others_back() -> None:
    """The second picture is refused: the ask is not made, and the first is not left behind."""
    provider = Provider()

    async def scene() -> None:
        original = provider._store

        async def once(body: bytes) -> Response:
            stored = await original(body)
            provider.refusals.append(_answer({"error": {"message": "no"}}, 500))
            return stored

        provider._store = once  # type: ignore[method-assign] # the scene's own second act
        await _carried(Uploading(provider), _probe(), _ask(2))

    with pytest.raises(NotCarriedError):
        asyncio.run(scene())
    assert provider.files == {}


FAILED = [
    (_answer({"error": {"message": "Invalid URL (POST /v1/files)"}}, 404), Reason.MISCONFIGURED),
    (_answer({"error": {"message": "Method Not Allowed"}}, 405), Reason.MISCONFIGURED),
    (
        _answer({"error": {"message": "'vision' is not one of ['batch'] - 'purpose'"}}, 400),
        Reason.MISCONFIGURED,
    ),
    (_answer({"detail": "Unprocessable"}, 422), Reason.MISCONFIGURED),
    (_answer({"error": {"message": "Incorrect API key provided"}}, 401), Reason.UNAUTHORISED),
    (_answer({"error": {"message": "Slow down"}}, 429), Reason.RATE_LIMITED),
    (_answer({"error": {"message": "Not Implemented"}}, 501), Reason.MISCONFIGURED),
    (_answer({"error": {"message": "uploads of images are not supported"}}, 501), Reason.MISCONFIGURED),
    (_answer({"detail": "'files_settings' in config is required"}, 500), Reason.MISCONFIGURED),
    (_answer({"error": {"message": "not implemented", "code": "500"}}), Reason.MISCONFIGURED),
    (_answer({"error": {"message": "Internal server error"}}, 500), Reason.SERVER_ERROR),
    (_answer({"error": {"message": "could not save the file"}}, 500), Reason.SERVER_ERROR),
    (_answer({"error": {"message": "the Files API is not available"}}, 503), Reason.SERVER_ERROR),
    (_answer({"error": {"message": "Bad gateway"}}, 502), Reason.SERVER_ERROR),
    (
        replace(_answer({}, 500), body=b"<html>This browser is not supported</html>"),
        Reason.SERVER_ERROR,
    ),
    (_answer({"error": {"message": "This image is not supported"}}, 500), Reason.UNSUPPORTED),
    (_answer({}), Reason.MISCONFIGURED),
    (replace(_answer({}), body=b"<html>welcome</html>"), Reason.MISCONFIGURED),
    (replace(_answer({}, 204), body=b""), Reason.MISCONFIGURED),
    (_answer({"error": {"message": "Overloaded"}}, 529), Reason.OVERLOADED),
    (_answer({"error": {"message": "You uploaded an unsupported image."}}, 400), Reason.UNSUPPORTED),
    (_failure(FailureKind.TIMEOUT), Reason.TIMEOUT),
    (_failure(FailureKind.CONNECT), Reason.CONNECT),
    (replace(_answer({}), body=b'{"id": "f', complete=False, broken_by=FailureKind.RESET), Reason.RESET),
]


@pytest.mark.parametrize(("answer", "reason"), FAILED)
def test_why_an_upload_failed(answer: Response | Failure, reason: Reason) -> None:
    """What is not understood is a gateway without files, and no outage; all else is as it would be in an ask.

    Whatever it is, it says that it was the upload.
    """
    with pytest.raises(NotCarriedError) as caught:
        _carry(Provider(refusals=[answer]))
    reply = caught.value.reply

    if isinstance(reply, Failure):
        assert reason_of_failure(reply) is reason
        assert "upload: " in reply.detail
    else:
        assert reply.error is not None
        assert reason_of_error(reply.error) is reason
        assert reply.error.message.startswith("upload: ")


def test_an_answer_without_a_name_says_what_came() -> None:
    """A page that says 200 to everything has no file of ours, and nobody was asked anything."""
    with pytest.raises(NotCarriedError) as caught:
        _carry(Provider(refusals=[replace(_answer({}), body=b"<html>welcome</html>")]))

    assert isinstance(caught.value.reply, Failure)
    assert caught.value.reply.detail == (
        "upload: no file is named in what came: HTTP 200 with <html>welcome</html>"
    )


def test_a_body_that_broke_off_after_the_name_is_a_file() -> None:
    """The name was read: the picture is there, and must be deleted."""
    provider = Provider()
    answer = replace(_answer({"id": "f9"}), complete=False, broken_by=FailureKind.RESET)
    provider.files["f9"], provider.refusals = b"", [answer]
    _carry(provider)

    assert provider.files == {}


@pytest.mark.parametrize(
    ("asked", "ask", "words"),
    [
        (_probe("openai-chat"), _ask(), "openai-chat has no Files API"),
        (_probe(), _ask(MOST_PICTURES + 1), f"at most {MOST_PICTURES} pictures"),
        (_probe(), _ask(picture=replace(PICTURE, base64="AAAA" * (MOST_BYTES // 3 + 1))), "bytes; at most"),
    ],
    ids=["no-files", "too-many", "too-large"],
)
def test_what_is_not_uploaded(asked: Probe, ask: Ask, words: str) -> None:
    """Uploads cost nothing: their number and size have bounds of our own, and nothing is sent beyond them."""
    provider = Provider()
    with pytest.raises(NotCarriedError) as caught:
        _carry(provider, asked, ask)

    assert isinstance(caught.value.reply, Failure)
    assert caught.value.reply.kind is FailureKind.MISCONFIGURED
    assert words in caught.value.reply.detail
    assert provider.seen == []


def _stubborn(times: int) -> list[Response | Failure]:
    return [_answer({"error": {"message": "try later"}}, 503)] * times


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_deleted(status: int) -> None:
    """Somebody was faster, or the file has expired."""
    carried = _carry(Provider(stubborn=[_answer({}, status)]))

    assert carried.findings[0].passed


def test_a_deletion_that_fails_is_tried_once_more() -> None:
    """At the end of the slot; then all is well."""
    provider = Provider(stubborn=_stubborn(1))
    carried = _carry(provider)

    assert provider.files == {}
    assert carried.findings[0].passed


def test_a_file_that_stays_is_told() -> None:
    """In a finding of the run with what the provider said, in the log, and in a count; never in a verdict."""
    provider = Provider(stubborn=_stubborn(2))
    carrier = Uploading(provider)
    with capture_logs() as logs:
        carried = asyncio.run(_carried(carrier, _probe(), _ask()))

    assert not carried.findings[0].passed
    assert "not deleted: HTTP 503" in carried.findings[0].seen
    assert "try later" in carried.findings[0].seen
    assert [(line["log_level"], line["file"]) for line in logs] == [("warning", "f1")] * 2
    assert carrier.left == {"g": 1}


def test_the_next_run_deletes_what_was_left() -> None:
    """A store that was down for a while holds nothing of ours once it is up again."""
    provider = Provider(stubborn=_stubborn(2))
    carrier = Uploading(provider)

    async def twice() -> None:
        await _carried(carrier, _probe(), _ask())
        assert len(provider.files) == 1
        await _carried(carrier, _probe(), _ask())

    asyncio.run(twice())
    assert (provider.files, carrier.left) == ({}, {"g": 0})


def test_the_end_of_the_process_deletes_what_was_left() -> None:
    """Once more, and what then remains is told."""
    provider = Provider(stubborn=_stubborn(4))
    carrier = Uploading(provider)

    async def scene() -> None:
        await _carried(carrier, _probe(), _ask(2))
        assert len(provider.files) == 2
        provider.stubborn = _stubborn(1)
        await carrier.close()

    with capture_logs() as logs:
        asyncio.run(scene())
    assert len(provider.files) == 1
    assert (logs[-1]["event"], logs[-1]["files"]) == ("uploaded pictures are left behind", 1)


def test_a_provider_that_deletes_nothing_is_given_no_more() -> None:
    """Probes go on for years: no store is filled by a monitor that cannot empty it."""
    provider = Provider(stubborn=_stubborn(1_000))
    carrier = Uploading(provider)

    async def scene() -> None:
        for _ in range(MOST_LEFT):
            await _carried(carrier, _probe(), _ask())
        with pytest.raises(NotCarriedError) as caught:
            await _carried(carrier, _probe(), _ask())
        assert isinstance(caught.value.reply, Failure)
        assert caught.value.reply.kind is FailureKind.MISCONFIGURED
        assert f"{MOST_LEFT} uploaded pictures could not be deleted" in caught.value.reply.detail

    asyncio.run(scene())
    assert len(provider.files) == MOST_LEFT


async def _filled(carrier: Uploading, provider: Provider) -> None:
    """As many files are left as may be; from then on the provider deletes nothing, but as the test says."""
    provider.stubborn = _stubborn(1_000)
    for _ in range(MOST_LEFT):
        await _carried(carrier, _probe(), _ask())
    assert carrier.left == {"g": MOST_LEFT}


def test_a_provider_that_deletes_again_is_given_pictures_again() -> None:
    """A run that may upload nothing deletes first, so the limit ends with its cause, not with the process."""
    provider = Provider()
    carrier = Uploading(provider)

    async def scene() -> None:
        await _filled(carrier, provider)
        provider.stubborn = []
        for _ in range(MOST_LEFT // 4):
            carried = await _carried(carrier, _probe(), _ask())
            assert carried.findings[0].passed

    asyncio.run(scene())
    assert (provider.files, carrier.left) == ({}, {"g": 0})


def test_a_run_without_room_tries_a_few_deletions_and_each_run_others() -> None:
    """Four, those tried longest ago first: one file that stays for ever keeps none of the others."""
    provider = Provider()
    carrier = Uploading(provider)

    async def scene() -> None:
        await _filled(carrier, provider)
        provider.seen.clear()
        for _ in range(MOST_LEFT // 4):
            with pytest.raises(NotCarriedError):
                await _carried(carrier, _probe(), _ask())

    asyncio.run(scene())
    assert {method for method, _ in provider.seen} == {"DELETE"}
    assert {url.rpartition("/")[2] for _, url in provider.seen} == set(provider.files)
    assert len(provider.seen) == MOST_LEFT


def test_runs_side_by_side_find_no_room_in_what_is_being_tried() -> None:
    """A file counts until it is gone: else each run would let another upload, and the store would fill."""
    provider = Provider()
    carrier = Uploading(provider)

    async def scene() -> None:
        await _filled(carrier, provider)
        provider.seen.clear()
        runs = (_carried(carrier, _probe(), _ask()) for _ in range(6))
        ends = await asyncio.gather(*runs, return_exceptions=True)
        assert [type(end) for end in ends] == [NotCarriedError] * 6

    asyncio.run(scene())
    assert (len(provider.files), carrier.left) == (MOST_LEFT, {"g": MOST_LEFT})
    assert len(provider.seen) == len(set(provider.seen)) == MOST_LEFT


def test_deletions_that_hang_keep_a_run_without_room_no_longer_than_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It says that there is no room, and the deletions go on by themselves."""
    provider = Provider()

    async def scene() -> None:
        carrier = Uploading(provider)
        await _filled(carrier, provider)
        monkeypatch.setattr(uploading, "_PATIENCE", 0.0)
        provider.stubborn, provider.latch = [], asyncio.Event()
        with pytest.raises(NotCarriedError):
            await _carried(carrier, _probe(), _ask())
        assert len(provider.files) == MOST_LEFT
        provider.latch.set()
        await carrier.close()

    asyncio.run(scene())
    assert not provider.files


def test_a_secret_that_cannot_be_read_uploads_nothing() -> None:
    """Nobody was asked: that is ours to mend."""
    provider = Provider()
    with pytest.raises(NotCarriedError) as caught:
        _carry(provider, _probe(api_key=Secret(env="EYECHART_TEST_NO_SUCH_NAME")))

    assert isinstance(caught.value.reply, Failure)
    assert caught.value.reply.kind is FailureKind.MISCONFIGURED
    assert provider.seen == []


def test_a_key_that_comes_back_is_told_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither by an upload that is refused nor by a deletion that fails."""
    monkeypatch.setenv("EYECHART_TEST_KEY", "sk-secret-0001")
    asked = _probe("openai-chat", api_key=Secret(env="EYECHART_TEST_KEY"))
    told = _answer({"error": {"message": "Incorrect API key sk-secret-0001"}}, 401)
    monkeypatch.setitem(FILES, "openai-chat", FILES["openai-responses"])
    with pytest.raises(NotCarriedError) as caught:
        _carry(Provider(refusals=[told]), asked)
    carried = _carry(Provider(stubborn=[told] * 2), asked)

    shown = f"{caught.value.reply}{caught.value.answer}{caught.value.answer.body!r}{carried.findings}"  # type: ignore[union-attr]
    assert "sk-secret-0001" not in shown
    assert "not deleted" in shown


@given(
    uploads=st.lists(st.sampled_from(["stored", "refused", "failed"]), max_size=3),
    deletions=st.lists(st.sampled_from(["gone", "stays", "fails"]), max_size=8),
)
def test_whatever_happens_every_file_is_accounted_for(uploads: list[str], deletions: list[str]) -> None:
    """Property: what the provider still holds in the end is what the carrier counts as left."""
    answers = {"gone": None, "stays": _answer({}, 500), "fails": _failure(FailureKind.TIMEOUT)}
    provider = Provider()
    carrier = Uploading(provider)

    async def scene() -> None:
        for upload in uploads:
            provider.refusals = {
                "stored": [],
                "refused": [_answer({}, 500)],
                "failed": [_failure(FailureKind.RESET)],
            }[upload]
            provider.stubborn = [answer for each in deletions if (answer := answers[each]) is not None]
            try:
                await _carried(carrier, _probe(), _ask())
            except NotCarriedError:
                continue

    asyncio.run(scene())
    assert len(provider.files) == carrier.left.get("g", 0)


def test_a_deletion_that_hangs_holds_up_no_run(monkeypatch: pytest.MonkeyPatch):
    """The run goes on and says so; the file is deleted all the same, once the provider has an answer."""
    monkeypatch.setattr(uploading, "_PATIENCE", 0.0)
    provider = Provider()

    async def lived() -> None:
        hanging, carrier = asyncio.Event(), Uploading(provider)
        deleted = Uploading._clear

        async def slowly(self: Uploading, *args: Any) -> list[str]:
            await hanging.wait()
            return await deleted(self, *args)

        monkeypatch.setattr(Uploading, "_clear", slowly)
        carried = await _carried(carrier, _probe(), _ask())
        assert "not deleted: no answer yet" in carried.findings[0].seen
        assert (carried.findings[0].passed, len(provider.files)) == (False, 1)
        hanging.set()
        await carrier.close()

    asyncio.run(lived())
    assert not provider.files
