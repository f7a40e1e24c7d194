"""The pieces of an answer, in no protocol's words: one for a plain body, one for each event of a stream.

A stream is the sum of its pieces and a plain reply the sum of one (`probes.protocols.summing`), so that a
protocol has to tell what one document says, and nothing more.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from probes.types import ApiError, Backend, Usage

Notes = tuple[tuple[str, str], ...]
"""Oddities that leave the answer whole: the check that names each, and what was seen."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a message by what they are.

    `calls` names each tool call: the pieces of one call share a name over the chunks of a stream. `strange`
    names what is of no known kind: it matters while no text is found elsewhere.
    """

    text: str = ""
    reasoning: str = ""
    refusal: str = ""
    calls: frozenset[str] = frozenset()
    strange: tuple[str, ...] = ()

    @property
    def told(self) -> bool:
        """Whether anything is said, thought, refused or called."""
        return bool(self.text or self.reasoning or self.refusal or self.calls)


SILENCE = Words()
"""No words."""


def joined(words: Sequence[Words]) -> Words:
    """All of `words` in order."""
    return Words(
        text="".join(each.text for each in words),
        reasoning="".join(each.reasoning for each in words),
        refusal="".join(each.refusal for each in words),
        calls=frozenset().union(*(each.calls for each in words)),
        strange=tuple(name for each in words for name in each.strange),
    )


_NOBODY = Backend()


@dataclass(frozen=True, slots=True)
class Piece:
    """What one document adds to the reply. `end` is the byte of the body at which it was complete.

    `words` are those that it adds, `whole` those of which it says that they are the answer's all: beside the
    former they only repeat them (`probes.protocols.repeating`).
    `spoke` tells that it held a piece of an answer; `problems` are shapes that leave the answer in doubt;
    `last` tells that nothing of the answer comes after it.
    """

    end: int
    words: Words = SILENCE
    whole: Words = SILENCE
    finish: str | None = None
    model: str | None = None
    response_id: str | None = None
    usage: Usage | None = None
    error: ApiError | None = None
    problems: tuple[str, ...] = ()
    notes: Notes = ()
    spoke: bool = False
    backend: Backend = _NOBODY
    last: bool = False
