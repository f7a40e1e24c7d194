"""Recorded replies of every protocol say the same however they are cut into chunks, and less when cut short.

What each of them says whole is stated beside its protocol (`<protocol>/stated.py`).
"""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

from probes.challenges import code
from probes.protocols import PROTOCOLS
from probes.types import Reply
from probes.verdict import Known, judge
from tests.probes.protocols.ending import end_of
from tests.probes.protocols.stating import ANSWERED, named, read

STREAMS = [path for path in ANSWERED if path.stem.startswith("stream")]

# What all recorded answers say.
POSED = replace(code.draw(b"7" * 32, day=0), key="KX4PM")


@lru_cache(maxsize=8)  # cut inside one event, a stream says the same a hundred times
def passes(reply: Reply) -> bool:
    """Whether a reply is taken for the right answer."""
    return judge(POSED, reply, Known()).outcome == "pass"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_protocol_has_recorded_replies(protocol: str):
    """Plain ones and streams, of which one at least is a right answer: else nothing here proves anything."""
    own = [path for path in ANSWERED if path.parent.name == protocol]

    for kind in ("plain", "stream"):
        assert any(path.stem.startswith(kind) and passes(read(path)) for path in own), kind


@pytest.mark.parametrize("path", STREAMS, ids=named)
def test_chunking_makes_no_difference(path: Path):
    """Whole, byte by byte or cut in two: the reply is the same, but for when its answer came."""
    body = path.read_bytes()
    whole = replace(read(path, body, len(body)), first_token=None)
    cuts = [[cut, len(body)] for cut in range(1, len(body), 29)]

    for ends in (list(range(1, len(body) + 1)), *cuts):
        assert whole == replace(read(path, body, *ends), first_token=None)


@pytest.mark.parametrize("complete", [True, False], ids=["closed", "broken off"])
@pytest.mark.parametrize("path", ANSWERED, ids=named)
def test_a_reply_cut_short_is_not_whole(path: Path, complete: bool):
    """Cut at every byte, a reply says no more than its beginning, and passes in no case before its end.

    That is the last byte of a document, and in a stream the first sign of the end.
    """
    body = path.read_bytes().rstrip() if path.suffix == ".json" else path.read_bytes()
    whole = read(path, body)
    end = end_of(path.parent.name, body) if path in STREAMS else None

    for cut in range(len(body)):
        reply = read(path, body[:cut], complete=complete)
        over = end is not None and cut >= end
        assert not reply.ended or (over and complete)
        assert over or not passes(reply)
        assert whole.text.startswith(reply.text) or reply.text in "<think>"  # half a mark is no mark yet
        assert reply.finish in (None, whole.finish)
