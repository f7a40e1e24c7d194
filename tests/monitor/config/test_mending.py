"""All mistakes at once: what is wrong in one value does not hide what is wrong between others."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config import VOCABULARY, ConfigError, parse
from monitor.config.draft import Vocabulary
from probes.presets import Preset
from probes.protocols import openai_chat

FIXTURES = Path(__file__).parents[3] / "fixtures" / "configs"
LARGER = (FIXTURES / "larger.yaml").read_text()
DESIGNED = """
gateways:
  main:
    base_url: https://gateway.example/v1
    api_key: {file: /nowhere/eyechart/main}
    tls: {ca_file: /nowhere/ssl/corp.pem}
routes:
  - {gateway: main, model: deepseek-v4-flash}
"""


def problems(text, vocabulary=VOCABULARY):
    """Line and key of every problem of `text`."""
    with pytest.raises(ConfigError) as caught:
        parse(text, source=Path("f.yaml"), vocabulary=vocabulary)
    return [(each.line, each.key) for each in caught.value.problems]


def refused(text, source):
    """The error that `text` ends in, or None where it is a configuration."""
    try:
        parse(text, source=source)
    except ConfigError as error:
        return error
    return None


def test_absent_files_are_told_together():
    """A configuration that is right but for its files says so file by file."""
    assert problems(DESIGNED) == [(5, "gateways.main.api_key.file"), (6, "gateways.main.tls.ca_file")]


GATEWAY = "gateways:\n  main: {{base_url: {url}, api_key: {{env: EYECHART_TEST_NOT_SET}}{more}}}\n"


@pytest.mark.parametrize(
    ("url", "more", "key"),
    [
        ("none", "", "gateways.main.base_url"),
        ("[x]", "", "gateways.main.base_url"),
        ("https://a.example", ", tyop: 1", "gateways.main.tyop"),
        ("https://a.example", ", tls: 1", "gateways.main.tls"),
        ("https://a.example", ", tls: {tyop: 1}", "gateways.main.tls.tyop"),
        ("https://a.example", ", headers: {'x y': z}", "gateways.main.headers.x y"),
        ("https://a.example", ", connection: x", "gateways.main.connection"),
    ],
)
def test_a_faulty_gateway_is_still_checked(monkeypatch, url, more, key):
    """Beside any mistake of its own, a gateway's unset secret is told; its routes are not called homeless."""
    monkeypatch.delenv("EYECHART_TEST_NOT_SET", raising=False)
    text = GATEWAY.format(url=url, more=more) + "routes: [{gateway: main, model: m}]\n"
    assert sorted(problems(text)) == sorted([(2, key), (2, "gateways.main.api_key.env")])


@pytest.mark.parametrize(
    ("route", "keys"),
    [
        ("model: m, labels: {job: x}, tyop: 1", ["routes.1.labels.job", "routes.1.tyop"]),
        ("labels: {job: x}", ["routes.1.labels.job", "routes.1.model"]),
        ("name: '', model: m, labels: {job: x}", ["routes.1.labels.job", "routes.1.name"]),
        ("model: [], params: {stream: 1}", ["routes.1.model", "routes.1.params.stream"]),
        ("model: a, timeout: x", ["routes.1", "routes.1.timeout"]),
        ("model: m, price: {input_usd_per_mtok: 1}", ["routes.1.price.output_usd_per_mtok"]),
    ],
)
def test_a_faulty_route_is_still_checked(route, keys):
    """What can be judged of a route is judged; no complaint comes from the gaps themselves."""
    head = "gateways:\n  main: {base_url: https://a.example}\n"
    text = f"{head}routes:\n  - {{gateway: main, model: a}}\n  - {{gateway: main, {route}}}\n"
    assert sorted(key for _, key in problems(text)) == keys


FIVE = ["gateways.a", "routes.0.gateway", "routes.0.model", "routes.1.gateway", "routes.1.tyop"]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("routes: [{gateway: a, model: m, labels: {job: x}}]", ["gateways", "routes.0.labels.job"]),
        ("gateways: 1\nroutes: [{gateway: a, model: m}]", ["gateways"]),
        ("gateways: {a: {base_url: https://a.example, protocol: x}}", ["gateways.a.protocol", "routes"]),
        ("gateways: {}\nroutes: []", ["gateways", "routes"]),
        ("gateways: {a: 1}\nroutes: [{gateway: b, model: m}]", ["gateways.a", "routes.0.gateway"]),
        ("gateways: {a: }\nroutes: [{}, {gateway: b, model: m, tyop: 1}]", FIVE),
        ("gateways: {a: {base_url: https://a.example}}\nroutes: [{model: m}]", ["routes.0.gateway"]),
        ("defaults: {probes: [x], tyop: 1}", ["defaults.probes.0", "defaults.tyop", "gateways", "routes"]),
    ],
)
def test_sections_fail_apart(text, keys):
    """A section that is missing or wrong does not hide the others."""
    assert sorted(key for _, key in problems(text)) == keys


def test_the_vocabulary_is_lent():
    """Protocols and probes are the words of the registries that are passed in, and of no other list."""
    vocabulary = Vocabulary(
        {"shout": openai_chat}, {"loud": Preset("code", "inline-png", "user", stream=True)}
    )
    head = "gateways: {a: {base_url: https://a.example, protocol: shout}}\n"
    text = f"{head}routes: [{{gateway: a, model: m, probes: [loud]}}]\ndefaults: {{probes: [loud]}}\n"
    assert parse(text, source=Path("f.yaml"), vocabulary=vocabulary).probes[0].stream
    assert problems(text) == [(1, "gateways.a.protocol"), (2, "routes.0.probes.0"), (3, "defaults.probes.0")]


WORDS = st.sampled_from(
    [
        *(
            "null",
            "yes",
            "true",
            "-1",
            "1e400",
            ".nan",
            "60s",
            "[]",
            "{}",
            "[[]]",
            "{a: b}",
            "main",
            "''",
            "9" * 400,
        ),
        *('"\\0"', '"\\ud800"', "!x", "*a", "&a b", "'", "- ", ": ", "\n", "\t", "  ", "#", "routes:"),
    ]
)


@pytest.mark.parametrize("text", ['"\\ud800": ', '"\\ud800"', 'gateways: {"\\ud800": 1}', "[1]", "7"])
def test_a_file_that_is_wrong_as_a_whole_says_so(text):
    """A key that is no Unicode text, a list, a number: one complaint in the first line."""
    error = refused(text, FIXTURES / "larger.yaml")
    assert error is not None
    assert error.problems[0].line == 1


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(LARGER)), st.integers(0, 30), WORDS), min_size=1, max_size=4))
def test_no_file_raises_anything_else(edits):
    """However a file is mangled, it loads or is refused with problems that point into it."""
    text = LARGER
    for start, length, word in edits:
        text = text[:start] + word + text[start + length :]
    error = refused(text, FIXTURES / "larger.yaml")
    lines = {each.line for each in error.problems} if error else {1}
    assert lines
    assert lines <= set(range(1, text.count("\n") + 2))
    assert str(error).replace("\n", "").isprintable()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(
    [
        *("defaults", "gateways", "routes", "prices", "listen", "secret", "log", "api_key", "headers", "tls"),
        *("main", "base_url", "gateway", "name", "model", "labels", "probes", "params", "budget", "price"),
    ]
)
ENTRIES = st.dictionaries(KEYS, JSON | st.dictionaries(KEYS, JSON, max_size=4), max_size=4)


@settings(max_examples=200, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            "gateways": JSON | st.dictionaries(st.just("main"), ENTRIES),
            "routes": JSON | st.lists(ENTRIES, max_size=3),
        }
    ).flatmap(lambda file: ENTRIES.map(lambda more: {**more, **file}))
)
def test_no_shape_raises_anything_else(value):
    """Whatever stands at whatever key, the file loads or is refused."""
    # YAML reads what JSON writes, but for the numbers that JSON does not have.
    text = json.dumps(value).replace("NaN", ".nan").replace("Infinity", ".inf")
    error = refused(text, Path("f.yaml"))
    assert error is None or error.problems
