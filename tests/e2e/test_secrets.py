"""No secret leaves the process, whatever a gateway does with what it was sent."""

import base64
import hashlib
import html
import json
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests.e2e.eyechart import Event, daemon, eyechart
from tests.e2e.parrot import PLACES, SPELLINGS, Parrot, parrot
from tests.e2e.programs import free_port

pytestmark = [pytest.mark.xdist_group("secrets"), pytest.mark.timeout(300)]

# One with every character that some encoding changes; one as long as tokens are that carry claims, longer
# than most of what is shown of a reply.
_KEY = 'sk-Vy/8+q7&L<m=Z2"kW.z~T0?J%c'
_TENANT = "".join(hashlib.sha256(bytes([number])).hexdigest()[:60] + "." for number in range(5))
_SEED = "seed-0b7d1c55e2a94f88-of-all-keys"
_SECRETS = (_KEY, _TENANT, _SEED)
_ENV = {"SECRETS_KEY": _KEY, "SECRETS_SEED": _SEED}
# Shorter pieces than this occur by chance; half as much again is a leak even where the rest is masked.
_PIECE = 10

_CONFIG = """
listen: 127.0.0.1:0
log: {{level: debug}}
secret: {{env: SECRETS_SEED}}
defaults: {{interval: 10s, timeout: 4s, probes: [inline, stream], budget: {{usd_per_day: 1000}}}}
gateways:
  parrot:
    base_url: "{parrot}/v1"
    api_key: {{env: SECRETS_KEY}}
    headers: {{x-tenant-secret: {{file: tenant}}}}
    max_concurrency: 8
  refused: {{base_url: "http://127.0.0.1:{free}/v1", api_key: {{env: SECRETS_KEY}}}}
  nowhere: {{base_url: "http://no-such-host.invalid/v1", api_key: {{env: SECRETS_KEY}}}}
  plain-port: {{base_url: "https://127.0.0.1:{port}/v1", api_key: {{env: SECRETS_KEY}}}}
  proxied:
    base_url: "https://127.0.0.1:{port}/v1"
    api_key: {{env: SECRETS_KEY}}
    proxy: "http://127.0.0.1:{port}"
routes:
  - {{gateway: refused, model: m}}
  - {{gateway: nowhere, model: m}}
  - {{gateway: plain-port, model: m}}
  - {{gateway: proxied, model: m}}
"""
_SILENT = ("refused", "nowhere", "plain-port", "proxied")
_SPELLED = ("answer", "error-401", "header")
_MODELS = (
    *(f"{place}.raw" for place in PLACES),
    *(f"{place}-tenant.raw" for place in PLACES),
    *(f"{place}.{spelling}" for place in _SPELLED for spelling in SPELLINGS if spelling != "raw"),
    *(f"{place}-tenant.base64" for place in (*_SPELLED, "id", "model", "finish", "location", "cut-512")),
)


@pytest.fixture(scope="module")
def gateway() -> Iterator[Parrot]:
    """The gateway that repeats what it hears."""
    with parrot() as bird:
        yield bird


@pytest.fixture(scope="module")
def config(gateway: Parrot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A route for every place and spelling, and for every way in which no answer comes."""
    folder = tmp_path_factory.mktemp("secrets")
    (folder / "tenant").write_text(_TENANT)
    port = gateway.url.rpartition(":")[2]
    routes = (f"  - {{name: {model}, gateway: parrot, model: {model}}}\n" for model in _MODELS)
    head = _CONFIG.format(parrot=gateway.url, free=free_port(), port=port)
    (folder / "eyechart.yaml").write_text(head + "".join(routes))
    return folder / "eyechart.yaml"


# --- looking for secrets -------------------------------------------------------------------------


def _forms(secret: str) -> Iterator[tuple[str, int]]:
    """`secret` in every encoding, and how many characters of it stand for one of the secret's at most."""
    raw = secret.encode()
    for shift in range(3):
        # What the neighbours of a secret change of its base64 are the groups at both of its ends.
        aligned = base64.b64encode(b"\0" * shift + raw).decode()[4 if shift else 0 : -4]
        yield from ((aligned, 1), (aligned.replace("+", "-").replace("/", "_"), 1))
    yield from ((raw.hex(), 2), (raw.hex().upper(), 2))
    yield from ((quote(secret, safe=""), 2), (quote(secret), 2), (quote_plus(secret), 2))
    told = json.dumps(secret)[1:-1]
    yield from ((secret, 1), (told, 1), (json.dumps(told)[1:-1], 1), (told.replace("/", "\\/"), 1))
    yield from ((html.escape(secret), 1), ("".join(f"\\u{ord(char):04x}" for char in secret), 6))


def _leaks(emitted: str) -> list[str]:
    """A piece of a secret, in each form in which one is found in `emitted`, with its surroundings."""
    found = []
    for secret in _SECRETS:
        for form, width in _forms(secret):
            size = _PIECE * width
            pieces = (form[first : first + size] for first in range(0, len(form) - size + 1, size // 2))
            at = next((at for piece in pieces if (at := emitted.find(piece)) >= 0), None)
            if at is not None:
                found.append(emitted[max(0, at - 200) : at + 40])
    return found


def test_the_search_finds_what_it_should() -> None:
    """The test's own eyes: a secret in plain sight is found in every spelling, whole or cut."""
    for spell in SPELLINGS.values():
        for secret in _SECRETS:
            assert _leaks(f"before {spell(secret)} after")
            assert _leaks(spell(secret)[: len(spell(secret)) * 4 // 5])
    assert not _leaks("‹secret› and sk-Vy")


# --- what is emitted -----------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["--json", "--explain"])
def test_once_prints_no_secret(config: Path, gateway: Parrot, how: str) -> None:
    """Requests, answers, findings and errors are shown with every secret masked, and shown all the same."""
    gateway.asked.clear()
    ran = eyechart("once", "-c", config, how, env=_ENV)

    assert (ran.returncode, ran.stderr) == (1, "")
    assert gateway.asked == set(_MODELS)
    assert ran.stdout.count("‹secret›") > len(_MODELS)
    assert _leaks(ran.stdout) == []


def test_once_saves_no_secret(config: Path, tmp_path: Path) -> None:
    """Folders that are made to be sent to strangers hold none, whatever the gateway repeated and how."""
    ran = eyechart("once", "-c", config, "--save", tmp_path / "out", env=_ENV)
    files = [file for file in (tmp_path / "out").rglob("*") if file.is_file()]
    texts = [file.read_text() for file in files]

    assert len(files) >= 4 * len(_MODELS)
    assert any("‹secret›" in text for text in texts)
    assert _leaks(ran.stdout + ran.stderr) == []
    for file, text in zip(files, texts, strict=True):
        assert _leaks(text) == [], file


def test_once_prints_no_secret_in_its_lines(config: Path) -> None:
    """The plain lines say what was seen, with the secret masked."""
    ran = eyechart("once", "-c", config, "--route", "error-401.raw", env=_ENV)

    assert ran.stdout.count("unauthorised") == 2
    assert ran.stdout.count("Incorrect API key provided: ‹secret›.") == 2
    assert _leaks(ran.stdout + ran.stderr) == []


def test_the_daemon_emits_no_secret(config: Path) -> None:
    """Its log at level debug, metrics, pages, gates and answers to reloads, good and bad, hold no secret."""
    probed = set()

    def all_probed(event: Event) -> bool:
        if event["event"] == "run":
            probed.add((event["route"], event["probe"]))
        return len(probed) == 2 * (len(_MODELS) + len(_SILENT))

    with daemon(config, env=_ENV) as monitor:
        monitor.wait(all_probed, within=60)
        answers = [
            monitor.get(path) for path in ("/metrics", "/", "/readyz", "/gate/error-401.raw", "/gate/no")
        ]
        answers.append(monitor.get("/metrics", headers={"accept": "application/openmetrics-text"}))
        seeds = {str(event["seed"]) for event in monitor.events if event["event"] == "run"}
        kept = [
            each
            for each in (monitor.get(f"/runs/{seed}.json") for seed in sorted(seeds))
            if each.status == 200
        ]
        assert any("‹secret›" in json.dumps(json.loads(each.body), ensure_ascii=False) for each in kept)
        answers += kept
        good = config.read_text()
        config.write_text(good.replace("{env: SECRETS_KEY}", f"'{_KEY}'").replace("{file: tenant}", _TENANT))
        refused = monitor.get("/-/reload", method="POST")
        config.write_text(good)
        reloaded = monitor.get("/-/reload", method="POST")
        monitor.signal(signal.SIGHUP)
        code = monitor.end()

    assert (code, refused.status, reloaded.status) == (0, 500, 200)
    assert {event["level"] for event in monitor.events} == {"debug", "info", "warning", "error"}
    assert "Traceback" not in monitor.log
    assert _leaks(monitor.log) == []
    for answer in (*answers, refused, reloaded):
        assert _leaks(answer.body + str(answer.headers)) == []


@pytest.mark.parametrize(
    ("was", "pasted"),
    [
        ("{env: SECRETS_KEY}", "'{key}'"),
        ("{env: SECRETS_KEY}", "{{env: '{key}'}}"),
        ("{env: SECRETS_KEY}", "{{file: '{tenant}'}}"),
        ("{env: SECRETS_KEY}", "{{'{key}': here}}"),
        ("{env: SECRETS_KEY}", "{{env: SECRETS_KEY, key: '{key}'"),
        ("{file: tenant}", "{{file: '{tenant}'}}"),
        ("x-tenant-secret: {file: tenant}", "authorization: 'Bearer {tenant}'"),
        ("http://127", "http://user:{tenant}@127"),
        ("/v1", "/v1?key={tenant}"),
    ],
)
def test_a_secret_pasted_into_the_file_is_not_repeated(
    config: Path, tmp_path: Path, was: str, pasted: str
) -> None:
    """Whoever writes a secret where its place belongs is told so, by line and key and not by value."""
    text = config.read_text()
    assert was in text
    (tmp_path / "tenant").write_text(_TENANT)
    (tmp_path / "eyechart.yaml").write_text(text.replace(was, pasted.format(key=_KEY, tenant=_TENANT), 1))
    ran = eyechart("run", "-c", "eyechart.yaml", cwd=tmp_path, env=_ENV)

    assert (ran.returncode, ran.stdout) == (2, "")
    assert "eyechart.yaml:" in ran.stderr
    assert _leaks(ran.stderr) == []
