import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import scalars
from monitor.config.scalars import InvalidValueError


@pytest.mark.parametrize(
    ("shape", "good", "bad"),
    [
        (scalars.GATEWAY_NAME, ["main", "eu-1.b_2"], ["", "-a", "a b", "a/b", "a" * 65, "ä"]),
        (
            scalars.ROUTE_NAME,
            ["a", "main/meta@x:1+2", "all the rest"],
            ["", " a", "a ", "/a", "a\nb", "a" * 129],
        ),
        (scalars.MODEL, ["gpt-4.1", "моделъ", "a b", "@cf/x"], ["", " a", "a\x00b", "a\u202eb", "a" * 257]),
        (scalars.LABEL_NAME, ["team", "_a1"], ["", "1a", "a-b", "__a", "a:b", "é", "a" * 65]),
        (scalars.LABEL_VALUE, ["x", "söme text"], ["", "a\nb", "a" * 129]),
        (scalars.ENV_NAME, ["API_KEY", "_X1"], ["", "api_key", "sk-hunter2", "1A", "A B", "A" * 129]),
        (scalars.HEADER_NAME, ["x-tenant", "X_1"], ["", "a b", "a:", "a\r", "é"]),
        (scalars.HEADER_VALUE, ["", "a", "a b"], [" a", "a ", "a\r\nb: c", "é", "a" * 4097]),
        (
            scalars.PUBLIC_TEXT,
            ["x", "Bild und Text", "é" * 80],
            ["", " a", "a ", "a\nb", "a\u202eb", "a" * 81],
        ),
        (scalars.INSTANCE, ["", "pod-0.x"], ["a/b", "a b", "a" * 254]),
        (scalars.HOST, ["a", "a.b-c.example", "a_b."], ["", "-a", "a..b", "a b", "a" * 254]),
    ],
)
def test_shapes(shape, good, bad):
    """Each kind of text takes what its users write and refuses what would do harm downstream."""
    assert [shape(text) for text in good] == good
    for text in bad:
        with pytest.raises(InvalidValueError, match=r"^must be"):
            shape(text)


def test_prose():
    """Text for a model may have lines and tabs, and no other control characters."""
    assert scalars.prose("a\n\tb\n") == "a\n\tb\n"
    for text in ("\x07", "a\r", "\u202e", "a" * 16_385):
        with pytest.raises(InvalidValueError):
            scalars.prose(text)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("captions-economy", "captions-economy"),
        ("main/GPT-4.1 nano", "main-gpt-4.1-nano"),
        ("..", "-"),
        ("a:b", "a-b"),
    ],
)
def test_slugs(name, slug):
    """Names that differ in case and punctuation alone become one."""
    assert scalars.slug(name) == slug


@given(st.from_regex(scalars.ROUTE_NAME.pattern, fullmatch=True))
def test_slugs_are_safe_in_a_path(name):
    """Whatever the name, its slug is a file name and one segment of a path, and its own slug."""
    slug = scalars.slug(name)
    assert slug
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789._-")
    assert not slug.startswith(".")
    assert scalars.slug(slug) == slug
