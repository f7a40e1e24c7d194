"""What a probe remembers from its earlier runs, as one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from probes.types import Adjustment, Ask

CONTROL_EVERY = 20
MOST_OUTPUT_TOKENS = 8_192
"""No route's output cap is raised above this: a thought that is longer costs more than it can show."""

MODELS_SETTLE_AFTER = 20
_KEPT_IDS = 64
_KEPT_MODELS = 16


@dataclass(frozen=True, slots=True)
class Adjustments:
    """Body keys that a route has refused by name: renamed to another, or left out (DESIGN 4).

    `effort` is the least thinking that it takes, `cap` the output tokens that its thoughts leave room for;
    None where what is asked by default will do.
    """

    renamed: Mapping[str, str] = field(default_factory=dict)
    omitted: frozenset[str] = frozenset()
    effort: str | None = None
    cap: int | None = None

    def with_one(self, change: Adjustment) -> "Adjustments":
        """These and one more; what is left out is no longer renamed."""
        if change.value is not None:
            return replace(self, effort=change.value)
        if change.renamed_to is None:
            renamed = {old: new for old, new in self.renamed.items() if old != change.parameter}
            return replace(self, renamed=renamed, omitted=self.omitted | {change.parameter})
        return replace(self, renamed={**self.renamed, change.parameter: change.renamed_to})

    def apply(self, ask: Ask) -> Ask:
        """`ask` as this route accepts it."""
        effort = self.effort if ask.effort is not None and self.effort is not None else ask.effort
        cap = max(ask.max_output_tokens, min(self.cap or 0, MOST_OUTPUT_TOKENS))
        return replace(ask, renamed=self.renamed, omitted=self.omitted, effort=effort, max_output_tokens=cap)

    def with_room(self, cap: int) -> "Adjustments | None":
        """These with twice the output `cap` that was not enough; None where it is the most already."""
        wider = min(2 * cap, MOST_OUTPUT_TOKENS)
        return replace(self, cap=wider) if wider > cap else None

    def described(self) -> str:
        """What is sent differently, in words; empty when nothing is."""
        renamed = [f"{old} sent as {new}" for old, new in sorted(self.renamed.items())]
        raised = [f"effort raised to {self.effort}"] if self.effort is not None else []
        return "; ".join(raised + renamed + [f"{name} left out" for name in sorted(self.omitted)])


@dataclass(frozen=True, slots=True)
class Memory:
    """Text-only prompt tokens of the last control, the models seen in passes, and the last wrong answer."""

    control_tokens: int | None = None
    control_slot: int | None = None
    models: frozenset[str] = frozenset()
    passes: int = 0
    last_wrong: str = ""
    response_ids: tuple[str, ...] = ()

    @property
    def models_settled(self) -> bool:
        """Whether enough passes were seen for an unknown model name to mean something."""
        return self.passes >= MODELS_SETTLE_AFTER

    def control_due(self, slot: int) -> bool:
        """Before the first judgement, then once in `CONTROL_EVERY` slots, and when they count anew."""
        # Another interval or a clock set back gives smaller numbers, which would be "not yet" for years.
        return self.control_slot is None or not 0 <= slot - self.control_slot < CONTROL_EVERY

    def with_control(self, tokens: int | None, slot: int) -> "Memory":
        """A control was answered in `slot`; `tokens` is None when it reported no usage."""
        return replace(self, control_tokens=tokens, control_slot=slot)

    def with_answer(self, *, passed: bool, model: str, wrong: str, response_id: str | None) -> "Memory":
        """An image arm was answered: learn the model name from passes, and what not to see twice."""
        learn = passed and model and not self.models_settled and len(self.models) < _KEPT_MODELS
        newest = (response_id,) if response_id else ()
        return replace(
            self,
            models=self.models | {model} if learn else self.models,
            passes=self.passes + passed,
            last_wrong=wrong,
            response_ids=(*self.response_ids, *newest)[-_KEPT_IDS:],
        )
