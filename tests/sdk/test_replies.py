"""The simulator answers as the vendors' own clients understand it, and we read in its bytes what they do."""

import json
import re
from collections.abc import Iterator

import pytest

from probes.media import MEDIA, Via
from probes.presets import Preset
from probes.protocols import PROTOCOLS
from probes.types import Reply, Request
from tests.sdk.judges import judge_of
from tests.sdk.judges.heard import KEY, Heard
from tests.sdk.witness import Witness, witnessed
from tests.ways import CASES, HOMES, Spoken, challenge, named, request

INLINE = [(spoken, way) for spoken, way in CASES if MEDIA[way.medium].via is Via.INLINE]


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


def carried(spoken: Spoken, sent: Request) -> dict[str, str]:
    """The headers of our own that a vendor's client sends too: all but what any client says of a body."""
    credentials = PROTOCOLS[spoken.protocol].authorise(KEY, spoken.dialect)
    own = {name: value for name, value in sent.headers.items() if name not in {"accept", "content-type"}}
    return {**own, **credentials}


@pytest.mark.parametrize(("spoken", "way"), INLINE, ids=named)
def test_a_vendors_client_and_we_are_of_one_mind(simulator: Witness, spoken: Spoken, way: Preset):
    """The client asks the simulator for the same as we, and reads the key of a real picture in its answer.

    In the same bytes we read the same words, the same end and the same tokens.
    """
    sent = request(spoken, way)
    heard = judge_of(spoken).hear(simulator.url, sent)
    seen = simulator.last()

    assert seen.path == HOMES[spoken.protocol].base + sent.path
    assert carried(spoken, sent).items() <= seen.headers.items()
    assert {"stream": False} | json.loads(seen.asked) == {"stream": False} | json.loads(sent.body)
    assert re.findall(r"\w{5}", heard.text) == challenge(way).key.split()
    assert heard == read(PROTOCOLS[spoken.protocol].decode(seen.response, stream=way.stream))
