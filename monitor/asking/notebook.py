"""What runs teach: memories, keys and run numbers by probe, refused parameters by route."""

from dataclasses import dataclass, field
from typing import Any

from monitor.asking.keys import Keys
from monitor.asking.memory import NOTHING, Adjustments, Measured, Memory, Seen
from monitor.entry import Learned, Remembered
from monitor.probe import Probe, ProbeId, Route
from probes.qualification import needs_qualification, right
from probes.reasons import Outcome
from probes.served import provider_name
from probes.types import Challenge, Reply, Verdict
from probes.usage.norm import teaches
from probes.verdict import Known, normalise_model, wrong_candidate

_KEPT_SLOTS = 16


@dataclass(slots=True)
class Numbers:
    """The numbers of one probe's runs: 0, 1, 2, … in each slot, so that no two of them share a seed.

    `first` is where they begin: two lives of a daemon must not give the same number in one slot. The last
    slots are remembered. One that comes again after that, because the clock was set back, begins
    where no run has been: at the number of all runs so far.
    """

    first: int = 0
    runs: int = 0
    _newest: int | None = None
    _given: dict[int, int] = field(default_factory=dict)

    def next(self, slot: int) -> int:
        """The number of one more run in `slot`."""
        anew = self._newest is None or slot > self._newest
        self._newest = slot if anew else self._newest
        number = self._given.pop(slot, -1 if anew else self.runs - 1) + 1
        self.runs += 1
        # A follow-up belongs to the slot of its suspicion and may run after the next one has.
        self._given[slot] = number
        while len(self._given) > _KEPT_SLOTS:
            del self._given[next(iter(self._given))]
        return self.first + number


@dataclass(slots=True)
class Notebook:
    """The runner's mutable knowledge. What the judge gets of it is the frozen `Known`.

    `first_number` is where the numbers of a slot's runs begin. A daemon begins where no earlier one has been.
    """

    first_number: int = 0
    keys: Keys = field(default_factory=Keys)
    _memories: dict[ProbeId, tuple[Any, Memory]] = field(default_factory=dict)
    _adjustments: dict[str, tuple[Any, Adjustments]] = field(default_factory=dict)
    _codes: set[ProbeId] = field(default_factory=set)
    _numbers: dict[ProbeId, Numbers] = field(default_factory=dict)

    def memory(self, probe: Probe) -> Memory:
        """What `probe` remembers of the model that its route has now, asked what it is asked now."""
        asked, memory = self._memories.get(probe.id, (None, Memory()))
        return memory if asked == _question(probe) else Memory()

    def adjustments(self, probe: Probe) -> Adjustments:
        """The parameters that the route of `probe`, as it is now, has refused."""
        asked, adjustments = self._adjustments.get(probe.route.name, (None, Adjustments()))
        return adjustments if asked == _asked(probe) else Adjustments()

    def next_number(self, probe: Probe, slot: int) -> int:
        """0, 1, 2, … for the runs of one slot, so that no two of them share a seed."""
        return self._numbers.setdefault(probe.id, Numbers(self.first_number)).next(slot)

    def known(self, probe: Probe, *, control: Reply | None) -> Known:
        """What the judge may know; `control` is the answer of one asked next to the image."""
        memory = self.memory(probe)
        return Known(
            control_prompt_tokens=memory.control_tokens,
            control_fresh=control is not None,
            control_text=control.text if control is not None else "",
            own_keys=self.keys.past(probe.id),
            lately=self.keys.lately(probe.id),
            live_keys=self.keys.live_elsewhere(probe.id),
            last_wrong=memory.last_wrong,
            models=memory.models,
            models_settled=memory.models_settled,
            expect_model=probe.route.expect_model,
            asked_model=probe.route.model,
            seen_response_ids=memory.response_ids,
            usage=probe.route.usage,
            shares=memory.shares,
            controls=memory.controls,
            larger=memory.larger,
            backends=memory.backends,
            providers=memory.providers,
            backends_settled=memory.backends_settled,
            code_reads=self._code_reads(probe.route),
            qualified=self.qualified(probe),
        )

    def qualified(self, probe: Probe) -> bool:
        """Whether `probe` may judge its route."""
        return not needs_qualification(probe.challenge) or self.memory(probe).qualified

    def _code_reads(self, route: Route) -> bool:
        """Whether a probe of `route` that asks for codes has read its last pictures."""
        names = [name for name in self._codes if name[0] == route.name and name in self._memories]
        return any(self._memories[name][1].reads_lately for name in names)

    def learn_adjustments(self, probe: Probe, adjustments: Adjustments) -> None:
        """Remember what this route accepts."""
        self._adjustments[probe.route.name] = (_asked(probe), adjustments)

    def learn_control(self, probe: Probe, reply: Reply, slot: int) -> None:
        """A control was answered: its prompt tokens are the route's text-only share."""
        tokens = reply.usage.prompt if reply.usage is not None else None
        self._keep(probe, self.memory(probe).with_control(tokens, slot))

    def learn_image(
        self, probe: Probe, challenge: Challenge, reply: Reply, verdict: Verdict, measured: Measured = NOTHING
    ) -> None:
        """An image arm was answered and judged; `measured` is what its pictures cost."""
        usual = measured.share if measured.sizes == _drawn(challenge) else None
        seen = Seen(
            passed=verdict.outcome is Outcome.PASS,
            right=right(verdict),
            model=normalise_model(reply.model or ""),
            wrong=wrong_candidate(challenge, reply.text),
            response_id=reply.response_id,
            share=usual if teaches(verdict, self.memory(probe).shares) else None,
            larger=measured.larger if usual is None else (),
            backends=frozenset(filter(None, map(normalise_model, reply.backend.models))),
            providers=frozenset(filter(None, map(provider_name, reply.backend.providers))),
        )
        self._keep(probe, self.memory(probe).with_answer(seen))

    def forget(self, probe: ProbeId) -> None:
        """Drop what is known of a probe that left the configuration."""
        self.keys.forget(probe)
        self._memories.pop(probe, None)
        self._codes.discard(probe)
        # It may come back within its slot, and must not ask the same again.
        self.first_number += self._numbers.pop(probe, Numbers()).runs

    def learned(self, probe: Probe) -> Learned:
        """What the runs of `probe` have taught, to be kept."""
        return Learned(self.memory(probe), self.adjustments(probe))

    def recall(self, probe: Probe, remembered: Remembered) -> None:
        """Go on from what was kept."""
        if remembered.learned is not None:
            self._keep(probe, remembered.learned.memory)
            self._adjustments[probe.route.name] = (_asked(probe), remembered.learned.adjustments)
        if remembered.keys:
            self.keys.recall(probe.id, remembered.keys, interval=probe.interval)

    def _keep(self, probe: Probe, memory: Memory) -> None:
        self._memories[probe.id] = (_question(probe), memory)
        if needs_qualification(probe.challenge):
            self._codes.discard(probe.id)
        else:
            self._codes.add(probe.id)


def _drawn(challenge: Challenge) -> tuple[tuple[int, int], ...]:
    return tuple((picture.width, picture.height) for picture in challenge.pictures)


def _asked(probe: Probe) -> Any:
    """Whom a probe asks and in what words: what was learned of another model or wording is worth nothing."""
    route, gateway = probe.route, probe.route.gateway
    words = (route.system, route.question, route.params, route.effort)
    return (gateway.base_url, gateway.protocol, route.model, *words)


def _question(probe: Probe) -> Any:
    """What a probe asks besides: no kind vouches for another, and no picture's tokens for another's."""
    return (*_asked(probe), probe.challenge, probe.custom)
