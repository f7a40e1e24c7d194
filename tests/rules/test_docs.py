"""What stands around the rules: runbooks name real metrics, the Alertmanager example routes real alerts."""

import re
import subprocess
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from monitor.alerts import RUNBOOKS, rule_files
from monitor.exporters.catalogue import METRICS, PREFIX

_DOCS = Path(__file__).parents[2] / "docs"
_EXAMPLE = _DOCS / "alertmanager.example.yml"
_ALERTS = re.findall(r"alert: (\w+)", "".join(file.read_text() for file in rule_files()))


def _amtool(real_program: Callable[[str], str], *arguments: str) -> str:
    done = subprocess.run(
        [real_program("amtool"), *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.real
def test_alertmanager_accepts_the_example(real_program) -> None:
    """The example is a configuration that Alertmanager would start with."""
    assert "SUCCESS" in _amtool(real_program, "check-config", str(_EXAMPLE))


@pytest.mark.real
@pytest.mark.parametrize(
    ("labels", "receiver"),
    [
        ({"alertname": "EyechartWatchdog", "severity": "none"}, "heartbeat"),
        ({"alertname": "EyechartImageDropped", "severity": "critical", "route": "r"}, "page"),
        ({"alertname": "EyechartMonitorDown", "severity": "critical"}, "page"),
        ({"alertname": "EyechartCannotAsk", "severity": "warning", "route": "r"}, "ticket"),
        ({"alertname": "EyechartStoreFailing", "severity": "warning", "instance": "a"}, "ticket"),
        ({"alertname": "EyechartOverBudget", "severity": "info", "route": "r"}, "ticket"),
    ],
    ids=lambda value: value["alertname"] if isinstance(value, dict) else value,
)
def test_the_example_sends_each_severity_where_it_belongs(
    real_program, labels: dict[str, str], receiver: str
) -> None:
    """Pages page, the heartbeat goes outside, everything else becomes a ticket."""
    matched = [f"{name}={value}" for name, value in labels.items()]
    said = _amtool(real_program, "config", "routes", "test", f"--config.file={_EXAMPLE}", *matched)
    assert said.strip() == receiver


def test_the_example_mutes_by_names_that_exist_and_never_a_page_about_images() -> None:
    """A renamed alert would make an inhibition void in silence; one about images is never muted."""
    example = YAML(typ="safe").load(_EXAMPLE.read_text())
    rules = example["inhibit_rules"]
    targets = [_alerts_matched(rule["target_matchers"]) for rule in rules]
    sources = [_alerts_matched(rule["source_matchers"]) for rule in rules]

    assert all(targets)
    assert all(sources)
    vision = {"EyechartImageDropped", "EyechartAnswersWrong", "EyechartAnswersForeign"}
    assert not vision & {alert for target in targets for alert in target}


def _alerts_matched(matchers: list[str]) -> list[str]:
    """The shipped alerts that the `alertname` matcher means; every alternative must mean one at least."""
    pattern = next(m for m in matchers if m.startswith("alertname=")).removeprefix("alertname=").strip('~"')
    group = re.fullmatch(r"Eyechart\((.+)\)", pattern)
    for alternative in group[1].split("|") if group else ():
        assert f"Eyechart{alternative}" in _ALERTS
    return [alert for alert in _ALERTS if re.fullmatch(pattern, alert)]


@pytest.mark.parametrize(
    "page", sorted([*_DOCS.glob("runbooks/*.md"), _DOCS / "alerts.md"]), ids=lambda p: p.stem
)
def test_pages_name_metrics_and_alerts_that_exist(page: Path) -> None:
    """At night nobody wants to query a metric that is none."""
    text = page.read_text()
    assert set(re.findall(r"\beyechart_\w+", text)) <= {PREFIX + metric.name for metric in METRICS}
    assert set(re.findall(r"\bEyechart[A-Z]\w+", text)) <= set(_ALERTS)


@pytest.mark.parametrize("runbook", sorted(_DOCS.glob("runbooks/*.md")), ids=lambda p: p.stem)
def test_a_runbook_is_short_and_says_what_to_do(runbook: Path) -> None:
    """Its title is the alert with its severity; meaning, what to look at and what to do fit on one screen."""
    lines = runbook.read_text().splitlines()
    name, severity = re.fullmatch(r"# (\w+) \((\w+)\)", lines[0]).groups()
    rules = "".join(file.read_text() for file in rule_files())

    assert name.lower() == runbook.stem
    assert re.search(rf"alert: {name}\n(?:.*\n)*?\s+severity: (\w+)", rules)[1] == severity
    assert len(lines) <= 25
    assert all(f"**{part}" in "\n".join(lines) for part in ("Means", "Look at", "Do"))


# --- rule, runbook, promtool case and table row --------------------------------------------------


def _runbooks() -> dict[str, str]:
    """The alert in the title of each runbook, by the file's name as the folder spells it."""
    files = (_DOCS / "runbooks").glob("*.md")
    return {file.name: file.read_text().partition(" (")[0].removeprefix("# ") for file in files}


def _cases() -> set[str]:
    """The alerts that a promtool case has seen firing."""
    files = [YAML(typ="safe").load(file.read_text()) for file in sorted(Path(__file__).parent.glob("*.yaml"))]
    tests = chain.from_iterable(file["tests"] for file in files)
    return {each["alertname"] for test in tests for each in test["alert_rule_test"] if each["exp_alerts"]}


def _rows() -> set[str]:
    """The alerts in the README's table whose link leads to a runbook."""
    links = re.findall(
        r"^\| \[(\w+)\]\(docs/runbooks/([^)]+)\)", (_DOCS.parent / "README.md").read_text(), re.MULTILINE
    )
    return {alert for alert, name in links if name in _runbooks()}


def _gaps(holders: dict[str, set[str]]) -> list[str]:
    """What each alert lacks that any of `holders` knows."""
    known = set().union(*holders.values())
    return [
        f"{alert} has no {holder}"
        for alert in sorted(known)
        for holder in holders
        if alert not in holders[holder]
    ]


_HOLDERS = {
    "rule": set(_ALERTS),
    "runbook": {alert for name, alert in _runbooks().items() if name == f"{alert.lower()}.md"},
    "promtool case": _cases(),
    "row in the README's table (make docs)": _rows(),
}


def test_every_alert_has_its_rule_runbook_case_and_row() -> None:
    """The four are made together; the message names the one that was forgotten."""
    assert _gaps(_HOLDERS) == []


@pytest.mark.parametrize("forgotten", _HOLDERS)
def test_each_of_the_four_is_missed(forgotten: str) -> None:
    """Whichever of an alert's is taken away, the test above says which; one too many lacks the others."""
    whole = {holder: {"EyechartA", "EyechartB"} for holder in _HOLDERS}
    others = [holder for holder in _HOLDERS if holder != forgotten]

    assert _gaps({**whole, forgotten: {"EyechartA"}}) == [f"EyechartB has no {forgotten}"]
    assert _gaps({**whole, forgotten: {"EyechartA", "EyechartB", "EyechartC"}}) == [
        f"EyechartC has no {holder}" for holder in others
    ]


@pytest.mark.parametrize("rules", rule_files(), ids=lambda file: file.stem)
def test_a_runbook_url_leads_to_a_file_from_one_base_that_can_be_replaced(rules: Path) -> None:
    """Each URL is one base and the exact name of a runbook: replacing the base moves them all."""
    text = rules.read_text()
    urls = re.findall(r"runbook_url: (\S+)\n", text)

    assert len(urls) == text.count("alert: ") == text.count("runbook_url:") == text.count(RUNBOOKS)
    assert {url.removeprefix(f"{RUNBOOKS}/") for url in urls} <= _runbooks().keys()
    assert "github.com" not in text.replace(RUNBOOKS, "https://wiki.example/runbooks")
