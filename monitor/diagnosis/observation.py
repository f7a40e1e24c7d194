"""What one request showed: the result of a run, in the few words by which runs are compared."""

from dataclasses import dataclass
from enum import StrEnum

from monitor.result import Result
from monitor.safety.plain import plain
from probes.challenges.grid import SCATTERED
from probes.fetching import LATE, Fetched, fetch_of
from probes.model import normalise_model
from probes.notes import EARLIER_KEY
from probes.reasons import KIND_OF, OUTCOME_OF, Kind, Outcome, Reason
from probes.types import Answer, Arm, UsageClass

_SHOWN = 60


class Sight(StrEnum):
    """What came of the picture.

    `read` rightly (or but for one symbol), `lost`, read `partly` (wrongly, in part, in another order), or the
    answer was `another's`: the key of another picture. `refused` means loud: an error about pictures.
    `mute` is an answer that says nothing of the picture, `text` that of a request without one, `none` none.
    """

    READ = "read"
    LOST = "lost"
    PARTLY = "partly"
    ANOTHERS = "another's"
    REFUSED = "refused"
    MUTE = "mute"
    TEXT = "text"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Observation:
    """One request of a ladder. `rung` is its name, `model` the normalised name of who says it answered.

    `came` is bounded and printable, and quotes a model. `repeated` tells of a response id that came before,
    `scattered` of a grid whose colours were all named and put elsewhere. `fetched` is how far whoever came
    for a picture behind a URL has got, None where nobody had to come; `late` tells that somebody came for an
    earlier one after its answer.
    """

    rung: str
    sight: Sight
    reason: Reason
    answer: Answer | None = None
    usage: UsageClass | None = None
    prompt: int | None = None
    model: str = ""
    repeated: bool = False
    came: str = ""
    cost_usd: float = 0.0
    scattered: bool = False
    fetched: Fetched | None = None
    late: bool = False

    def tells(self, failed: "Observation") -> bool:
        """Whether it says anything of the picture: a server's error does not, nor a refusal among losses."""
        return self.sight is not Sight.NONE and (self.sight is not Sight.MUTE or failed.sight is Sight.MUTE)

    def mends(self, failed: "Observation") -> bool:
        """Whether what was wrong with `failed` is not wrong here."""
        return self.reason is Reason.OK if failed.sight is Sight.READ else self.sight is Sight.READ


_SIGHT_OF: dict[Answer, Sight] = {
    Answer.MATCH: Sight.READ,
    Answer.NEAR: Sight.READ,
    Answer.NO_IMAGE: Sight.LOST,
    Answer.UNRELATED: Sight.LOST,
    Answer.CROSSED: Sight.ANOTHERS,
    Answer.MISREAD: Sight.PARTLY,
    Answer.REORDERED: Sight.PARTLY,
    Answer.PARTIAL: Sight.PARTLY,
    Answer.COARSE: Sight.PARTLY,
}


def diagnosable(reason: Reason) -> bool:
    """Whether a ladder can tell about a run that ended for this reason.

    Where nobody answers there is nothing to compare, and where it is only slow the picture is not the matter.
    """
    return KIND_OF[reason] in (Kind.VISION, Kind.ANSWER, Kind.QUALITY) and reason is not Reason.SLOW


def observe(rung: str, result: Result) -> Observation:
    """What `result`, the run of a rung of that name, showed. Total over all results."""
    usage, verdict = result.usage, result.verdict
    return Observation(
        rung,
        _sight(result),
        verdict.reason,
        verdict.answer,
        verdict.usage,
        usage.prompt if usage is not None else None,
        normalise_model(result.model or ""),
        any(finding.check == "response_id" and not finding.passed for finding in verdict.findings),
        plain(result.reply or result.detail or "nothing", limit=_SHOWN),
        result.cost_usd,
        any(finding.seen == SCATTERED for finding in verdict.findings),
        fetch_of(verdict.findings),
        any(finding.check == LATE for finding in verdict.findings),
    )


def _sight(result: Result) -> Sight:
    verdict = result.verdict
    if verdict.reason is Reason.UNSUPPORTED:
        return Sight.REFUSED
    if OUTCOME_OF[verdict.reason] is Outcome.UNKNOWN or KIND_OF[verdict.reason] is Kind.AVAILABILITY:
        return Sight.NONE
    if result.arm is Arm.CONTROL:
        return Sight.ANOTHERS if verdict.reason is Reason.STALE_ANSWER else Sight.TEXT
    if verdict.answer is Answer.STALE:
        # Who invents the same thing twice has lost the picture twice; only a key is a picture's.
        known = any(each.check == "stale" and each.seen == EARLIER_KEY for each in verdict.findings)
        return Sight.ANOTHERS if known else Sight.LOST
    return _SIGHT_OF.get(verdict.answer, Sight.MUTE) if verdict.answer is not None else Sight.MUTE
