"""What the world is shown: a listener of its own, names that differ and give nothing away."""

from pathlib import Path

import pytest

from monitor.config import Address, ConfigError, Public, parse

HEAD = "gateways:\n  main: {base_url: https://gateway.example/v1}\n"
PUBLIC = "public: {listen: 127.0.0.1:10276}"


def parsed(*lines: str, route="public_name: Captions", head=HEAD):
    """The configuration with a route that has the keys of `route`, and with `lines` in it."""
    text = f"{head}routes:\n  - {{gateway: main, model: vendor/llava, {route}}}\n"
    return parse(text + "\n".join(lines), source=Path("f.yaml"))


def warnings(config):
    """The messages of all warnings."""
    return [each.message for each in config.warnings]


def test_unasked_there_is_no_public_page():
    """Nothing is shown to the world by default, whatever the names."""
    config = parsed()
    assert (config.public, config.routes[0].public_name) == (None, "Captions")
    assert parsed(route="").routes[0].public_name == ""


def test_what_the_page_is_made_of():
    """Address with its place in the file, title and URL arrive; the latter two have defaults."""
    config = parsed('public: {listen: "[::]:80", title: Pictures & words, url: https://status.example/x/}')
    assert config.public == Public(Address("::", 80), "Pictures & words", "https://status.example/x")
    assert config.public.listen.mark == (5, 18)
    assert parsed(PUBLIC).public == Public(Address("127.0.0.1", 10276), "Status", "")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("public: {}", "public.listen: this key is required"),
        ("public: 10276", "public: must be a mapping"),
        ("public: {listen: ':80'}", "public.listen: must be host:port"),
        ("public: {listen: 'a:80', title: ''}", "public.title: must be 1 to 80"),
        ("public: {listen: 'a:80', url: status.example}", "public.url: must be an absolute http"),
        ("public: {listen: 'a:80', url: 'https://a.example?x'}", "public.url: must not hold a query"),
        ("public: {listen: 'a:80', tittle: x}", "public.tittle: unknown key; did you mean 'title'"),
    ],
)
def test_what_is_no_public_page(line, problem):
    """Each key is held to what a listener, a heading or a link can be."""
    with pytest.raises(ConfigError, match=problem):
        parsed(line)


@pytest.mark.parametrize(
    ("listen", "public", "clash"),
    [
        ("127.0.0.1:10275", "127.0.0.1:10275", True),
        ("127.0.0.1:10275", "127.0.0.1:10276", False),
        ("127.0.0.1:10275", "0.0.0.0:10275", True),
        ("0.0.0.0:10275", "127.0.0.1:10275", True),
        ("[::]:10275", "[::1]:10275", True),
        ("[::1]:10275", "127.0.0.1:10275", False),
        ("127.0.0.1:10275", "10.0.0.1:10275", False),
        ("127.0.0.1:0", "127.0.0.1:0", False),
    ],
)
def test_the_world_has_a_port_of_its_own(listen, public, clash):
    """The same address, or all of its family, cannot be bound twice; port 0 is another each time."""
    lines = (f"listen: '{listen}'", f"public: {{listen: '{public}'}}")
    if clash:
        with pytest.raises(ConfigError, match=r"f\.yaml:6:18: public\.listen: the address of listen, '"):
            parsed(*lines)
    else:
        assert parsed(*lines).public


def test_an_address_that_is_wrong_already_clashes_with_nothing():
    """One mistake, one complaint."""
    with pytest.raises(ConfigError) as caught:
        parsed("listen: x", "public: {listen: '127.0.0.1:10275'}")
    assert [each.key for each in caught.value.problems] == ["listen", "public.listen"]


@pytest.mark.parametrize("second", ["Captions", "CAPTIONS"])
def test_no_two_routes_have_one_public_name(second):
    """The world could not tell them apart; both lines are named."""
    more = f"  - {{gateway: main, model: b, public_name: {second}}}\n"
    with pytest.raises(ConfigError, match=r"f\.yaml:5:\d+: routes\.1\.public_name: .* first on line 4"):
        parsed(head=HEAD, route="public_name: Captions}\n" + more.rstrip("}\n"))


def test_gateways_may_share_a_public_name():
    """Two gateways may be one thing to the world: a group of routes."""
    head = (
        f"{HEAD}  spare: {{base_url: https://spare.example, public_name: Europe}}\n"
        "  third: {base_url: https://third.example, public_name: Europe}\n"
    )
    assert [gateway.public_name for gateway in parsed(head=head).gateways] == ["", "Europe", "Europe"]


@pytest.mark.parametrize(
    ("public", "warned"),
    [
        ("{listen: '0.0.0.0:80'}", True),
        ("{listen: '[::]:80'}", True),
        ("{listen: '0.0.0.0:80', url: 'https://status.example'}", False),
        ("{listen: '127.0.0.1:80'}", False),
        ("{listen: '[::1]:80'}", False),
    ],
)
def test_a_page_for_the_world_says_where_it_is(public, warned):
    """Else its feeds link to whatever host a reader names; on loopback it is being tried out."""
    told = [each for each in warnings(parsed(f"public: {public}")) if each.startswith("without url")]
    assert bool(told) is warned


def test_a_page_that_shows_nothing_is_a_warning():
    """A listener without a single public name is an oversight."""
    assert warnings(parsed(PUBLIC)) == []
    assert warnings(parsed(PUBLIC, route="")) == ["no route has a public_name: the page is empty"]
    assert warnings(parsed(route="")) == []


@pytest.mark.parametrize(
    ("name", "shows"),
    [
        ("Captions", None),
        ("Pictures (vendor/llava)", "model's name"),
        ("LLaVA for all", "model's name"),
        ("The main route", "gateway's name"),
        ("via gateway.example", "gateway's host"),
        ("Llavaland remains", None),
        ("llama", None),
    ],
)
def test_a_name_that_gives_away_what_it_hides_is_a_warning(name, shows):
    """Model, gateway and host are recognised as words of their own, in any case, vendor or not."""
    said = warnings(parsed(route=f"public_name: {name}"))
    assert said == ([f"shows the {shows} to the world"] if shows else [])


@pytest.mark.parametrize(
    ("name", "shows"),
    [("Europe", None), ("Main", "gateway's name"), ("gateway.example EU", "gateway's host")],
)
def test_the_name_of_a_gateway_is_looked_at_as_well(name, shows):
    """A group's heading is public too."""
    head = HEAD.replace("/v1}", f"/v1, public_name: {name}}}")
    assert warnings(parsed(head=head)) == ([f"shows the {shows} to the world"] if shows else [])
