"""The configuration that the chart renders: the daemon takes it, and contradictions are refused."""

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from monitor.config.settings import AT_START
from tests.e2e.eyechart import eyechart
from tests.helm.engine import CHART, CI_FILES, HelmError, Release, engine, of_file, render

_MINIMAL = CHART / "ci" / "minimal-values.yaml"
_PUBLIC = CHART / "ci" / "public-values.yaml"
_FULL = CHART / "ci" / "full-values.yaml"
_OWN = [file for file in CI_FILES if "existing-config" not in file.stem]

_ROUTE = {"gateway": "main", "model": "m"}

Changed = dict[str, Any]


def _annotations(**values: Any) -> dict[str, str]:
    file = values.pop("file", _PUBLIC)
    template = render(files=(file,), values=values).one("Deployment")["spec"]["template"]
    return template["metadata"].get("annotations", {})


def check(config: str, folder: Path) -> str:
    """What `eyechart check` says of `config`, with a file and a variable for every credential it names."""
    (folder / "secrets").mkdir(exist_ok=True)
    for name in re.findall(r"secrets/([\w.-]+)", config):
        (folder / "secrets" / name).write_text("sk-nobody")
    file = folder / "eyechart.yaml"
    file.write_text(config.replace("/etc/eyechart", str(folder)))
    checked = eyechart("check", file, env=dict.fromkeys(re.findall(r"env: (\w+)", config), "sk-nobody"))
    assert checked.returncode == 0, checked.stderr
    return checked.stdout + checked.stderr


@pytest.mark.parametrize("file", _OWN, ids=lambda file: file.stem)
def test_the_daemon_accepts_what_is_rendered(file: Path, tmp_path: Path) -> None:
    """`eyechart check` passes the file of every case, and finds nothing to warn of."""
    assert "warning" not in check(of_file(file).config, tmp_path)


def test_the_file_is_what_the_values_say_and_what_the_chart_must_add() -> None:
    """Listeners and store are filled in, everything else is as it was written."""
    config = YAML(typ="safe").load(of_file(_FULL).config)
    written = YAML(typ="safe").load(_FULL.read_text())["config"]
    written["listen"] = "0.0.0.0:10275"
    written["store"]["path"] = "/var/lib/eyechart/eyechart.db"
    written["public"]["listen"] = "0.0.0.0:10276"
    written["origin"]["listen"] = "0.0.0.0:10277"
    written["origin"]["internal"]["listen"] = "0.0.0.0:10278"
    assert config == written


@pytest.mark.parametrize("off", ["false", '"off"'])
def test_off_reaches_the_daemon_as_a_word(off: str) -> None:
    """Helm's YAML reads `off` as false, Eyechart's as a text; and then nothing is mounted to remember in."""
    rendered = render(files=(_MINIMAL,), sets=(f"config.store={off.strip(chr(34))}",))
    assert YAML(typ="safe").load(rendered.config)["store"] == "off"
    assert rendered.all("PersistentVolumeClaim") == []
    assert "memory" not in {volume["name"] for volume in rendered.pod["volumes"]}


def test_off_in_a_file_reaches_the_daemon_as_a_word() -> None:
    """The same, as people write it."""
    rendered = of_file(CHART / "ci" / "store-off-values.yaml")
    assert YAML(typ="safe").load(rendered.config)["store"] == "off"


@pytest.mark.parametrize("word", ["on", "off"])
def test_on_and_off_are_understood_as_what_helm_makes_of_them(word: str, tmp_path: Path) -> None:
    """`bursts: off` and `usage: off` are false when the daemon gets them; so they are in any YAML 1.1."""
    values = tmp_path / "values.yaml"
    route = "{gateway: main, model: m, usage: off, effort: off}"
    values.write_text(f"config: {{bursts: {word}, routes: [{route}]}}\n")
    config = YAML(typ="safe").load(render(files=(_MINIMAL, values)).config)
    assert config["bursts"] is (word == "on")
    assert check(render(files=(_MINIMAL, values)).config, tmp_path)


@pytest.mark.parametrize(
    ("contradiction", "said"),
    [
        ({"config": {"listen": "0.0.0.0:9000"}}, "config.listen must have port 10275"),
        ({"config": {"listen": "127.0.0.1:10275"}}, "config.listen is a loopback address"),
        ({"config": {"public": {"listen": "[::1]:10276"}}}, "config.public.listen is a loopback address"),
        ({"config": {"public": {"listen": "0.0.0.0:80"}}}, "config.public.listen must have port 10276"),
        ({"public": {"enabled": False}, "config": {"public": {}}}, "public.enabled is false"),
        ({"config": {"store": {"path": "/data/x.db"}}}, "must be a file in /var/lib/eyechart"),
        ({"config": {"store": "memory"}}, "config.store takes keys, or off"),
        ({"config": {"routes": []}}, "config needs a gateway and a route"),
        ({"existingConfigMap": "mine"}, "existingConfigMap and config are both set"),
        ({"config": {"secret": {"file": "secrets/seed"}}}, 'secret "seed", which is not mounted'),
        (
            {"config": {"gateways": {"main": {"api_key": {"file": "/etc/eyechart/secrets/amin"}}}}},
            'secret "amin", which is not mounted',
        ),
        (
            {"config": {"gateways": {"main": {"aws": {"secret_access_key": {"file": "secrets/aws"}}}}}},
            'secret "aws", which is not mounted',
        ),
        (
            {"config": {"gateways": {"main": {"aws": {"session_token": {"file": "secrets/sts"}}}}}},
            'secret "sts", which is not mounted',
        ),
        (
            {"config": {"gateways": {"main": {"headers": {"x-token": {"file": "secrets/t"}}}}}},
            'secret "t", which is not mounted',
        ),
        (
            {"config": {"routes": [{"gateway": "main", "direct": {"api_key": {"file": "secrets/direct"}}}]}},
            'secret "direct", which is not mounted',
        ),
        (
            {"public": {"enabled": False, "ingress": {"enabled": True, "hosts": [{"host": "a"}]}}},
            "needs public.enabled",
        ),
    ],
)
def test_a_contradiction_is_refused_before_it_is_installed(contradiction: Changed, said: str) -> None:
    """A file that Services, probes and volumes would not fit is told when it is rendered, not at night."""
    with pytest.raises(HelmError) as refused:
        render(files=(_PUBLIC,), values=contradiction)
    assert said in str(refused.value).replace('\\"', '"')


def test_a_credential_that_is_a_variable_only_is_no_file() -> None:
    """What is not mounted cannot be read from where it would be."""
    with pytest.raises(HelmError, match=r"secret .*main.*, which is not mounted"):
        render(files=(_MINIMAL,), sets=("secrets.main.file=false", "secrets.main.env=KEY"))


@pytest.mark.parametrize(
    "value", [1_000_000, 4_194_304_000, 0.05, 1e-05, "1e3", "0o17", "on", "12:30", "~", True]
)
def test_every_value_arrives_as_what_it_was(value: Any) -> None:
    """Helm's numbers are floats, its YAML is 1.1, the daemon's 1.2: neither changes a value on its way."""
    route = {"gateway": "main", "model": "m", "params": {"key": value}}
    config = YAML(typ="safe").load(render(files=(_MINIMAL,), values={"config": {"routes": [route]}}).config)
    arrived = config["routes"][0]["params"]["key"]
    assert (type(arrived), arrived) == (type(value), value)


@pytest.mark.parametrize("missing", ["everything", "gateways", "routes"])
def test_without_a_route_nothing_is_installed(missing: str) -> None:
    """The daemon would not start; whoever installs reads why."""
    config: Changed = {"gateways": {"main": {"base_url": "https://a.example/v1"}}, "routes": [_ROUTE]}
    left = {key: value for key, value in config.items() if missing not in ("everything", key)}
    with pytest.raises(HelmError, match="config needs a gateway and a route or discovery"):
        render(values={"config": left})


def test_routes_may_all_be_discovered(tmp_path: Path) -> None:
    """A list of models in the place of routes is enough for the daemon, and so it is here."""
    gateways = {"main": {"base_url": "https://gateway.example/v1"}}
    values = {"config": {"gateways": gateways, "discovery": [{"gateway": "main"}]}}
    config = render(values=values).config
    assert "routes" not in YAML(typ="safe").load(config)
    assert check(config, tmp_path)
    assert "and those that it discovers" in engine().notes(CHART, Release(values=values))


def test_credentials_of_aws_are_mounted_where_the_file_looks_for_them(tmp_path: Path) -> None:
    """All three, by reference, with the region beside them."""
    keys = {"access_key_id": "aws-id", "secret_access_key": "aws-key", "session_token": "aws-token"}
    aws = {"region": "eu-central-1", **{key: {"file": f"secrets/{name}"} for key, name in keys.items()}}
    entry = {"base_url": "https://b.example", "protocol": "bedrock-converse", "aws": aws}
    secrets = {name: {"secretName": "aws", "key": name} for name in keys.values()}
    config = {"gateways": {"main": entry}, "routes": [_ROUTE]}
    rendered = render(values={"config": config, "secrets": secrets})
    (volume,) = (each for each in rendered.pod["volumes"] if each["name"] == "config")
    mounted = {source["secret"]["items"][0]["path"] for source in volume["projected"]["sources"][1:]}
    assert mounted == {f"secrets/{name}" for name in keys.values()}
    assert check(rendered.config, tmp_path)


_AT_START_CHANGED: dict[str, Any] = {
    "listen": "[::]:10275",
    "max_concurrency": 7,
    "secret": {"env": "SEED"},
    "instance": "a",
    "log": {"level": "debug"},
    "store": {"keep_passes": "3d"},
    "public": {"title": "Other"},
    "origin": {"expires": "20m"},
}


def test_every_key_that_is_read_at_the_start_is_known_here() -> None:
    """The list of the daemon is the reference; a new key of it needs a place in the checksum."""
    assert _AT_START_CHANGED.keys() == AT_START.keys()


@pytest.mark.parametrize("key", _AT_START_CHANGED)
def test_what_is_read_at_the_start_only_rolls_the_pod(key: str) -> None:
    """A change that no reload puts in force would otherwise wait for the next restart."""
    changed = _annotations(file=_FULL, config={key: _AT_START_CHANGED[key]})
    assert _annotations(file=_FULL) != changed


@pytest.mark.parametrize(
    "change",
    [
        {"routes": [{"gateway": "main", "model": "gpt-4o", "public_name": "Captions"}]},
        {"defaults": {"interval": "30s"}},
        {"gateways": {"more": {"base_url": "https://b.example/v1"}}},
        {"false_pages_per_year": 1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_everything_else_is_loaded_while_it_runs(change: Changed) -> None:
    """The pod stays as it is; only who asks for it has the pod rolled."""
    assert _annotations() == _annotations(config=change)
    assert _annotations(rollOnConfigChange=True) != _annotations(rollOnConfigChange=True, config=change)


def test_the_chart_knows_nothing_of_a_config_map_that_is_not_its_own() -> None:
    """None is rendered, the pod mounts the one that is there by its own key, and no checksum is claimed."""
    rendered = of_file(CHART / "ci" / "existing-config-values.yaml")
    (config,) = (volume for volume in rendered.pod["volumes"] if volume["name"] == "config")
    assert rendered.all("ConfigMap") == []
    assert config["projected"]["sources"][0]["configMap"] == {
        "name": "monitor-config",
        "items": [{"key": "config.yaml", "path": "eyechart.yaml"}],
    }
    assert "annotations" not in rendered.one("Deployment")["spec"]["template"]["metadata"]
