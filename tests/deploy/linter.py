"""The rules of Grafana's dashboard-linter (grafana/dashboard-linter, docs/index.md) over a dashboard's JSON.

The linter is a Go program that Debian does not carry, so its rules are written down anew, each a function
that yields what is wrong. Left out are the rules about Loki: this dashboard asks Prometheus alone.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import promql_parser

Document = dict[str, Any]
Problem = str

# What Grafana puts in place of its variables, as a pattern or as a duration.
_VARIABLE = re.compile(r"\$(?!__)\w+")
_MATCHED = {name: f'{name}=~"${name}"' for name in ("job", "instance")}
_REFRESH_ON_TIME = 2
_RATED = re.compile(r"\b(?:rate|irate|increase)\(\s*\w+\{[^}]*\}\[([^\]]*)\]")
_COUNTERS = re.compile(r"(\w+\(\s*)?\b\w+_(?:total|bucket)\{")
_SELECTORS = re.compile(r"\w+\{([^}]*)\}")


def panels(board: Document) -> list[Document]:
    """The panels that show something: rows are headings."""
    return [panel for panel in board["panels"] if panel["type"] != "row"]


def targets(board: Document) -> Iterator[tuple[str, str]]:
    """Each panel's title with each of its expressions."""
    for panel in panels(board):
        for target in panel["targets"]:
            yield panel["title"], target["expr"]


def substituted(expr: str, *, rate: str = "5m") -> str:
    """`expr` as Grafana sends it with "All" chosen everywhere."""
    return _VARIABLE.sub(".+", expr.replace("$__rate_interval", rate))


def _variables(board: Document) -> dict[str, Document]:
    return {variable["name"]: variable for variable in board["templating"]["list"]}


def _template_datasource(board: Document) -> Iterator[Problem]:
    found = _variables(board).get("datasource", {})
    if (found.get("type"), found.get("query"), found.get("label")) != (
        "datasource",
        "prometheus",
        "Data source",
    ):
        yield "no variable for the data source"


def _template_selectors(board: Document) -> Iterator[Problem]:
    for name, label in (("job", "Job"), ("instance", "Instance")):
        found = _variables(board).get(name, {})
        seen = tuple(found.get(key) for key in ("type", "label", "multi", "allValue"))
        if seen != ("query", label, True, ".+"):
            yield f"variable {name}: {seen}"


def _template_reload(board: Document) -> Iterator[Problem]:
    for name, found in _variables(board).items():
        if found["type"] == "query" and found["refresh"] != _REFRESH_ON_TIME:
            yield f"variable {name} is not refreshed when the time changes"


def _template_promql(board: Document) -> Iterator[Problem]:
    for name, found in _variables(board).items():
        if found["type"] == "query":
            inside = re.fullmatch(r"label_values\((.+), \w+\)", found["query"])
            if inside is None or _fault(inside[1]):
                yield f"variable {name}: {found['query']}"


def _panel_datasource(board: Document) -> Iterator[Problem]:
    for panel in panels(board):
        sources = [panel["datasource"], *(target["datasource"] for target in panel["targets"])]
        if any(source != {"type": "prometheus", "uid": "${datasource}"} for source in sources):
            yield f"{panel['title']}: a data source that is not the variable"


def _panel_words(board: Document) -> Iterator[Problem]:
    for panel in panels(board):
        if not panel.get("title") or not panel.get("description"):
            yield f"panel {panel['id']} lacks a title or a description"


def _panel_units(board: Document) -> Iterator[Problem]:
    for panel in panels(board):
        if not panel["fieldConfig"]["defaults"].get("unit"):
            yield f"{panel['title']}: no unit"


def _panel_targets(board: Document) -> Iterator[Problem]:
    for panel in panels(board):
        if not panel["targets"]:
            yield f"{panel['title']}: no target"


def _fault(expr: str) -> str:
    try:
        promql_parser.parse(substituted(expr))
    except ValueError as error:
        return str(error)
    return ""


def _target_promql(board: Document) -> Iterator[Problem]:
    for title, expr in targets(board):
        if said := _fault(expr):
            yield f"{title}: {expr}: {said}"


def _target_rate_interval(board: Document) -> Iterator[Problem]:
    for title, expr in targets(board):
        if any(interval != "$__rate_interval" for interval in _RATED.findall(expr)):
            yield f"{title}: a fixed interval"


def _target_selectors(board: Document) -> Iterator[Problem]:
    for title, expr in targets(board):
        matchers = _SELECTORS.findall(expr)
        if not matchers or any(wanted not in each for each in matchers for wanted in _MATCHED.values()):
            yield f"{title}: a selector without job and instance"


def _target_counters(board: Document) -> Iterator[Problem]:
    for title, expr in targets(board):
        if any(not re.match(r"(rate|irate|increase)\(", call) for call in _COUNTERS.findall(expr)):
            yield f"{title}: a counter that is not rated"


def _uneditable(board: Document) -> Iterator[Problem]:
    if board.get("editable") is not False:
        yield "the dashboard can be edited in place, and the next deployment takes the edit away"


RULES: dict[str, Callable[[Document], Iterator[Problem]]] = {
    "template-datasource-rule": _template_datasource,
    "template-job-rule and template-instance-rule": _template_selectors,
    "template-on-time-change-reload-rule": _template_reload,
    "template-label-promql-rule": _template_promql,
    "panel-datasource-rule": _panel_datasource,
    "panel-title-description-rule": _panel_words,
    "panel-units-rule": _panel_units,
    "panel-no-targets-rule": _panel_targets,
    "target-promql-rule": _target_promql,
    "target-rate-interval-rule": _target_rate_interval,
    "target-job-rule and target-instance-rule": _target_selectors,
    "target-counter-agg-rule": _target_counters,
    "uneditable-dashboard": _uneditable,
}
