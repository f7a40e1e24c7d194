"""No secret survives in any encoding that software writes, and nothing else is lost."""

import base64
import html
import json
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus, unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.safety.redaction import MASK, Redactor
from probes.reasons import Reason
from probes.types import ApiError, Failure, FailureKind, Reply, Timings

KEY = "sk-proj-aB3_xY9/z+w=Q7&k"
_PRINTABLE = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=6, max_size=60)


def _base64s(text: str) -> list[str]:
    return [
        write(text.encode()).decode()
        for write in (base64.b64encode, base64.urlsafe_b64encode, base64.b16encode)
    ]


def _net(text: str) -> str:
    return "".join(f"\\u{ord(char):04X}" if char in "+&'<>\"`" else char for char in text)


_SPELLINGS = {
    "plain": KEY,
    "inside words": f"Incorrect API key provided: {KEY}.",
    "bearer": f"Bearer {KEY}",
    "base64": _base64s(KEY)[0],
    "base64 without padding": _base64s(KEY)[0].rstrip("="),
    "base64url": _base64s(KEY)[1],
    "percent": quote(KEY, safe=""),
    "percent, slash kept": quote(KEY),
    "form": quote_plus(KEY),
    "percent, lower case": "".join(f"%{ord(c):02x}" if c in "/+=&" else c for c in KEY),
    "percent, every byte": "".join(f"%{ord(c):02X}" for c in KEY),
    "hex": KEY.encode().hex(),
    "HEX": KEY.encode().hex().upper(),
    "json": json.dumps({"key": KEY}),
    "json by PHP": json.dumps(KEY).replace("/", "\\/"),
    "json by .NET": _net(KEY),
    "json by Gson": KEY.replace("=", "\\u003d").replace("&", "\\u0026"),
    "json by Go": KEY.replace("&", "\\u0026"),
    "html": html.escape(KEY),
    "html in numbers": KEY.replace("&", "&#38;"),
    "html in hex": KEY.replace("&", "&#x26;").replace("+", "&#x2B;").replace("=", "&#x3D;"),
}


@pytest.mark.parametrize("spelling", _SPELLINGS.values(), ids=_SPELLINGS)
def test_every_encoding_is_masked(spelling: str):
    """A gateway repeats a key as its own libraries write it."""
    redacted = Redactor([KEY]).text(f"<{spelling}>")

    assert MASK in redacted
    assert not any(piece in unquote(redacted) for piece in ("proj-aB3", "xY9", "Q7&k"))


@pytest.mark.parametrize("before", ["", "B", "Be", "Bearer ", "user:", "Authorization: Bearer "])
@pytest.mark.parametrize("after", ["", ".", "\r\n", ", retry later"])
@pytest.mark.parametrize("url", [False, True])
def test_base64_of_a_longer_text_gives_away_a_byte_at_each_end_at_most(before: str, after: str, url: bool):
    """Where a secret begins in a group of three bytes decides its base64; all three places are known."""
    text = (before + KEY + after).encode()
    encoded = base64.urlsafe_b64encode(text) if url else base64.b64encode(text)

    redacted = Redactor([KEY]).text(encoded.decode())
    head, mask, tail = redacted.partition(MASK)
    seen = base64.b64decode(head + "A" * (-len(head) % 4), altchars=b"-_" if url else None)

    assert mask == MASK
    assert len(head) + len(tail) <= len(encoded) - len(KEY) * 4 // 3 + 2
    assert KEY[1:] not in seen.decode("latin-1")


@given(_PRINTABLE, st.text(max_size=20), st.text(max_size=20))
@example("%25%25%25", "%", "25")
@example("aaaaaaaa", "aa", "a")
def test_no_printable_secret_survives(secret: str, before: str, after: str):
    """Whatever its characters and neighbours, the value itself is gone, and the neighbours stay."""
    if secret in MASK or secret in before or secret in after:
        return
    redacted = Redactor([secret]).text(before + secret + after)

    assert secret not in redacted
    assert MASK in redacted


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=200))
def test_text_without_a_secret_stays_as_it_is(text: str):
    """Evidence is not touched."""
    assert Redactor(["\N{SNOWMAN}" * 8, ""]).text(text) == text


@pytest.mark.parametrize("short", ["", "1", "12345", " "])
def test_short_secrets_are_left_alone(short: str):
    """Masking "1234" everywhere would destroy the evidence and protect nothing."""
    assert Redactor([short]).text("code 12345 at 1") == "code 12345 at 1"


def test_a_header_is_masked_by_its_token_alone():
    """A gateway quotes the token, and not the scheme that stands before it in the header."""
    redactor = Redactor(["Bearer sk-123456"])

    assert redactor.text("no such key: sk-123456") == f"no such key: {MASK}"
    assert redactor.text("got Bearer sk-123456") == f"got {MASK}"


def test_overlapping_secrets_leave_nothing_of_either():
    """One may end as the next begins, or stand inside another."""
    redactor = Redactor(["abcdefgh", "efghijkl", "cdefgh", "topsecret1", "secret"])

    assert redactor.text("<abcdefghijkl>") == f"<{MASK}>"
    assert redactor.text("<abcdefgh><secret><topsecret1>") == f"<{MASK}><{MASK}><{MASK}>"
    assert redactor.text("abcdefghefghijkl") == MASK * 2


@pytest.mark.parametrize("cut", ["", "…"])
@pytest.mark.parametrize("length", range(6, len(KEY)))
def test_the_beginning_of_a_secret_at_a_cut_is_masked(length: int, cut: str):
    """Texts are bounded before they get here, and the bound may fall into the middle of a key."""
    assert Redactor([KEY]).text(f"refused: {KEY[:length]}{cut}") == f"refused: {MASK}{cut}"


def test_a_few_characters_of_a_secret_are_no_secret():
    """Nor is its beginning where the text goes on."""
    text = f"keys begin with {KEY[:5]}"

    assert Redactor([KEY]).text(text) == text
    assert Redactor([KEY]).text(f"{KEY[:9]} is the prefix") == f"{KEY[:9]} is the prefix"


@pytest.mark.parametrize("text", [KEY * 40_000, KEY[:-1] * 40_000, "sk-pro" * 170_000, "s" * 1_000_000])
def test_a_megabyte_is_read_in_one_pass(text: str):
    """Hostile text costs time in proportion to its length; this ends within the suite's limit."""
    redacted = Redactor([KEY, "s" * 40]).text(text)

    assert KEY not in redacted
    assert len(redacted) <= len(text)


@dataclass(frozen=True)
class _Nested:
    names: dict[str, str] = field(default_factory=dict)
    parts: list[object] = field(default_factory=list)
    omitted: frozenset[str] = frozenset()


def test_values_are_redacted_all_the_way_down():
    """Every string of a reply, whichever field it stands in; what is no string stays the same."""
    redactor = Redactor([KEY])
    reply = Reply(
        text=f"your key {KEY}",
        usage=None,
        error=ApiError(401, f"bad {KEY}", retry_after=1.5),
        notes=(("stream", KEY), ("other", "fine")),
    )
    masked = redactor.value(reply)
    nested = redactor.value(_Nested({KEY: KEY}, [KEY, (1, KEY)], frozenset({KEY})))

    assert KEY not in repr(masked)
    assert masked.text == f"your key {MASK}"
    assert masked.error == ApiError(401, f"bad {MASK}", retry_after=1.5)
    assert masked.notes == (("stream", MASK), ("other", "fine"))
    assert nested == _Nested({MASK: MASK}, [MASK, (1, MASK)], frozenset({MASK}))


def test_members_of_closed_sets_stay_members():
    """An enum is no text from outside, and its identity matters."""
    failure = Redactor([KEY]).value(Failure(FailureKind.TLS, KEY, Timings(total=1.0)))

    assert failure == Failure(FailureKind.TLS, MASK, Timings(total=1.0))
    assert failure.kind is FailureKind.TLS
    assert Redactor([KEY]).value(Reason.OK) is Reason.OK


def test_without_a_secret_the_value_itself_comes_back():
    """A gateway without credentials costs nothing."""
    reply = Reply(text="x")

    assert Redactor([""]).value(reply) is reply


def test_a_redactor_does_not_show_what_it_hides():
    """It may stand in a traceback or a log line."""
    assert KEY not in repr(Redactor([KEY]))
