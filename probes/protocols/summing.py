"""A response as a reply: the sum of its pieces."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import TypeVar

from probes.backend import in_headers, joined
from probes.finishes import decisive, stated
from probes.protocols import document, thinking
from probes.protocols.body import Body
from probes.protocols.pieces import Notes, Piece
from probes.protocols.repeating import said_once
from probes.types import Reply, Response, Usage

MAX_TEXT = 256 * 1024

_MALFORMED_LIMIT = 300
_MOST_NOTES = 8
_MOST_CALLS = 128
_MOST_FINISHES = 4

_Value = TypeVar("_Value")


def summed(body: Body, response: Response) -> Reply:
    """The first name given, the finish reason that counts, the last token figures, and all words in order."""
    body = said_once(body)
    pieces = body.pieces
    raw = "".join(piece.words.text for piece in pieces)
    said = thinking.split(raw[:MAX_TEXT])
    text, flaw = document.mend(said.text)
    thought = said.reasoning + "".join(piece.words.reasoning for piece in pieces)
    refusal = "".join(piece.words.refusal for piece in pieces)
    flaws = (flaw, f"more than {MAX_TEXT} characters" if len(raw) > MAX_TEXT else "")
    return Reply(
        text=text,
        reasoning=document.mend(thought[:MAX_TEXT])[0],
        model=_first(piece.model for piece in pieces),
        response_id=_first(piece.response_id for piece in pieces),
        finish=decisive(piece.finish for piece in pieces),
        ended=body.ended,
        usage=_usage(pieces),
        refusal=document.mend(refusal[:MAX_TEXT])[0],
        tool_calls=min(len(frozenset().union(*(piece.words.calls for piece in pieces))), _MOST_CALLS),
        open_thinking=said.open,
        error=_first(piece.error for piece in pieces),
        malformed=_malformed(body, flaws, response, answered=bool(text)),
        first_token=_first_token(body, said.start, response),
        notes=_notes(body, answered=bool(text)),
        backend=joined((in_headers(response.headers), *(piece.backend for piece in pieces))),
    )


def _first(values: Iterable[_Value | None]) -> _Value | None:
    return next((value for value in values if value is not None), None)


def _usage(pieces: Sequence[Piece]) -> Usage | None:
    """Each figure as it was last reported.

    Anthropic's stream has the input at its start and the output at its end, and so may what is made of it.
    """
    reported = [piece.usage for piece in reversed(pieces) if piece.usage is not None]
    figures = {each.name: _first(getattr(usage, each.name) for usage in reported) for each in fields(Usage)}
    return Usage(**figures) if reported else None


def _malformed(body: Body, flaws: Sequence[str], response: Response, *, answered: bool) -> str:
    """What was not understood. A body that came whole without choice or error is no reply of ours."""
    problems = [*body.problems, *(name for piece in body.pieces for name in piece.problems), *flaws]
    problems += [] if answered else _strange(body)
    if not any(piece.spoke or piece.error for piece in body.pieces) and response.complete:
        problems = list(filter(None, problems)) or ["no choice in the answer"]
    return document.excerpt("; ".join(filter(None, dict.fromkeys(problems))), _MALFORMED_LIMIT)


def _strange(body: Body) -> list[str]:
    return [name for piece in body.pieces for name in piece.words.strange]


def _notes(body: Body, *, answered: bool) -> Notes:
    notes = [*body.notes, *(note for piece in body.pieces for note in piece.notes)]
    notes += [("content", name) for name in _strange(body)] if answered else []
    finishes = dict.fromkeys(finish for piece in body.pieces if (finish := stated(piece.finish)))
    if len({finish.lower() for finish in finishes}) > 1:
        notes.append(("finish", ", then ".join(list(finishes)[:_MOST_FINISHES])))
    return tuple(dict.fromkeys(notes))[:_MOST_NOTES]


def _first_token(body: Body, start: int | None, response: Response) -> float | None:
    """Seconds until the chunk that completed the first piece of the answer; None for a plain body.

    Role-only and empty deltas, comments and thinking come earlier and do not count.
    """
    if start is None or not body.streamed:
        return None
    length = 0
    for piece in body.pieces:
        length += len(piece.words.text)
        if length > start:
            at = bisect_left(response.arrivals, piece.end, key=lambda arrival: arrival[1])
            return response.arrivals[at][0] if at < len(response.arrivals) else None
    return None
