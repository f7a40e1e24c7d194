"""What counts as the key in free text, and what does not; and that no text matches more than one key."""

import random
from itertools import product
from math import isclose

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from probes.challenges import CHALLENGES
from probes.glyphs import DIGITS, LETTERS, SYMBOLS
from probes.matching import CODE, Form, counted, in_place, matches, one_off, read
from probes.nonce import KEY_COUNT, Stream, draw_key, is_key

KEY = "K7DWP"


def _matches(text: str, key: str = KEY, form: Form = CODE) -> bool:
    return matches(read(text, form), key, form)


keys = st.binary(min_size=8, max_size=8).map(lambda seed: draw_key(Stream(seed)))

# Everything a model has been seen to put around, between or instead of the plain symbols.
DECORATIONS = [
    "{}",
    "{}.",
    "  {}\n",
    "\n\n{}\n\n",
    "'{}'",
    '"{}"',
    "“{}”",
    "«{}»",
    "「{}」",
    "({})",
    "[{}]",
    "<{}>",
    "**{}**",
    "*{}*",
    "_{}_",
    "__{}__",
    "`{}`",
    "```\n{}\n```",
    "```text\n{}\n```",
    "> {}",
    "# {}",
    "- {}",
    "1. {}",
    "1) {}",
    "A: {}",
    '{{"code": "{}"}}',
    '{{"answer":"{}","confidence":0.98}}',
    '["{}"]',
    '{{\n  "characters": "{}"\n}}',
    '"{}\\n"',
    "\\n{}",
    "\\boxed{{{}}}",
    "$\\boxed{{\\text{{{}}}}}$",
    "\\(\\mathrm{{{}}}\\)",
    "<answer>{}</answer>",
    "<p>{}</p>",
    "<b>{}</b>",
    "<|begin_of_box|>{}<|end_of_box|>",
    "The characters are: {}",
    "The characters in the picture are {}.",
    "I can see five characters (5) in bold: {}",
    "The picture, 384x256 pixels, shows {} in 48 px type.",
    "As of 2024-05-06, 13:45 the answer is {}",
    "{}\n\nI hope this helps! There are 5 characters.",
    "{} (5 symbols, 100% sure)",
    "{}\n---\nPowered by gpt4o, 1,024 tokens left, build 20240806",
    "{}, that is {}",
    "{}\n{}",
    "Answer={}",
    "answer:{}",
    "图片中的字符是{}。",
    "文字は「{}」です",
    "{}입니다",
    "На картинке: {}",
    "Sur l'image : « {} »",
    "There is no image attached. Just joking: {}",
    "I'm sorry, I can't help with that. {}",
    "NO_IMAGE? No: {}",
    "{}.png",
    "\u202e{}\u202c",
    "\ufeff{}\x00",
]

SPELLINGS = {
    "as it is": lambda key: key,
    "lower case": str.lower,
    "spaces": " ".join,
    "two spaces": "  ".join,
    "hyphens": "-".join,
    "commas": ", ".join,
    "dots": ". ".join,
    "middle dots": "·".join,
    "underscores": "_".join,
    "slashes": "/".join,
    "bars": " | ".join,
    "lines": "\n".join,
    "zero width": "\u200b".join,
    "soft hyphens": "\u00ad".join,
    "no-break spaces": "\u00a0".join,
    "listed": lambda key: ", ".join(key[:-1]) + " and " + key[-1],
    "listed in German": lambda key: ", ".join(key[:-1]) + " und " + key[-1],
    "listed in French": lambda key: ", ".join(key[:-1]) + " et " + key[-1],
    "numbered": lambda key: "\n".join(f"{n}. {symbol}" for n, symbol in enumerate(key, start=1)),
    "numbered in brackets": lambda key: "\n".join(
        f"  {n}) {symbol}" for n, symbol in enumerate(key, start=1)
    ),
    "quoted list": lambda key: ", ".join(f'"{symbol}"' for symbol in key),
    "bold list": lambda key: " ".join(f"**{symbol}**" for symbol in key),
    "in two": lambda key: f"{key[:2]} {key[2:]}",
    "in two, hyphen": lambda key: f"{key[:3]}-{key[3:]}",
    "in three": lambda key: f"{key[0]} {key[1:3]} {key[3:]}",
    "full width": lambda key: "".join(chr(ord(symbol) + 0xFEE0) for symbol in key),
    "mathematical bold": lambda key: "".join(
        chr(0x1D400 + ord(symbol) - 65) if symbol.isalpha() else chr(0x1D7CE + int(symbol)) for symbol in key
    ),
    "Cyrillic look-alikes": lambda key: key.translate(str.maketrans("CHKMPTX", "СНКМРТХ")),
    "Greek look-alikes": lambda key: key.translate(str.maketrans("HKMNPTX", "ΗΚΜΝΡΤΧ")),
    "combining marks": lambda key: "".join(f"{symbol}\u0332" for symbol in key),
    "tags": lambda key: "".join(f"<b>{symbol}</b>" for symbol in key),
}


@pytest.mark.parametrize("decoration", DECORATIONS)
def test_decorated_key(decoration: str) -> None:
    """The key is found wherever it stands."""
    assert _matches(decoration.replace("{}", KEY).replace("{{", "{").replace("}}", "}"))


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("decoration", ["{}", "The characters are {}.", "1) {}", "{}\n\nI hope this helps."])
def test_spelt_key(spelling: str, decoration: str) -> None:
    """The key is found however it is spelt out."""
    assert _matches(decoration.format(SPELLINGS[spelling](KEY)))


@given(
    key=keys,
    decoration=st.sampled_from(DECORATIONS),
    spelling=st.sampled_from(["as it is", "lower case", "full width"]),
)
def test_every_key_in_every_decoration(key: str, decoration: str, spelling: str) -> None:
    """What holds for one key holds for all: decoration never depends on the symbols."""
    said = SPELLINGS[spelling](key)
    assert _matches(decoration.replace("{}", said).replace("{{", "{").replace("}}", "}"), key)


@given(key=keys, spelling=st.sampled_from(sorted(SPELLINGS)))
def test_every_key_in_every_spelling(key: str, spelling: str) -> None:
    """Every key is found in every spelling."""
    assert _matches(SPELLINGS[spelling](key), key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "NO_IMAGE",
        "I don't see an image.",
        "KDWP",
        "K7DW",
        "K7DWPX",
        "XK7DWP",
        "K7DWPK7DWP",
        "K7DWF",
        "PWD7K",
        "K7DWP or K7DWF",
        "K7DWP? Perhaps K7DWB.",
        "Either K7DWP or M3XTC",
        "K7DWP, M3XTC, R4FLN",
        "K 7 D W P\nM 3 X T C",
        "K7-DWP, K7-DWF",
        "K:7:D:W:P",
        "K seven D W P",
        "K7 is the code for DW and P",
        "КОД7П",
        "K7DШP",
        "KTDWP",
        "57893",
        "2,024",
        "2024-05-06",
        "13:45",
        "WORLD",
        "Which characters are printed in the picture? Reply with those characters only.",
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAYAAAAEACAAAAACbWCHj",
    ],
)
def test_no_match(text: str) -> None:
    """Other words, other lengths, other orders, and any second candidate are no match."""
    assert not _matches(text)


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-06",
        "20240806",
        "20240",
        "2,024 and 13:45",
        "1,234,567",
        "3.14159",
        "3 4 6 7 9",
        "WORLD CHART NYMPH",
        "the characters are hard to read",
        "4:36 PM",
        "+49 3 4679",
    ],
)
def test_words_and_numbers_are_no_candidates(text: str) -> None:
    """A candidate holds a letter and a digit: neither a word, nor a number, date or time is one."""
    assert not counted(read(text, CODE), KEY, CODE)


@given(
    text=st.text(alphabet=SYMBOLS + SYMBOLS.lower() + "аеорКР0158ABE .,-_*`\"'\n()[]{}:<>/\\", max_size=120),
    key=keys,
)
def test_no_match_without_the_symbols_in_order(text: str, key: str) -> None:
    """A text that does not hold the key's symbols one after the other never matches."""
    folded = iter(text.upper().translate(str.maketrans("КРОЕ", "KPOE")))
    assume(not all(symbol in folded for symbol in key))
    assert not _matches(text, key)


@given(
    key=keys,
    other=keys,
    between=st.sampled_from([" ", ", ", " or ", "\n", "; or perhaps ", " / ", "-", "。"]),
)
def test_two_candidates_never_match(key: str, other: str, between: str) -> None:
    """Whoever names two different keys has not read one."""
    assume(key != other)
    assert not _matches(f"{key}{between}{other}", key)
    assert not _matches(f"{other}{between}{key}", key)


@given(said=st.lists(keys, min_size=2, max_size=60, unique=True), key=keys)
def test_shotgun_never_matches(said: list[str], key: str) -> None:
    """A list of guesses is worth nothing, even with the key among them."""
    for join in (" ".join, "\n".join, ", ".join, "-".join):
        assert not _matches(join([*said, key]), key) or set(said) == {key}


_FRAGMENTS = st.one_of(
    keys,
    keys.map(" ".join),
    st.text(alphabet=SYMBOLS, min_size=1, max_size=7),
    st.sampled_from(
        [" ", "", ", ", " or ", "\n", ":", "-", "and", " AND ", "{", '"', "a", "I", "5", "<b>", "ШШ", "图"]
    ),
)


@settings(max_examples=400)
@given(parts=st.lists(_FRAGMENTS, max_size=24))
def test_at_most_one_key_matches_a_text(parts: list[str]) -> None:
    """The theorem behind the guess rate: no text is right for two keys, so no strategy beats one guess."""
    text = "".join(parts)
    possible = {said for said in read(text, CODE).codes if is_key(said)}
    bare = "".join(symbol for symbol in text.upper() if symbol.isalnum())
    possible |= {bare[i : i + 5] for i in range(len(bare)) if is_key(bare[i : i + 5])}
    assert sum(_matches(text, key) for key in possible) <= 1


def test_guess_rate() -> None:
    """Every key is counted: a blind guess that knows the rules is right once in KEY_COUNT times."""
    counts = {}
    for pattern in product("LD", repeat=5):
        example = "".join(LETTERS[0] if kind == "L" else DIGITS[0] for kind in pattern)
        counts[pattern] = (
            is_key(example) * len(LETTERS) ** pattern.count("L") * len(DIGITS) ** pattern.count("D")
        )
    assert sum(counts.values()) == KEY_COUNT == 1_295_168
    assert isclose(CHALLENGES["code"].guess_probability(), 1 / KEY_COUNT)
    assert 1 / KEY_COUNT < 1e-6


_SMALL = Form(
    length=3,
    symbols=frozenset("KP37"),
    valid=lambda said: any(s in "37" for s in said) and any(s in "KP" for s in said),
)
_SMALL_KEYS = ["".join(symbols) for symbols in product("KP37", repeat=3) if _SMALL.valid("".join(symbols))]

STRATEGIES = {
    "one guess": lambda rng: rng.choice(_SMALL_KEYS),
    "constant": lambda _rng: _SMALL_KEYS[0],
    "two guesses": lambda rng: " or ".join(rng.sample(_SMALL_KEYS, 2)),
    "all guesses": lambda _rng: " ".join(_SMALL_KEYS),
    "spelt guess": lambda rng: " ".join(rng.choice(_SMALL_KEYS)),
    "overlapping": lambda rng: "".join(rng.choice("KP37") for _ in range(9)),
    "guess and pieces": lambda rng: f"{rng.choice(_SMALL_KEYS)} {rng.choice('KP37')} {rng.choice('KP37')}",
}


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_blind_answerers_are_no_better_than_one_guess(strategy: str) -> None:
    """On an alphabet small enough to measure, no strategy beats one guess, and an honest guess meets it."""
    rng = random.Random(f"blind {strategy}")
    draws = 5_000
    hits = sum(_matches(STRATEGIES[strategy](rng), rng.choice(_SMALL_KEYS), _SMALL) for _ in range(draws))
    rate = 1 / len(_SMALL_KEYS)
    tolerance = 5 * (rate * (1 - rate) / draws) ** 0.5
    assert hits / draws <= rate + tolerance
    if strategy in {"one guess", "constant", "spelt guess"}:
        assert isclose(hits / draws, rate, abs_tol=tolerance)


def test_blind_answerer_of_real_keys() -> None:
    """Of 20,000 blind guesses that know all the rules, not one is right: the matcher is not loose."""
    hits = sum(
        _matches(draw_key(Stream(b"blind" + n.to_bytes(4))), draw_key(Stream(b"asked" + n.to_bytes(4))))
        for n in range(20_000)
    )
    assert hits == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("256px", ()),
        ("1080P PAGE3", ()),
        ("K7DWF", ("K7DWF",)),
        ("K7DWB", ("K7DWB",)),
        ("K7D00", ("K7D00",)),
        ("M3XTC", ("M3XTC",)),
        ("A7B3C", ()),
    ],
)
def test_what_counts_as_an_answer(text: str, said: tuple[str, ...]) -> None:
    """Well-formed keys count, and what has three symbols in place; the rest is prose."""
    assert counted(read(text, CODE), KEY, CODE) == said


@pytest.mark.parametrize(
    ("said", "near"),
    [
        ("K7DWF", True),
        ("KTDWP", True),
        ("K7DW", True),
        ("K7WP", True),
        ("7DWP", True),
        ("KK7DWP", True),
        ("K7DWPX", True),
        ("K7DWP", False),
        ("K7DFF", False),
        ("K7D", False),
        ("7KDWP", False),
        ("", False),
    ],
)
def test_one_off(said: str, near: bool) -> None:
    """One symbol wrong, lost or added is one off; nothing else is."""
    assert one_off(said, KEY) is near


def test_in_place() -> None:
    """Symbols count only in their place, and only in a word of the same length."""
    assert in_place("K7DFF", KEY) == 3
    assert in_place("7KDWP", KEY) == 3
    assert in_place("K7DW", KEY) == 0


@pytest.mark.parametrize("cut", [0, 1, 3, 4, 5, 6, 9])
def test_no_match_out_of_half_a_word(cut: int) -> None:
    """Where a long text is cut, what is left of a word does not become a candidate."""
    text = "x" * (4_096 - cut - 1) + " " + KEY + "Q" + " y" * 9_000
    assert not _matches(text)


def test_match_at_either_end_of_a_long_text() -> None:
    """A key at the beginning or the end of a long reply is found, one in the unread middle is not."""
    filler = "lorem ipsum " * 2_000
    assert _matches(f"{KEY} {filler}")
    assert _matches(f"{filler} {KEY}")
    assert not _matches(f"{filler} {KEY} {filler}")
    assert not _matches(f"{KEY} {filler} M3XTC")


HOSTILE = {
    "digits": "7" * 1_000_000,
    "pairs": "K7" * 500_000,
    "spaced": "K 7 D W " * 125_000,
    "marks": "K" + "\u0301\u0316" * 500_000,
    "zero width": "\u200b" * 1_000_000,
    "overrides": "\u202e\u202d" * 500_000,
    "nul": "\x00" * 1_000_000,
    "ligatures": "\ufdfa" * 1_000_000,
    "surrogates": "\ud800" * 1_000_000,
    "tags": "<b" * 500_000,
    "escapes": "\\n" * 500_000,
    "stars": "*" * 1_000_000,
    "separators": "K, " * 333_333,
    "not": "not " * 250_000,
    "not see the": "can't see the the the the " * 40_000,
    "no image": "no image " * 110_000,
    "please": "please please upload the " * 40_000,
    "chinese": "没有看到任何" * 160_000,
    "words": "a" * 1_000_000,
    "brackets": "[redacted" * 110_000,
    "quotes": "\"' `" * 250_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_returns(name: str) -> None:
    """A megabyte of anything is read to its end, and is no match."""
    assert not _matches(HOSTILE[name])
