"""The image origin of a file: whole where a probe needs it, apart from all else, reachable by gateways."""

from pathlib import Path

import pytest

from monitor.asking import exchange
from monitor.config import Address, Config, ConfigError, expiry, parse
from monitor.config.settings import AT_START, Origin, Outlet, waiting

_HEAD = "gateways:\n  main: {base_url: https://gateway.example/v1}\n"
_WHOLE = "origin: {listen: '0.0.0.0:10277', url: https://probes.example}"
_INNER = "internal: {listen: '10.0.0.5:8080', url: 'http://10.0.0.5:8080'}"


def _parsed(*lines: str, probes: str = "[inline]") -> Config:
    text = f"{_HEAD}routes:\n  - {{gateway: main, model: llava, probes: {probes}}}\n"
    return parse(text + "\n".join(lines), source=Path("f.yaml"), environ={"HOME": "/home/e"})


def _warnings(config: Config) -> list[str]:
    return [each.message for each in config.warnings]


def test_unasked_nothing_is_served() -> None:
    """No listener that nobody wanted."""
    assert _parsed().origin is None


def test_what_an_origin_is_made_of() -> None:
    """Address, base and expiry arrive, the inner listener's too, each address with its place in the file."""
    config = _parsed(_WHOLE.replace("}", f", expires: 2m, {_INNER}}}"), probes="[url]")

    assert config.origin == Origin(
        Outlet(Address("0.0.0.0", 10277), "https://probes.example"),
        Outlet(Address("10.0.0.5", 8080), "http://10.0.0.5:8080"),
        120.0,
    )
    assert config.origin.outlet is not None
    assert config.origin.outlet.listen.mark == (5, 18)
    assert _warnings(config) == []


def test_the_inner_listener_stands_by_itself() -> None:
    """Whoever only wants to know what a gateway fetches inside needs no public base."""
    origin = _parsed(f"origin: {{{_INNER}}}").origin

    assert origin is not None
    assert (origin.outlet, origin.internal is None) == (None, False)


@pytest.mark.parametrize(
    ("line", "probes", "problem"),
    [
        ("", "[inline, url]", "routes.0.probes.1: 'url' needs origin, where its pictures are served"),
        ("", "[url-redirect]", "routes.0.probes.0: 'url-redirect' needs origin"),
        (f"origin: {{{_INNER}}}", "[url]", "'url' needs origin"),
        ("defaults: {probes: [url]}", "[inline]", "defaults.probes.0: 'url' needs origin"),
        ("origin: {}", "[inline]", "origin: needs listen and url"),
        ("origin: {listen: 'a:80'}", "[url]", "origin: without url nobody can be told"),
        ("origin: {url: 'https://a.example'}", "[url]", "origin: without listen nothing is served"),
        ("origin: {listen: ':80', url: 'https://a.example'}", "[url]", "origin.listen: must be host:port"),
        ("origin: {listen: 'a:80', url: a.example}", "[url]", "origin.url: must be an absolute http"),
        (_WHOLE.replace("}", ", expires: 2d}"), "[url]", "origin.expires: must be between 30s and 1d"),
        ("origin: {internal: {listen: 'a:80'}}", "[inline]", "origin.internal.url: this key is required"),
        (_WHOLE.replace("10277", "10275"), "[url]", "origin.listen: the address of listen"),
        (
            _WHOLE + "\npublic: {listen: '0.0.0.0:10277'}",
            "[url]",
            "origin.listen: the address of public.listen",
        ),
        (
            _WHOLE.replace("}", ", internal: {listen: '10.0.0.5:10277', url: 'http://10.0.0.5'}}"),
            "[url]",
            "origin.internal.listen: the address of origin.listen",
        ),
    ],
)
def test_what_is_no_origin(line: str, probes: str, problem: str) -> None:
    """Each mistake is told at its key, before anything is started."""
    with pytest.raises(ConfigError) as caught:
        _parsed(line, probes=probes)

    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("https://probes.example", None),
        ("http://probes.example", "https alone"),
        ("http://127.0.0.1:10277", "a private address"),
        ("https://[::1]", "a private address"),
        ("https://10.1.2.3", "a private address"),
        ("https://169.254.169.254", "a private address"),
        ("https://origin.probes.svc", "a private address"),
        ("https://origin", "a private address"),
        ("https://8.8.8.8", None),
    ],
)
def test_a_base_that_gateways_refuse_is_warned_of(url: str, warned: str | None) -> None:
    """Not refused: a gateway on the same machine may well fetch from there."""
    told = _warnings(_parsed(_WHOLE.replace("https://probes.example", f"'{url}'"), probes="[url]"))

    assert (warned is None and told == []) or any((warned or "") in each for each in told)


@pytest.mark.parametrize(
    ("url", "warned"),
    [("http://10.0.0.5:8080", False), ("http://a.internal", False), ("http://8.8.8.8", True)],
)
def test_an_inner_listener_at_a_public_address_shows_nothing(url: str, warned: bool) -> None:
    """Everybody may fetch from the open world."""
    told = _warnings(_parsed(f"origin: {{{_INNER}}}".replace("'http://10.0.0.5:8080'", f"'{url}'")))

    assert bool(told) is warned


@pytest.mark.parametrize(
    ("listen", "url", "warned"),
    [
        ("10.0.0.5:8080", "http://10.0.0.5:8080", False),
        ("10.0.0.5:8080", "http://10.0.0.5:8008", True),
        ("10.0.0.5:8080", "http://10.0.0.5", True),
        ("10.0.0.5:80", "http://10.0.0.5", False),
        ("10.0.0.5:443", "https://10.0.0.5/x", False),
        ("10.0.0.5:0", "http://10.0.0.5:0", False),
        ("[fd00::5]:8080", "http://[fd00::5]:8081", True),
        ("[::]:8080", "http://[fd00::5]:8081", False),
        ("0.0.0.0:10278", "http://10.0.0.5:8080", False),
        ("0.0.0.0:10278", "http://eyechart.monitoring.svc", False),
    ],
)
def test_an_inner_address_with_another_port_is_warned_of(listen: str, url: str, warned: bool) -> None:
    """Nobody would come, and no gateway be told of for ever; a Service has a port of its own."""
    told = _warnings(_parsed(f"origin: {{internal: {{listen: '{listen}', url: '{url}'}}}}"))

    assert any("at which origin.internal.listen is" in each for each in told) is warned


@pytest.mark.parametrize(
    ("expires", "timeout", "probes", "refused"),
    [
        ("1m", "30s", "[inline, url]", True),
        ("89s", "30s", "[inline, ssrf]", True),
        ("90s", "30s", "[inline, url]", False),
        ("30s", "30s", "[inline]", False),
        ("10m", "5m", "[url-redirect]", True),
        ("15m", "5m", "[url-redirect]", False),
    ],
)
def test_a_picture_lies_as_long_as_a_run_may_ask_about_it(
    expires: str, timeout: str, probes: str, refused: bool
) -> None:
    """Told at its key, with what to do: a slow gateway would come for what is gone, and be judged for it."""
    origin = _WHOLE.replace("}", f", expires: {expires}, {_INNER}}}")
    lines = (origin, f"defaults: {{timeout: {timeout}, interval: 10m}}")
    if not refused:
        assert _parsed(*lines, probes=probes).origin
        return
    with pytest.raises(ConfigError) as caught:
        _parsed(*lines, probes=probes)

    assert "f.yaml:5:" in str(caught.value)
    assert f"origin.expires: {expires.replace('89s', '1m29s')} is less than three times" in str(caught.value)
    assert "the timeout of routes.0" in str(caught.value)


def test_what_has_its_turns_in_a_sweep_lies_as_long() -> None:
    """A turn takes no less than a run of every interval."""
    with pytest.raises(ConfigError, match=r"origin\.expires: 1m is less than three times 30s"):
        _parsed(_WHOLE.replace("}", ", expires: 1m}"), "defaults: {sweep: [url]}")


@pytest.mark.parametrize(("timeout", "expires"), [("30s", 600.0), ("200s", 600.0), ("10m", 1_800.0)])
def test_unsaid_a_picture_lies_as_long_as_any_route_needs(timeout: str, expires: float) -> None:
    """Nobody who only raises a timeout has to know of it."""
    origin = _parsed(_WHOLE, f"defaults: {{timeout: {timeout}, interval: 10m}}", probes="[url]").origin

    assert origin is not None
    assert origin.expires == expires


def test_a_picture_lies_for_as_many_requests_as_an_exchange_may_send() -> None:
    """The configuration cannot ask the exchange, so that both are held together here."""
    assert expiry.ASKS == exchange._MOST_CHANGES + 1


@pytest.mark.parametrize(
    ("probes", "sweep", "refused"),
    [("[ssrf]", "[inline]", True), ("[ssrf]", "off", True), ("[inline]", "[ssrf]", False)],
)
def test_a_probe_of_every_interval_judges_pictures(probes: str, sweep: str, refused: bool) -> None:
    """One that only has its turns may be hours away, and the first probe is what the gate goes by."""
    text = f"{_HEAD}routes:\n  - {{gateway: main, model: llava, probes: {probes}, sweep: {sweep}}}\n"
    text += f"origin: {{{_INNER}}}"
    if refused:
        with pytest.raises(ConfigError, match="none of these judges whether images arrive"):
            parse(text, source=Path("f.yaml"), environ={"HOME": "/home/e"})
    else:
        assert parse(text, source=Path("f.yaml"), environ={"HOME": "/home/e"}).origin


def test_a_reload_names_what_waits_for_the_next_start() -> None:
    """A listener is bound once; the list of such keys is that of the file."""
    before, after = _parsed(), _parsed(_WHOLE)

    assert waiting(after, since=before) == ["origin"]
    assert waiting(after, since=after) == []
    assert all(hasattr(before, name) for name in AT_START.values())
