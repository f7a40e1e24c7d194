"""`Host` is believed as far as a name may be: it breaks out of nothing, and what is no name is left out."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from monitor.web.origin import origin


def _asked(host: bytes, scheme: str = "http") -> str:
    return origin(Request({"type": "http", "scheme": scheme, "headers": [(b"host", host)]}))


@pytest.mark.parametrize(
    "host",
    ["status.example", "status.example:8080", "127.0.0.1:9469", "[::1]:80", "localhost", "a.b.example."],
)
def test_names_and_addresses_pass(host: str):
    """With a port or without."""
    assert _asked(host.encode()) == f"http://{host}"
    assert _asked(host.upper().encode(), "https") == f"https://{host}"


@pytest.mark.parametrize(
    "host",
    [
        "",
        "a b",
        "a/b",
        "evil.example/?",
        "user@evil.example",
        'a"><script>',
        "a'",
        "a#b",
        "[::1",
        "::1",
        "a..b",
        ".a",
        "-a",
        "a:",
        "a:123456",
        "ä.example",
        "a\n",
        "a" * 300,
        ".".join(["a" * 63] * 5),
    ],
)
def test_whatever_else_is_left_out(host: str):
    """Links then are relative."""
    assert _asked(host.encode("latin-1")) == ""


@given(st.binary(max_size=400))
def test_nothing_breaks_out_of_markup(host: bytes):
    """Letters, digits, and four signs that mean nothing in HTML, XML or JSON."""
    assert re.fullmatch(r"(http://[a-z0-9.:\[\]-]+)?", _asked(host))


def test_a_scheme_is_one_of_two():
    """A proxy's word for it ends in a link."""
    assert _asked(b"a", "javascript") == "http://a"
