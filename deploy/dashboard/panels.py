"""What a panel is here, and how each kind of panel is built with Grafana's typed builders."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from grafana_foundation_sdk.builders import common as common_builders
from grafana_foundation_sdk.builders import dashboard as dashboard_builders
from grafana_foundation_sdk.builders import heatmap, prometheus, stat, statetimeline, table, timeseries
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import common, dashboard
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

SOURCE = dashboard.DataSourceRef(type_val="prometheus", uid="${datasource}")
"""The data source is a variable: the same file serves every Grafana."""


@dataclass(frozen=True, slots=True)
class Query:
    """A PromQL expression and what its series are called."""

    expr: str
    legend: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel: what it shows, in which unit, and as what. `says` is what a reader is told who asks.

    `step` is the shortest step of its queries; where it is empty Grafana chooses.
    """

    title: str
    says: str
    unit: str
    queries: tuple[Query, ...]
    kind: str = "series"
    width: int = 12
    height: int = 8
    step: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A titled row of panels."""

    title: str
    panels: tuple[Panel, ...]


Built = Builder[dashboard.Panel]
P = TypeVar("P", timeseries.Panel, stat.Panel, table.Panel, statetimeline.Panel, heatmap.Panel)


def _filled(panel: P, wanted: Panel) -> P:
    """What every kind of panel has."""
    panel.title(wanted.title).description(wanted.says).datasource(SOURCE).unit(wanted.unit)
    panel.span(wanted.width).height(wanted.height)
    if wanted.step:
        panel.interval(wanted.step)
    for number, query in enumerate(wanted.queries):
        panel.with_target(_target(query, chr(ord("A") + number), wanted.kind))
    return panel


def _target(query: Query, name: str, kind: str) -> prometheus.Dataquery:
    target = (
        prometheus.Dataquery().expr(query.expr).legend_format(query.legend).ref_id(name).datasource(SOURCE)
    )
    target = target.instant() if kind in _NOW else target.range()
    shape = {"table": PromQueryFormat.TABLE, "heat": PromQueryFormat.HEATMAP}
    return target.format(shape.get(kind, PromQueryFormat.TIME_SERIES))


def _series(wanted: Panel) -> Built:
    """Lines over time, the legend a table with the last value."""
    legend = common_builders.VizLegendOptions().show_legend(show_legend=True).calcs(["lastNotNull", "max"])
    legend.display_mode(common.LegendDisplayMode.TABLE).placement(common.LegendPlacement.BOTTOM)
    tooltip = common_builders.VizTooltipOptions().mode(common.TooltipDisplayMode.MULTI)
    panel = _filled(timeseries.Panel(), wanted).legend(legend).tooltip(tooltip)
    return panel.min(0).fill_opacity(5).show_points(common.VisibilityMode.AUTO)


def _bars(wanted: Panel) -> Built:
    """Counts over time, one on the other."""
    panel = _filled(timeseries.Panel(), wanted).draw_style(common.GraphDrawStyle.BARS).fill_opacity(70)
    panel.stacking(common_builders.StackingConfig().mode(common.StackingMode.NORMAL))
    return panel.min(0).color_scheme(
        dashboard_builders.FieldColor().mode(dashboard.FieldColorModeId.PALETTE_CLASSIC_BY_NAME)
    )


def _number(wanted: Panel) -> Built:
    """One big number for each series, as it is now."""
    panel = _filled(stat.Panel(), wanted).text_mode(common.BigValueTextMode.VALUE_AND_NAME)
    last = common_builders.ReduceDataOptions().calcs(["lastNotNull"])
    return panel.reduce_options(last).graph_mode(common.BigValueGraphMode.NONE)


def _states(wanted: Panel) -> Built:
    """A band for each probe, coloured by its health."""
    panel = _filled(statetimeline.Panel(), wanted).mappings([_HEALTH]).merge_values(merge_values=True)
    panel.color_scheme(dashboard_builders.FieldColor().mode(dashboard.FieldColorModeId.THRESHOLDS))
    return panel.show_value(common.VisibilityMode.NEVER).fill_opacity(85)


def _table(wanted: Panel) -> Built:
    """The labels of the series as they are now; their value is 1 and says nothing."""
    hidden: dict[str, Any] = {"excludeByName": {"Time": True, "Value": True}}
    organised = dashboard.DataTransformerConfig(id_val="organize", options=hidden)
    return _filled(table.Panel(), wanted).with_transformation(organised)


def _heat(wanted: Panel) -> Built:
    """A histogram's buckets over time."""
    axis = heatmap.YAxisConfig().unit(wanted.unit)
    return _filled(heatmap.Panel(), wanted).y_axis(axis)


def _shown(text: str, color: str, index: int) -> dashboard.ValueMappingResult:
    return dashboard.ValueMappingResult(text=text, color=color, index=index)


_HEALTH = dashboard.ValueMap(
    options={
        "0": _shown("up", "green", 0),
        "1": _shown("degraded", "yellow", 1),
        "2": _shown("unknown", "purple", 2),
        "3": _shown("down", "red", 3),
    }
)
_NOW = {"number", "table"}
KINDS: dict[str, Callable[[Panel], Built]] = {
    "series": _series,
    "bars": _bars,
    "number": _number,
    "states": _states,
    "table": _table,
    "heat": _heat,
}
