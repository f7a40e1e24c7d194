"""Lists of models in the file: what is unwise about one, and what it changes for other checks."""

from pathlib import Path

import pytest

from monitor.config import ConfigError, parse
from monitor.discovery.source import Kind

_HEAD = "gateways: {main: {base_url: https://gateway.example/v1}}\n"


def _warned(text: str) -> list[str]:
    return [f"{each.key}: {each.message}" for each in parse(_HEAD + text, source=Path("f.yaml")).warnings]


@pytest.mark.parametrize(
    ("keys", "warned"),
    [
        ("gateway: main", True),
        ("gateway: main, kind: openai", True),
        ("gateway: main, kind: openai, assume: vision", False),
        ("gateway: main, kind: openrouter", False),
        ("gateway: main, kind: ollama", False),
        ("file_sd: t.json", False),
        ("http_sd: https://sd.example", False),
    ],
)
def test_a_list_that_declares_nothing_is_told(keys: str, warned: bool):
    """OpenAI's own list says nothing of pictures, so nothing would ever be probed."""
    message = "a list in OpenAI's form need not declare what sees pictures: nothing may be probed"
    assert _warned(f"discovery: [{{{keys}}}]\n") == ([f"discovery.0: {message}"] if warned else [])


def test_a_gateway_of_ollamas_protocol_has_ollamas_list():
    """Its own API is what the base URL leads to; a kind that is given goes before."""
    local = "gateways: {local: {base_url: http://localhost:11434, protocol: ollama}}\n"
    for keys, kind in (("gateway: local", Kind.OLLAMA), ("gateway: local, kind: openai", Kind.OPENAI)):
        config = parse(f"{local}discovery: [{{{keys}}}]\n", source=Path("f.yaml"))
        assert config.discovery[0].kind is kind
        assert len(config.warnings) == (kind is Kind.OPENAI)


def test_a_gateway_that_a_list_may_use_is_not_called_unused():
    """Its own list, or any of targets."""
    two = "gateways: {main: {base_url: https://a.example}, spare: {base_url: https://b.example}}\n"
    for keys, unused in (("gateway: main, kind: ollama", ["gateways.spare"]), ("file_sd: t.json", [])):
        config = parse(f"{two}discovery: [{{{keys}}}]\n", source=Path("f.yaml"))
        assert [each.key for each in config.warnings] == unused


def test_maintenance_may_name_routes_that_are_yet_to_be_found():
    """A pattern that means no route of the file may mean one of a list; without one it is a mistake."""
    more = 'maintenance: [{routes: ["main/gpt-*"], cron: "0 2 * * *", lasts: 1h}]\n'
    routes = "routes: [{gateway: main, model: m}]\n"
    assert parse(
        f"{_HEAD}{routes}{more}discovery: [{{file_sd: t.json}}]\n", source=Path("f.yaml")
    ).maintenance
    with pytest.raises(ConfigError, match="no route 'main/gpt-"):
        parse(f"{_HEAD}{routes}{more}", source=Path("f.yaml"))


def test_probes_of_a_template_are_checked_like_those_of_a_route():
    """A picture of one's own that only found routes are asked about is listed; alone it is unwise."""
    images = Path(__file__).parents[3] / "fixtures/configs/images"
    mine = f"image: {images}/invoice.png, question: What is it? NO_IMAGE if none., accept: [x]"
    own = f"challenges: {{mine: {{{mine}}}}}\n"
    warned = _warned(f"{own}discovery: [{{file_sd: t.json, route: {{probes: [mine]}}}}]\n")
    assert [each.partition(":")[0] for each in warned] == ["discovery.0.route.probes"]
