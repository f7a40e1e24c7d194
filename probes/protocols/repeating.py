"""Words that come twice: piece by piece, and once more as the whole message.

Streams end so behind gateways (MiniMax M3, ENTERPILOT/GoModel#1068; songquanpeng/one-api#2406), and chunks
have an empty `delta` beside a `message`, or a `message` that grows beside each `delta`.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from probes.protocols import thinking
from probes.protocols.body import Body
from probes.protocols.pieces import SILENCE, Notes, Piece, Words, joined

_KINDS = ("text", "reasoning", "refusal")


def said_once(body: Body) -> Body:
    """`body` with the words of whole messages only where they are not told piece by piece as well.

    Of a stream the pieces count, since that is what its clients read; of a plain body the whole message does.
    A kind of words that one of the two lacks is taken from the other.
    """
    if all(piece.whole == SILENCE for piece in body.pieces):
        return body
    told = _kinds(piece.words for piece in body.pieces)
    whole = _kinds(piece.whole for piece in body.pieces)
    taken = whole - told if body.streamed else whole
    pieces = tuple(_taken(piece, taken) for piece in body.pieces)
    return replace(body, pieces=pieces, notes=(*body.notes, *_notes(body, repeated=told & whole)))


def _kinds(words: Iterable[Words]) -> set[str]:
    """The kinds of which there is more than white space."""
    return {kind for each in words for kind in _KINDS if getattr(each, kind).strip()}


def _taken(piece: Piece, kinds: Collection[str]) -> Piece:
    """`piece` with its words of these kinds from its whole message, and with all that it calls."""
    words = {kind: getattr(piece.whole if kind in kinds else piece.words, kind) for kind in _KINDS}
    return replace(piece, words=replace(joined((piece.words, piece.whole)), **words), whole=SILENCE)


def _notes(body: Body, *, repeated: Collection[str]) -> Notes:
    if not repeated:
        return ()
    said = _bare("".join(piece.words.text for piece in body.pieces))
    wholes = list(_texts(body)) if "text" in repeated else []
    # One that grows with the stream is behind it until its end.
    same = all(said.startswith(text) for text in wholes) and wholes[-1:] in ([], [said])
    seen = "the whole message beside its pieces"
    return (("stream" if body.streamed else "content", seen if same else f"{seen}, in other words"),)


def _texts(body: Body) -> Iterator[str]:
    return (_bare(piece.whole.text) for piece in body.pieces if piece.whole.text)


def _bare(text: str) -> str:
    """The answer in `text`: thinking may stand in one of the two and not in the other."""
    return thinking.split(text).text.strip()
