"""What goes out: precedence of headers, neutrality, and settings that cannot be sent."""

from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.client.causes import MisconfiguredError
from monitor.client.outgoing import compose
from monitor.probe import Gateway, Tls
from monitor.safety.secret import Secret
from probes.types import Request

_URL = "https://gateway.example/v1"


def _request(**headers: str) -> Request:
    return Request("POST", "/chat/completions", headers, b"{}")


def _compose(gateway: Gateway, request: Request | None = None, **credentials: str) -> httpx.Request:
    return compose(gateway, request or _request(), credentials)


def test_credentials_win_over_gateway_and_gateway_over_request():
    """Precedence is request, gateway, credentials, whatever the case of the names."""
    gateway = Gateway("g", _URL, headers={"X-Two": "gateway", "X-Three": "gateway"})
    request = Request("POST", "/c", {"x-one": "request", "x-two": "request", "x-three": "request"}, b"")

    sent = compose(gateway, request, {"x-THREE": "credentials"})

    assert [sent.headers[name] for name in ("x-one", "x-two", "x-three")] == [
        "request",
        "gateway",
        "credentials",
    ]
    assert len(sent.headers.get_list("x-two")) == 1


def test_nothing_names_us():
    """By default a probe looks like any program of the library it uses; each header can be replaced."""
    sent = _compose(Gateway("g", _URL))

    assert "eyechart" not in str(sent.headers.raw).lower()
    assert sent.headers["user-agent"].startswith("python-httpx/")
    assert sent.headers["accept-encoding"] == "gzip, deflate"
    marked = _compose(Gateway("g", _URL, headers={"User-Agent": "our-probes"}))
    assert marked.headers.get_list("user-agent") == ["our-probes"]


@pytest.mark.parametrize("base", [_URL, _URL + "/"])
def test_the_path_is_appended_to_the_base_url(base: str):
    """A slash at the end of the base URL makes no difference."""
    assert str(_compose(Gateway("g", base)).url) == _URL + "/chat/completions"


def test_server_name_travels_with_the_request():
    """`tls.server_name` is handed to the transport."""
    sent = _compose(Gateway("g", _URL, tls=Tls(server_name="gateway.internal")))

    assert sent.extensions["sni_hostname"] == "gateway.internal"
    assert "sni_hostname" not in _compose(Gateway("g", _URL)).extensions


def test_secrets_are_read_at_each_use(monkeypatch: pytest.MonkeyPatch):
    """A rotated secret is used by the next request."""
    gateway = Gateway("g", _URL, headers={"x-token": Secret(env="EYECHART_TEST_TOKEN")})
    for value in ("first", "second"):
        monkeypatch.setenv("EYECHART_TEST_TOKEN", value)
        assert _compose(gateway).headers["x-token"] == value


@pytest.mark.parametrize(
    "base",
    [
        "",
        "gateway.example",
        "ftp://gateway.example",
        "http://",
        "http://[",
        "http:// /",
        "https:///v1",
        "http://" + "a" * 64 + ".example",
        "http://ga_te%way",
        "http://a\nb",
    ],
)
def test_a_base_url_that_is_none_is_misconfigured(base: str):
    """What is no http or https URL with a host is refused before anything is sent."""
    with pytest.raises(MisconfiguredError, match="base_url is no"):
        _compose(Gateway("g", base))


def test_credentials_in_a_url_are_refused_and_not_repeated():
    """User names and passwords belong in headers; the message does not show them."""
    with pytest.raises(MisconfiguredError, match="user name or password") as caught:
        _compose(Gateway("g", "https://user:hunter2@gateway.example/v1"))

    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("x-a", "line\r\nx-injected: 1", "header x-a holds a character that is not printable ASCII"),
        ("x-a", "nul\0", "header x-a holds"),
        ("X-A", "caf\N{LATIN SMALL LETTER E WITH ACUTE}", "header x-a holds"),
        ("x-a", "sk\N{ZERO WIDTH SPACE}key", "header x-a holds"),
        ("x a", "1", "'x a' is no header name"),
        ("", "1", "'' is no header name"),
        ("caf\N{LATIN SMALL LETTER E WITH ACUTE}", "1", "is no header name"),
        ("Content-Length", "1", "header content-length is set by the client"),
        ("transfer-encoding", "chunked", "header transfer-encoding is set by the client"),
        ("connection", "close", "header connection is set by the client"),
    ],
)
def test_a_header_that_cannot_be_sent_is_misconfigured(name: str, value: str, words: str):
    """Such a header is refused by name; its value, which may be a secret, is never shown."""
    for gateway, credentials in (
        (Gateway("g", _URL, headers={name: value}), {}),
        (Gateway("g", _URL), {name: value}),
    ):
        with pytest.raises(MisconfiguredError) as caught:
            compose(gateway, _request(), credentials)
        assert words in str(caught.value)
        assert value not in str(caught.value) or value == "1"


def test_a_missing_secret_names_its_place(tmp_path: Path):
    """A secret that is not there is misconfigured, with the place where it should be."""
    for secret in (Secret(env="EYECHART_TEST_ABSENT"), Secret(file=tmp_path / "absent")):
        with pytest.raises(MisconfiguredError) as caught:
            _compose(Gateway("g", _URL, headers={"x-token": secret}))
        assert (secret.env or str(secret.file)) in str(caught.value)


@given(base=st.text(max_size=60), name=st.text(max_size=20), value=st.text(max_size=20))
def test_no_setting_raises_anything_else(base: str, name: str, value: str):
    """Whatever stands in the settings, it is a request or MisconfiguredError."""
    with suppress(MisconfiguredError):
        sent = compose(Gateway("g", base, headers={name: value}), _request(), {})
        assert sent.url.scheme in ("http", "https")
