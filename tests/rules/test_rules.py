"""The shipped alert rules: real promtool accepts and tests them; names, reasons and metrics are real ones."""

import re
import subprocess
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import promql_parser
import pytest
from ruamel.yaml import YAML

from monitor.alerts import RUNBOOKS, merged, rule_files
from monitor.exporters.catalogue import METRICS, PREFIX
from probes.reasons import KIND_OF, OUTCOME_OF, Kind, Outcome, Reason

_ROOT = Path(__file__).parents[2]
_CASES = sorted(Path(__file__).parent.glob("*.yaml"))

Rule = dict[str, Any]


def _load(file: Path) -> dict[str, Any]:
    return YAML(typ="safe").load(file.read_text())


_GROUPS = [group for file in rule_files() for group in _load(file)["groups"]]
_RULES: list[Rule] = [rule for group in _GROUPS for rule in group["rules"]]
_ALERTS = [rule for rule in _RULES if "alert" in rule]
_RECORDED = {rule["record"] for rule in _RULES if "record" in rule}

every_alert = pytest.mark.parametrize("rule", _ALERTS, ids=lambda rule: rule["alert"])


def _promtool(real_program: Callable[[str], str], *arguments: str) -> str:
    done = subprocess.run(
        [real_program("promtool"), *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


# --- with promtool -------------------------------------------------------------------------------


@pytest.mark.real
def test_promtool_finds_nothing_to_object_to(real_program, tmp_path: Path) -> None:
    """Each file, and all merged into one, passes every lint of `promtool check rules`."""
    one = tmp_path / "all.yaml"
    one.write_text(merged(file.read_text() for file in rule_files()))
    said = _promtool(
        real_program, "check", "rules", "--lint=all", "--lint-fatal", str(one), *map(str, rule_files())
    )
    assert said.count("SUCCESS") == 1 + len(rule_files())


@pytest.mark.real
@pytest.mark.parametrize("cases", _CASES, ids=lambda file: file.stem)
def test_rules_fire_and_stay_silent_as_their_cases_say(real_program, cases: Path) -> None:
    """Every case beside this file holds under `promtool test rules`."""
    _promtool(real_program, "test", "rules", str(cases))


# --- the cases -----------------------------------------------------------------------------------


def _expectations() -> Iterator[tuple[str, bool]]:
    """Each (alert, whether it is expected to fire) of all cases."""
    for test in chain.from_iterable(_load(file)["tests"] for file in _CASES):
        for expected in test["alert_rule_test"]:
            yield expected["alertname"], bool(expected["exp_alerts"])


@every_alert
def test_every_alert_has_a_firing_and_a_silent_case(rule: Rule) -> None:
    """No rule ships that was not seen firing and not seen silent; only the watchdog is never silent."""
    seen = set(_expectations())
    assert (rule["alert"], True) in seen
    assert (rule["alert"], False) in seen or rule["alert"] == "EyechartWatchdog"


def test_cases_and_runbooks_name_no_alert_that_is_none() -> None:
    """A renamed alert leaves neither a case that passes for nothing nor an orphaned runbook."""
    names = {rule["alert"] for rule in _ALERTS}
    assert {alert for alert, _ in _expectations()} == names
    assert {file.stem for file in (_ROOT / "docs" / "runbooks").glob("*.md")} == {
        name.lower() for name in names
    }


# --- manners -------------------------------------------------------------------------------------


@every_alert
def test_every_alert_keeps_the_manners_of_the_field(rule: Rule) -> None:
    """Prefix, severity, a static summary that is a sentence, a description, the runbook of its name."""
    notes = rule["annotations"]
    assert rule["alert"].startswith("Eyechart")
    assert rule["labels"].keys() == {"severity"}
    assert rule["labels"]["severity"] in {"critical", "warning", "info", "none"}
    assert notes.keys() == {"summary", "description", "runbook_url"}
    assert notes["summary"].endswith(".")
    assert "{{" not in notes["summary"]
    assert notes["runbook_url"] == f"{RUNBOOKS}/{rule['alert'].lower()}.md"


_ABOUT_A_PROBE = [
    rule
    for rule in _ALERTS
    if rule["expr"].count("eyechart_probe_unhealthy") and rule["alert"] != "EyechartGatewayUnreachable"
]


@pytest.mark.parametrize("rule", _ABOUT_A_PROBE, ids=lambda rule: rule["alert"])
def test_who_is_woken_reads_what_is_wrong_where_and_why(rule: Rule) -> None:
    """The description of an alert about a probe names its route, gateway, probe and reason."""
    named = set(re.findall(r"\$labels\.([a-z]+)", rule["annotations"]["description"]))
    assert {"route", "gateway", "probe", "reason"} <= named


def test_groups_are_named_as_the_field_names_them() -> None:
    """Group names are unique and end in `.rules`."""
    names = [group["name"] for group in _GROUPS]
    assert len(set(names)) == len(names)
    assert all(name.endswith(".rules") for name in names)


def test_a_page_about_images_waits_for_nothing() -> None:
    """The health decision is the hysteresis: `for` would delay the page, `keep_firing_for` its end."""
    paging = [rule for rule in _ALERTS if set(_reasons(rule)) & _of_kind(Kind.VISION)]
    assert len(paging) == 3
    assert all(rule["labels"] == {"severity": "critical"} for rule in paging)
    assert not any(rule.keys() & {"for", "keep_firing_for"} for rule in paging)


# --- reasons and metrics -------------------------------------------------------------------------


def _selectors(expression: str) -> list[promql_parser.VectorSelector]:
    found: list[promql_parser.VectorSelector] = []

    def visit(node: promql_parser.Expr) -> None:
        if isinstance(node, promql_parser.VectorSelector):
            found.append(node)

    promql_parser.walk(promql_parser.parse(expression), visit)
    return found


def _values(selector: promql_parser.VectorSelector, label: str) -> list[str]:
    """The values that a matcher asks for: all of this chart's regular expressions are plain alternatives."""
    matchers = [matcher for matcher in selector.matchers.matchers if matcher.name == label]
    return [value for matcher in matchers for value in matcher.value.split("|")]


def _reasons(rule: Rule) -> list[str]:
    """The reasons that the first selector of a rule asks for: those it speaks about."""
    return _values(_selectors(rule["expr"])[0], "reason") if rule["expr"] != "vector(1)" else []


def _of_kind(*kinds: Kind) -> set[str]:
    return {reason.value for reason, kind in KIND_OF.items() if kind in kinds}


@pytest.mark.parametrize(
    ("alerts", "kinds"),
    [
        (("EyechartImageDropped", "EyechartAnswersWrong", "EyechartAnswersForeign"), (Kind.VISION,)),
        (("EyechartImagesUnsupported", "EyechartAnswersFailing"), (Kind.ANSWER,)),
        (("EyechartRouteUnreachable",), (Kind.AVAILABILITY,)),
        (("EyechartCannotAsk",), (Kind.ACCESS, Kind.MONITOR)),
    ],
    ids=lambda value: value[0],
)
def test_every_reason_of_a_kind_has_exactly_one_alert(
    alerts: tuple[str, ...], kinds: tuple[Kind, ...]
) -> None:
    """A new reason that no alert speaks about, or two, fails here with its name."""
    spoken = [reason for rule in _ALERTS if rule["alert"] in alerts for reason in _reasons(rule)]
    assert sorted(spoken) == sorted(_of_kind(*kinds))


def test_the_majority_counts_every_reason_that_breaks_a_route() -> None:
    """An instance votes against a route by each reason whose outcome is `fail`, and by no other."""
    record = next(rule for rule in _RULES if "record" in rule)
    assert sorted(_reasons(record)) == sorted(
        reason for reason, outcome in OUTCOME_OF.items() if outcome is Outcome.FAIL
    )


def test_what_proves_that_a_gateway_answers_is_what_an_answer_is_needed_for() -> None:
    """Unreachable and answering share all failing reasons between them, and none stands on both sides."""
    rule = next(rule for rule in _ALERTS if rule["alert"] == "EyechartGatewayUnreachable")
    silent, _, _, answering, _, out_of_reach = _selectors(rule["expr"])
    assert set(_values(silent, "reason")) == _of_kind(Kind.AVAILABILITY) - {Reason.CLIENT_ERROR}
    assert _values(out_of_reach, "reason") == _values(silent, "reason")
    assert set(_values(answering, "reason")) == _of_kind(Kind.VISION, Kind.ANSWER) | {Reason.CLIENT_ERROR}


_LABELS = {PREFIX + metric.name: metric.labels for metric in METRICS} | dict.fromkeys({"up", *_RECORDED}, ())


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.get("alert", "record"))
def test_every_metric_and_matched_label_is_one_that_is_exported(rule: Rule) -> None:
    """An expression asks for metrics of the catalogue (or `up`), by labels and values that they have."""
    for selector in _selectors(rule["expr"]):
        labels = _LABELS[selector.name]
        assert {matcher.name for matcher in selector.matchers.matchers} <= set(labels)
        assert set(_values(selector, "reason")) <= set(Reason)
        assert set(_values(selector, "state")) <= {"up", "degraded", "down", "unknown"}
