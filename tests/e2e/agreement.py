"""What page, feeds, metrics and store of a daemon say, held against each other and the life before."""

import re
import time
from pathlib import Path

from tests.e2e.books import Books, opened
from tests.e2e.eyechart import fetch
from tests.e2e.readers import Reader


def agree(before: Books, store: Path, ops: Reader, public: Reader, *, usd_per_day: float) -> None:
    """What was and what is now: everything said in between is between the two, on every channel."""
    metrics = fetch(ops.address, "/metrics").body
    pages = [(reader, _told(reader)) for reader in (ops, public)]
    now = opened(store, thorough=False)
    _health_goes_on(before, metrics, usd_per_day)
    for reader, (shown, linked) in pages:
        text = "text" if reader is ops else "public"
        assert before.open & now.open <= shown.keys() <= before.open | now.open
        assert before.open & now.open <= linked
        for key, said in shown.items():
            kept = [update[text] for update in now.incidents[key]["updates"]]
            known = len(before.incidents[key]["updates"]) if key in before.incidents else 0
            assert known <= len(said) <= len(kept)
            assert said == kept[: len(said)]


def _told(reader: Reader) -> tuple[dict[str, list[str]], set[str]]:
    """The open incidents of the feed with their updates, and the links of the page."""
    unresolved = fetch(reader.address, "/api/v2/incidents/unresolved.json").json["incidents"]
    page = fetch(reader.address, "/").body
    shown = {row["id"]: [each["body"] for each in row["incident_updates"]][::-1] for row in unresolved}
    return shown, set(re.findall(r'href="/incidents/([a-z2-7]{12})"', page))


def _health_goes_on(books: Books, metrics: str, usd_per_day: float) -> None:
    """A probe that has not run yet is as it was: health, open tests, and the money of its route."""
    last = _series(metrics, "probe_last_run_timestamp_seconds")
    health, unhealthy = _series(metrics, "probe_health"), _series(metrics, "probe_unhealthy")
    incidents = _series(metrics, "incidents_open")
    for probe, standing in books.standings.items():
        if last.get((*probe, "")) != standing.get("last_run_at"):
            continue
        assert health[*probe, standing["health"]["state"]] == 1, probe
        reasons = {reason for (*key, reason), on in unhealthy.items() if tuple(key) == probe and on}
        state, *tests = standing["health"]["state"], *standing["health"]["standings"]
        assert (state == "up") <= (not reasons), probe
        assert (state == "down") <= (standing["health"]["reason"] in reasons), probe
        # The last of the tests is that of quality, which degrades and opens nothing that pages.
        assert incidents[*probe, ""] == any(test.get("incident") for test in tests[:-1]), probe
    left = _series(metrics, "budget_remaining_usd")
    for (route, *_), usd in left.items():
        if route in books.spending and books.spending[route]["spend"]["day"] == int(time.time() // 86_400):
            assert usd <= usd_per_day - books.spending[route]["spend"]["usd"] + 0.1, route


_SAMPLE = re.compile(r"^eyechart_(\w+)\{([^}]*)\} (\S+)$", re.MULTILINE)
_LABEL = re.compile(r'(\w+)="([^"]*)"')


def _series(metrics: str, name: str) -> dict[tuple[str, str, str], float]:
    """One metric by route, probe, and its state or reason."""
    found = {}
    for named, labels, value in _SAMPLE.findall(metrics):
        if named == name:
            by = dict(_LABEL.findall(labels))
            found[by["route"], by.get("probe", ""), by.get("state", by.get("reason", ""))] = float(value)
    return found
