"""The vendors' own clients upload and delete as we do, and read what we and the simulated gateway read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import anthropic
import httpx
import openai
import pytest
from google.genai import types
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from probes.files import FILES
from probes.types import Request as Ours
from simgateway.app import create
from simgateway.files import parts
from simgateway.serving import serve_in_thread
from tests.simgateway.asking import drawn

PICTURE = drawn(1).picture.content
FILE = ("image.png", PICTURE, "image/png")


@dataclass(frozen=True, slots=True)
class Heard:
    """What a request says: boundaries and the order of fields are anybody's choice."""

    method: str
    path: str
    form: Mapping[str, tuple[Mapping[str, str], bytes]]


def _heard(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Heard:
    kind = headers.get("content-type", "")
    return Heard(method, path, parts.fields(body, kind) if kind.startswith("multipart/") else {})


def _ours(request: Ours, base: str) -> Heard:
    return _heard(request.method, base + request.path, request.headers, request.body)


@pytest.fixture
def listener() -> Iterator[tuple[str, list[Heard]]]:
    """A server that writes down what it hears and answers nothing of use."""
    heard: list[Heard] = []

    async def hear(request: Request) -> Response:
        body = await request.body()
        path = request.scope["raw_path"].decode()
        heard.append(_heard(request.method, path, request.headers, body))
        return Response(b'{"id":"f-1"}', media_type="application/json")

    app = Starlette(routes=[Route("/{path:path}", hear, methods=["POST", "DELETE"])])
    with serve_in_thread(app) as url:
        yield url, heard


def _openai(url: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{url}/v1", api_key="sk-test", max_retries=0)


def _anthropic(url: str) -> anthropic.Anthropic:
    return anthropic.Anthropic(base_url=url, api_key="sk-test", max_retries=0)


def test_openais_client_asks_the_same(listener: tuple[str, list[Heard]]) -> None:
    """Paths, fields, names and types of the form are those that the SDK sends for the same wish."""
    (url, heard), api = listener, FILES["openai-responses"]
    hour = {"anchor": "created_at", "seconds": 3600}
    with _openai(url) as client:
        client.files.create(file=FILE, purpose="vision", expires_after=hour)  # type: ignore[arg-type] # a literal
        client.files.delete("file-1/2")

    assert heard == [_ours(api.upload(PICTURE, "image/png"), "/v1"), _ours(api.remove("file-1/2"), "/v1")]


def test_anthropics_client_asks_the_same(listener: tuple[str, list[Heard]]) -> None:
    """The same for the other form."""
    (url, heard), api = listener, FILES["anthropic-messages"]
    with _anthropic(url) as client:
        client.beta.files.upload(file=FILE, expires_in_seconds=3600, betas=["files-api-2025-04-14"])
        client.beta.files.delete("file_1", betas=["files-api-2025-04-14"])

    assert heard == [_ours(api.upload(PICTURE, "image/png"), "/v1"), _ours(api.remove("file_1"), "/v1")]


def test_openais_client_reads_the_simulated_gateway() -> None:
    """What it answers to an upload and to a deletion are the SDK's own types."""
    with serve_in_thread(create()) as url, _openai(url) as client:
        stored = client.files.create(file=FILE, purpose="vision")
        deleted = client.files.delete(stored.id)
        with pytest.raises(openai.NotFoundError):
            client.files.delete(stored.id)

    assert (stored.object, stored.bytes, stored.purpose) == ("file", len(PICTURE), "vision")
    assert (deleted.id, deleted.deleted) == (stored.id, True)


def test_anthropics_client_reads_the_simulated_gateway() -> None:
    """The same for the other form; without its header the API is not there."""
    with serve_in_thread(create()) as url, _anthropic(url) as client:
        stored = client.beta.files.upload(file=FILE, betas=["files-api-2025-04-14"])
        deleted = client.beta.files.delete(stored.id, betas=["files-api-2025-04-14"])
        with pytest.raises(anthropic.NotFoundError):
            client.beta.files.upload(file=FILE)

    assert (stored.type, stored.size_bytes, stored.mime_type) == ("file", len(PICTURE), "image/png")
    assert (deleted.id, deleted.type) == (stored.id, "file_deleted")


def test_googles_types_hold_what_the_simulated_gateway_says() -> None:
    """Its client uploads in two steps, which we do not take; the file that both get is the same type."""
    with serve_in_thread(create()) as url:
        request = FILES["gemini"].upload(PICTURE, "image/png")
        came = httpx.post(url + request.path, headers=dict(request.headers), content=request.body)
    file = types.File.model_validate(came.json()["file"])

    assert (file.mime_type, file.size_bytes, file.state) == (
        "image/png",
        len(PICTURE),
        types.FileState.ACTIVE,
    )
    assert file.uri == f"{url}/v1beta/{file.name}"
