"""Thinking that a model writes into its answer, kept apart from the answer.

Gateways without a reasoning parser pass `<think>…</think>` on as content (also spelt `<thinking>` and
`<reasoning>`). What stands inside is never an answer: a key found only there was thought, not said.
"""

import re
from dataclasses import dataclass

_MARK = re.compile(r"<(/?)(think|thinking|reasoning)\s{0,8}>", re.IGNORECASE)

_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Split:
    """Answer and thinking of one text.

    `open` tells of a mark that was never closed: all after it is thinking. `start` is the index in the
    raw text at which the answer begins, None when there is no answer.
    """

    text: str
    reasoning: str = ""
    open: bool = False
    start: int | None = None


def split(raw: str) -> Split:
    """Cut `raw` into what was answered and what was thought.

    A closing mark without an opening one makes everything before it thinking: chat templates of several
    models put the opening mark into the prompt, so that the reply holds the closing one alone.
    """
    if not _MARK.search(raw):
        return Split(raw, start=0 if raw else None)
    answers, thoughts, unclosed = _spans(raw)
    return Split(
        text="".join(raw[begin:end] for begin, end in answers).strip(),
        reasoning="".join(raw[begin:end] for begin, end in thoughts).strip(),
        open=unclosed,
        start=next((begin for begin, end in answers if raw[begin:end].strip()), None),
    )


def _spans(raw: str) -> tuple[list[_Span], list[_Span], bool]:
    """Where the answer stands, where the thinking stands, and whether the last mark stayed open."""
    answers: list[_Span] = []
    thoughts: list[_Span] = []
    inside = ""  # the name of the open mark: only its own closing mark ends it
    begin = 0
    for mark in _MARK.finditer(raw):
        closing, name = bool(mark[1]), mark[2].lower()
        if inside and not (closing and name == inside):
            continue
        here = (begin, mark.start())
        if inside:
            thoughts.append(here)
        elif closing:
            thoughts += [*answers, here]
            answers = []
        else:
            answers.append(here)
        inside = "" if closing else name
        begin = mark.end()
    (thoughts if inside else answers).append((begin, len(raw)))
    return answers, thoughts, bool(inside)
