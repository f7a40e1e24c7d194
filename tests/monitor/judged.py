"""Results as the runner would leave them, for tests of what comes after."""

from dataclasses import replace
from typing import Any

from monitor.money.source import Source
from monitor.record import Came, Image, Record, Sent
from monitor.result import Attempt, Result
from probes.reasons import OUTCOME_OF, Reason
from probes.types import Answer, Arm, Timings, Usage, UsageClass, Verdict

# The evidence that belongs to a reason; without it a pass proves nothing.
_SEEN = {
    Reason.OK: (Answer.MATCH, UsageClass.SEEN),
    Reason.USAGE_MISSING: (Answer.MATCH, UsageClass.MISSING),
    Reason.IMAGE_DROPPED: (Answer.NO_IMAGE, UsageClass.MISSING),
    Reason.IMAGE_UNREAD: (Answer.UNRELATED, UsageClass.SEEN),
    Reason.WRONG_ANSWER: (Answer.MISREAD, UsageClass.SEEN),
}


RECORD = Record(
    gateway="main",
    protocol="openai-chat",
    model="m-1",
    challenge="code",
    medium="inline-png",
    placement="user",
    stream=False,
    images=(Image("ab" * 32, 2_000, "image/png", 384, 256),),
    sent=Sent("POST", "https://gateway.example/v1/chat/completions", {"accept": "*/*"}, '{"model": "m-1"}'),
    came=Came(200, {"x-request-id": "req-1"}, '{"choices": []}', 15),
    ids={"x-request-id": "req-1"},
    version="0.1.0",
)
"""The evidence of a run whose answer said nothing."""


def result(reason: Reason, at: float, **changes: Any) -> Result:
    """A scheduled run of the image arm of probe `r`/`inline` at Unix time `at`, judged `reason`."""
    answer, usage = _SEEN.get(reason, (None, None))
    made = Result(
        "r",
        "inline",
        Arm.IMAGE,
        Attempt.SCHEDULED,
        0,
        int(at // 60),
        f"{int(at * 1000):064x}",
        at,
        Verdict(OUTCOME_OF[reason], reason, (), answer, usage),
        Timings(total=0.2, first_token=0.1),
        usage=Usage(prompt=288, completion=3),
        cost_usd=0.01,
        cost_source=Source.TABLE,
        expected="CDF37",
        reply="CDF37" if reason is Reason.OK else "I see no picture.",
    )
    return replace(made, **changes)
