"""What runs teach: memories, keys and run numbers by probe, refused parameters by route."""

from dataclasses import dataclass, field

from probes.verdict import Known, normalise_model, wrong_candidate

from monitor.keys import Keys, ProbeId
from monitor.memory import Adjustments, Memory
from monitor.probe import Probe
from probes.reasons import Outcome
from probes.types import Challenge, Reply, Verdict


@dataclass(slots=True)
class Notebook:
    """The runner's mutable knowledge. What the judge gets of it is the frozen `Known`."""

    keys: Keys = field(default_factory=Keys)
    _memories: dict[ProbeId, Memory] = field(default_factory=dict)
    _adjustments: dict[str, Adjustments] = field(default_factory=dict)
    _numbers: dict[ProbeId, tuple[int, int]] = field(default_factory=dict)

    def memory(self, probe: Probe) -> Memory:
        """What `probe` remembers."""
        return self._memories.get(probe.id, Memory())

    def adjustments(self, probe: Probe) -> Adjustments:
        """The parameters that the route of `probe` has refused."""
        return self._adjustments.get(probe.route.name, Adjustments())

    def next_number(self, probe: Probe, slot: int) -> int:
        """0, 1, 2, … for the runs of one slot, so that no two of them share a seed."""
        last_slot, last = self._numbers.get(probe.id, (slot, -1))
        number = last + 1 if last_slot == slot else 0
        self._numbers[probe.id] = (slot, number)
        return number

    def known(self, probe: Probe, *, fresh: bool) -> Known:
        """What the judge may know; `fresh` says that the control was asked next to the image."""
        memory = self.memory(probe)
        return Known(
            control_prompt_tokens=memory.control_tokens,
            control_fresh=fresh,
            own_keys=self.keys.past(probe.id),
            live_keys=self.keys.live_elsewhere(probe.id),
            last_wrong=memory.last_wrong,
            models=memory.models,
            models_settled=memory.models_settled,
            expect_model=probe.route.expect_model,
            asked_model=probe.route.model,
            seen_response_ids=memory.response_ids,
        )

    def learn_adjustments(self, probe: Probe, adjustments: Adjustments) -> None:
        """Remember what this route accepts."""
        self._adjustments[probe.route.name] = adjustments

    def learn_control(self, probe: Probe, reply: Reply, slot: int) -> None:
        """A control was answered: its prompt tokens are the route's text-only share."""
        tokens = reply.usage.prompt if reply.usage is not None else None
        self._memories[probe.id] = self.memory(probe).with_control(tokens, slot)

    def learn_image(self, probe: Probe, challenge: Challenge, reply: Reply, verdict: Verdict) -> None:
        """An image arm was answered and judged."""
        self._memories[probe.id] = self.memory(probe).with_answer(
            passed=verdict.outcome is Outcome.PASS,
            model=normalise_model(reply.model or ""),
            wrong=wrong_candidate(challenge, reply.text),
            response_id=reply.response_id,
        )

    def forget(self, probe: ProbeId) -> None:
        """Drop what is known of a probe that left the configuration."""
        self.keys.forget(probe)
        self._memories.pop(probe, None)
        self._numbers.pop(probe, None)
