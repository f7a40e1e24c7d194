"""One user turn of several texts with the pictures between them: the question is all of them together.

An adapter that keeps one text of a message alone, the last (one-api's for Ollama, facts A1 8) or the first,
leaves words that ask nothing, and the answer shows it.
"""

from itertools import pairwise

from probes.types import ImagePart, Message, TextPart

# So many words stand in the first and in the last part: too few to ask anything by themselves.
_BEGINNING, _END = 2, 4


def picture_between(question: str, images: tuple[ImagePart, ...]) -> tuple[Message, ...]:
    """The question in four texts, fewer where it is short, and the pictures in their middle."""
    texts = tuple(map(TextPart, _pieces(question)))
    half = len(texts) // 2
    return (Message("user", (*texts[:half], *images, *texts[half:])),)


def _pieces(question: str) -> list[str]:
    """The first words, two halves of those between, the last words: joined, they are the question again.

    Each but the last ends in a space, since many servers join texts without one.
    """
    words = question.split(" ")
    end = max(_BEGINNING, len(words) - _END)
    cuts = (0, _BEGINNING, (_BEGINNING + end) // 2, end, len(words))
    pieces = [" ".join(words[start:stop]) for start, stop in pairwise(cuts) if words[start:stop]]
    return [f"{piece} " for piece in pieces[:-1]] + pieces[-1:]
