"""The shipped rules are found, merged, copied and tabled without loss."""

from pathlib import Path

from ruamel.yaml import YAML

from monitor import alerts
from monitor.alerts import Alert, alert_table, merged, rule_files, write_rules


def _parse(text: str) -> dict[str, list[dict[str, object]]]:
    return YAML(typ="safe").load(text)


def test_merged_rules_hold_every_group_in_order_and_every_comment() -> None:
    """One file made of all rule files says what they say, in one `groups` key."""
    texts = [file.read_text() for file in rule_files()]
    one = merged(texts)

    assert _parse(one)["groups"] == [group for text in texts for group in _parse(text)["groups"]]
    assert [line for line in one.splitlines() if line.lstrip().startswith("#")] == [
        line for text in texts for line in text.splitlines() if line.lstrip().startswith("#")
    ]


def test_written_rules_are_the_shipped_bytes(tmp_path: Path) -> None:
    """A folder is made, older copies are replaced, nothing is changed on the way nor anything of others."""
    write_rules(tmp_path / "new" / "rules")
    foreign = tmp_path / "new" / "rules" / "monitor.yaml"
    foreign.write_text("groups: []")
    copies = write_rules(tmp_path / "new" / "rules")

    assert {copy.name: copy.read_bytes() for copy in copies} == {
        f"eyechart-{file.name}": file.read_bytes() for file in rule_files()
    }
    assert foreign.read_text() == "groups: []"


def test_rows_come_from_alerting_rules_alone() -> None:
    """A recording rule is no row, and a rule without `for` holds for no time."""
    document = _parse(
        """
        groups:
          - name: g
            rules:
              - {record: "a:b:c", expr: "1"}
              - {alert: A, expr: "1", labels: {severity: critical}, annotations: {summary: It broke.}}
              - {alert: B, expr: "1", for: 5m, labels: {severity: info}, annotations: {summary: It is so.}}
        """
    )
    assert alerts.alerts([document]) == (
        Alert("A", "critical", "0s", "It broke."),
        Alert("B", "info", "5m", "It is so."),
    )


def test_the_table_links_each_alert_to_its_runbook() -> None:
    """One line an alert, with the runbook's path as the rules name it."""
    table = alert_table([Alert("EyechartX", "info", "5m", "It is so.")])
    assert table.splitlines()[2:] == ["| [EyechartX](docs/runbooks/eyechartx.md) | info | 5m | It is so. |"]
