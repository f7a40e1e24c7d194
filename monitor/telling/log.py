"""What the log says of runs and of changes of health."""

import structlog

from monitor.asking.run import Run
from monitor.health import Transition
from monitor.probe import Probe
from monitor.telling.report import evidence
from probes.reasons import Outcome

_log = structlog.get_logger("eyechart")

_WORTH_TELLING = (Outcome.FAIL, Outcome.UNKNOWN)


def log_run(run: Run) -> None:
    """One line with the evidence; a run that went well is told to who debugs alone."""
    result = run.result
    verdict = result.verdict
    asked = run.exchange is not None
    tell = _log.info if asked and verdict.outcome in _WORTH_TELLING else _log.debug
    tell(
        "run",
        arm=result.arm,
        attempt=result.attempt,
        outcome=verdict.outcome,
        reason=verdict.reason,
        evidence=evidence(result),
        seed=result.seed,
    )


def log_change(probe: Probe, change: Transition) -> None:
    """One line for a change of health."""
    _log.warning(
        "health changed",
        gateway=probe.route.gateway.name,
        route=probe.route.name,
        probe=probe.name,
        before=change.before,
        after=change.after,
        reason=change.reason,
        evidence=change.evidence,
    )
