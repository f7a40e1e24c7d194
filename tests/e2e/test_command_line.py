"""Every command as its users run it: what it prints, where, and with which exit code."""

import base64
import hashlib
import json
import os
import pty
import re
import struct
import subprocess
import termios
from collections.abc import Iterator
from contextlib import suppress
from fcntl import ioctl
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from tests.e2e.eyechart import COMMAND, environment, eyechart, results
from tests.e2e.simulated import Simulator, simulated

_CONFIGS = Path(__file__).parents[2] / "fixtures" / "configs"
_KEY = "sk-command-line-5d41402abc4b"
_CONFIG = """
gateways:
  main: {{base_url: "{gateway}/v1", api_key: {{env: COMMAND_LINE_KEY}}}}
routes:
  - {{name: healthy, gateway: main, model: gpt-4o, probes: [inline, stream]}}
  - {{name: bridged, gateway: main, model: gpt-4o+caption_bridge}}
  - {{name: dropping, gateway: main, model: gpt-4.1-nano+drop_phrase}}
  - {{name: revoked, gateway: main, model: gpt-4o+unauthorised}}
"""
_NAMED = ("route", "probe", "arm", "outcome", "reason")
_RESULTS = {
    ("healthy", "inline", "control", "pass", "ok"),
    ("healthy", "inline", "image", "pass", "ok"),
    ("healthy", "inline", "swap", "pass", "ok"),
    ("healthy", "stream", "control", "pass", "ok"),
    ("healthy", "stream", "image", "pass", "ok"),
    ("healthy", "stream", "swap", "pass", "ok"),
    ("bridged", "inline", "control", "pass", "ok"),
    ("bridged", "inline", "image", "degraded", "usage_missing"),
    ("bridged", "inline", "swap", "degraded", "usage_missing"),
    ("dropping", "inline", "control", "pass", "ok"),
    ("dropping", "inline", "image", "fail", "image_dropped"),
    ("revoked", "inline", "control", "unknown", "unauthorised"),
    ("revoked", "inline", "image", "unknown", "unauthorised"),
}
_COLUMNS = (
    "route|probe|every|total drop|partial drop|pages falsely|runs/day|tokens/day|"
    "USD images|USD controls|USD more|USD/day|price|pictures by"
)
_ENV = {"COMMAND_LINE_KEY": _KEY}
_ESCAPE = "\x1b"
_SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_COLOUR = re.compile(r"\x1b\[(?:[0-9]+;)*3[1-7]m")


@pytest.fixture(scope="module")
def gateway() -> Iterator[Simulator]:
    """A gateway for all tests of this file."""
    with simulated() as simulator:
        yield simulator


@pytest.fixture(scope="module")
def config(gateway: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A route of each outcome."""
    file = tmp_path_factory.mktemp("command-line") / "eyechart.yaml"
    file.write_text(_CONFIG.format(gateway=gateway.url))
    return file


# --- once ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "code", "line"),
    [
        (("--route", "healthy", "--probe", "stream"), 0, r"pass +healthy +stream +ok +\d+\.\d\ds\n"),
        (
            ("--route", "bridged"),
            0,
            r"degraded +bridged +inline +usage_missing .*expected \w{5}, seen \w{5}\n",
        ),
        (("--route", "dropping"), 1, r"fail +dropping +inline +image_dropped .*expected \w{5}, seen I .*\n"),
        (("--route", "revoked"), 3, r"unknown +revoked +inline +unauthorised .*seen Incorrect API key.*\n"),
    ],
)
def test_once_says_the_outcome_in_a_line_and_an_exit_code(
    config: Path, chosen: tuple[str, ...], code: int, line: str
) -> None:
    """0 for pass and degraded, 1 for a fail, 3 where only unknown is left; piped, a plain line a probe."""
    ran = eyechart("once", "-c", config, *chosen, env=_ENV)

    assert (ran.returncode, ran.stderr) == (code, "")
    assert re.fullmatch(line, ran.stdout), ran.stdout


def test_once_prints_an_object_a_result_and_a_fail_outranks_all(config: Path, gateway: Simulator) -> None:
    """`--json`: each run on its line with its evidence, the controls too; any fail makes the exit code 1."""
    before = len(gateway.requests())
    ran = eyechart("once", "-c", config, "--json", env=_ENV)
    printed = results(ran.stdout)

    assert (ran.returncode, ran.stderr) == (1, "")
    wanted = {"route", "probe", "outcome", "reason", "findings", "reply", "usage", "seconds", "at"}
    assert all(wanted <= result.keys() for result in printed)
    assert {tuple(result[name] for name in _NAMED) for result in printed} == _RESULTS
    assert len(printed) == len(_RESULTS)
    assert len(gateway.requests()) - before == len(printed)
    for result in printed:
        assert all(
            finding.keys() == {"check", "expected", "seen", "passed"} for finding in result["findings"]
        )
        assert any(not finding["passed"] for finding in result["findings"]) == (result["outcome"] != "pass")


def test_once_explains_the_whole_exchange_without_the_secret(config: Path) -> None:
    """`--explain`: the request, the response, what was expected and seen, the decision; the key is masked."""
    ran = eyechart("once", "-c", config, "--route", "dropping", "--explain", env=_ENV)
    image = ran.stdout.partition("image arm")[2]

    assert ran.returncode == 1
    for shown in (
        r"request   POST http://127\.0\.0\.1:\d+/v1/chat/completions",
        r"\(credential\): ‹secret›",
        r'"model": "gpt-4\.1-nano\+drop_phrase"',
        r"data:image/png;base64,\S+… \(\d+ characters\)",
        r"response  HTTP 200 in 0\.\d+ s",
        r'"content":"I .* image',
        r"expected  \w{5}\n",
        r"seen      I .* image",
        r"NOT answer: expected \w{5}; seen I ",
        r"verdict   fail: image_dropped",
    ):
        assert re.search(shown, image), f"{shown} is not in:\n{image}"
    assert _KEY not in ran.stdout + ran.stderr


@pytest.mark.parametrize("chosen", [("--route", "healhty"), ("--route", "dropping", "--probe", "stream")])
def test_once_refuses_a_name_that_is_not_there(
    config: Path, gateway: Simulator, chosen: tuple[str, ...]
) -> None:
    """A selection that matches nothing is bad usage: what there is is listed, and nothing is asked."""
    before = len(gateway.requests())
    ran = eyechart("once", "-c", config, *chosen, env=_ENV)

    assert (ran.returncode, ran.stdout) == (2, "")
    assert chosen[1] in ran.stderr
    assert "healthy/inline, healthy/stream, bridged/inline, dropping/inline, revoked/inline" in ran.stderr
    assert len(gateway.requests()) == before


def test_once_says_what_was_seen_where_its_letters_cannot_be_written(config: Path, tmp_path: Path) -> None:
    """A reply in Chinese on an ASCII terminal is escaped: no traceback, and the exit code of the outcome."""
    chinese = tmp_path / "chinese.yaml"
    chinese.write_text(config.read_text().replace("drop_phrase", "drop_phrase=zh"))
    env = {**_ENV, "PYTHONIOENCODING": "ascii"}
    ran = eyechart("once", "-c", chinese, "--route", "dropping", env=env)

    assert (ran.returncode, ran.stderr) == (1, "")
    assert re.search(r"^fail +dropping .* seen (\\u[0-9a-f]{4})+", ran.stdout)


# --- the small ones ------------------------------------------------------------------------------


def test_explain_hides_a_credential_that_stands_in_the_params(tmp_path: Path, gateway: Simulator) -> None:
    """Some gateways take a key in the body; it is sent, and shown to nobody."""
    file = tmp_path / "eyechart.yaml"
    file.write_text(
        f'gateways:\n  main: {{base_url: "{gateway.url}/v1"}}\n'
        "routes:\n  - {gateway: main, model: gpt-4o, params: {api_key: sk-in-the-body-77, user: probe}}\n"
    )
    ran = eyechart("once", "--explain", "-c", file)

    assert "sk-in-the-body-77" not in ran.stdout + ran.stderr
    assert '"user": "probe"' in ran.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("arguments", [("once", "--json", "-c"), ("check",)])
def test_a_full_disk_behind_the_output_is_a_short_message(arguments: tuple[str, ...], config: Path) -> None:
    """Exit code 2, which means no route has failed, and no traceback."""
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [COMMAND, *arguments, str(config)],
            env=environment(_ENV),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )

    assert ran.returncode == 2, ran.stderr
    assert "cannot print: No space left on device" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_version_is_that_of_the_distribution() -> None:
    """`--version` says what is installed."""
    ran = eyechart("--version")
    assert (ran.returncode, ran.stdout) == (0, f"eyechart {version('eyechart')}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("once",),
        ("onec",),
        ("once", "-c", "eyechart.yaml", "--jsno"),
        ("check",),
        ("draw", "--seed", "no-hex", "-o", "picture.png"),
        ("draw", "--seed", "00ff", "-o", "picture.png"),
        ("draw", "--seed", "00ff" * 16, "-o", "no/such/folder/picture.png"),
        ("draw", "--seed", "00ff" * 16, "-o", "picture.png", "--challenge", "riddle"),
        ("draw", "--seed", "00ff" * 16, "-o", "picture.png", "--challenge", "custom"),
        ("draw", "--seed", "00ff" * 16, "-o", "picture.png", "--medium", "fax"),
        ("draw", "-o", "picture.png"),
        ("draw", "--seed", "00ff" * 16, "--evidence", "e.json", "-o", "picture.png"),
        ("draw", "--evidence", "nothing.json", "-o", "picture.png"),
        ("demo", "--for", "soon"),
        ("demo", "--for", "9h"),
    ],
    ids=" ".join,
)
def test_bad_usage_is_exit_2_and_a_short_message(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """What cannot be meant is told on standard error alone, in a few lines and without a traceback."""
    ran = eyechart(*arguments, cwd=tmp_path)

    assert (ran.returncode, ran.stdout) == (2, "")
    assert 0 < len(ran.stderr.splitlines()) < 10
    assert "Traceback" not in ran.stderr
    assert not list(tmp_path.iterdir())


def test_check_tells_thresholds_and_costs_and_asks_nobody(config: Path, gateway: Simulator) -> None:
    """A line a probe with its cost and how soon a drop is found, then the sum; `--json` has the numbers."""
    before = len(gateway.requests())
    plain = eyechart("check", config, env=_ENV)
    rows = results(eyechart("check", config, "--json", env=_ENV).stdout)
    header, *lines, total = plain.stdout.splitlines()

    assert plain.returncode == 0
    assert header.split("\t") == _COLUMNS.split("|")
    assert [line.split("\t")[:3] for line in lines][:2] == [
        ["healthy", "inline", "60 s"],
        ["healthy", "stream", "60 s"],
    ]
    assert "5 probes on 4 routes" in total
    assert sum(row["usd_per_day"] for row in rows) == pytest.approx(
        float(total.split("about ")[1].split()[0]), abs=0.01
    )
    assert {row["route"]: row["total_drop_runs"] for row in rows} == {
        "healthy": 3, "bridged": 2, "dropping": 2, "revoked": 2,
    }  # fmt: skip
    for row in rows:
        purposes = row["forecast"]
        assert purposes["images"]["runs"] == 1440
        assert purposes["controls"]["runs"] == purposes["swaps"]["runs"] == 72
        for name in ("runs", "tokens", "usd"):
            summed = sum(purpose[name] for purpose in purposes.values())
            assert row[f"{name}_per_day"] == pytest.approx(summed)
        assert row["picture_family"] in {"gpt-4o", "gpt-4.1-nano"}
        assert 0 < row["false_pages_per_year"] <= 0.3
        assert (
            row["thresholds"]["vision in a row"] == f"down at {row['total_drop_runs']} lost images in a row"
        )
        assert row["price_source"] in {"table", "assumed"}
    assert len(gateway.requests()) == before


def test_draw_gives_the_picture_that_was_sent(config: Path, gateway: Simulator, tmp_path: Path) -> None:
    """The seed in a result draws the very bytes that the gateway received, and their key."""
    ran = eyechart("once", "-c", config, "--route", "healthy", "--probe", "inline", "--json", env=_ENV)
    result = results(ran.stdout)[-1]
    file = tmp_path / "picture.png"
    drawn = eyechart("draw", "--seed", result["seed"], "-o", file)
    url = "data:image/png;base64," + base64.b64encode(file.read_bytes()).decode()
    sent = next(
        picture
        for request in gateway.requests()
        for picture in request["pictures"]
        if picture["key"] == result["expected"]
    )

    assert drawn.returncode == 0
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert drawn.stdout == f"{result['expected']}  {file}  384x256  sha256 {digest}\n"
    assert hashlib.sha256(url.encode()).hexdigest() == sent["sha256"]


@pytest.mark.real
def test_rules_are_one_file_that_prometheus_takes(tmp_path: Path, real_program: Any) -> None:
    """Printed they are one document, written they are the files of it; promtool accepts both."""
    promtool = real_program("promtool")
    printed, written = eyechart("rules"), eyechart("rules", "-o", tmp_path / "rules")
    merged = tmp_path / "merged.yaml"
    merged.write_text(printed.stdout)
    files = [Path(line) for line in written.stdout.splitlines()]

    assert (printed.returncode, written.returncode) == (0, 0)
    assert sorted(files) == sorted((tmp_path / "rules").iterdir())
    apart = [group for file in files for group in YAML(typ="safe").load(file)["groups"]]
    assert YAML(typ="safe").load(merged)["groups"] == apart
    assert subprocess.run([promtool, "check", "rules", merged, *files], check=False).returncode == 0


def test_the_schema_is_valid_and_knows_good_from_bad() -> None:
    """JSON Schema 2020-12 that accepts every good file of the fixtures, and refuses a key that is unknown."""
    ran = eyechart("schema")
    schema = json.loads(ran.stdout)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    good = [file for file in _CONFIGS.glob("*.yaml") if not file.name.startswith("invalid-")]

    assert ran.returncode == 0
    assert len(good) >= 4
    for file in good:
        assert [error.message for error in validator.iter_errors(YAML(typ="safe").load(file))] == [], (
            file.name
        )
    assert not validator.is_valid(YAML(typ="safe").load(_CONFIGS / "invalid-unknown-key.yaml"))


# --- screens -------------------------------------------------------------------------------------


def test_the_demo_piped_is_plain_lines_that_name_what_is_down() -> None:
    """No escape codes; where to look; a line a change; the routes that drop pictures in the end, no other."""
    ran = eyechart("demo", "--for", "15s")
    down = ran.stdout.partition("routes down: ")[2].splitlines()[0].split(", ")

    assert (ran.returncode, ran.stderr) == (0, "")
    assert _ESCAPE not in ran.stdout
    for path in ("/metrics", "/", "/gate/adapter-strips"):
        assert re.search(rf"http://127\.0\.0\.1:\d+{path}\n", ran.stdout)
    assert re.search(r"^down  adapter-strips  image_dropped", ran.stdout, re.MULTILINE)
    assert {"adapter-strips", "text-model", "bills-unseen"} <= set(down)
    assert not {"healthy", "caption-bridge", "revoked-key"} & set(down)


def _on_a_terminal(*arguments: str | Path, env: dict[str, str]) -> str:
    """What a command writes to a terminal of 40 lines and 240 columns, to its end."""
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 240, 0, 0))
    process = subprocess.Popen(
        [COMMAND, *map(str, arguments)],
        env=environment({"TERM": "xterm-256color", **env}),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    written = b""
    with suppress(OSError) as _, os.fdopen(ours, "rb", buffering=0) as terminal:
        while piece := terminal.read(65_536):
            written += piece
    process.wait(30)
    return written.decode()


@pytest.mark.parametrize("plain", [False, True], ids=["colour", "NO_COLOR"])
def test_on_a_terminal_there_is_a_live_table(config: Path, plain: bool) -> None:
    """A table is redrawn as results come, coloured by outcome; with `NO_COLOR` it is the same in none."""
    env = {**_ENV, "NO_COLOR": "1"} if plain else _ENV
    written = _on_a_terminal("once", "-c", config, env=env)

    shown = _SEQUENCE.sub("", written)

    header = r"┃ outcome +┃ route +┃ probe +┃ reason +┃ expected ┃ seen +┃ seconds ┃"
    assert len(re.findall(header, shown)) >= 3
    assert "1 of 5 probes" in shown
    assert "5 of 5 probes" in shown
    assert re.search(r"│ unknown +│ revoked +│ inline │ unauthorised +│ \w{5} +│ Incorrect API key", shown)
    assert bool(_COLOUR.search(written)) is not plain


def test_the_demo_on_a_terminal_is_a_live_table() -> None:
    """A row for each route, redrawn in place, with the addresses above it and the finding below."""
    shown = _SEQUENCE.sub("", _on_a_terminal("demo", "--for", "8s", env={}))

    header = r"┃ health +┃ route +┃ reason +┃ runs +┃ expected +┃ seen last +┃ what is wrong with it +┃"
    assert len(re.findall(header, shown)) >= 3
    assert re.search(r"metrics +http://127\.0\.0\.1:\d+/metrics", shown)
    assert re.search(r"│ (?:unknown|up) +│ healthy +│ \w+ +│ \d+ +│", shown)
    assert re.search(r"\d of 8 routes down: ", shown)
