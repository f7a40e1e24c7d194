import json

import pytest

from monitor.config import json_schema
from monitor.config.reference import reference
from monitor.config.schema import inside, properties, resolved

TOP = (
    "gateways routes defaults challenges prices detect_drop_ratio false_pages_per_year bursts "
    "evidence_lasts listen max_concurrency secret instance log store public origin budget "
    "maintenance discovery"
)
BELOW = {
    "challenges.<name>": "image question accept pattern",
    "defaults": "interval timeout probes sweep budget",
    "defaults.sweep": "probes usd_per_day",
    "defaults.budget": "usd_per_day",
    "gateways.<name>": "base_url protocol dialect api_version api_key aws headers tls proxy connection "
    "max_concurrency public_name",
    "gateways.<name>.api_key": "env file",
    "gateways.<name>.aws": "region access_key_id secret_access_key session_token",
    "gateways.<name>.aws.access_key_id": "env file",
    "gateways.<name>.aws.secret_access_key": "env file",
    "gateways.<name>.aws.session_token": "env file",
    "gateways.<name>.headers.<name>": "env file",
    "gateways.<name>.tls": "ca_file cert_file key_file server_name",
    "routes[]": "name gateway model labels probes sweep interval timeout budget system question params "
    "effort objectives expect_model usage price gate public_name direct",
    "routes[].sweep": "probes usd_per_day",
    "routes[].direct": "base_url protocol dialect api_version api_key aws headers tls proxy model",
    "routes[].direct.api_key": "env file",
    "routes[].direct.aws": "region access_key_id secret_access_key session_token",
    "routes[].direct.aws.access_key_id": "env file",
    "routes[].direct.aws.secret_access_key": "env file",
    "routes[].direct.aws.session_token": "env file",
    "routes[].direct.headers.<name>": "env file",
    "routes[].direct.tls": "ca_file cert_file key_file server_name",
    "discovery[]": "name gateway kind file_sd http_sd include exclude assume most refresh retire_after route",
    "maintenance[]": "routes from until cron lasts note",
    "routes[].budget": "usd_per_day",
    "routes[].objectives": "p95",
    "budget": "usd_per_day",
    "routes[].price": "input_usd_per_mtok output_usd_per_mtok image_usd_per_mtok cached_usd_per_mtok",
    "routes[].gate": "on_unknown",
    "prices.<name>": "input_usd_per_mtok output_usd_per_mtok image_usd_per_mtok cached_usd_per_mtok",
    "secret": "env file",
    "log": "level format",
    "store": "path keep_passes keep_failures",
    "public": "listen title url",
    "origin": "listen url expires internal",
    "origin.internal": "listen url",
}
KEYS = [*TOP.split(), *(f"{holder}.{key}" for holder, keys in BELOW.items() for key in keys.split())]


def rows():
    """The cells of the table below its head."""
    lines = reference().splitlines()
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def test_the_reference_names_every_key():
    """A key that is added or renamed changes this list, and so is noticed."""
    assert sorted(row[0].strip("`") for row in rows()) == sorted(KEYS)


def test_every_key_has_a_type_and_a_meaning():
    """No row of the table is left blank where a reader looks."""
    for key, kind, _, meaning in rows():
        assert kind, key
        assert meaning.endswith("."), key


@pytest.mark.parametrize(
    "row",
    [
        ["`defaults.interval`", "duration, 5s to 1d", "`60s`", "From one run of a probe to the next."],
        ["`routes[].gateway`", "text", "required", "The gateway it stands behind, by name."],
        ["`store`", "`off` or mapping", ""],
        ["`store.keep_failures`", "duration, 1d to 400d", "`90d`"],
        ["`public.listen`", "text", "required"],
        ["`detect_drop_ratio`", "number, 0.005 to 1", "`0.05`"],
        ["`gateways.<name>.connection`", "`fresh` or `kept`", "`fresh`"],
        ["`defaults.budget`", "mapping", '`{"usd_per_day": 1.0}`'],
    ],
)
def test_rows(row):
    """Bounds, defaults and choices are said as a configuration writes them."""
    assert row in [found[: len(row)] for found in rows()]


def objects(schema):
    """Every part of `schema` that describes a mapping with keys."""
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            yield from objects(part)


def test_the_schema_is_closed_and_is_json():
    """Editors refuse the same unknown keys that the program does."""
    schema = json_schema()
    assert json.loads(json.dumps(schema)) == schema
    assert schema["required"] == ["gateways"]
    assert schema["anyOf"] == [{"required": ["routes"]}, {"required": ["discovery"]}]
    found = list(objects(schema))
    assert len(found) >= 13
    assert all(
        part["additionalProperties"] is False for part in found if isinstance(part["properties"], dict)
    )


def test_the_schema_can_be_walked_by_place():
    """Unknown keys get suggestions from the schema at their own place, through maps, lists and references."""
    gateway = inside(inside(json_schema(), "gateways"), "main")
    assert "base_url" in properties(gateway)
    assert set(properties(inside(gateway, "api_key"))) == {"env", "file"}
    assert set(properties(inside(inside(gateway, "headers"), "x-key"))) == {"env", "file"}
    route = inside(inside(json_schema(), "routes"), 3)
    assert set(properties(inside(route, "objectives"))) == {"p95"}
    assert resolved(inside(inside(route, "params"), "anything")) == {}
