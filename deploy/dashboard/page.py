"""The whole dashboard: its variables, its rows and its name, as the JSON that Grafana provisions."""

import json

from grafana_foundation_sdk.builders import dashboard as builders
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import dashboard

from deploy.dashboard.panels import KINDS, SOURCE
from deploy.dashboard.rows import ROWS

_DOCS = "https://github.com/eyechart/eyechart/blob/main/docs"

# Each variable narrows the next. All of them takes in what will come, so it is a pattern and no list.
_VARIABLES = (
    ("job", "Job", "label_values(eyechart_build_info, job)"),
    ("instance", "Instance", 'label_values(eyechart_build_info{job=~"$job"}, instance)'),
    (
        "gateway",
        "Gateway",
        'label_values(eyechart_probe_info{job=~"$job", instance=~"$instance"}, gateway)',
    ),
    (
        "route",
        "Route",
        'label_values(eyechart_probe_info{job=~"$job", instance=~"$instance", gateway=~"$gateway"}, route)',
    ),
)


def rendered() -> str:
    """The dashboard as the text of its file; the same text each time."""
    return json.dumps(_dashboard(), cls=JSONEncoder, indent=2, sort_keys=True) + "\n"


def _dashboard() -> dashboard.Dashboard:
    page = builders.Dashboard("Eyechart").uid("eyechart").readonly().tags(["eyechart", "llm", "vision"])
    page.description(
        "Images that an LLM gateway drops behind HTTP 200: health, drops, latency, cost, the monitor."
    )
    page.time("now-6h", "now").refresh("1m").timezone("browser").tooltip(
        dashboard.DashboardCursorSync.CROSSHAIR
    )
    link = builders.DashboardLink("What the alerts mean").type(dashboard.DashboardLinkType.LINK)
    page.link(link.url(f"{_DOCS}/alerts.md").target_blank(target_blank=True))
    page.with_variable(builders.DatasourceVariable("datasource").label("Data source").type("prometheus"))
    for name, label, query in _VARIABLES:
        page.with_variable(_variable(name, label, query))
    for row in ROWS:
        page.with_row(builders.Row(row.title))
        for panel in row.panels:
            page.with_panel(KINDS[panel.kind](panel))
    return _numbered(page.build())


def _variable(name: str, label: str, query: str) -> builders.QueryVariable:
    variable = builders.QueryVariable(name).label(label).datasource(SOURCE).query(query)
    variable.multi(multi=True).include_all(include_all=True).all_value(".+")
    variable.current(dashboard.VariableOption(selected=True, text="All", value="$__all"))
    variable.sort(dashboard.VariableSort.ALPHABETICAL_ASC)
    return variable.refresh(dashboard.VariableRefresh.ON_TIME_RANGE_CHANGED)


def _numbered(page: dashboard.Dashboard) -> dashboard.Dashboard:
    """Panels numbered in their order: a link to one stays good as long as the order does."""
    for number, panel in enumerate(page.panels or [], 1):
        panel.id_val = number
    return page
