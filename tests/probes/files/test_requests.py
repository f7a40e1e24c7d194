"""A picture is given and taken back in exactly these bytes."""

import email.policy
import re
from email.parser import BytesParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.files import FILES, FilesApi
from probes.files.multipart import Part, file_name, joined
from probes.presets import PRESETS
from probes.protocols import PROTOCOLS
from probes.types import Request

GOLDEN = Path(__file__).parent / "golden"
PICTURE = b"\x89PNG\r\n\x1a\n--\r\n\x00\xff"

NAMES = {
    "anthropic-messages": ("file_011CNha8iCJcU1wXNR6q4V8w", "/files/file_011CNha8iCJcU1wXNR6q4V8w"),
    "gemini": ("files/8k2vqt0xw5ra", "/v1beta/files/8k2vqt0xw5ra"),
    "openai-responses": ("file-Yd3tBq8mKe5wVxRz", "/files/file-Yd3tBq8mKe5wVxRz"),
}
BASES = {
    "anthropic-messages": ("https://gateway.example/anthropic/v1", "https://gateway.example/anthropic/v1"),
    "gemini": ("https://gateway.example/gemini/v1beta", "https://gateway.example/gemini"),
    "openai-responses": ("https://gateway.example/v1", "https://gateway.example/v1"),
}

apis = pytest.mark.parametrize("api", FILES.values(), ids=FILES)


def _written(request: Request) -> bytes:
    """A request as it would stand on a wire of HTTP/1.1, in the order of its headers."""
    lines = [
        f"{request.method} {request.path}",
        *(f"{name}: {value}" for name, value in request.headers.items()),
    ]
    return "\r\n".join((*lines, "", "")).encode() + request.body


def _parts(request: Request) -> list[tuple[dict[str, str], bytes]]:
    """The parts of a body as the standard library's parser of mail reads them."""
    head = f"content-type: {request.headers['content-type']}\r\n\r\n".encode()
    message = BytesParser(policy=email.policy.HTTP).parsebytes(head + request.body)
    return [(dict(part.items()), part.get_payload(decode=True)) for part in message.iter_parts()]


@pytest.mark.parametrize("protocol", FILES)
def test_golden_uploads(protocol: str) -> None:
    """Method, path, headers and body of an upload are these bytes, on every machine."""
    golden = (GOLDEN / f"{protocol}.http").read_bytes()

    assert _written(FILES[protocol].upload(PICTURE, "image/png")) == golden


def test_every_golden_upload_has_its_api() -> None:
    """No golden file is left behind, and every protocol with files has one."""
    assert set(FILES) == {path.stem for path in GOLDEN.iterdir()} == set(NAMES) == set(BASES)


@pytest.mark.parametrize("protocol", FILES)
def test_what_is_deleted_is_named_in_the_path(protocol: str) -> None:
    """The name stands in the path as the vendor's own client has it, and nothing is in the body."""
    name, path = NAMES[protocol]
    request = FILES[protocol].remove(name)

    assert (request.method, request.path, request.body) == ("DELETE", path, b"")


@pytest.mark.parametrize("protocol", FILES)
def test_where_the_files_are(protocol: str) -> None:
    """Google has the uploads above the version in which its base URL ends, the others beside the messages."""
    base, address = BASES[protocol]

    assert FILES[protocol].address(base) == address
    assert FILES[protocol].address(address) == address


@apis
def test_the_picture_arrives_whole(api: FilesApi) -> None:
    """A parser that is not ours finds the same bytes with their type, as the last part."""
    headers, content = _parts(api.upload(PICTURE, "image/webp"))[-1]

    assert content == PICTURE
    assert headers["Content-Type"] == "image/webp"


@apis
@given(first=st.binary(max_size=64), second=st.binary(max_size=64))
def test_nothing_but_the_bytes_tells_pictures_apart(api: FilesApi, first: bytes, second: bytes) -> None:
    """Property: name and headers are the same for all pictures, and the boundary is made of the bytes."""

    def around(content: bytes) -> list[dict[str, str]]:
        return [headers for headers, _ in _parts(api.upload(content, "image/png"))]

    assert around(first) == around(second)
    assert api.upload(first, "image/png") == api.upload(first, "image/png")


@given(st.lists(st.binary(max_size=80), min_size=1, max_size=3))
def test_no_part_holds_the_boundary(contents: list[bytes]) -> None:
    """Property: a picture cannot end its own part, even one that holds the boundary made of others."""
    first, _ = joined([Part({}, b"".join(contents))])
    boundary, body = joined([*(Part({}, content) for content in contents), Part({}, first.encode())])

    assert re.fullmatch(r"[0-9a-f]{32}", boundary)
    assert body.count(b"--" + boundary.encode()) == len(contents) + 2


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_whoever_can_say_a_file_has_somewhere_to_put_it(protocol: str) -> None:
    """A protocol whose messages speak of files has a Files API, and no other has one."""
    says = not PROTOCOLS[protocol].why_not(PRESETS["upload"], "")

    assert says == (protocol in FILES)


@pytest.mark.parametrize(
    ("media_type", "name"),
    [("image/png", "image.png"), ("image/jpeg", "image.jpeg"), ("image/webp", "image.webp")],
)
def test_a_file_is_named_for_its_type_alone(media_type: str, name: str) -> None:
    """Servers look at the ending; the rest is the same for every picture."""
    assert file_name(media_type) == name
