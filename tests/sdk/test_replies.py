"""The simulator answers as the vendors' own clients understand it, and we read in its bytes what they do."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from probes.media import MEDIA, Via
from probes.presets import Preset
from probes.protocols import PROTOCOLS
from probes.types import Reply, Request
from tests.sdk.judges import OF_DIALECTS, judge_of
from tests.sdk.judges.heard import KEY, Heard
from tests.sdk.witness import Witness, witnessed
from tests.ways import HOMES, SPOKEN, Spoken, challenge, named, request, sayable

# A dialect without a judge of its own is judged by its types alone.
HEARD = [each for each in SPOKEN if each.is_first or (each.protocol, each.dialect) in OF_DIALECTS]


def is_heard(way: Preset) -> bool:
    """Whether the picture travels in the request, as by default or to where it stands by default."""
    inline = MEDIA[way.medium].via is Via.INLINE
    return inline and (way.medium == "inline-png" or way.placement == "user")


CASES = [(spoken, way) for spoken in HEARD for way in sayable(spoken) if is_heard(way)]

# What some libraries say, and means the same as saying nothing.
UNSAID: dict[str, Any] = {"stream": False, "tools": [], "prefix": False, "index": 0}


@pytest.fixture(scope="module")
def simulator() -> Iterator[Witness]:
    """One simulator for all."""
    with witnessed() as witness:
        yield witness


def read(reply: Reply) -> Heard:
    """What we read of an answer, in the words of a judge."""
    assert (reply.malformed, reply.notes, reply.error) == ("", (), None)
    assert reply.ended
    assert reply.usage is not None
    return Heard(reply.text, reply.finish, reply.usage.prompt, reply.usage.completion)


def said(node: Any) -> Any:
    """`node` without what goes without saying."""
    match node:
        case dict():
            told = {key: value for key, value in node.items() if key not in UNSAID or value != UNSAID[key]}
            return {key: said(value) for key, value in told.items()}
        case list():
            return [said(each) for each in node]
    return node


def carried(spoken: Spoken, sent: Request) -> dict[str, str]:
    """The headers of our own that a vendor's client sends too: all but what any client says of a body."""
    credentials = PROTOCOLS[spoken.protocol].authorise(KEY, spoken.dialect)
    own = {name: value for name, value in sent.headers.items() if name not in {"accept", "content-type"}}
    return {**own, **credentials}


def spelt(body: bytes) -> dict[str, Any]:
    """A body in one spelling: Google's library writes `mime_type` and base64 for URLs, where both will do."""
    camel = re.sub(rb'(?<=[a-z])_([a-z])(?=\w*": ?)', lambda found: found[1].upper(), body)
    read: dict[str, Any] = json.loads(re.sub(rb"[\w+/-]{64,}", _in_one_alphabet, camel), object_hook=_spoken)
    return read


def _spoken(found: dict[str, Any]) -> dict[str, Any]:
    """Without empty words, which Ollama's library does not write."""
    return {name: value for name, value in found.items() if (name, value) != ("content", "")}


def _in_one_alphabet(found: re.Match[bytes]) -> bytes:
    return found[0].translate(bytes.maketrans(b"-_", b"+/"))


@pytest.mark.parametrize(("spoken", "way"), CASES, ids=named)
def test_a_vendors_client_and_we_are_of_one_mind(simulator: Witness, spoken: Spoken, way: Preset):
    """The client asks the simulator for the same as we, and reads the key of a real picture in its answer.

    In the same bytes we read the same words, the same end and the same tokens.
    """
    sent = request(spoken, way)
    heard = judge_of(spoken).hear(simulator.url, sent)
    seen = simulator.last()

    assert seen.path == HOMES[spoken.protocol].base + sent.path
    assert carried(spoken, sent).items() <= seen.headers.items()
    assert said(spelt(seen.asked)) == said(spelt(sent.body))
    assert re.findall(r"\w{5}", heard.text) == challenge(way).key.split()
    assert heard == read(PROTOCOLS[spoken.protocol].decode(seen.response, stream=way.stream))
