import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.addresses import address, base_url, http_url
from monitor.config.scalars import InvalidValueError
from monitor.config.settings import Address


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://gateway.example/v1", "https://gateway.example/v1"),
        ("https://gateway.example/v1/", "https://gateway.example/v1"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000/v1", "http://[::1]:8000/v1"),
        ("https://llm_gateway.svc.cluster.local./x", "https://llm_gateway.svc.cluster.local./x"),
        ("HTTPS://gateway.example", "HTTPS://gateway.example"),
    ],
)
def test_base_urls(written, meant):
    """A base URL keeps its path and loses only a slash at its end."""
    assert base_url(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "gateway.example/v1",
        "//gateway.example",
        "ftp://gateway.example",
        "file:///etc/passwd",
        "https://",
        "https:///v1",
        "https://:443",
        "https://gateway.example:",
        "https://gateway.example:port",
        "https://gateway.example:65536",
        "https://user@gateway.example",
        "https://user:hunter2@gateway.example",
        "https://gateway.example\\@evil.example",
        "https://gateway.example/?key=hunter2",
        "https://gateway.example/?",
        "https://gateway.example/#",
        "https://gate way.example",
        "https://gateway.example/\r\nx: y",
        "https://gätéway.example",
        "https://-gateway.example",
        "https://gateway..example",
        "https://[::1",
        "https://[gateway]",
        "https://gateway.example/" + "x" * 2048,
        "",
    ],
)
def test_what_is_no_url(written):
    """Only an absolute http or https URL with a host is one; the message repeats no part of it."""
    with pytest.raises(InvalidValueError) as caught:
        http_url(written)
    assert "hunter2" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    "path",
    [
        *("/chat/completions", "/v1/responses", "/v1/messages/", "/api/chat"),
        *("/v1beta/models/m:generateContent", "/v1beta/models/m:streamGenerateContent"),
    ],
)
def test_the_protocol_path_is_not_part_of_the_base(path):
    """Pasting the whole endpoint is the commonest mistake, so it is told apart."""
    with pytest.raises(InvalidValueError, match="protocol's own path"):
        base_url(f"https://gateway.example{path}")


@given(st.text(max_size=80) | st.text("htps:/@?#[]%.\\a1 ", max_size=40).map(lambda rest: f"http://{rest}"))
def test_any_text_is_a_url_or_refused(text):
    """No text makes anything but a URL without userinfo, query and fragment, or a refusal."""
    try:
        url = http_url(text)
    except InvalidValueError:
        return
    assert url.lower().startswith(("http://", "https://"))
    assert not set("?#@ ") & set(url.split("//", 1)[1].split("/")[0])


@pytest.mark.parametrize(
    ("written", "host", "port"),
    [
        ("127.0.0.1:10275", "127.0.0.1", 10275),
        ("0.0.0.0:0", "0.0.0.0", 0),
        ("[::1]:9115", "::1", 9115),
        ("[::]:65535", "::", 65535),
        ("localhost:80", "localhost", 80),
    ],
)
def test_addresses(written, host, port):
    """Host and port, IPv6 in brackets; what is read is written back the same."""
    assert address(written) == (host, port)
    assert str(Address(host, port)) == written


NO_ADDRESSES = (
    *("", ":9115", "9115", "localhost", "localhost:", "localhost:65536", "localhost:-1", "::1:9115", "[::1]"),
    *("[localhost]:80", "[::1:80", "a b:80", "http://localhost:80", "localhost:٨٠", "a" * 400 + ":80"),
)


@pytest.mark.parametrize("written", NO_ADDRESSES)
def test_what_is_no_address(written):
    """A listener needs a host and a port: guessing either might expose what should not be."""
    with pytest.raises(InvalidValueError, match="must be host:port"):
        address(written)
