"""What we send is what the vendors' own libraries would send: their types judge, and nothing is left over."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from probes.protocols import PROTOCOLS, gemini
from tests.sdk.judges import JUDGES, judge_of
from tests.ways import SPOKEN, Spoken, ask, named, request, sayable


def test_every_judge_has_a_protocol():
    """No judge is left behind."""
    assert JUDGES.keys() <= PROTOCOLS.keys()


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_protocol_has_a_judge(protocol: str):
    """The message is the line to add."""
    module = protocol.replace("-", "_")

    assert protocol in JUDGES, f'add to JUDGES in tests/sdk/judges: "{protocol}": {module},'


@pytest.mark.parametrize("spoken", SPOKEN, ids=named)
def test_every_way_is_a_request_of_the_vendors_own(spoken: Spoken):
    """Each medium in each placement, plain and streaming, is of the library's type without rest."""
    refused = {}
    for way in sayable(spoken):
        try:
            judge_of(spoken).check(request(spoken, way))
        except ValueError as error:
            refused[named(way)] = str(error)[:300]

    assert not refused, "\n".join(f"{way}: {why}" for way, why in refused.items())


@pytest.mark.parametrize("dialect", gemini.DIALECTS)
def test_every_way_is_a_request_to_a_newer_gemini(dialect: str):
    """From its third generation on each picture has a resolution of its own, in a tool's result too."""
    spoken = Spoken("gemini", dialect)
    for way in sayable(spoken):
        asked = replace(ask(spoken, way), model="gemini-3-flash-preview")
        judge_of(spoken).check(gemini.encode(asked))


# What a user of a tool may shape as he likes.
FREE = {"parameters", "arguments", "input_schema", "input", "args", "json", "response"}

WRONG = {"bogus": 1}


def spoiled(node: Any, at: str = "body") -> Iterator[tuple[str, Any]]:
    """`node` with one flaw, for each flaw it can have: a key too many, or a value of another type."""
    match node:
        case dict():
            yield f"a key more in {at}", node | WRONG
            for key in node.keys() - FREE:
                yield from ((where, node | {key: bad}) for where, bad in spoiled(node[key], f"{at}.{key}"))
        case list():
            for place, each in enumerate(node):
                bads = spoiled(each, f"{at}[{place}]")
                yield from ((where, [*node[:place], bad, *node[place + 1 :]]) for where, bad in bads)
        case _:
            yield f"another type at {at}", WRONG


@pytest.mark.parametrize("spoken", SPOKEN, ids=named)
@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
def test_a_judge_lets_no_flaw_pass(spoken: Spoken, stream: bool):
    """One key too many or one value of another type, anywhere in a body, is refused: the judges are awake."""
    way = next(way for way in sayable(spoken) if way.stream == stream)
    sent = request(spoken, way)
    let_pass = []
    for flaw, body in spoiled(json.loads(sent.body)):
        with suppress(ValueError):
            judge_of(spoken).check(replace(sent, body=json.dumps(body).encode()))
            let_pass.append(flaw)

    assert let_pass == []
