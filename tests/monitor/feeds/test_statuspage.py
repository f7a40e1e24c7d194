"""The Statuspage documents, field by field: nothing is missing, nothing is added, arrays are always there."""

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from monitor.feeds.statuspage import DOCUMENTS
from monitor.health import State
from monitor.incidents.incident import Phase
from monitor.site.view import Condition, Impact, Overview
from tests.monitor.feeds.showing import EMPTY, FIXED, HOSTILE, hostile, notice, overviews, planned, service

_ID = {"type": "string", "pattern": "^[a-z0-9]{12}$"}
_TEXT = {"type": "string", "maxLength": 2_000}
_TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"}
_CONDITION = {"enum": [condition.value for condition in Condition]}
_PHASE = {"enum": ["investigating", "identified", "monitoring", "resolved"]}
_BOOL = {"type": "boolean"}
_NULL = {"type": "null"}


def _exactly(**fields: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


def _array(items: dict[str, Any], most: int = 1_000) -> dict[str, Any]:
    return {"type": "array", "items": items, "maxItems": most}


def _maybe(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, _NULL]}


_ROW = {
    "id": _ID,
    "name": _TEXT,
    "status": _CONDITION,
    "created_at": _TIME,
    "updated_at": _TIME,
    "position": {"type": "integer", "minimum": 1},
    "page_id": _ID,
    "only_show_if_degraded": {"const": False},
}
_COMPONENT = _exactly(
    **_ROW,
    description=_TEXT,
    showcase={"const": True},
    start_date={"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
    group_id=_maybe(_ID),
    group={"const": False},
)
_GROUP = _exactly(
    **_ROW,
    description=_NULL,
    showcase=_BOOL,
    start_date=_NULL,
    group_id=_NULL,
    group={"const": True},
    components=_array(_ID),
)
_AFFECTED = _exactly(code=_ID, name=_TEXT, old_status=_CONDITION, new_status=_CONDITION)
_UPDATE = _exactly(
    id=_ID,
    status=_PHASE,
    body=_TEXT,
    incident_id=_ID,
    created_at=_TIME,
    updated_at=_TIME,
    display_at=_TIME,
    affected_components=_array(_AFFECTED),
    deliver_notifications=_BOOL,
    custom_tweet=_NULL,
    tweet_id=_NULL,
)
_INCIDENT = _exactly(
    id=_ID,
    name=_TEXT,
    status=_PHASE,
    created_at=_TIME,
    updated_at=_TIME,
    monitoring_at=_maybe(_TIME),
    resolved_at=_maybe(_TIME),
    impact={"enum": [impact.value for impact in Impact]},
    shortlink=_TEXT,
    started_at=_TIME,
    page_id=_ID,
    incident_updates=_array(_UPDATE, most=100),
    components=_array(_COMPONENT),
)
_PAGE = _exactly(id=_ID, name=_TEXT, url=_TEXT, time_zone={"const": "Etc/UTC"}, updated_at=_TIME)
_STATUS = _exactly(indicator={"enum": ["none", "minor", "major", "critical"]}, description=_TEXT)
_COMPONENTS = _array({"anyOf": [_GROUP, _COMPONENT]})
_SCHEDULED = {"enum": ["scheduled", "in_progress"]}
_MAINTENANCE = _exactly(
    **{
        **_INCIDENT["properties"],
        "status": _SCHEDULED,
        "impact": {"const": "maintenance"},
        "incident_updates": _array(_exactly(**{**_UPDATE["properties"], "status": _SCHEDULED}), most=1),
        "scheduled_for": _TIME,
        "scheduled_until": _TIME,
    }
)
_MAINTENANCES = _exactly(page=_PAGE, scheduled_maintenances=_array(_MAINTENANCE, most=50))

SCHEMAS = {
    "summary.json": _exactly(
        page=_PAGE,
        components=_COMPONENTS,
        incidents=_array(_INCIDENT, most=50),
        scheduled_maintenances=_array(_MAINTENANCE, most=50),
        status=_STATUS,
    ),
    "status.json": _exactly(page=_PAGE, status=_STATUS),
    "components.json": _exactly(page=_PAGE, components=_COMPONENTS),
    "incidents.json": _exactly(page=_PAGE, incidents=_array(_INCIDENT, most=50)),
    "incidents/unresolved.json": _exactly(page=_PAGE, incidents=_array(_INCIDENT, most=50)),
    "scheduled-maintenances.json": _MAINTENANCES,
    "scheduled-maintenances/active.json": _MAINTENANCES,
    "scheduled-maintenances/upcoming.json": _MAINTENANCES,
}
_CHECKS = {name: jsonschema.Draft202012Validator(schema) for name, schema in SCHEMAS.items()}


def _made(name: str, overview: Overview) -> Any:
    """A document as a client gets it: through UTF-8, without what strict JSON has no word for."""
    return json.loads(json.dumps(DOCUMENTS[name](overview), ensure_ascii=False, allow_nan=False).encode())


def test_every_document_has_its_schema():
    """A document without a schema would be checked by nobody."""
    assert set(DOCUMENTS) == set(SCHEMAS)


@pytest.mark.parametrize("name", DOCUMENTS)
@given(overview=overviews())
def test_every_document_has_these_fields_and_no_others(name: str, overview: Overview):
    """Whatever there is to tell, the shape is the same."""
    _CHECKS[name].validate(_made(name, overview))


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_is_bounded_and_harmless(name: str, kind: str):
    """It is text within its limits, without a control, an override or a surrogate."""
    made = _made(name, hostile(HOSTILE[kind]))

    _CHECKS[name].validate(made)
    assert json.dumps(made, ensure_ascii=False).isprintable()
    assert len(json.dumps(made)) < 100_000


@pytest.mark.parametrize("name", DOCUMENTS)
def test_arrays_stand_even_when_there_is_nothing(name: str):
    """Clients take them apart without asking whether they are there."""
    made = _made(name, EMPTY)

    _CHECKS[name].validate(made)
    assert all(value == [] for key, value in made.items() if key not in ("page", "status"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_do_not_change_with_the_clock(name: str):
    """Caches and entity tags live on documents that stay the same while nothing happens."""
    assert _made(name, FIXED) == _made(name, replace(FIXED, at=FIXED.at + 3_600))


def test_summary_holds_what_the_other_documents_hold():
    """Its parts are theirs: components, open incidents, maintenances, status."""
    summary = _made("summary.json", FIXED)
    parts = ("components.json", "incidents/unresolved.json", "scheduled-maintenances.json", "status.json")

    for name in parts:
        assert _made(name, FIXED).items() <= summary.items()


def test_the_phases_of_an_incident_have_statuspages_words():
    """Opened is investigating, confirmed is identified, recovering is monitoring; newest first."""
    of = service(state=State.DOWN)
    overview = replace(FIXED, services=(of,), notices=(notice(of, *Phase),))
    (incident,) = _made("incidents.json", overview)["incidents"]
    told = incident["incident_updates"]

    assert [update["status"] for update in told] == ["resolved", "monitoring", "identified", "investigating"]
    assert incident["monitoring_at"] == told[1]["created_at"]
    assert incident["resolved_at"] == told[0]["created_at"]
    assert incident["shortlink"] == f"https://status.example/incidents/{incident['id']}"


def test_updates_say_what_they_changed():
    """The first breaks the component and the last mends it; between them nothing changes."""
    of = service(state=State.DOWN)
    overview = replace(FIXED, services=(of,), notices=(notice(of, *Phase),))
    (incident,) = _made("incidents.json", overview)["incidents"]
    changes = [update["affected_components"][0] for update in reversed(incident["incident_updates"])]

    assert [(change["old_status"], change["new_status"]) for change in changes] == [
        ("operational", "major_outage"),
        ("major_outage", "major_outage"),
        ("major_outage", "major_outage"),
        ("major_outage", "operational"),
    ]


def test_an_incident_of_a_route_that_is_gone_affects_nothing():
    """Its history stays, and points to no component that nobody lists."""
    (incident,) = _made("incidents.json", replace(FIXED, notices=FIXED.notices[1:]))["incidents"]

    assert incident["components"] == []
    assert all(update["affected_components"] == [] for update in incident["incident_updates"])


@given(overview=overviews())
def test_groups_and_members_name_each_other(overview: Overview):
    """A group lists exactly the components that name it, and is as bad as the worst of them."""
    rows = _made("components.json", overview)["components"]
    worst = [condition.value for condition in Condition]
    for group in (row for row in rows if row["group"]):
        members = [row for row in rows if row["group_id"] == group["id"]]
        assert [member["id"] for member in members] == group["components"]
        assert worst.index(group["status"]) == max(worst.index(member["status"]) for member in members)


def test_positions_count_from_one_at_each_level():
    """Statuspage numbers groups and lone components together, and members within their group."""
    rows = _made("components.json", FIXED)["components"]

    assert [(row["name"], row["position"]) for row in rows] == [
        ("Main", 1),
        ("Captions", 1),
        ("Receipts & forms", 2),
        ("Alone", 2),
    ]


def test_history_is_bounded():
    """Fifty incidents at most, a hundred updates each, where anybody may ask."""
    of = FIXED.services[0]
    many = tuple(notice(of, *[Phase.OPENED] * 101, number=number) for number in range(60))
    incidents = _made("incidents.json", replace(FIXED, notices=many))["incidents"]

    assert len(incidents) == 50
    assert len(incidents[0]["incident_updates"]) == 100


@pytest.mark.parametrize("name", ["summary.json", "incidents/unresolved.json"])
def test_of_what_is_open_the_latest_news_is_told(name: str):
    """Fifty incidents at most, that of the latest news first, with their twenty latest updates."""
    of = FIXED.services[0]
    many = tuple(notice(of, *[Phase.OPENED] * (number % 7 * 5 + 1), number=number) for number in range(60))
    made = _made(name, replace(FIXED, notices=many))
    incidents = made["incidents"]
    news = [incident["updated_at"] for incident in incidents]

    _CHECKS[name].validate(made)
    assert len(incidents) == 50
    assert news == sorted(news, reverse=True)
    assert {notice.id for notice in many if len(notice.updates) > 6} <= {each["id"] for each in incidents}
    assert max(len(incident["incident_updates"]) for incident in incidents) == 20
    assert all(
        incident["incident_updates"][0]["created_at"] == incident["updated_at"] for incident in incidents
    )


def test_a_thousand_open_incidents_are_no_load():
    """The open incidents of a gateway that is gone stay as small as those of fifty routes."""
    many = tuple(notice(FIXED.services[0], *[Phase.OPENED] * 40, number=number) for number in range(1_000))

    assert len(json.dumps(_made("summary.json", replace(FIXED, notices=many)))) < 600_000


def test_maintenance_is_in_progress_or_scheduled():
    """What is open and what is to come, each in its document and with the components that it concerns."""
    overview = replace(FIXED, maintenance=(planned(number=1, opened=True), planned(number=2, opened=False)))
    both, active, upcoming = (
        _made(f"scheduled-maintenances{part}.json", overview)["scheduled_maintenances"]
        for part in ("", "/active", "/upcoming")
    )

    for name, check in _CHECKS.items():
        check.validate(_made(name, overview))
    assert both == active + upcoming == _made("summary.json", overview)["scheduled_maintenances"]
    assert [each["status"] for each in both] == ["in_progress", "scheduled"]
    assert active[0]["name"] == "New disks"
    assert [row["id"] for row in active[0]["components"]] == [overview.services[0].id]
    assert active[0]["scheduled_for"] < active[0]["scheduled_until"]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_note_is_bounded_text(text: str):
    """The note is the operator's, and still no more than a line."""
    overview = replace(FIXED, maintenance=(replace(planned(), note=text),))
    _CHECKS["scheduled-maintenances.json"].validate(_made("scheduled-maintenances.json", overview))
