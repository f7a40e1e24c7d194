"""A diagnosis for a terminal: what is suspected, what shows it, and every request in even columns."""

from monitor.diagnosis import Cause, Diagnosis
from monitor.telling.explain import explain_cause
from tests.monitor.answering import probe

_ROWS = (
    ("failed", "as the probe asks", "NO_IMAGE", "lost: image_dropped", "missing (34)"),
    ("direct", "to the provider's own endpoint", "CDF37", "read: ok", "seen (288)"),
)


def test_a_diagnosis_is_a_table_below_its_comparison():
    """Nobody needs to count characters to see which cell belongs to which head."""
    told = explain_cause(probe(), Diagnosis(Cause.ADAPTER, "Lost in 4 of 4, read in 2 of 2.", _ROWS))

    assert told.splitlines() == [
        "r / inline, diagnosis",
        "  cause     adapter",
        "  shown by  Lost in 4 of 4, read in 2 of 2.",
        "    rung    sent                            came      verdict              usage",
        "    failed  as the probe asks               NO_IMAGE  lost: image_dropped  missing (34)",
        "    direct  to the provider's own endpoint  CDF37     read: ok             seen (288)",
    ]


def test_a_diagnosis_without_requests_is_told_as_well():
    """The head alone, when nothing could be asked."""
    assert explain_cause(probe(), Diagnosis(Cause.UNCLEAR, "Too few.")).count("\n") == 4
