import re
from pathlib import Path

import pytest

from monitor.config import ConfigError, parse
from monitor.config.checks.names import MOST_LABEL_NAMES, RESERVED_LABELS
from monitor.exporters.catalogue import METRICS

RULES = Path(__file__).parents[3] / "helm" / "eyechart" / "rules"
HEAD = "gateways:\n  main: {base_url: https://gateway.example}\nroutes:\n"


def test_the_labels_of_our_metrics_are_reserved():
    """A label that an exported metric has cannot be given a second meaning."""
    assert {label for metric in METRICS for label in metric.labels} <= RESERVED_LABELS


def test_the_labels_that_rules_match_by_are_reserved():
    """A label by which the alert rules group or match must not differ from metric to metric."""
    rules = "".join(path.read_text() for path in sorted(RULES.glob("*.yaml")))
    matched = re.findall(r"\b(?:by|on|without|ignoring) ?\(([a-z_, ]+)\)", rules)
    assert matched
    assert {label.strip() for group in matched for label in group.split(",")} <= RESERVED_LABELS


@pytest.mark.parametrize("label", sorted(RESERVED_LABELS))
def test_a_reserved_label_is_refused(label):
    """Each reserved name is refused where it stands."""
    with pytest.raises(ConfigError, match=r":4:40: routes\.0\.labels\.[a-z_]+: this label is taken"):
        parse(f"{HEAD}  - {{gateway: main, model: m, labels: {{{label}: x}}}}\n", source=Path("f.yaml"))


def test_label_names_are_bounded_over_all_routes():
    """Many routes may share many labels; what is bounded is how many names there are."""
    names = [f"l{number}" for number in range(MOST_LABEL_NAMES)]
    routes = [
        f"  - {{gateway: main, model: m{number}, labels: {{{name}: x}}}}\n"
        for number, name in enumerate(names * 2)
    ]
    assert len(parse(HEAD + "".join(routes), source=Path("f.yaml")).routes) == len(routes)
    with pytest.raises(ConfigError, match=r"more than 20 different label names"):
        parse(
            HEAD + "".join(routes) + "  - {gateway: main, model: m, labels: {z: x}}\n", source=Path("f.yaml")
        )


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [
        ("model: a", "model: b", False),
        ("model: a", "model: a", True),
        ("model: a", "name: main/a, model: b", True),
        ("model: a", "name: MAIN-A, model: b", True),
        ("name: a b, model: a", "name: a_b, model: b", False),
        ("name: a, model: a", "name: b, model: a", False),
    ],
)
def test_routes_have_names_of_their_own(first, second, clash):
    """Two routes may share a model but no name, given or made up, nor one that differs in case alone."""
    text = f"{HEAD}  - {{gateway: main, {first}}}\n  - {{gateway: main, {second}}}\n"
    if clash:
        with pytest.raises(ConfigError, match=r"^f\.yaml:5:\d+: routes\.1.* on line 4"):
            parse(text, source=Path("f.yaml"))
    else:
        assert len(parse(text, source=Path("f.yaml")).routes) == 2
