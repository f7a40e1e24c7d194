"""What a valid file becomes: frozen values with every default applied."""

import re
from pathlib import Path

import pytest

from monitor.config import Address, Config, ConfigError, Keeping, Log, Public, load, parse
from monitor.discovery.source import Kind, Source
from monitor.probe import Direct, Gateway, Price, Route, Tls
from monitor.safety.secret import Secret
from monitor.timing.maintenance import Maintenance
from probes.media import MEDIA, Via
from probes.presets import PRESETS
from probes.protocols import PROTOCOLS
from probes.usage import Mode

FIXTURES = Path(__file__).parents[3] / "fixtures" / "configs"
HEAD = "gateways:\n  main: {base_url: https://gateway.example/v1}\n"


@pytest.fixture(autouse=True)
def key(monkeypatch):
    """The key that the examples name is set."""
    monkeypatch.setenv("GATEWAY_API_KEY", "a key for tests")


def route_of(line, *, head=HEAD):
    """The first probe of a route with `line` among its keys."""
    return parse(f"{head}routes:\n  - {{gateway: main, model: m, {line}}}\n", source=Path("f.yaml")).probes[0]


def test_the_smallest_file():
    """Five lines say it all; the rest are the documented defaults."""
    config = load(FIXTURES / "smallest.yaml")
    gateway = Gateway("main", "https://gateway.example/v1", api_key=Secret(env="GATEWAY_API_KEY"))
    assert config.routes == (Route("main/gpt-4.1-nano", gateway, "gpt-4.1-nano"),)
    (probe,) = config.probes
    assert (probe.id, probe.interval, probe.timeout) == (("main/gpt-4.1-nano", "inline"), 60, 30)
    assert (probe.challenge, probe.medium, probe.placement, probe.stream) == (
        "code",
        "inline-png",
        "user",
        False,
    )
    assert (config.listen, config.max_concurrency) == (Address("127.0.0.1", 10275), 32)
    assert (config.seed_secret, config.instance, config.log) == (None, "", Log("info", "auto"))
    assert config.warnings == ()


def test_every_key_arrives():
    """Each key of the file ends up in the value that the rest of the program reads."""
    config = load(FIXTURES / "every-key.yaml")
    assert config.gateways == (
        Gateway(
            name="main",
            base_url="https://gateway.example:8443/v1",
            protocol="openai-chat",
            api_key=Secret(env="GATEWAY_API_KEY"),
            headers={"x-tenant": "probes", "x-api-key": Secret(file=FIXTURES / "secrets/main")},
            tls=Tls(
                FIXTURES / "tls/corp.pem",
                FIXTURES / "tls/client.pem",
                FIXTURES / "tls/client.key",
                "gateway.internal",
            ),
            proxy="http://proxy.example:3128",
            connection="kept",
            max_concurrency=2,
            public_name="Europe",
        ),
    )
    assert config.routes[1] == Route(
        name="all the rest",
        gateway=config.gateways[0],
        model="llava:13b",
        labels={"tier": "economy"},
        system="You answer briefly.\n",
        question="Which characters does the picture show? Answer NO_IMAGE if there is none.",
        params={"temperature": 0, "extra": {"tags": ["probe"]}},
        effort="low",
        expect_model="llava",
        usd_per_day=0.25,
        price=Price(0, 0),
        objective_p95=1.5,
        gate_on_unknown="open",
        false_pages_per_year=1,
        detect_drop_ratio=0.1,
        bursts=False,
        probe_count=4,
        swept=2,
        turns=2,
        public_name="Captions",
        usage=Mode.STRICT,
        direct=Direct(
            Gateway(
                name="direct all the rest",
                base_url="https://api.example/v1",
                api_key=Secret(env="GATEWAY_API_KEY"),
                headers={"x-account": Secret(file=FIXTURES / "secrets/main")},
                tls=Tls(FIXTURES / "tls/corp.pem"),
                proxy="http://proxy.example:3128",
            ),
            "llava-13b-2024",
        ),
    )
    assert [(probe.id, probe.interval, probe.timeout, probe.critical) for probe in config.probes] == [
        (("main/gpt-4.1-nano", "stream"), 300, 45, True),
        (("main/gpt-4.1-nano", "large"), 600, 45, False),
        (("main/gpt-4.1-nano", "grid"), 600, 45, False),
        (("all the rest", "inline"), 90, 20, True),
        (("all the rest", "stream"), 90, 20, False),
        (("all the rest", "jpeg"), 180, 20, False),
        (("all the rest", "invoice"), 180, 20, False),
    ]
    question = config.probes[-1].custom
    assert question is not None
    assert (question.accept, question.pattern) == (("1,204.50", "1204.50"), r"\b1[,.]?204[.,]50\b")
    assert question.question == "What is the total of this invoice? Answer NO_IMAGE if there is no picture."
    assert question.picture.content == (FIXTURES / "images/invoice.png").read_bytes()
    assert config.usd_per_day == 12
    models, files, served = config.discovery
    assert models == Source(
        name="models",
        kind=Kind.LITELLM,
        gateway=config.gateways[0],
        gateways=frozenset({"main"}),
        folder=FIXTURES,
        include=("gpt-*", "claude-*"),
        exclude=("*-audio*",),
        all_see=True,
        most=20,
        refresh=1_800.0,
        retire_after=43_200.0,
    )
    assert models.template is not None
    assert (files.name, files.kind, files.place) == ("file_sd", Kind.FILE_SD, "targets/*.json")
    assert (served.name, served.kind, served.place) == (
        "http_sd",
        Kind.HTTP_SD,
        "https://targets.example/vision",
    )
    assert (served.gateway, served.gateways) == (None, frozenset({"main"}))
    assert (config.listen, config.max_concurrency, config.instance) == (Address("::1", 0), 64, "shard-0")
    assert (config.seed_secret, config.log) == (Secret(file=FIXTURES / "secrets/seed"), Log("debug", "json"))
    assert config.store == Keeping(FIXTURES / "state/memory.db", 129_600.0, 30 * 86_400.0)
    assert config.public == Public(Address("0.0.0.0", 10276), "Pictures", "https://status.example")
    assert config.maintenance == (
        Maintenance(("all the *",), "New disks", begins=1_796_090_400.0, ends=1_796_097_600.0),
        Maintenance(("*",), "Maintenance", cron="0 2 * * sun", lasts=5_400.0),
    )


def test_defaults_of_the_file_hold_where_a_route_is_silent():
    """Interval, timeout, probes, budget and price come from `defaults` and `prices`, else from the route."""
    silent, outspoken = load(FIXTURES / "every-key.yaml").routes
    assert (silent.usd_per_day, silent.price, silent.probe_count) == (2.5, Price(0.1, 0.4, 0.2, 0.025), 3)
    assert (outspoken.usd_per_day, outspoken.price, outspoken.probe_count) == (0.25, Price(0, 0), 4)


def test_routes_may_differ_in_their_labels():
    """Label sets are each route's own."""
    config = load(FIXTURES / "anchors.yaml")
    assert [dict(route.labels) for route in config.routes] == [
        {"team": "search"},
        {"team": "search"},
        {"tier": "economy"},
    ]


def test_paths_start_at_the_folder_of_the_file(tmp_path, monkeypatch):
    """A relative path means the same wherever the daemon is started; an absolute one stays."""
    (tmp_path / "key").write_text("a key\n")
    monkeypatch.chdir("/")
    text = f"""
gateways:
  main:
    base_url: https://gateway.example
    api_key: {{file: key}}
    headers: {{x: {{file: {tmp_path}/key}}}}
routes: [{{gateway: main, model: m}}]
"""
    gateway = parse(text, source=tmp_path / "f.yaml").gateways[0]
    assert gateway.api_key == gateway.headers["x"] == Secret(file=tmp_path / "key")


def test_equal_text_makes_equal_values():
    """A reload of the same text finds every probe unchanged, which is how their health survives it."""
    first, second = (load(FIXTURES / "every-key.yaml") for _ in range(2))
    assert first == second


def test_the_digest_is_that_of_the_file(tmp_path):
    """A byte order mark changes the file though not its meaning: watching compares bytes."""
    plain, marked = tmp_path / "a.yaml", tmp_path / "b.yaml"
    text = f"{HEAD}routes: [{{gateway: main, model: m}}]\n".encode()
    plain.write_bytes(text)
    marked.write_bytes(b"\xef\xbb\xbf" + text)
    assert load(plain).routes == load(marked).routes
    assert load(plain).digest != load(marked).digest


@pytest.mark.parametrize(
    ("line", "warning"),
    [
        ("interval: 60s, timeout: 60s", None),
        (
            "interval: 10s, timeout: 25s",
            "timeout 25s is above interval 10s: while requests time out, a probe runs every 30s",
        ),
        (
            "interval: 10s",
            "timeout 30s is above interval 10s: while requests time out, a probe runs every 30s",
        ),
        ("timeout: 61s", "timeout 1m1s is above interval 1m: while requests time out, a probe runs every 2m"),
    ],
)
def test_a_timeout_above_the_interval_is_a_warning(line, warning):
    """It is allowed, and the interval that results is said."""
    config = parse(f"{HEAD}routes:\n  - {{gateway: main, model: m, {line}}}\n", source=Path("f.yaml"))
    assert [each.message for each in config.warnings] == ([warning] if warning else [])


@pytest.mark.parametrize(
    ("lasts", "interval", "warning"),
    [
        ("2m", "60s", None),
        ("90s", "60s", "1m30s is less than two intervals of 1m: health may never be known"),
        ("10m", "1h", "10m is less than two intervals of 1h: health may never be known"),
    ],
)
def test_evidence_that_is_gone_before_the_next_run_is_a_warning(lasts, interval, warning):
    """A route that is well would be unknown for ever; the slowest route counts."""
    routes = (
        f"routes:\n  - {{gateway: main, model: m, interval: {interval}}}\n  - {{gateway: main, model: n}}\n"
    )
    config = parse(f"{HEAD}{routes}evidence_lasts: {lasts}\n", source=Path("f.yaml"))
    assert [each.message for each in config.warnings] == ([warning] if warning else [])


def test_one_warning_for_what_defaults_say():
    """Eight routes that inherit one odd timeout are one warning, at the default."""
    routes = "".join(f"  - {{gateway: main, model: m{number}}}\n" for number in range(8))
    config = parse(f"defaults: {{interval: 10s}}\n{HEAD}routes:\n{routes}", source=Path("f.yaml"))
    assert [(each.line, each.key) for each in config.warnings] == [(1, "defaults.interval")]


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("https://gateway.example", False),
        ("http://gateway.example", True),
        ("http://8.8.8.8", True),
        ("http://10.0.0.8", False),
        ("http://[::1]:80", False),
        ("http://gateway", False),
        ("http://gateway.ns.svc", False),
        ("http://gateway.ns.svc.cluster.local", False),
    ],
)
def test_a_key_in_the_open_is_a_warning(url, warned):
    """Plain HTTP with a key is common inside a host or a cluster, and a risk anywhere else."""
    head = f"gateways:\n  main: {{base_url: '{url}', api_key: {{env: GATEWAY_API_KEY}}}}\n"
    config = parse(f"{head}routes: [{{gateway: main, model: m}}]\n", source=Path("f.yaml"))
    assert bool(config.warnings) is warned


def test_no_secret_is_kept(monkeypatch):
    """The configuration says where secrets stand; printing it whole prints none."""
    monkeypatch.setenv("GATEWAY_API_KEY", "hunter2")
    config = load(FIXTURES / "every-key.yaml")
    assert isinstance(config, Config)
    assert not any(secret in repr(config) for secret in ("hunter2", "not-a-real-key", "not a real seed"))


@pytest.mark.parametrize("question", ["Read it, or say NO_IMAGE.", "NO_IMAGE"])
def test_a_wording_with_the_sentinel_is_taken(question):
    """The route's own question is passed on as it is."""
    assert route_of(f"question: '{question}'").route.question == question


# What lies behind a URL needs somebody to serve it; `test_origin.py` is about that.
_WITHIN_THE_REQUEST = [name for name, preset in PRESETS.items() if MEDIA[preset.medium].via is Via.INLINE]


@pytest.mark.parametrize("protocol", sorted(PROTOCOLS))
@pytest.mark.parametrize("name", _WITHIN_THE_REQUEST)
def test_a_preset_is_taken_or_refused_with_the_protocols_reason(protocol, name):
    """It is sent as the catalogue says, or the operator is told why it cannot be said here."""
    version = ", api_version: 2024-10-21" if protocol == "azure-openai" else ""
    head = f"gateways:\n  main: {{base_url: https://gateway.example, protocol: {protocol}{version}}}\n"
    preset, spoken = PRESETS[name], PROTOCOLS[protocol]
    why = spoken.why_not(preset, next(iter(spoken.DIALECTS)))
    if why:
        with pytest.raises(ConfigError, match=re.escape(why)):
            route_of(f"probes: [{name}]", head=head)
        return
    probe = route_of(f"probes: [{name}]", head=head)
    assert (probe.name, probe.challenge, probe.medium, probe.placement, probe.stream) == (
        name,
        preset.challenge,
        preset.medium,
        preset.placement,
        preset.stream,
    )
