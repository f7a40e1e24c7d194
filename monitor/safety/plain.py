"""Hostile text made harmless: what a model or gateway says may be shown, logged and stored after this."""

import re

# Printable by Unicode's word, and yet invisible or hidden in their neighbours: fillers, variation selectors
# (which can carry whole messages), joiners that render as nothing, the empty Braille cell.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


def plain(text: str, *, limit: int = 512) -> str:
    """`text` on one line in at most `limit` characters (1 at least); the rest appears as `…`.

    Whatever is not printable appears as an escape: controls (and with them all of ANSI), bidirectional
    overrides, zero-width and tag characters, line separators, lone surrogates, private use.
    """
    escaped = _escaped(text[:limit])
    if len(text) > limit or len(escaped) > limit:
        return escaped[: limit - 1] + "…"
    return escaped


def _escaped(text: str) -> str:
    seen = _UNSEEN.sub(lambda match: _escape(match.group()), text)
    return seen if seen.isprintable() else "".join(map(_escape, seen))


def _escape(char: str) -> str:
    unseen = not char.isprintable() or _UNSEEN.match(char)
    return char.encode("unicode_escape", "surrogatepass").decode("ascii") if unseen else char
