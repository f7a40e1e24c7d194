"""What goes into the store and what comes out of it: plain values, so that nobody else needs to know SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.asking.memory import Adjustments, Memory
from monitor.health import Health, Transition
from monitor.incidents.incident import Incident, Ledger
from monitor.latency import Window
from monitor.money.budget import Spend
from monitor.probe import Probe, ProbeId
from monitor.result import Result
from monitor.uptime.spans import Spans


@dataclass(frozen=True, slots=True)
class Standing:
    """What is kept of a probe's status beside its results. Times are Unix seconds.

    `success` is what the metric of that name shows; it stands through `unknown`.
    """

    health: Health
    created_at: float
    success: float | None = None
    last_run_at: float | None = None
    last_verdict_at: float | None = None
    last_success_at: float | None = None


@dataclass(frozen=True, slots=True)
class Spending:
    """A route's money: spent today, and what a run is expected to cost (None before the first)."""

    spend: Spend
    expected: float | None = None


@dataclass(frozen=True, slots=True)
class Learned:
    """What a probe's runs have taught: its memory, and what its route accepts."""

    memory: Memory
    adjustments: Adjustments


@dataclass(frozen=True, slots=True)
class Entry:
    """What one moment changed for one probe, written whole or not at all.

    A run brings a `result`; time alone brings a transition without one; a probe that has left (also while
    nobody ran) brings a transition, incidents, and a standing that knows nothing. `probe` is there wherever
    `learned` or `keys` is, and with a standing unless the probe has left: that standing is about no question
    and given back to nobody. `id` is its id, or that of one that is gone. `incidents` are those that changed,
    with all their updates. `keys` is now and then the whole ring of the keys that the probe has asked
    (CRC-32, oldest first); between these the results tell them.
    """

    id: ProbeId
    probe: Probe | None = None
    result: Result | None = None
    standing: Standing | None = None
    transition: Transition | None = None
    incidents: tuple[Incident, ...] = ()
    learned: Learned | None = None
    spending: Spending | None = None
    keys: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the store knows of one probe, as it is asked today. `last` is its last image run.

    `duration` and `first_token` are the windows of scheduled image runs, made from the results; `keys` are
    checksums (CRC-32) of keys asked before, oldest first.
    """

    standing: Standing | None = None
    last: Result | None = None
    duration: Window = field(default_factory=Window)
    first_token: Window = field(default_factory=Window)
    learned: Learned | None = None
    keys: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Recollection:
    """All that the store gives back at a start. Probes that are asked otherwise now are not in `probes`.

    `spans` and `ledger` are history and hold whatever happened, also to probes that are gone. `seen` is when
    something was last written of each probe: after that nobody watched it.
    """

    probes: Mapping[ProbeId, Remembered] = field(default_factory=dict)
    spans: Mapping[ProbeId, Spans] = field(default_factory=dict)
    seen: Mapping[ProbeId, float] = field(default_factory=dict)
    spending: Mapping[str, Spending] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
