"""Replies of every protocol as servers send them are read as `<protocol>/stated.py` says."""

from importlib import import_module
from pathlib import Path

import pytest

from probes.errors import reason_of_error
from probes.protocols import PROTOCOLS
from probes.types import Reply
from tests.probes.protocols.stating import ANSWERED, REPLIES, Stated, named, read, recorded


def stated(protocol: str) -> Stated:
    """What the recorded replies of a protocol say."""
    table = import_module(f"tests.probes.protocols.{protocol.replace('-', '_')}.stated").STATED
    assert isinstance(table, Stated)
    return table


STATED = {protocol: stated(protocol) for protocol in PROTOCOLS}
ERRORS = [(protocol, name) for protocol, table in STATED.items() for name in table.errors]


@pytest.mark.parametrize("path", ANSWERED, ids=named)
def test_replies(path: Path):
    """A reply is read as stated, with nothing odd about it but what is stated too."""
    assert STATED[path.parent.name].replies[path.stem] == read(path)


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize(("protocol", "name"), ERRORS)
def test_errors(protocol: str, name: str, stream: bool):
    """An error is found in its envelope and has its reason, whether a stream was asked for or not."""
    headers = STATED[protocol].headers.get(name)
    reply = read(REPLIES / protocol / f"{name}.json", stream=stream, headers=headers)
    reason, words = STATED[protocol].errors[name]

    assert reply.error is not None
    assert reply == Reply(error=reply.error)
    assert words in reply.error.message
    assert reason is reason_of_error(reply.error)


@pytest.mark.parametrize("protocol", STATED)
def test_every_recorded_reply_is_stated_and_has_its_source(protocol: str):
    """A file without a statement, or without a row in the table of sources, fails."""
    names = {path.name for path in recorded(protocol)}
    lines = (REPLIES / protocol / "README.md").read_text().splitlines()
    sources = {line.split("|")[1].strip() for line in lines if "|" in line}

    assert names | {"README.md"} == {path.name for path in (REPLIES / protocol).iterdir()}
    assert {path.stem for path in recorded(protocol)} == {*STATED[protocol].replies, *STATED[protocol].errors}
    assert names <= sources
    assert not {row for row in sources - names if "." in row}


def test_every_folder_is_of_a_protocol():
    """None is left behind."""
    assert {path.name for path in REPLIES.iterdir()} == STATED.keys()
