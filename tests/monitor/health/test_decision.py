from collections.abc import Sequence

import pytest

from monitor.health import (
    Aspect,
    Health,
    State,
    Transition,
    age,
    begin,
    drop_ratio,
    observe,
    recovering,
    solve_policy,
    wants_burst,
    wants_confirmation,
)
from probes.reasons import KIND_OF, OUTCOME_OF, Kind, Reason
from probes.types import Answer, UsageClass, Verdict

POLICY = solve_policy(interval=60.0)


def judged(reason: Reason, answer: Answer | None = None, usage: UsageClass | None = None) -> Verdict:
    """A verdict whose outcome is its reason's own."""
    return Verdict(OUTCOME_OF[reason], reason, answer=answer, usage=usage)


OK = judged(Reason.OK, Answer.MATCH, UsageClass.SEEN)
LOST = judged(Reason.IMAGE_DROPPED, Answer.NO_IMAGE, UsageClass.UNREPORTED)
UNREAD = judged(Reason.IMAGE_UNREAD, Answer.UNRELATED, UsageClass.SEEN)
STALE = judged(Reason.STALE_ANSWER, Answer.STALE, UsageClass.SEEN)
MISREAD = judged(Reason.WRONG_ANSWER, Answer.MISREAD, UsageClass.SEEN)
NEAR = judged(Reason.NEAR_MISS, Answer.NEAR, UsageClass.SEEN)
UNBILLED = judged(Reason.USAGE_MISSING, Answer.MATCH, UsageClass.MISSING)
RENAMED = judged(Reason.MODEL_CHANGED, Answer.MATCH, UsageClass.SEEN)
REFUSED = judged(Reason.REFUSED, Answer.REFUSED)
UNSUPPORTED = judged(Reason.UNSUPPORTED)
ERROR = judged(Reason.SERVER_ERROR)
TIMEOUT = judged(Reason.TIMEOUT)
LIMITED = judged(Reason.RATE_LIMITED)
COULD_NOT_ASK = [judged(reason) for reason in Reason if KIND_OF[reason] in (Kind.ACCESS, Kind.MONITOR)]


class Path:
    """A path observed once a minute: its health and its transitions so far."""

    def __init__(self, *, up: bool = True) -> None:
        self.at = 0.0
        self.health = begin(0.0)
        self.changes: list[Transition] = []
        if up:
            self.see([OK] * 2)
            self.changes.clear()

    def see(self, verdicts: Sequence[Verdict], *, slow: bool = False, seconds: float = 60.0) -> State:
        """Observe these, a minute apart."""
        for verdict in verdicts:
            self.at += seconds
            self._keep(*observe(POLICY, self.health, verdict, at=self.at, slow=slow))
        return self.health.state

    def wait(self, seconds: float) -> State:
        """Let time pass without a run."""
        self.at += seconds
        self._keep(*age(POLICY, self.health, at=self.at))
        return self.health.state

    def _keep(self, health: Health, change: Transition | None) -> None:
        self.health = health
        self.changes += [change] if change is not None else []


# --- down ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("up", [True, False])
@pytest.mark.parametrize("lost", [LOST, UNREAD, STALE])
def test_a_total_drop_is_down_with_its_confirmation(lost: Verdict, up: bool) -> None:
    """Two lost images in a row, from health or from the start; the evidence says so."""
    path = Path(up=up)
    path.see([lost])
    assert path.changes == []
    assert path.health.state is (State.UP if up else State.UNKNOWN)
    assert path.see([lost]) is State.DOWN
    (change,) = path.changes
    assert (change.after, change.reason, change.kind) == (State.DOWN, lost.reason, Kind.VISION)
    assert change.at == path.health.since == path.at
    assert change.evidence.startswith("2 of 2 images lost")


def test_a_partial_drop_is_down_by_the_statistic() -> None:
    """Three losses twenty runs apart, none of them in a row."""
    path = Path()
    path.see([LOST, *[OK] * 20] * 2)
    assert path.health.state is State.UP
    assert path.see([LOST]) is State.DOWN
    assert path.changes[-1].evidence == "3 of 43 images lost (statistic 226 of 226)"


def test_five_per_cent_in_the_long_run_is_down_and_one_in_a_thousand_is_not() -> None:
    """The drift of the statistic is up at the ratio to find, and down far below it."""
    assert Path().see([*[OK] * 19, LOST] * 10) is State.DOWN
    assert Path().see([*[OK] * 999, LOST] * 10) is State.UP


@pytest.mark.parametrize(
    ("verdict", "count", "reason", "noun"),
    [
        (MISREAD, 4, Reason.WRONG_ANSWER, "pictures misread (statistic 28 of 28)"),
        (judged(Reason.WRONG_ORDER), 4, Reason.WRONG_ORDER, "pictures misread (statistic 28 of 28)"),
        (REFUSED, 4, Reason.REFUSED, "runs without a usable answer (statistic 24 of 24)"),
        (judged(Reason.EMPTY), 4, Reason.EMPTY, "runs without a usable answer (statistic 24 of 24)"),
        (UNSUPPORTED, 2, Reason.UNSUPPORTED, "runs without a usable answer, in a row"),
        (ERROR, 4, Reason.SERVER_ERROR, "runs unanswered, in a row"),
        (judged(Reason.CLIENT_ERROR), 4, Reason.CLIENT_ERROR, "runs unanswered, in a row"),
    ],
)
def test_each_test_goes_down_after_its_own_number_in_a_row(
    verdict: Verdict, count: int, reason: Reason, noun: str
) -> None:
    """Misreads and refusals by their sequential tests, `unsupported` confirmed once, 5xx at four."""
    path = Path()
    assert path.see([verdict] * (count - 1)) is State.UP
    assert path.see([verdict]) is State.DOWN
    assert (path.health.reason, path.health.kind) == (reason, KIND_OF[reason])
    assert path.changes[-1].evidence == f"{count} of {count} {noun}"


def test_the_reason_is_the_one_that_occurred_most() -> None:
    """Of three timeouts and a 500, the timeout; of equals, the latest."""
    path = Path()
    path.see([TIMEOUT, TIMEOUT, TIMEOUT, ERROR])
    assert path.health.reason is Reason.TIMEOUT
    path = Path()
    path.see([TIMEOUT, TIMEOUT, ERROR, ERROR])
    assert path.health.reason is Reason.SERVER_ERROR


def test_precedence_of_open_incidents() -> None:
    """Vision outranks reading, answer and availability; each change of reason is a transition."""
    path = Path()
    path.see([ERROR] * 4 + [REFUSED] * 4 + [MISREAD] * 4 + [LOST] * 2)
    assert [(change.before, change.after, change.reason) for change in path.changes] == [
        (State.UP, State.DOWN, Reason.SERVER_ERROR),
        (State.DOWN, State.UNKNOWN, Reason.REFUSED),
        (State.UNKNOWN, State.DOWN, Reason.REFUSED),
        (State.DOWN, State.DOWN, Reason.WRONG_ANSWER),
        (State.DOWN, State.DOWN, Reason.IMAGE_DROPPED),
    ]


def test_an_outage_is_not_over_because_something_answers() -> None:
    """Three refusals end the outage, but nothing is up before a picture was read twice again."""
    path = Path()
    path.see([ERROR] * 4 + [REFUSED] * 3)
    assert path.health.incident_open is None
    assert path.health.state is State.UNKNOWN
    assert path.see([OK]) is State.UNKNOWN
    assert path.see([OK]) is State.UP


# --- could not ask -------------------------------------------------------------------------------


@pytest.mark.parametrize("verdict", COULD_NOT_ASK, ids=lambda verdict: verdict.reason.value)
def test_could_not_ask_never_moves_a_test_and_makes_health_unknown_in_time(verdict: Verdict) -> None:
    """429, 402, 529, 401, a spent budget and our own faults: no test moves, evidence grows old."""
    path = Path()
    path.see([LOST])
    before = path.health.standings
    assert path.see([verdict] * 9) is not State.DOWN
    assert path.see([verdict] * 2) is State.UNKNOWN
    assert path.health.standings == before
    assert (path.health.reason, path.health.kind) == (verdict.reason, KIND_OF[verdict.reason])
    assert path.changes[-1].evidence == "no picture judged for 660 s"


def test_a_guardrail_never_moves_vision() -> None:
    """Refusals are answers: their own test goes down, the kind is answer and vision stays as it was."""
    path = Path()
    path.see([LOST])
    before = path.health.standing(Aspect.VISION)
    path.see([REFUSED] * 30)
    assert path.health.kind is Kind.ANSWER
    assert path.health.standing(Aspect.VISION) == before


def test_an_outage_is_down_for_its_own_reason_even_when_pictures_are_long_unseen() -> None:
    """No `unknown` hides 5xx that are there to see."""
    path = Path()
    assert path.see([ERROR] * 60) is State.DOWN
    assert (path.health.reason, path.health.kind) == (Reason.SERVER_ERROR, Kind.AVAILABILITY)
    assert len(path.changes) == 1


def test_an_outage_that_can_no_longer_be_asked_about_is_unknown() -> None:
    """A revoked key after an outage: nobody knows whether it lasts; its incident stays open."""
    path = Path()
    path.see([ERROR] * 4)
    assert path.see([judged(Reason.UNAUTHORISED)] * 11) is State.UNKNOWN
    assert path.health.incident_open is Reason.SERVER_ERROR
    assert path.health.reason is Reason.UNAUTHORISED


# --- unknown -------------------------------------------------------------------------------------


def test_health_is_unknown_until_two_pictures_were_read() -> None:
    """One pass is not enough to call a path up, and nothing yet is `unqualified`."""
    path = Path(up=False)
    assert (path.health.state, path.health.reason) == (State.UNKNOWN, Reason.UNQUALIFIED)
    assert path.see([OK]) is State.UNKNOWN
    assert path.see([OK]) is State.UP
    assert path.changes[-1].evidence == "pictures are read"


def test_evidence_older_than_it_lasts_is_unknown_and_one_second_less_is_not() -> None:
    """Ten minutes at one run a minute; with no run at all the monitor itself is why."""
    path = Path()
    assert path.wait(600) is State.UP
    assert path.wait(1) is State.UNKNOWN
    assert path.health.reason is Reason.MONITOR_LAGGING
    assert path.changes[-1].evidence == "no picture judged for 601 s"


def test_unknown_keeps_its_reason_until_health_is_known() -> None:
    """Between the first picture read and the second, a revoked key is no `unqualified` model."""
    path = Path()
    path.see([judged(Reason.UNAUTHORISED)] * 11)
    assert path.see([OK]) is State.UNKNOWN
    assert path.health.reason is Reason.UNAUTHORISED
    assert path.see([OK]) is State.UP


def test_unknown_keeps_the_statistic_and_the_incident() -> None:
    """A drop that cannot be asked about is neither forgotten nor closed, and stands again at once."""
    path = Path()
    path.see([LOST] * 2)
    before = path.health.standings
    assert path.wait(601) is State.UNKNOWN
    assert path.health.incident_open is Reason.IMAGE_DROPPED
    assert path.health.standings == before
    assert path.see([OK]) is State.DOWN
    assert [change.after for change in path.changes] == [State.DOWN, State.UNKNOWN, State.DOWN]


def test_after_a_gap_a_path_must_be_seen_to_work_as_at_the_start() -> None:
    """A loss does not end `unknown`, nor does a single pass."""
    path = Path()
    path.wait(601)
    assert path.see([LOST]) is State.UNKNOWN
    assert path.see([OK]) is State.UNKNOWN
    assert path.see([OK]) is State.UP


def test_a_gap_counts_though_nobody_asked_meanwhile() -> None:
    """The run after it finds the evidence stale by itself."""
    path = Path()
    assert path.see([OK], seconds=3600.0) is State.UNKNOWN
    assert path.see([OK]) is State.UP


# --- degraded ------------------------------------------------------------------------------------


@pytest.mark.parametrize("flaw", [NEAR, UNBILLED, RENAMED])
def test_persistent_flaws_degrade_within_a_few_runs_and_never_more(flaw: Verdict) -> None:
    """Quality is sequential to `degraded` and never `down`; three good runs end a long spell."""
    path = Path()
    assert path.see([flaw] * 3) is State.UP
    assert path.see([flaw]) is State.DEGRADED
    assert path.changes[-1].evidence == "4 of 4 answers flawed (statistic 24 of 24)"
    assert path.see([flaw] * 200) is State.DEGRADED
    assert path.health.incident_open is None
    assert path.see([OK] * 3) is State.UP
    assert path.changes[-1].evidence == "no test fails any more"


def test_slow_is_the_callers_window_and_never_one_runs() -> None:
    """A slow verdict alone changes nothing; the flag does, both ways."""
    path = Path()
    assert path.see([judged(Reason.SLOW, Answer.MATCH)] * 20) is State.UP
    assert path.see([OK], slow=True) is State.DEGRADED
    assert (path.health.reason, path.health.kind) == (Reason.SLOW, Kind.QUALITY)
    assert path.changes[-1].evidence == "latency above its objective"
    assert path.see([OK]) is State.UP


def test_sustained_limits_degrade_availability_without_flapping() -> None:
    """From half of the runs of thirty minutes until fewer than a quarter."""
    path = Path()
    assert path.see([LIMITED, OK] * 14) is State.UP
    assert path.see([LIMITED]) is State.DEGRADED
    assert (path.health.reason, path.health.kind) == (Reason.RATE_LIMITED, Kind.AVAILABILITY)
    assert path.changes[-1].evidence == "15 of 30 runs throttled"
    path.see([OK] * 15)
    assert path.health.state is State.DEGRADED
    assert path.see([OK]) is State.UP


# --- recovery ------------------------------------------------------------------------------------


def test_recovery_is_a_transition_that_says_what_was_ruled_out() -> None:
    """Thirteen passes after two losses of two; `recovering` from the first pass on."""
    path = Path()
    path.see([LOST] * 2)
    assert not recovering(path.health)
    path.see([OK])
    assert recovering(path.health)
    assert path.see([OK] * 11) is State.DOWN
    assert path.see([OK]) is State.UP
    assert not recovering(path.health)
    assert path.changes[-1].evidence == "13 passes since the last failure (ratio 32% ruled out)"


def test_flawed_answers_recover_vision_into_degraded() -> None:
    """A picture read with one symbol off was seen: vision is up again, quality is not."""
    path = Path()
    path.see([LOST] * 2)
    path.see([NEAR] * 13)
    assert (path.health.state, path.health.reason) == (State.DEGRADED, Reason.NEAR_MISS)


# --- confirmations -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "wanted"),
    [
        (LOST, True),
        (UNREAD, True),
        (STALE, True),
        (UNSUPPORTED, True),
        (OK, False),
        (NEAR, False),
        (MISREAD, False),
        (REFUSED, False),
        (ERROR, False),
        (LIMITED, False),
    ],
)
def test_a_suspicion_wants_confirmation(verdict: Verdict, wanted: bool) -> None:
    """A lost image and `unsupported` do; what says itself that it failed does not."""
    path = Path()
    path.see([verdict])
    assert wants_confirmation(POLICY, path.health, verdict) is wanted


@pytest.mark.parametrize(("probes", "runs"), [(1, 2), (2, 3)])
def test_confirmations_go_on_until_the_policys_number_in_a_row(probes: int, runs: int) -> None:
    """Then the probe is down and no more are wanted."""
    policy = solve_policy(interval=60.0, probe_count=probes)
    health, made = begin(0.0), 0
    while not made or wants_confirmation(policy, health, LOST):
        health, _ = observe(policy, health, LOST, at=10.0 * made)
        made += 1
    assert made == policy.n == runs
    assert health.state is State.DOWN


# --- drop ratio ----------------------------------------------------------------------------------


def test_the_drop_ratio_is_that_of_scheduled_pictures() -> None:
    """Confirmations and runs without a picture stay out; the bounds hold the estimate."""
    health = begin(0.0)
    assert drop_ratio(health) == (0.0, 0.0, 1.0)
    for verdict in [LOST, *[OK] * 19, ERROR, LIMITED]:
        health, _ = observe(POLICY, health, verdict, at=0.0)
    health, _ = observe(POLICY, health, LOST, at=0.0, scheduled=False)
    ratio, low, high = drop_ratio(health)
    assert ratio == 0.05
    assert (low, high) == pytest.approx((0.002561, 0.216107), rel=1e-3)


def test_the_drop_ratio_forgets_what_is_two_hundred_pictures_old() -> None:
    """A recent window, not a history."""
    health = begin(0.0)
    for verdict in [LOST, *[OK] * 200]:
        health, _ = observe(POLICY, health, verdict, at=0.0)
    assert drop_ratio(health)[0] == 0.0


def test_evidence_from_a_clock_that_was_set_back_is_no_news_for_ever() -> None:
    """After a step back of a day the last evidence lies ahead; it counts no longer than it would behind."""
    policy = solve_policy(interval=60.0)
    health = begin(100_000.0)
    passed = judged(Reason.OK, Answer.MATCH, UsageClass.SEEN)
    for at in (100_000.0, 100_060.0):
        health, _ = observe(policy, health, passed, at=at)

    assert health.state is State.UP
    assert age(policy, health, at=100_060.0 - 86_400.0)[0].state is State.UNKNOWN


# --- bursts ---------------------------------------------------------------------------------------


def burst_after(*verdicts: Verdict) -> int:
    """How many passes a burst lasts after these runs of a route that is up."""
    path = Path()
    path.see(verdicts)
    assert wants_burst(POLICY, path.health, verdicts[-1]) or not wants_confirmation(
        POLICY, path.health, verdicts[-1]
    )
    health, runs = path.health, 0
    while wants_burst(POLICY, health, OK):
        health, change = observe(POLICY, health, OK, at=path.at + runs, scheduled=False, burst=True)
        assert change is None
        runs += 1
    return runs


def test_a_lost_image_is_followed_by_sixty_runs_and_a_second_by_its_weight_more() -> None:
    """The confirmation is one of them; the rule looks at the statistic alone, so a restart resumes it."""
    assert burst_after(LOST) == 61
    assert burst_after(LOST, OK) == 60
    assert burst_after(LOST, OK, LOST) == 60 + 90
    assert burst_after(OK) == 0


def test_no_burst_while_an_incident_is_open() -> None:
    """What is down recovers at the pace of recovery."""
    path = Path()
    path.see([LOST, LOST])
    assert path.health.state is State.DOWN
    assert not wants_burst(POLICY, path.health, OK)
    calm = solve_policy(interval=60.0, bursts=False)
    path = Path()
    path.see([LOST])
    assert not wants_burst(calm, path.health, OK)


@pytest.mark.parametrize("silent", [ERROR, LIMITED, REFUSED, MISREAD, *COULD_NOT_ASK], ids=lambda v: v.reason)
def test_a_run_that_says_nothing_of_pictures_ends_the_burst_until_the_next_slot(silent: Verdict) -> None:
    """Nobody is asked every five seconds through an outage or against a limit."""
    path = Path()
    path.see([LOST, silent])
    assert not wants_burst(POLICY, path.health, silent)
    path.see([OK])
    assert wants_burst(POLICY, path.health, OK)


@pytest.mark.parametrize("verdict", [OK, NEAR, LOST, MISREAD, REFUSED, UNSUPPORTED, ERROR, LIMITED])
def test_a_run_of_a_burst_moves_the_test_of_vision_alone(verdict: Verdict) -> None:
    """Nor the drop ratio nor the share of limits: in twenty seconds, four 5xx are one event."""
    path = Path()
    path.see([LOST, OK])
    before = path.health
    for number in range(30):
        path.health, _ = observe(POLICY, path.health, verdict, at=path.at + number, burst=True)
    after = path.health
    moved = {a for a in Aspect if after.standing(a) != before.standing(a)}
    assert moved == ({Aspect.VISION} if verdict in (OK, NEAR, LOST) else set())
    assert (after.pictures, after.throttled) == (before.pictures, before.throttled)
    assert (after.state is State.DOWN) == (verdict is LOST)
