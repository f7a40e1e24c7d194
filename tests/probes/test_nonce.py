"""Seeds never collide by accident; keys obey their rules and are evenly drawn."""

from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.glyphs import DIGITS, LETTERS, SYMBOLS
from probes.nonce import KEY_COUNT, Stream, draw_key, is_key, seed

_PARTS = {
    "gateway": "main",
    "route": "captions",
    "probe": "inline",
    "instance": "pod-0",
    "slot": 29_000_000,
    "attempt": 0,
}


@pytest.mark.parametrize(
    "change",
    [
        {"gateway": "other"},
        {"route": "x"},
        {"probe": "stream"},
        {"instance": "pod-1"},
        {"slot": 29_000_001},
        {"attempt": 1},
        {"gateway": "mainc", "route": "aptions"},
    ],
)
def test_every_part_changes_the_seed(change: dict[str, str | int]) -> None:
    """No two runs share a seed: each part counts, and parts cannot flow into each other."""
    assert seed(b"s", **_PARTS) != seed(b"s", **{**_PARTS, **change})


def test_the_seed_is_repeatable_and_secret() -> None:
    """The same secret gives the same seed on any machine; another secret gives another."""
    expected = "3d3e564c66de7bd9"

    assert len(seed(b"s", **_PARTS)) == 32
    assert seed(b"s", **_PARTS) == seed(b"s", **_PARTS)
    assert seed(b"s", **_PARTS).hex()[:16] == expected
    assert seed(b"t", **_PARTS) != seed(b"s", **_PARTS)


@given(st.binary(min_size=1, max_size=64))
def test_every_key_obeys_the_rules(entropy: bytes) -> None:
    """Five symbols, two letters and a digit at least, never three digits in a row, no look-alikes."""
    key = draw_key(Stream(entropy))

    assert is_key(key)
    assert not set(key) & set("012589OIJSBZAEUGQUY")


@pytest.mark.parametrize(
    ("text", "legal"),
    [
        ("K7DWP", True),
        ("KM7P3", True),
        ("77K34", False),
        ("777KD", False),
        ("K777D", False),
        ("KDWPM", False),
        ("K7D3", False),
        ("K7DWPC", False),
        ("K7DW1", False),
        ("7K7D7", True),
        ("77K77", False),
        ("k7dwp", False),
        ("", False),
    ],
)
def test_the_rules_of_a_key(text: str, *, legal: bool) -> None:
    """The rules, case by case."""
    assert is_key(text) == legal


def test_the_stated_number_of_keys_is_the_true_one() -> None:
    """KEY_COUNT is what counting every pattern one symbol at a time gives, and about 1.8 million."""
    counted = 0
    for pattern in product("LD", repeat=5):
        text = "".join("K" if kind == "L" else "7" for kind in pattern)
        counted += is_key(text) * len(LETTERS) ** pattern.count("L") * len(DIGITS) ** pattern.count("D")

    assert counted == KEY_COUNT == 1_295_168


def test_symbols_are_evenly_drawn() -> None:
    """No symbol is likelier than another of its kind: chi-square over 20,000 seeded keys stays ordinary."""
    keys = [draw_key(Stream(number.to_bytes(4, "big"))) for number in range(20_000)]
    for kind in (LETTERS, DIGITS):
        seen = Counter(symbol for key in keys for symbol in key if symbol in kind)
        expected = sum(seen.values()) / len(kind)
        chi_square = sum((seen[symbol] - expected) ** 2 / expected for symbol in kind)

        assert chi_square < 3 * len(kind)


@given(st.integers(min_value=1, max_value=2**32))
def test_a_choice_stays_in_its_range(limit: int) -> None:
    """`below` never leaves 0 … limit-1, also where the limit does not divide the word."""
    stream = Stream(b"range")

    assert all(0 <= stream.below(limit) < limit for _ in range(5))


def test_a_stream_goes_on_beyond_one_block() -> None:
    """A hundred choices differ from the first hundred of another seed and repeat for the same."""
    first, again, other = (Stream(seed_) for seed_ in (b"a", b"a", b"b"))
    drawn = [first.pick(SYMBOLS) for _ in range(100)]

    assert drawn == [again.pick(SYMBOLS) for _ in range(100)]
    assert drawn != [other.pick(SYMBOLS) for _ in range(100)]
