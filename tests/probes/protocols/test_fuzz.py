"""Whatever becomes of an answer on its way, it is read without an exception and never taken for a better one.

The rule of all these tests: a mutated answer passes only if the right answer and its end may still stand in
it (`Specimen.intact`), and never if part of it is no JSON, or if it is an answer of another protocol.
"""

import json
from dataclasses import replace
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from probes.protocols import PROTOCOLS
from tests.probes.protocols.framing import Event
from tests.probes.protocols.mutating import ODD, RAW, mutated, nodes, put, scratched, value_at, with_raw
from tests.probes.protocols.specimens import SPECIMENS, STRANGERS, STREAMS, Specimen
from tests.probes.protocols.stating import read, recorded

BOTH = pytest.mark.parametrize("specimen", SPECIMENS, ids=str)
STREAMED = pytest.mark.parametrize("specimen", STREAMS, ids=str)


def replaced(specimen: Specimen, number: int, event: Event) -> bytes:
    """The specimen with another document in the place of one."""
    return specimen.joined([*specimen.events[:number], event, *specimen.events[number + 1 :]])


@BOTH
def test_the_specimens_are_sound(specimen: Specimen):
    """Unchanged, each passes, is whole by every measure, and is put together as it was taken apart."""
    assert specimen.passes(specimen.body)
    assert specimen.intact(specimen.body)
    assert specimen.decode(specimen.joined(specimen.events)) == specimen.decode(specimen.body)


@BOTH
@settings(max_examples=200)
@given(random=st.randoms(use_true_random=False))
def test_no_mishap_raises_or_makes_a_pass(specimen: Specimen, random: Random):
    """Property: a reply of bounded size, and a pass only where the answer and its end were left."""
    body = mutated(specimen, random)
    reply = specimen.decode(body)

    assert len(reply.malformed) <= 300
    assert max(map(len, (reply.text, reply.reasoning, reply.refusal))) <= 256 * 1024
    assert not specimen.passes(body) or specimen.intact(body)


@BOTH
def test_an_answer_of_another_type_is_none(specimen: Specimen):
    """Each odd value in the place of each piece of the answer, or of anything around it: no pass is left."""
    passed = []
    for number, piece in specimen.spoken:
        document = json.loads(specimen.events[number].data)
        for at in nodes(document):
            for odd in ODD:
                changed = json.dumps(put(document, at, lambda _, odd=odd: odd)).encode()
                body = replaced(specimen, number, Event(specimen.events[number].head, changed))
                if specimen.passes(body) and not specimen.intact(body):
                    passed.append((piece, at, odd))

    assert passed == []


@BOTH
def test_an_answer_in_an_unknown_place_is_none(specimen: Specimen):
    """A piece of the answer, or anything that holds it, under a key or in a list that no protocol has."""
    passed = []
    for number, piece in specimen.spoken:
        document = json.loads(specimen.events[number].data)
        for at in (at for at in nodes(document) if value_at(document, at) == piece):
            for depth, wrap in product(range(len(at) + 1), (lambda v: {"odd": v}, lambda v: [[{"odd": v}]])):
                changed = json.dumps(put(document, at[:depth], wrap)).encode()
                if specimen.passes(replaced(specimen, number, Event(specimen.events[number].head, changed))):
                    passed.append(at[:depth])

    assert passed == []


@BOTH
@pytest.mark.parametrize("raw", RAW.values(), ids=RAW)
def test_an_answer_in_a_document_that_is_no_json_is_none(specimen: Specimen, raw: bytes):
    """A text that no writer of JSON writes, anywhere in a document of the answer, leaves it in doubt."""
    passed = []
    for number, _ in specimen.spoken:
        event = specimen.events[number]
        added = Event(event.head, json.dumps(json.loads(event.data) | {"odd": None}).encode())
        for at in nodes(json.loads(added.data)):
            if specimen.passes(replaced(specimen, number, with_raw(added, at, raw))):
                passed.append(at)

    assert passed == []


@STREAMED
@pytest.mark.parametrize("complete", [True, False], ids=["closed", "broken off"])
def test_an_answer_without_its_end_is_none(specimen: Specimen, complete: bool):
    """Without the events that say that it is over, nothing tells that an answer is whole."""
    body = specimen.joined([event for event in specimen.events if not specimen.ends(event)])

    assert not specimen.passes(body, complete=complete)


@STREAMED
def test_an_answer_whose_end_comes_first_is_none(specimen: Specimen):
    """What comes behind the last event is not part of the answer, unless that event says all of it again."""
    *events, last = specimen.events

    assert specimen.passes(specimen.joined([last, *events])) == specimen.intact(specimen.joined([last]))


@STREAMED
def test_an_answer_in_another_order_is_none(specimen: Specimen):
    """Two pieces changed with each other, one that is lost and one that comes twice make another answer."""
    pieces = sorted({number for number, _ in specimen.spoken})
    for one, two in combinations(pieces, 2):
        events = list(specimen.events)
        events[one], events[two] = events[two], events[one]
        assert not specimen.passes(specimen.joined(events))
    for one in pieces:
        before, event, after = specimen.events[:one], specimen.events[one], specimen.events[one + 1 :]
        assert not specimen.passes(specimen.joined([*before, *after]))
        assert not specimen.passes(specimen.joined([*before, event, event, *after]))


@STREAMED
@given(data=st.data())
def test_two_answers_in_one_are_none(specimen: Specimen, data: st.DataObject):
    """The events of another answer, mixed in before the end of this one, leave both in doubt."""
    (other,) = [each for each in STRANGERS if each.protocol == specimen.protocol and each.stream]
    end = next(number for number, event in enumerate(specimen.events) if specimen.ends(event))
    own, strange = specimen.events[:end], [event for event in other.events if not other.ends(event)]
    places = sorted(data.draw(st.integers(0, len(own))) for _ in strange)
    mixed = sorted([*enumerate(own), *zip(places, strange, strict=True)], key=lambda placed: placed[0])
    body = specimen.joined([*(event for _, event in mixed), *specimen.events[end:]])

    assert not specimen.passes(body)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@settings(max_examples=200)
@given(data=st.data(), random=st.randoms(use_true_random=False))
def test_no_scratch_in_a_recorded_reply_raises(protocol: str, data: st.DataObject, random: Random):
    """Property: answers and errors of servers, scratched, are replies; no error becomes an answer."""
    path = data.draw(st.sampled_from(recorded(protocol)))
    body = path.read_bytes()
    for _ in range(random.randint(1, 4)):
        body = scratched(body, random)
    reply = read(path, body)
    failed = path.name[:3].isdigit()

    assert len(reply.malformed) <= 300
    assert len(reply.text.encode()) <= len(body) * 3
    assert (reply.error is not None and not reply.text) or not failed


def test_an_answer_in_another_protocol_is_none():
    """Each specimen, read by the decoders of the other protocols, is no answer, whatever was asked for."""
    passed = []
    for specimen in SPECIMENS:
        own = PROTOCOLS[specimen.protocol].decode
        for name, protocol in PROTOCOLS.items():
            for stream in (False, True):
                asked = replace(specimen, protocol=name, stream=stream)
                if protocol.decode is not own and asked.passes(specimen.body):
                    passed.append((specimen, name, stream))

    assert passed == []
