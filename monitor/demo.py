"""The demonstration: a lying gateway on loopback, the real daemon in front of it, and what each would say.

Everything is real but the gateway: the daemon is the one that `eyechart run` starts, on a configuration
written to a temporary folder; the gateway reads the pixels it gets and lies by the name of the model.
"""

import asyncio
import contextlib
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.app import App
from monitor.config import Config, load
from monitor.daemon import running
from monitor.health import State
from monitor.safety.plain import plain
from monitor.snapshot import Snapshot
from monitor.status import ProbeStatus
from monitor.telling.tables import Layout, Screen, screen
from probes.reasons import Reason
from simgateway import app as simulator
from simgateway.serving import serve_in_thread


@dataclass(frozen=True, slots=True)
class Scene:
    """A route of the demonstration: its name, the simulated model, and what is wrong with it."""

    route: str
    model: str
    wrong: str


SCENES = (
    Scene("healthy", "gpt-4o", "nothing"),
    Scene("adapter-strips", "gpt-4o+drop_phrase", "an adapter flattens the content list"),
    Scene("text-model", "gpt-4.1-nano+drop_invented", "a text-only model invents an answer"),
    Scene("bills-unseen", "gpt-4o+billed_unseen", "the gateway bills a picture it dropped"),
    Scene("cached-by-text", "gpt-4o+cached_by_text", "a cache ignores the picture"),
    Scene("half-broken", "claude-haiku-4-5+drop_p=0.5", "one backend in two drops pictures"),
    Scene("caption-bridge", "gpt-4o+caption_bridge", "another model describes the picture"),
    Scene("revoked-key", "gpt-4o+unauthorised", "the key was revoked"),
)

LAYOUT = Layout(
    ("health", "route", "reason", "runs", "expected", "seen last", "what is wrong with it"),
    title="every reply but those of revoked-key is HTTP 200",
    spare=("runs", "expected", "seen last"),
    wide=("seen last", "what is wrong with it"),
)
_REFRESH = 0.5
_SEEN = 40


async def play(seconds: float) -> None:
    """Run the demonstration for `seconds`, then say what was found and where to look."""
    with serve_in_thread(simulator.create(seed=7)) as gateway, tempfile.TemporaryDirectory() as folder:
        config = _config(Path(folder), gateway)
        async with running(config, heard=lambda _: None) as (app, (host, port)):
            # Ctrl-C ends the show early, and what was found is told all the same.
            with screen(LAYOUT) as shown, contextlib.suppress(asyncio.CancelledError):
                shown.say(f"metrics   http://{host}:{port}/metrics")
                shown.say(f"status    http://{host}:{port}/")
                shown.say(f"gate      http://{host}:{port}/gate/adapter-strips")
                await _watch(app, shown, seconds)
            shown.say(_summary(app.snapshot()))


async def _watch(app: App, shown: Screen, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        shown.update([_row(status) for status in app.snapshot().probes])
        await asyncio.sleep(min(_REFRESH, max(0.0, until - time.monotonic())))
    shown.update([_row(status) for status in app.snapshot().probes])


def _row(status: ProbeStatus) -> tuple[str, ...]:
    scene = next(scene for scene in SCENES if scene.route == status.probe.route.name)
    last = status.last
    up = last is not None and status.health.state is State.UP
    reason = last.verdict.reason if last is not None and up else status.health.reason
    return (
        status.health.state.value,
        scene.route,
        reason.value,
        str(sum(status.runs.values())),
        last.expected if last is not None else "",
        plain(last.reply or last.detail, limit=_SEEN) if last is not None else "",
        scene.wrong,
    )


def _summary(snapshot: Snapshot) -> str:
    known = [status for status in snapshot.probes if status.health.reason is not Reason.UNQUALIFIED]
    down, unasked = (_routes(known, state) for state in (State.DOWN, State.UNKNOWN))
    lines = [f"{len(down)} of {len(snapshot.probes)} routes down: {', '.join(down)}"]
    if down:
        lines.append("An HTTP check sees none of it: those routes answered 200 all the time.")
    if unasked:
        lines.append(f"Could not ask {', '.join(unasked)}: a ticket, never a page about images.")
    return "\n".join(lines)


def _routes(statuses: Sequence[ProbeStatus], state: State) -> list[str]:
    return [status.probe.route.name for status in statuses if status.health.state is state]


def _config(folder: Path, gateway: str) -> Config:
    """The configuration of the demonstration, as a user would write it, loaded like any other.

    It makes twelve times as many probes as by default and is allowed as many times the false pages, so the
    decisions take about as many probes as they do by default; and as many times the money, or what keeps some
    of it for the day's rest would ask no second time in the morning.
    """
    routes = "".join(
        f'  - {{name: {scene.route}, gateway: demo, model: "{scene.model}"}}\n' for scene in SCENES
    )
    file = folder / "eyechart.yaml"
    file.write_text(
        "listen: 127.0.0.1:0\n"
        "store: {path: eyechart.db}\n"
        "defaults: {interval: 5s, timeout: 4s, budget: {usd_per_day: 12}}\n"
        "false_pages_per_year: 3.6\n"
        f"gateways:\n  demo: {{base_url: {gateway}/v1}}\n"
        f"routes:\n{routes}"
    )
    return load(file)
