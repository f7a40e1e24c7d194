"""What a Files API answers is read as stated here, and nothing that is no name becomes one."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.errors import reason_of_error
from probes.files import FILES, FilesApi, Stored, without_files
from probes.files.stored import LONGEST_NAME
from probes.reasons import Reason
from probes.types import ApiError, Reply, Response, Timings

ANSWERS = Path(__file__).parents[3] / "fixtures" / "uploads"
URI = "https://generativelanguage.googleapis.com/v1beta/files/8k2vqt0xw5ra"

STORED = {
    "anthropic-messages/200-uploaded": Stored(*["file_011CNha8iCJcU1wXNR6q4V8w"] * 2),
    "gemini/200-uploaded": Stored(URI, "files/8k2vqt0xw5ra"),
    "openai-responses/200-uploaded": Stored(*["file-Yd3tBq8mKe5wVxRz"] * 2),
}
REFUSED = {
    "anthropic-messages/404-not-found": Reason.MISCONFIGURED,
    "anthropic-messages/529-overloaded": Reason.OVERLOADED,
    "gemini/403-not-ours": Reason.UNSUPPORTED,
    "gemini/404-newapi-no-files": Reason.MISCONFIGURED,
    "openai-responses/400-bad-image": Reason.UNSUPPORTED,
    "openai-responses/401-key": Reason.UNAUTHORISED,
    "openai-responses/404-newapi-no-files": Reason.MISCONFIGURED,
}
# Answers to a deletion, and what the test below is about.
OTHERS = {f"{protocol}/200-deleted" for protocol in FILES} | {"openai-responses/200-litellm-unified-id"}

apis = pytest.mark.parametrize("api", FILES.values(), ids=FILES)


def _response(body: bytes, status: int = 200) -> Response:
    return Response(status, {"content-type": "application/json"}, body, Timings(total=0.1))


def _recorded(name: str) -> tuple[FilesApi, Response]:
    protocol, _, file = name.partition("/")
    return FILES[protocol], _response((ANSWERS / f"{name}.json").read_bytes(), int(file[:3]))


@pytest.mark.parametrize("name", STORED)
def test_recorded_uploads(name: str) -> None:
    """The names of the file are found where the vendor puts them."""
    api, response = _recorded(name)

    assert api.uploaded(response) == STORED[name]


@pytest.mark.parametrize("name", REFUSED)
def test_recorded_refusals(name: str) -> None:
    """An upload that is refused has its reason from the words, and from the status where there are none."""
    api, response = _recorded(name)
    said = api.uploaded(response)

    assert isinstance(said, Reply)
    assert said.error is not None
    assert reason_of_error(said.error) is REFUSED[name]


def test_a_gateways_own_long_name_is_a_name() -> None:
    """LiteLLM packs its routing into the id: it goes into the message, and into the path, as it came."""
    api, response = _recorded("openai-responses/200-litellm-unified-id")
    name = json.loads(response.body)["id"]

    assert api.uploaded(response) == Stored(name, name)
    assert api.remove(name).path == f"/files/{name}"


def test_every_recorded_answer_is_stated_here() -> None:
    """No recorded answer is left behind, and the list of sources names each."""
    recorded = {path.relative_to(ANSWERS).with_suffix("").as_posix() for path in ANSWERS.glob("*/*.json")}
    listed = (ANSWERS / "README.md").read_text()

    assert recorded == {*STORED, *REFUSED, *OTHERS}
    assert all(f"| {name}.json |" in listed for name in recorded)


NO_NAMES = [
    None,
    "",
    7,
    ["file-1"],
    {"id": "file-1"},
    ".",
    "..",
    "file 1",
    "file\n1",
    "file-\u00e9",
    "f" * (LONGEST_NAME + 1),
]


@apis
@pytest.mark.parametrize("value", NO_NAMES)
def test_what_is_no_name_is_none(api: FilesApi, value: object) -> None:
    """Of such a name nothing could be asked or deleted: dots alone would climb out of the path."""
    said = api.uploaded(_response(json.dumps({"id": value, "file": {"uri": value, "name": value}}).encode()))

    assert isinstance(said, Reply)
    assert said.malformed


@pytest.mark.parametrize(
    "name", ["files/", "files/..", "files/../models/x", "models/x", "files/A", "8k2vqt0xw5ra"]
)
def test_a_gemini_file_is_deleted_among_files_only(name: str) -> None:
    """The name comes from outside and stands in a path of ours: none that leads elsewhere is taken."""
    said = FILES["gemini"].uploaded(_response(json.dumps({"file": {"uri": URI, "name": name}}).encode()))

    assert isinstance(said, Reply)


@pytest.mark.parametrize("name", ["../chat", "a/b", "a?x=1", "a#b", "%2e%2e"])
@pytest.mark.parametrize("protocol", ["anthropic-messages", "openai-responses"])
def test_an_id_is_one_step_of_the_path(protocol: str, name: str) -> None:
    """Whatever an id is made of, the deletion goes to a file and nowhere else."""
    path = FILES[protocol].remove(name).path

    assert path.startswith("/files/")
    assert path.count("/") == 2
    assert not set("?#") & set(path)


@apis
@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b'"file-1"', b"{", b"<html>not found</html>", b"\xff\xfe", b'{"object":"file"}'],
)
def test_an_answer_without_a_file_is_malformed(api: FilesApi, body: bytes) -> None:
    """A page that says 200 to everything has stored nothing."""
    said = api.uploaded(_response(body))

    assert isinstance(said, Reply)
    assert said.malformed


@apis
def test_an_error_inside_a_success_is_an_error(api: FilesApi) -> None:
    """Gateways put the error of a provider into a 200."""
    said = api.uploaded(_response(b'{"error":{"message":"Rate limit reached","code":"429"}}'))

    assert isinstance(said, Reply)
    assert said.error is not None
    assert reason_of_error(said.error) is Reason.RATE_LIMITED


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "file", "uri", "name", "error", "message"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)


@apis
@given(value=JSON_VALUES, status=st.sampled_from([200, 201, 302, 400, 404, 500]), cut=st.integers(0, 3))
def test_whatever_comes_is_read(api: FilesApi, value: object, status: int, cut: int) -> None:
    """Property: no answer is an exception, and what counts as stored has names that can be sent."""
    body = json.dumps(value).encode()
    said = api.uploaded(_response(body[: len(body) - cut], status))

    if isinstance(said, Stored):
        assert 200 <= status < 300
        assert said.file.isascii()
        assert api.remove(said.name).path.isascii()
    else:
        assert said.malformed or said.error is not None


@pytest.mark.parametrize(
    ("message", "without"),
    [
        ("'files_settings' in config is required", True),
        ("files_settings is not set, set it on your config.yaml file.", True),
        ("Files API is not enabled for this deployment", True),
        ("no Files API here", True),
        ("LiteLLM doesn't support bedrock for 'create_file'", True),
        ("method not implemented", True),
        ("Files API: upstream connection failed", False),
        ("Files API could not reach its storage", False),
        ("Internal server error", False),
        ("", False),
    ],
)
def test_a_500_says_in_words_that_there_are_no_files(message: str, without: bool) -> None:
    """A failure of a Files API that is there is an outage; the words of one that is not there are known."""
    assert without_files(ApiError(500, message)) is without
    assert not without_files(ApiError(502, message))
    assert without_files(ApiError(501, message))
