"""A daemon in the middle of a bad afternoon: statuses, incidents and ninety days, for pages to show."""

import random
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from monitor.health import State, begin
from monitor.health.recent import NO_RUNS
from monitor.incidents.incident import Incident, Ledger, Phase, Update
from monitor.latency import Window
from monitor.probe import Gateway, Probe, ProbeId, Route
from monitor.result import Attempt, Result
from monitor.site.naming import identity
from monitor.site.overview import overview
from monitor.site.view import Audience, Overview
from monitor.snapshot import Daemon, Snapshot, Storage
from monitor.status import Latencies, ProbeStatus, with_health
from monitor.uptime.spans import Change, Spans
from probes.challenges import CHALLENGES
from probes.reasons import KIND_OF, OUTCOME_OF, Kind, Outcome, Reason
from probes.types import Arm, Finding, Timings, Verdict
from tests.monitor.judged import RECORD

NOW = 1_795_179_970.0
"""20 November 2026, 13:06:10 UTC."""
MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0

LITELLM = Gateway("litellm-prod", "https://litellm.internal.example/v1", public_name="Vision API")
VLLM = Gateway("vllm-eu", "https://vllm.internal.example/v1", public_name="Vision API, Europe")

_STATE_OF = {
    "pass": State.UP,
    "degraded": State.DEGRADED,
    "fail": State.DOWN,
    "unknown": State.UNKNOWN,
}


def probe(name: str, gateway: Gateway = LITELLM, *, preset: str = "inline", public: str = "") -> Probe:
    """A probe of the route `name`; what the world may call it is `public`."""
    route = Route(name, gateway, f"model-of-{name}", public_name=public)
    return Probe(route, preset, "code", "inline-png", "user", stream=False, interval=60.0, timeout=30.0)


def status(
    of: Probe,
    reason: Reason = Reason.OK,
    *,
    minutes: float = 9 * 1_440.0,
    state: State | None = None,
    kind: Kind | None = None,
    seen_at: float | None = NOW - 24,
    reply: str | None = "{key}",
    findings: tuple[Finding, ...] = (),
    runs: int = 1_000,
) -> ProbeStatus:
    """A probe that has been in this health for `minutes`; its last run said `reply` (None: none yet)."""
    health = replace(
        begin(NOW - minutes * MINUTE),
        state=_STATE_OF[OUTCOME_OF[reason].value] if state is None else state,
        reason=reason,
        kind=KIND_OF[reason] if kind is None else kind,
        seen_at=seen_at,
        pictures=NO_RUNS.push(failed=reason is Reason.IMAGE_DROPPED, size=200),
    )
    made = ProbeStatus(of, begin(NOW - 61 * DAY), NOW - 61 * DAY, duration=_latencies(of.route.name, runs))
    made = with_health(made, health)
    return made if reply is None else replace(made, last=result(of, reason, reply, findings))


def result(of: Probe, reason: Reason, reply: str, findings: tuple[Finding, ...] = ()) -> Result:
    """A scheduled run of a seed of the probe's own; `{key}` in `reply` is what its picture shows."""
    seed = sha256(repr(of.id).encode()).digest()
    key = CHALLENGES["code"].draw(seed, day=0).key
    return Result(
        *of.id, Arm.IMAGE, Attempt.SCHEDULED, 0, 0, seed.hex(), NOW - 24,
        Verdict(OUTCOME_OF[reason], reason, findings),
        timings=Timings(total=1.284), reply=reply.replace("{key}", key), expected=key,
        record=RECORD if OUTCOME_OF[reason] is Outcome.FAIL else None,
    )  # fmt: skip


def _latencies(seed: str, runs: int) -> Latencies:
    chance, window = random.Random(seed), Window()
    for run in range(min(runs, 130)):
        window = window.add(NOW - (130 - run) * MINUTE, round(chance.lognormvariate(0.2, 0.35), 3))
    return Latencies(window)


def troubled(seed: str, state: State = State.UP, *, since: float = NOW - 24, watched: float = 61) -> Spans:
    """The history of a probe with an outage now and then, and `state` from `since` on."""
    chance, changes = random.Random(seed), [Change(NOW - watched * DAY, State.UP)]
    at = NOW - watched * DAY
    while (at := at + chance.expovariate(1 / (9 * DAY))) < since - DAY:
        bad = chance.choice((State.DOWN, State.DEGRADED, State.UNKNOWN))
        end = at + min(chance.expovariate(1 / (3 * HOUR)), 20 * HOUR)
        changes += [Change(at, bad), Change(end, State.UP)]
        at = end
    return (*changes, *([Change(since, state)] if state is not State.UP else ()))


_DROPPED = (
    Finding("answer", "what the picture shows", "NO_IMAGE", passed=False),
    Finding("usage", "32 tokens or more above the control", "missing: 33 prompt tokens, control 33", False),
    Finding("model", "gpt-4.1-nano", "gpt-4.1-nano-2025-04-14", passed=True),
)


def statuses() -> tuple[ProbeStatus, ...]:
    """Ten probes of nine routes behind two gateways, in every health there is."""
    return (
        status(probe("main/gpt-4.1-nano", public="Captions, standard")),
        status(
            probe("captions-economy", public="Captions, economy"),
            Reason.IMAGE_DROPPED,
            minutes=47,
            reply="NO_IMAGE",
            findings=_DROPPED,
        ),
        status(probe("captions-economy", preset="stream", public="Captions, economy")),
        status(probe("main/gemini-2.5-flash", public="Documents"), Reason.SLOW, minutes=190),
        status(probe("main/claude-haiku-4-5", public="Screenshots")),
        status(
            probe("main/pixtral-12b"),
            Reason.SERVER_ERROR,
            minutes=12,
            reply="HTTP 502: upstream connect error",
        ),
        status(probe("eu/qwen2.5-vl-7b", VLLM, public="Receipts")),
        status(
            probe("eu/llava-13b", VLLM, public="Photos"),
            Reason.QUOTA,
            minutes=95,
            seen_at=NOW - 105 * MINUTE,
            reply="HTTP 429: insufficient_quota",
        ),
        status(probe("eu/internvl3-8b", VLLM), runs=40),
        status(probe("eu/minicpm-v", VLLM), Reason.UNQUALIFIED, minutes=1, seen_at=None, reply=None, runs=0),
    )


def incident(route: str, reason: Reason, *updates: tuple[float, Phase, str, str], **more: Any) -> Incident:
    """An incident of `route`; each update says how many minutes ago it was made, and what for whom."""
    said = tuple(
        Update(n, NOW - ago * MINUTE, phase, text, to_all)
        for n, (ago, phase, text, to_all) in enumerate(updates)
    )
    resolved = {"resolved_at": said[-1].at} if said[-1].phase is Phase.RESOLVED else {}
    gone = frozenset() if resolved else frozenset({(route, "inline")})
    facts: dict[str, Any] = {"kind": KIND_OF[reason], "state": _STATE_OF[OUTCOME_OF[reason].value]}
    return Incident(
        id=identity(route, str(said[0].at)),
        gateway="litellm-prod",
        route=route,
        reason=reason,
        opened_at=said[0].at,
        updates=said,
        probes=gone,
        **(facts | resolved | more),
    )


_OPENED = "Some or all images sent to this service are not being read."
_AGAIN = "A further check confirms it. Some or all images sent to this service are not being read."
_SIGNS = "There are first signs of recovery. We are watching whether they last."
_WELL = "Images are being read again."


def ledger() -> Ledger:
    """Three open incidents and four that are over, one of them of a route that is gone."""
    return Ledger(
        (
            incident(
                "gone/with-the-wind",
                Reason.TIMEOUT,
                (61_000, Phase.OPENED, "4 of 4 runs unanswered, in a row.", "Requests are failing."),
                (60_900, Phase.RESOLVED, "The route is not watched any more.", "Not watched any more."),
            ),
            incident(
                "main/gpt-4.1-nano",
                Reason.IMAGE_DROPPED,
                (31_000, Phase.OPENED, "2 of 2 images lost, in a row.", _OPENED),
                (30_990, Phase.RECOVERING, "A picture was read; 4 more are awaited.", "Recovering."),
                (30_960, Phase.RESOLVED, "5 passes since the last failure (ratio 55 % ruled out).", _WELL),
            ),
            incident(
                "eu/qwen2.5-vl-7b",
                Reason.TIMEOUT,
                (9_000, Phase.OPENED, "8 of 20 runs unanswered.", "Requests are failing."),
                (8_912, Phase.RESOLVED, "12 passes since the last failure.", "Requests are answered again."),
            ),
            incident(
                "main/gemini-2.5-flash",
                Reason.SLOW,
                (190, Phase.OPENED, "Latency above its objective: p95 6.2 s of 5 s.", "Reduced quality."),
            ),
            incident(
                "captions-economy",
                Reason.IMAGE_DROPPED,
                (47, Phase.OPENED, "2 of 2 images lost (statistic 214 of 180).", _OPENED),
                (
                    46,
                    Phase.CONFIRMED,
                    "Confirmed by another run of probe inline: 2 of 2 images lost.",
                    _AGAIN,
                ),
                (8, Phase.RECOVERING, "Probe inline passes again: 1 since the last failure.", _SIGNS),
            ),
            incident(
                "main/pixtral-12b",
                Reason.SERVER_ERROR,
                (12, Phase.OPENED, "4 of 4 runs unanswered, in a row.", "Requests are failing."),
            ),
        )
    )


def spans(of: tuple[ProbeStatus, ...]) -> Mapping[ProbeId, Spans]:
    """Ninety days of each probe, of which it was watched for sixty-one."""
    return {
        each.probe.id: troubled(each.probe.route.name, each.health.state, since=each.health.since)
        for each in of
    }


def bad_afternoon(*, public: bool, daemon: Daemon | None = None) -> Overview:
    """The whole of it as an audience sees it."""
    daemon = daemon or Daemon(reload_successful=False, storage=Storage(3, 12, 0, failing=True))
    shown = statuses()
    title = "Example Vision Status" if public else "Eyechart"
    return overview(
        Snapshot(NOW, shown, daemon=daemon), ledger(), spans(shown), Audience(public=public, title=title)
    )


def calm_day(*, routes: int, public: bool = False) -> Overview:
    """Nothing but good news from so many routes, with ninety days behind them."""
    shown = tuple(status(probe(f"main/model-{n:04}", public=f"Service {n}")) for n in range(routes))
    good = {each.probe.id: (Change(NOW - 100 * DAY, State.UP),) for each in shown}
    return overview(Snapshot(NOW, shown), Ledger(), good, Audience(public=public, title="Vision"))


def lost_gateway(*, routes: int, well: int = 0, public: bool = False) -> Overview:
    """All routes down but the last ones, which are `well`; every history flaps several times a day."""
    down = [
        status(
            probe(f"main/model-{n:04}", public=f"Service {n}"),
            Reason.IMAGE_DROPPED if n % 3 == 0 else Reason.SERVER_ERROR,
            minutes=47,
            reply="NO_IMAGE",
            findings=_DROPPED,
        )
        for n in range(routes - well)
    ]
    fine = [status(probe(f"main/well-{n:04}", public=f"Steady {n}")) for n in range(well)]
    shown = tuple(down + fine)
    return overview(
        Snapshot(NOW, shown),
        Ledger(tuple(_down(each) for each in down)),
        {each.probe.id: flapping(each.probe.route.name, each.health.state) for each in shown},
        Audience(public=public, title="Vision"),
    )


def _down(of: ProbeStatus) -> Incident:
    told = "Images are dropped", "Some images are not read."
    return incident(of.probe.route.name, of.health.reason, (47, Phase.OPENED, *told))


def flapping(seed: str, state: State) -> Spans:
    """The history of a probe that changed every five hours or so for sixty-one days, and is `state` now."""
    chance, at = random.Random(seed), NOW - 61 * DAY
    changes: list[Change] = []
    while (at := at + chance.expovariate(1 / (5 * HOUR))) < NOW - HOUR:
        bad = chance.choice((State.DOWN, State.DEGRADED, State.UNKNOWN))
        changes.append(Change(at, bad if len(changes) % 2 else State.UP))
    return (*changes, Change(NOW - HOUR, state))


def hostile_day(text: str) -> Overview:
    """One route with a long name whose model, and everything that quotes it, says `text`."""
    findings = (Finding("answer", text, text, passed=False),)
    shown = status(probe("main/" + "x" * 120), Reason.IMAGE_UNREAD, reply=text, findings=findings)
    told = incident(shown.probe.route.name, Reason.IMAGE_UNREAD, (5, Phase.OPENED, text, text))
    return overview(Snapshot(NOW, (shown,)), Ledger((told,)), {}, Audience(public=False))
