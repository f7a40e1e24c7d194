"""Azure's addresses and header, and OpenAI's own bytes in between."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.presets import PRESETS
from probes.protocols import PROTOCOLS, VERSIONED
from probes.types import Adjustment, ApiError, Ask, ImagePart, Message, TextPart

PROTOCOL = PROTOCOLS["azure-openai"]
TURN = Message("user", (ImagePart("image/png", base64="iVBO"), TextPart("What is printed?")))
ASK = Ask("captions", (TURN,), dialect="deployments", api_version="2024-10-21")

PATHS = {
    "a deployment": (ASK, "/openai/deployments/captions/chat/completions?api-version=2024-10-21"),
    "where nothing is said": (
        replace(ASK, dialect=""),
        "/openai/deployments/captions/chat/completions?api-version=2024-10-21",
    ),
    "the newer address": (replace(ASK, dialect="v1", api_version=""), "/openai/v1/chat/completions"),
    "a preview of it": (
        replace(ASK, dialect="v1", api_version="preview"),
        "/openai/v1/chat/completions?api-version=preview",
    ),
    "an odd name": (
        replace(ASK, model="a/b c?d"),
        "/openai/deployments/a%2Fb%20c%3Fd/chat/completions?api-version=2024-10-21",
    ),
}


@pytest.mark.parametrize(("ask", "path"), PATHS.values(), ids=PATHS)
def test_addresses(ask: Ask, path: str):
    """The deployment stands in the path or in the body, the version in the query where there is one."""
    assert PROTOCOL.encode(ask).path == path


@given(st.text(min_size=1, max_size=20).filter(lambda name: name.isprintable()))
def test_no_name_leaves_its_place_in_the_path(name: str):
    """Property: a deployment's name is one step of the path, whatever it holds."""
    path = PROTOCOL.encode(replace(ASK, model=name)).path

    assert path.count("/") == 5
    assert (path.count("?"), path.isascii()) == (1, True)


@pytest.mark.parametrize("stream", [False, True])
def test_the_body_is_openais(stream: bool):
    """What OpenAI's protocol says is said here byte for byte."""
    ask = replace(ASK, stream=stream, effort="low")

    assert PROTOCOL.encode(ask).body == PROTOCOLS["openai-chat"].encode(replace(ask, dialect="")).body


def test_the_key_has_a_header_of_its_own():
    """No bearer: Azure takes that for a token of its directory."""
    for dialect in PROTOCOL.DIALECTS:
        assert PROTOCOL.authorise("k", dialect) == {"api-key": "k"}


def test_a_refused_key_is_adjusted_as_at_openai():
    """Older versions of the API know no `stream_options`, newer models no `max_tokens`."""
    refused = ApiError(400, "Unrecognized request argument supplied: stream_options")
    renamed = ApiError(400, "Unsupported parameter", param="max_tokens")

    assert PROTOCOL.adjust(replace(ASK, stream=True), refused) == Adjustment("stream_options")
    assert PROTOCOL.adjust(ASK, renamed) == Adjustment("max_tokens", "max_completion_tokens")


def test_which_addresses_name_a_version():
    """Every dialect is told of, and the first needs one."""
    assert VERSIONED["azure-openai"] == {"deployments": True, "v1": False}
    assert set(VERSIONED["azure-openai"]) == set(PROTOCOL.DIALECTS)


UNSAID = {
    "tool-result": "Azure OpenAI takes text alone in a tool's result",
    "tool-result-stream": "Azure OpenAI takes text alone in a tool's result",
    "upload": "Chat Completions has no word for an uploaded picture",
    "original-detail": "Azure OpenAI knows no detail 'original'",
}


@pytest.mark.parametrize("dialect", ["", "deployments", "v1"])
@pytest.mark.parametrize("name", PRESETS)
def test_what_cannot_be_said(name: str, dialect: str):
    """Each preset is sent, or there is a reason in words."""
    assert PROTOCOL.why_not(PRESETS[name], dialect) == UNSAID.get(name, "")
