"""Hostile text made harmless: what a model or gateway says may be shown, logged and stored after this."""

import re

# Controls (C0, C1, ESC sequences begin there), bidirectional overrides and isolates, zero-width characters,
# line and paragraph separators, tag characters, lone surrogates: all that changes how neighbours are shown.
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)


def plain(text: str, *, limit: int = 512) -> str:
    """`text` on one line in at most `limit` characters; harmful ones appear as escapes, the cut as `…`."""
    escaped = _HARMFUL.sub(_escape, text[:limit])
    if len(text) > limit or len(escaped) > limit:
        return escaped[: limit - 1] + "…"
    return escaped


def _escape(match: re.Match[str]) -> str:
    return match.group().encode("unicode_escape", "surrogatepass").decode("ascii")
