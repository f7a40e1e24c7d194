"""Odd JSON is named, and saved where it can be."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.protocols import document
from probes.protocols.document import Document, excerpt, mend, read

DEEP = b"[" * 100_000

CASES = {
    "an object": (b'{"a": 1}', Document({"a": 1})),
    "a byte order mark": (b'\xef\xbb\xbf{"a": 1}', Document({"a": 1})),
    "white space around": (b'\n\n {"a": 1}\n', Document({"a": 1})),
    "null is a document": (b"null", Document(None)),
    "NaN": (b'{"a": NaN}', None),
    "infinity": (b'{"a": -Infinity}', None),
    "a duplicate key": (b'{"a": 1, "a": 2}', Document({"a": 2}, "duplicate key 'a'")),
    "a raw line feed": (b'{"a": "x\ny"}', None),
    "invalid UTF-8": (b'{"a": "\xff"}', Document({"a": "\ufffd"}, "invalid UTF-8 at byte 7")),
    "cut short": (b'{"a": "x', None),
    "more behind it": (b'{"a": 1} {"a": 2}', None),
    "empty": (b"", None),
    "nested too deep": (DEEP, Document(None, "nested too deep", readable=False)),
    "deep and closed": (DEEP + b"]" * 100_000, Document(None, "nested too deep", readable=False)),
    "a number of 5,000 digits": (b"1" * 5000, Document(None, "a number too large", readable=False)),
}


@pytest.mark.parametrize(("raw", "expected"), [case for case in CASES.values() if case[1]])
def test_stated_documents(raw: bytes, expected: Document):
    """These texts are read as stated, oddity included."""
    assert expected == read(raw)


@pytest.mark.parametrize(
    ("name", "oddity", "readable"),
    [
        ("NaN", "NaN is no JSON", True),
        ("infinity", "-Infinity is no JSON", True),
        ("a raw line feed", "Invalid control character", True),
        ("cut short", "Unterminated string", False),
        ("more behind it", "Extra data", False),
        ("empty", "Expecting value", False),
    ],
)
def test_odd_documents_say_what_is_odd(name: str, oddity: str, readable: bool):
    """What a lenient reader can still read is kept, and the oddity is named in either case."""
    found = read(CASES[name][0])

    assert oddity in found.odd
    assert readable == found.readable


class _Key(str):
    """A key of an object; all keys together count how often they are compared."""

    __slots__ = ()
    compared = 0

    def __eq__(self, other: object) -> bool:
        _Key.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_the_search_for_a_duplicate_key_is_linear():
    """A body of 4 MB holds 400,000 keys: compared in pairs, they stop the daemon for half an hour."""
    keys = [_Key(number) for number in (*range(2_000), 1_999)]
    _Key.compared = 0

    with pytest.raises(ValueError, match="duplicate key '1999'"):
        document._no_duplicates([(key, 0) for key in keys])

    assert _Key.compared < 4 * len(keys)


@given(st.binary(max_size=200))
def test_no_bytes_raise(raw: bytes):
    """Property: whatever the bytes, reading ends with a document that either is sound or says what is not."""
    found = read(raw)

    assert found.readable or found.odd


def test_surrogates_cut_in_two_are_joined():
    """The halves of an emoji, sent as two escapes, become the emoji again."""
    assert mend("K\ud83d\ude00X") == ("K\U0001f600X", "")


@pytest.mark.parametrize("text", ["\ud83d", "K\ud83dX", "\ude00KX", "\ude00\ud83d"])
def test_a_lone_surrogate_is_replaced_and_named(text: str):
    """No text with a surrogate leaves: it could not be written to a log or a database."""
    mended, flaw = mend(text)

    assert mended.encode()
    assert "lone surrogate" in flaw
    assert [c for c in text if c in "KX"] == [c for c in mended if c in "KX"]


@given(st.text(alphabet=st.characters(max_codepoint=sys.maxunicode)), st.integers(1, 30))
def test_an_excerpt_is_short_and_printable(text: str, limit: int):
    """Property: whatever the text, its excerpt fits on a line of a terminal."""
    shown = excerpt(text, limit)

    assert len(shown) <= limit
    assert shown.isprintable()
    assert shown == " ".join(shown.split())
