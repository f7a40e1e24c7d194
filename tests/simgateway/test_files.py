"""The simulated gateway keeps files as the three vendors do, forgets what is deleted, and fails on demand."""

import json
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.files import FILES, FilesApi, Stored
from probes.types import Request, Response, Timings
from simgateway.app import create
from simgateway.files import parts, store
from simgateway.reply import Unacceptable
from simgateway.serving import serve_in_thread
from tests.simgateway.asking import drawn

PATHS = {"anthropic-messages": "/v1", "gemini": "/v1beta", "openai-responses": "/v1"}
PICTURE = drawn(1).picture.content

vendors = pytest.mark.parametrize("vendor", FILES)


@pytest.fixture
def url() -> Iterator[str]:
    """A gateway of the test's own."""
    with serve_in_thread(create()) as base:
        yield base


def _send(url: str, vendor: str, request: Request) -> Response:
    base = FILES[vendor].address(url + PATHS[vendor])
    came = httpx.request(
        request.method, base + request.path, headers=dict(request.headers), content=request.body
    )
    return Response(came.status_code, dict(came.headers), came.content, Timings(total=0.1))


def _upload(url: str, vendor: str, content: bytes = PICTURE) -> Stored:
    api: FilesApi = FILES[vendor]
    stored = api.uploaded(_send(url, vendor, api.upload(content, "image/png")))
    assert isinstance(stored, Stored), stored
    return stored


def _listing(url: str) -> dict[str, object]:
    return httpx.get(f"{url}/_sim/files").json()


@vendors
def test_an_upload_is_there_until_it_is_deleted(url: str, vendor: str) -> None:
    """The listing tells what is there, byte for byte, and nothing is left after a deletion."""
    stored = _upload(url, vendor)
    there = _listing(url)["files"]
    deleted = _send(url, vendor, FILES[vendor].remove(stored.name))

    assert [(each["name"], each["bytes"], each["media_type"]) for each in there] == [  # type: ignore[attr-defined]
        (stored.name, len(PICTURE), "image/png")
    ]
    assert deleted.status == 200
    assert _listing(url) == {"files": [], "uploaded": 1, "deleted": 1}


@vendors
def test_no_name_is_given_twice(url: str, vendor: str) -> None:
    """Not even that of a file that is gone."""
    first = _upload(url, vendor)
    _send(url, vendor, FILES[vendor].remove(first.name))

    assert _upload(url, vendor) != first


MISSING = {
    "anthropic-messages": (404, "File not found"),
    "gemini": (403, "or it may not exist"),
    "openai-responses": (404, "No such File object"),
}


@vendors
def test_what_is_not_there_cannot_be_deleted(url: str, vendor: str) -> None:
    """Each vendor has its own words for it; whether a file is another's or nobody's, Google does not tell."""
    stored = _upload(url, vendor)
    _send(url, vendor, FILES[vendor].remove(stored.name))
    again = _send(url, vendor, FILES[vendor].remove(stored.name))

    status, words = MISSING[vendor]
    assert again.status == status
    assert words.encode() in again.body


REFUSED = [
    ("/v1/files", {"content-type": "application/json"}, b"{}", 400),
    ("/v1/files", {"content-type": "multipart/form-data; boundary=x"}, b"--x--\r\n", 400),
    ("/v1/files", {"content-type": "multipart/form-data; boundary=x"}, b"nothing", 400),
    ("/v1/files", {"anthropic-version": "2023-06-01"}, b"", 404),
    ("/upload/v1beta/files", {"x-goog-upload-protocol": "multipart"}, b"", 400),
    ("/upload/v1beta/files", {}, b"", 400),
]


@pytest.mark.parametrize(("path", "headers", "body", "status"), REFUSED)
def test_what_is_no_upload_is_refused(
    url: str, path: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    """Whoever forgets the form, a field, the beta header or the protocol learns so, and stores nothing."""
    came = httpx.post(url + path, headers=headers, content=body)

    assert came.status_code == status
    assert came.json()["error"]["message"]
    assert _listing(url) == {"files": [], "uploaded": 0, "deleted": 0}


@vendors
@pytest.mark.parametrize("step", ["upload", "delete"])
def test_a_step_fails_on_demand(url: str, vendor: str, step: str) -> None:
    """An upload that is refused stores nothing, and a deletion that is refused leaves the file."""
    stored = _upload(url, vendor)
    httpx.put(f"{url}/_sim/files", json={step: {"status": 503}}).raise_for_status()
    api = FILES[vendor]
    request = api.upload(PICTURE, "image/png") if step == "upload" else api.remove(stored.name)

    assert _send(url, vendor, request).status == 503
    assert len(_listing(url)["files"]) == 1  # type: ignore[arg-type]
    httpx.put(f"{url}/_sim/files", json={}).raise_for_status()
    assert _send(url, vendor, request).status == 200


def test_a_late_upload_is_stored_at_once(url: str) -> None:
    """Whoever has no patience leaves a file behind."""
    httpx.put(f"{url}/_sim/files", json={"upload": {"after": 60}}).raise_for_status()
    request = FILES["openai-responses"].upload(PICTURE, "image/png")
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{url}/v1/files", headers=dict(request.headers), content=request.body, timeout=0.5)

    assert len(_listing(url)["files"]) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("wanted", ["[]", "{", '{"upload": 1}', '{"upload": {"what": 1}}'])
def test_nonsense_is_no_mood(url: str, wanted: str) -> None:
    """A test that asks for nothing known must not believe that it was heard."""
    assert httpx.put(f"{url}/_sim/files", content=wanted).status_code == 400


def test_the_store_is_bounded() -> None:
    """In number and in bytes; what is refused is not kept."""
    files = store.Files()
    for _ in range(store.MOST_FILES):
        files.keep("f{}", "f{}", "image/png", b"")
    with pytest.raises(Unacceptable):
        files.keep("f{}", "f{}", "image/png", b"")
    with pytest.raises(Unacceptable):
        store.Files().keep("f{}", "f{}", "image/png", bytes(store.MOST_BYTES + 1))

    assert len(files.told()["files"]) == store.MOST_FILES


@given(
    st.binary(max_size=200) | st.just(b"\r\nA: b\r\n\r\nc\r\n--b--\r\n"),
    st.sampled_from(["multipart/x; boundary=b", 'multipart/x; boundary="b"', "text/plain"]),
)
def test_no_body_breaks_the_parser(body: bytes, content_type: str) -> None:
    """Property: parts that stand in the body, or a refusal, and never anything else."""
    try:
        found = parts.parts(b"--b" + body, content_type)
    except Unacceptable:
        return
    assert content_type.startswith("multipart/")
    assert sum(len(content) for _, content in found) < len(body)


def test_a_listing_holds_no_pictures(url: str) -> None:
    """Sizes and hashes tell pictures apart; their bytes are nobody's to read back."""
    _upload(url, "openai-responses")

    assert "base64" not in json.dumps(_listing(url))
