"""A probe's evidence on its way to the page: bounded, on one line, and of use to a stranger."""

from dataclasses import replace

import pytest

from monitor.site.checks import check, latency, sighting
from monitor.site.view import Latency
from probes.reasons import Reason
from probes.types import Arm, Finding
from tests.monitor.judged import RECORD
from tests.monitor.site.showing import probe, result, status

HOSTILE = (
    "<script>alert(1)</script>",
    "</style><style>*{display:none}</style>",
    "{{7*7}}{% raw %}",
    "\x1b[31mred\x1b[0m",
    "\u202eevil\u2066",
    "nul\x00and\x07bell",
    "\ud800lone\udfff",
    '"><img src=x onerror=alert(1)>',
    "line\nafter\u2028line",
    "a" * 1_000_000,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_model_said_is_one_short_line(text: str) -> None:
    """Whatever it said, also where a finding quotes it: printable, encodable, no longer than a paragraph."""
    findings = (Finding(text, text, text, passed=False),) * 50
    seen = sighting(replace(result(probe("r"), Reason.EMPTY, text, findings), expected=text))

    for shown in (
        seen.seen,
        seen.expected,
        *(part for each in seen.findings for part in (each.check, each.seen)),
    ):
        assert shown.isprintable()
        assert len(shown.encode()) <= 1_500
    assert len(seen.findings) == 12


def test_a_picture_is_shown_of_runs_that_had_one() -> None:
    """By its seed. Where nothing was asked, or the seed is none of ours, there is no address to follow."""
    run = result(probe("r"), Reason.OK, "{key}")

    assert sighting(run).picture == f"/pictures/{run.seed}.png"
    assert sighting(replace(run, expected="")).picture == ""
    assert sighting(replace(run, seed="../../etc/passwd")).picture == ""


def test_evidence_is_offered_of_runs_that_have_some() -> None:
    """A pass has none to offer; a seed that is none leads nowhere."""
    run = replace(result(probe("r"), Reason.IMAGE_DROPPED, "none"), record=RECORD)

    assert sighting(run).record == f"/runs/{run.seed}.json"
    assert sighting(replace(run, record=None)).record == ""
    assert sighting(replace(run, seed="../../etc/passwd")).record == ""


def test_a_control_is_expected_to_see_nothing() -> None:
    """One that a cache has answered is shown beside what it should have said, not beside the key it said."""
    run = result(probe("r"), Reason.STALE_ANSWER, "{key}")

    assert sighting(replace(run, arm=Arm.CONTROL)).expected == "NO_IMAGE"
    assert sighting(run).expected == run.expected


def test_without_a_reply_the_detail_is_what_was_seen() -> None:
    """A connection that was refused said nothing, and that is told."""
    run = replace(result(probe("r"), Reason.CONNECT, ""), detail="connection refused")

    assert sighting(run).seen == "connection refused"
    assert sighting(replace(run, timings=None)).seconds is None


def test_percentiles_are_there_where_there_are_runs_enough() -> None:
    """Forty runs have a 95th percentile and no 99th."""
    few = latency(status(probe("r"), runs=40))

    assert few.p95 is not None
    assert (few.p99, few.samples) == (None, 40)
    assert latency(status(probe("r"), runs=0)) == Latency()


def test_a_probe_that_has_not_run_has_no_evidence() -> None:
    """And says that its drop ratio could be anything."""
    fresh = check(status(probe("r"), Reason.UNQUALIFIED, reply=None, runs=0))

    assert fresh.last is None
    assert fresh.reason == "Too few results to judge yet"
