"""Whatever stands in a place of a document, it is read without an exception and is no answer."""

import json
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.protocols import PROTOCOLS
from tests.probes.protocols.shaping import Shapes, decode


def shapes(protocol: str) -> Shapes:
    """The documents of a protocol."""
    table = import_module(f"tests.probes.protocols.{protocol.replace('-', '_')}.shapes").SHAPES
    assert isinstance(table, Shapes)
    return table


SHAPES = {protocol: shapes(protocol) for protocol in PROTOCOLS}
PLACES = [(protocol, document) for protocol, table in SHAPES.items() for document in table.documents]


@pytest.mark.parametrize(("protocol", "document"), PLACES)
@given(data=st.data(), status=st.sampled_from([200, 400, 429]))
def test_no_value_raises(protocol: str, document: str, data: st.DataObject, status: int):
    """Property: any JSON in any place of a protocol gives a reply of bounded size, in sound text."""
    node = data.draw(SHAPES[protocol].nodes)
    for body, stream in SHAPES[protocol].bodies(document.replace("%s", json.dumps(node))):
        reply = decode(protocol, body, stream=stream, status=status)

        assert len(reply.malformed) <= 300
        assert (reply.text + reply.reasoning + reply.refusal).encode() is not None


@pytest.mark.parametrize("depth", [50, 400, 900, 990, 100_000])
@pytest.mark.parametrize(("protocol", "document"), PLACES)
def test_no_depth_raises(protocol: str, document: str, depth: int):
    """Lists in lists, to any depth and in any place, are passed over or named, and no text of the answer."""
    nested = "[" * depth + "]" * depth
    for body, stream in SHAPES[protocol].bodies(document.replace("%s", nested)):
        assert decode(protocol, body, stream=stream).text in ("", "KX")  # what some documents say beside it


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("protocol", SHAPES)
@given(body=st.binary(max_size=300), status=st.sampled_from([100, 200, 302, 404, 500, 999]))
def test_no_bytes_raise(protocol: str, stream: bool, body: bytes, status: int):
    """Property: any bytes give a reply, and bytes that are no reply are never sound."""
    reply = decode(protocol, body, stream=stream, status=status)

    assert reply.error or reply.malformed or reply.text == ""
