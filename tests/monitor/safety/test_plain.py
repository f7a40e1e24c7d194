"""Whatever a model says comes out printable, on one line and within the limit."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.safety.plain import plain

_ANY = st.text(st.characters(exclude_categories=()), max_size=300)


@given(_ANY, st.integers(min_value=1, max_value=200))
def test_any_text_comes_out_printable_on_one_line_within_the_limit(text: str, limit: int):
    """Surrogates, unassigned code points and controls included."""
    shown = plain(text, limit=limit)

    assert len(shown) <= limit
    assert shown.isprintable()
    assert len(shown.splitlines()) <= 1
    assert shown.encode().decode() == shown


@given(st.text(st.characters(categories=["L", "N", "P"], exclude_characters="\u115f\u1160\u3164\uffa0")))
def test_harmless_text_is_not_touched(text: str):
    """Letters of all scripts are evidence."""
    assert plain(text, limit=10_000) == text


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x9b31m", r"\x9b31m"),
        ("a\0b", r"a\x00b"),
        ("one\r\ntwo\u2028three\x85", r"one\r\ntwo\u2028three\x85"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("\u2066x\u2069", r"\u2066x\u2069"),
        ("a\u200bb\ufeffc\u00add", r"a\u200bb\ufeffc\xadd"),
        ("\ud800", r"\ud800"),
        ("hi\U000e0041\U000e007f", r"hi\U000e0041\U000e007f"),
        ("x\ufe0f\U000e0100", r"x\ufe0f\U000e0100"),
        ("\u3164\u115f\u2800\u034f", r"\u3164\u115f\u2800\u034f"),
        ("\ue000\uffff", r"\ue000\uffff"),
        ("no\u00a0break", r"no\xa0break"),
    ],
)
def test_what_changes_how_neighbours_are_shown_appears_as_an_escape(hostile: str, shown: str):
    """Terminal sequences, direction overrides, invisible and tag characters: all can be seen and copied."""
    assert plain(hostile) == shown


def test_every_format_and_control_character_is_escaped():
    """By category, so that a new version of Unicode brings no gap."""
    hidden = [
        chr(code)
        for code in range(0x110000)
        if unicodedata.category(chr(code)) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    ]

    assert [char for char in hidden if not plain(char).startswith("\\")] == []


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("abcd", 1, "…"),
        ("", 1, ""),
        ("a\0", 5, r"a\x00"),
        ("ab\0", 5, r"ab\x…"),
    ],
)
def test_the_cut_is_marked_and_counts_towards_the_limit(text: str, limit: int, shown: str):
    """Escapes are longer than what they stand for, and are bounded all the same."""
    assert plain(text, limit=limit) == shown


@pytest.mark.parametrize("char", ["a", "\x1b", "\u202e", "\udfff", "é"])
def test_a_megabyte_costs_no_more_than_the_limit(char: str):
    """Only the beginning is ever looked at."""
    assert len(plain(char * 1_000_000)) == 512
