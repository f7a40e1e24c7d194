"""YAML as it is read: version 1.2, strict, bounded, and with the place of everything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.content import MOST_BYTES, decode, digest, read
from monitor.config.loading import MOST_LEVELS, MOST_VALUES, compose
from monitor.config.problems import ConfigError


def data(text):
    """The value of `text`, which has no problem."""
    tree, problems = compose(text, "f.yaml")
    assert problems == ()
    return tree.data


def refusal(text):
    """What is said of `text`, which cannot be read."""
    with pytest.raises(ConfigError) as caught:
        compose(text, "f.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("True", True),
        ("012", 12),
        ("0o14", 12),
        ("0xC", 12),
        ("1:30", "1:30"),
        ("1e3", 1000.0),
        ("1_000", 1000),
        (".5", 0.5),
        ("2024-01-01", "2024-01-01"),
        ("=", "="),
        ("~", None),
        ("", None),
        ('"12"', "12"),
        ("!!str 12", "12"),
        ("!!int '12'", 12),
    ],
)
def test_scalars_are_yaml_1_2(written, meant):
    """A word is what YAML 1.2 says: no Norway problem, no sexagesimals, no dates."""
    value = data(f"a: {written}")["a"]
    assert value == meant
    assert type(value) is type(meant)


@pytest.mark.parametrize("key", ["1", "true", "null", "4.1", "on"])
def test_keys_are_text(key):
    """A key is the text that stands there: a model may be called 4.1."""
    assert data(f"{key}: x") == {key: "x"}


def test_aliases_repeat_values():
    """An alias stands for a copy; changing one would not change the other."""
    read_back = data("a: &x {b: [1]}\nc: *x")
    assert read_back == {"a": {"b": [1]}, "c": {"b": [1]}}
    assert read_back["a"] is not read_back["c"]


def test_an_anchor_may_be_used_again():
    """The latest anchor of a name counts, without a warning."""
    assert data("a: &x 1\nb: &x 2\nc: *x")["c"] == 2


@pytest.mark.parametrize(
    ("loc", "key", "value"),
    [
        (("a",), (1, 1), (1, 4)),
        (("b",), (2, 1), (3, 3)),
        (("b", "c"), (3, 3), (3, 6)),
        (("b", "d"), (4, 3), (4, 3)),
        (("e",), (6, 1), (7, 3)),
        (("e", 1), None, (8, 5)),
        (("e", 1, "f"), (8, 5), (8, 8)),
    ],
)
def test_every_value_has_its_place(loc, key, value):
    """Keys and values know their line and column; an absent value stands where its key does."""
    tree, _ = compose("a: 1\nb:\n  c: 2\n  d:\n# a comment\ne:\n  - x\n  - f: y\n", "f.yaml")
    assert tree.keys.get(loc) == key
    assert tree.values[loc] == value


def test_problems_of_yaml_come_all_at_once():
    """Duplicate keys, tags, merge keys and impossible numbers do not hide one another."""
    text = (
        f"a: 1\na: 2\nb: !x y\nc: {{<<: {{d: 1}}}}\n? [e]\n: f\ng: {'9' * 5000}\nh: !!bool x\ni: !!set {{}}\n"
    )
    _, problems = compose(text, "f.yaml")
    assert [(each.line, each.key) for each in problems] == [
        (2, "a"),
        (3, "b"),
        (4, "c"),
        (5, ""),
        (7, "g"),
        (8, "h"),
        (9, "i"),
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('a: "\\UFFFFFFFF"', "f.yaml:1:1"),
        ("a: \ud800", "f.yaml:1:4"),
        ("x\n\x00", "f.yaml:2:1"),
        ("a: !h!x y", "f.yaml:1:4"),
        ("a: 'x\n\n", "f.yaml:1:4"),
        ("...", "f.yaml:1:1"),
        ("{" * 3000, f"f.yaml:1:{MOST_LEVELS + 1}:"),
        ("? " * 3000, "f.yaml:1:"),
        ("&a [*a, *a]", "f.yaml:1:1"),
    ],
)
def test_what_breaks_a_parser_is_one_problem(text, place):
    """Text that makes the parser itself fail is refused at its place, in one line."""
    assert refusal(text).startswith(place)
    assert "\n" not in refusal(text)


def test_values_are_bounded():
    """A list longer than the bound is refused, as a pile of aliases would be."""
    assert str(MOST_VALUES) in refusal(f"a: [{'x,' * MOST_VALUES}]")


@given(st.text(max_size=200) | st.text("ab:-[]{}&*!|>'\"%@`#,? \n\t\\<0\ud800", max_size=60))
def test_any_text_is_read_or_refused(text):
    """Whatever the text, it becomes a mapping or a ConfigError whose lines can be printed."""
    refused, found = "", {}
    try:
        found = compose(text, "f.yaml")[0].data
    except ConfigError as error:
        refused = str(error)
    assert all(line.isprintable() for line in refused.split("\n"))
    assert isinstance(found, dict)


def test_a_byte_order_mark_is_no_content():
    """Editors that write a mark at the start do no harm."""
    assert decode(b"\xef\xbb\xbfa: 1", "f.yaml") == "a: 1"


def test_bad_bytes_have_a_place():
    """The first byte that is not UTF-8 is pointed at, counted in characters."""
    with pytest.raises(ConfigError) as caught:
        decode("a: 1\né: ".encode() + b"\xff", "f.yaml")
    assert str(caught.value) == "f.yaml:2:4: is not UTF-8 text"


def test_size_is_bounded(tmp_path):
    """A file of the greatest size is read, one byte more is refused."""
    path = tmp_path / "f.yaml"
    path.write_bytes(b"x" * MOST_BYTES)
    assert len(read(path)) == MOST_BYTES
    path.write_bytes(b"x" * (MOST_BYTES + 1))
    with pytest.raises(ConfigError, match=r"f\.yaml: is larger than 1 MiB$"):
        read(path)


@pytest.mark.parametrize(
    ("name", "why"),
    [("absent.yaml", "no such file or directory"), (".", "is a directory"), ("a\0b", "not a path")],
)
def test_a_file_that_cannot_be_read(tmp_path, name, why):
    """What the system says is passed on, without a line that there is not."""
    with pytest.raises(ConfigError) as caught:
        read(tmp_path / name)
    assert str(caught.value).endswith(f": cannot be read: {why}")
    assert caught.value.problems[0].line == 0


def test_digests_differ_with_content():
    """One byte more is another version."""
    assert digest(b"a") == digest(b"a") != digest(b"a ")
