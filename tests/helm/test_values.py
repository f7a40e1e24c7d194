"""The values: every one has a schema and a comment, a misspelt one is refused, none takes a credential."""

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from monitor.config.checks.requests import _CREDENTIAL
from tests.helm.engine import CHART, CI_FILES, LIBRARY, HelmError, render

_MINIMAL = CHART / "ci" / "minimal-values.yaml"
_PUBLIC = CHART / "ci" / "public-values.yaml"
_TABLE = importlib.util.spec_from_file_location("values_table", CHART.parents[1] / "docs" / "values_table.py")
_module = importlib.util.module_from_spec(_TABLE)
_TABLE.loader.exec_module(_module)
rows, values_table = _module.rows, _module.values_table
_CHARTS = pytest.mark.parametrize("chart", [CHART, LIBRARY], ids=lambda chart: chart.name)

Schema = dict[str, Any]


def _schema(chart: Path) -> Schema:
    return json.loads((chart / "values.schema.json").read_text())


def _objects(schema: Any, place: str = "") -> Iterator[tuple[str, Schema]]:
    """Every object with named properties in a schema, with its place."""
    if isinstance(schema, dict):
        if schema.get("type") == "object" and "properties" in schema:
            yield place, schema
        for key, value in schema.items():
            yield from _objects(value, f"{place}/{key}")


@_CHARTS
def test_the_schema_is_a_schema(chart: Path) -> None:
    """Draft-07, which Helm 3 and 4 both read."""
    schema = _schema(chart)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(schema)


@_CHARTS
def test_the_schema_is_closed_wherever_the_shape_is_ours(chart: Path) -> None:
    """Open are a parent's globals and Eyechart's own file, of which `eyechart check` knows the keys."""
    open_ones = {
        place for place, each in _objects(_schema(chart)) if each.get("additionalProperties") is not False
    }
    config = "/definitions/config"
    assert open_ones == {
        "/properties/global",
        config,
        f"{config}/properties/routes/items",
        "/definitions/endpoint",
    }


@_CHARTS
def test_schema_and_values_name_the_same_keys(chart: Path) -> None:
    """A value without a schema could not be set; a schema without a value would be a secret."""
    values, schema = YAML(typ="safe").load((chart / "values.yaml").read_text()), _schema(chart)
    named = set(_keys(values, schema, schema))
    assert {key for key in named if "missing" in key} == set()
    assert len(named) > 8


def _keys(values: Any, schema: Schema, root: Schema, place: str = "") -> Iterator[str]:
    if "$ref" in schema:
        schema = root["definitions"][schema["$ref"].rpartition("/")[2]]
    properties = schema.get("properties")
    if properties is None or place == ".config":
        return
    for key in values.keys() ^ properties.keys() - {"enabled"}:
        if key != "enabled":
            yield f"{place}.{key} is missing"
    for key in values.keys() & properties.keys():
        yield f"{place}.{key}"
        if isinstance(values[key], dict):
            yield from _keys(values[key], properties[key], root, f"{place}.{key}")


@_CHARTS
def test_every_value_is_explained(chart: Path) -> None:
    """Each value, or the mapping that it is a part of, is a row of the table in the documentation."""
    values = YAML(typ="safe").load((chart / "values.yaml").read_text())
    explained = {row.key for row in rows(chart / "values.yaml")}
    for path in _paths(values):
        parts = path.split(".")
        assert explained & {".".join(parts[:depth]) for depth in range(1, len(parts) + 1)}, path


def _paths(values: Any, place: str = "") -> Iterator[str]:
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield from _paths(value, f"{place}{key}.")
        else:
            yield f"{place}{key}"


def test_the_table_says_key_default_and_meaning() -> None:
    """As helm-docs would: the comment of two dashes, and the value unless the comment states it."""
    table = values_table(CHART / "values.yaml")
    assert "| `image.pullPolicy` | `IfNotPresent` | When the kubelet pulls it. |\n" in table
    assert "| `service.nodePort` |  | The node port, where the type has one. |\n" in table
    assert "| `networkPolicy.egressPorts` | `[443]` | Ports on which gateways may be anywhere. |\n" in table
    assert "| `resources` | 50m CPU, 128Mi; limit 256Mi memory, no CPU | Requests and limits" in table


@pytest.mark.parametrize(
    "misspelt",
    [
        "image.tags=1",
        "service.prot=1",
        "public.service.type=Clusterip",
        "public.ingress.class=nginx",
        "origin.ingress.class=nginx",
        "origin.intern.enabled=true",
        "origin.internal.ingress.enabled=true",
        "networkPolicy.originTo[0].podSelector.a=b",
        "persistence.sizes=1Gi",
        "persistence.size=1Gib",
        "secrets.main.secret=x",
        "secrets.main.value=sk-1",
        "serviceMonitor.labells.a=b",
        "prometheusRule.disabledAlerts.EyechartWatchdog=yes-please",
        "networkPolicy.egress={443}",
        "test.enable=true",
        "image.digest=sha256:short",
        "public.ingress.hosts[0].hots=x",
        "terminationGracePeriodSeconds=10",
        "config.gateways.main.api_key.vlaue=x",
        "config.gateways.main.aws.regoin=x",
    ],
)
def test_a_misspelt_value_is_refused(misspelt: str) -> None:
    """At every level, and before anything is installed."""
    with pytest.raises(HelmError, match="at '/"):
        render(files=(_PUBLIC,), sets=(misspelt,))


def test_an_unknown_key_at_the_top_is_refused_by_name() -> None:
    """The message says which."""
    with pytest.raises(HelmError, match="additional properties 'replicas' not allowed"):
        render(files=(_MINIMAL,), sets=("replicas=1",))


@pytest.mark.parametrize(
    "literal",
    [
        "config.gateways.main.api_key=sk-live",
        "config.gateways.main.headers.authorization=Bearer sk-live",
        "config.gateways.main.headers.X-Goog-Api-Key=sk-live",
        "config.gateways.main.headers.x-tenant-token=sk-live",
        "config.gateways.main.aws.secret_access_key=sk-live",
        "config.gateways.main.aws.aws_secret_access_key=sk-live",
        "config.secret=sk-live",
        "secrets.main=sk-live",
        "secrets.main.key.value=sk-live",
    ],
)
def test_no_value_takes_a_credential(literal: str) -> None:
    """It would stand in the release's history and the ConfigMap; the refusal does not repeat it."""
    with pytest.raises(HelmError) as refused:
        render(files=(_MINIMAL,), sets=(literal,))
    assert "sk-live" not in str(refused.value)


@pytest.mark.parametrize("key", ["api_key", "authorization"])
def test_a_providers_own_endpoint_takes_no_credential_either(key: str) -> None:
    """Nor does a `direct`, which has a key like any gateway."""
    direct = {"api_key": "sk-live"} if key == "api_key" else {"headers": {key: "sk-live"}}
    route = {"gateway": "main", "model": "m", "direct": {"base_url": "https://p.example/v1", **direct}}
    with pytest.raises(HelmError) as refused:
        render(files=(_MINIMAL,), values={"config": {"routes": [route]}})
    assert "want object" in str(refused.value)
    assert "sk-live" not in str(refused.value)


@pytest.mark.parametrize(
    "header", ["authorization", "helicone-auth", "cookie", "ocp-apim-subscription-key", "x-tenant", "accept"]
)
def test_the_chart_takes_the_same_headers_for_credentials_as_the_daemon(header: str) -> None:
    """Both refuse the same names in plain text; the daemon's own expression is the reference."""
    render_it = {"config": {"gateways": {"main": {"headers": {header: "plain"}}}}}
    if _CREDENTIAL.search(header):
        with pytest.raises(HelmError, match="got string, want object"):
            render(files=(_MINIMAL,), values=render_it)
    else:
        assert f"{header}: plain" in render(files=(_MINIMAL,), values=render_it).config


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("config.gateways.other.base_url=https://b.example/v1", "base_url: https://b.example/v1"),
        ("config.defaults.interval=30s", "interval: 30s"),
        ("secrets.more.secretName=s,secrets.more.key=k", "path: secrets/more"),
        ("podAnnotations.a\\.b/c=d", "a.b/c: d"),
        ("prometheusRule.enabled=true,prometheusRule.labels.release=kps", "release: kps"),
    ],
)
def test_set_reaches_into_every_map(given: str, shown: str) -> None:
    """Maps, not lists, so that one entry can be set from the command line without repeating the others."""
    documents = render(files=(_MINIMAL,), sets=(given,)).documents
    text = _as_text(documents)
    assert shown in text
    assert "path: secrets/main" in text


def _as_text(documents: Any) -> str:
    """The documents as plain text, configuration included."""
    lines = [f"{key}: {value}" for document in documents for key, value in _leaves(document)]
    return "\n".join(lines)


def _leaves(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    match value:
        case dict():
            for name, inner in value.items():
                yield from _leaves(inner, name)
        case list():
            for inner in value:
                yield from _leaves(inner, key)
        case _:
            yield key, value


def test_a_parent_chart_may_bring_its_own_globals_and_condition() -> None:
    """As a dependency the chart gets globals of others and the `enabled` of its own condition."""
    rendered = render(files=(CI_FILES[0],), sets=("global.other.thing=1", "enabled=true"))
    assert rendered.one("Deployment")
