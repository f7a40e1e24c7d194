"""What a probe remembers from its earlier runs, as one frozen value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from probes.qualification import OF, qualifies
from probes.types import Adjustment, Ask

CONTROL_EVERY = 20
MOST_OUTPUT_TOKENS = 8_192
"""No route's output cap is raised above this: a thought that is longer costs more than it can show."""

MODELS_SETTLE_AFTER = 20
_KEPT_IDS = 64
_KEPT_MODELS = 16
_KEPT_SHARES = 64
_KEPT_CONTROLS = 16
_LATELY = 3


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
class Measured:
    """What the pictures of one run cost: width and height of each as sent, and their tokens, if known."""

    sizes: tuple[tuple[int, int], ...] = ()
    share: int | None = None

    @property
    def larger(self) -> tuple[int, ...]:
        """Width, height and tokens of one picture; empty where there are several or nothing is known."""
        return () if self.share is None or len(self.sizes) != 1 else (*self.sizes[0], self.share)


NOTHING = Measured()


@dataclass(frozen=True, slots=True)
class Seen:
    """What one answered image run teaches; all names are made comparable.

    `right` tells that the answer was the key; `share` are the tokens of its pictures where they count towards
    what is usual for the route, `larger` width, height and tokens of a picture that was sent enlarged.
    """

    passed: bool
    right: bool
    model: str = ""
    wrong: str = ""
    response_id: str | None = None
    share: int | None = None
    larger: tuple[int, ...] = ()
    backends: frozenset[str] = frozenset()
    providers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Memory:
    """What earlier runs have shown, bounded.

    `control_tokens` are the text-only prompt tokens of the last control, `controls` those of the last ones,
    `shares` the tokens of the last pictures that were read. `models`, `backends` and `providers` are who
    served the first passes; the latter two come from headers and body, where `served` passes named them.
    `larger` is the last picture sent enlarged: width, height, tokens. `runs` tells of the last image runs
    whether the answer was right; once enough were, the probe is
    `qualified` for good.
    """

    control_tokens: int | None = None
    control_slot: int | None = None
    models: frozenset[str] = frozenset()
    passes: int = 0
    last_wrong: str = ""
    response_ids: tuple[str, ...] = ()
    shares: tuple[int, ...] = ()
    controls: tuple[int, ...] = ()
    backends: frozenset[str] = frozenset()
    providers: frozenset[str] = frozenset()
    served: int = 0
    runs: tuple[bool, ...] = ()
    qualified: bool = False
    larger: tuple[int, ...] = ()

    @property
    def models_settled(self) -> bool:
        """Whether enough passes were seen for an unknown model name to mean something.

        Never where the names of the first passes were more than are kept: those tell requests apart, or the
        members of a pool, and the next one is new each time.
        """
        return self.passes >= MODELS_SETTLE_AFTER and len(self.models) < _KEPT_MODELS

    @property
    def backends_settled(self) -> bool:
        """Whether enough passes named who served them for another one to mean something; as with models."""
        return self.served >= MODELS_SETTLE_AFTER and len(self.backends) < _KEPT_MODELS

    @property
    def reads_lately(self) -> bool:
        """Whether the last answers were all right."""
        return len(self.runs) >= _LATELY and all(self.runs[-_LATELY:])

    def control_due(self, slot: int) -> bool:
        """Before the first judgement, then once in `CONTROL_EVERY` slots, and when they count anew."""
        # Another interval or a clock set back gives smaller numbers, which would be "not yet" for years.
        return self.control_slot is None or not 0 <= slot - self.control_slot < CONTROL_EVERY

    def with_control(self, tokens: int | None, slot: int) -> "Memory":
        """A control was answered in `slot`; `tokens` is None when it reported no usage."""
        newest = (tokens,) if tokens else ()
        controls = (*self.controls, *newest)[-_KEPT_CONTROLS:]
        return replace(self, control_tokens=tokens, control_slot=slot, controls=controls)

    def with_answer(self, seen: Seen) -> "Memory":
        """An image arm was answered: learn who serves passes, what is usual, and what not to see twice."""
        share = (seen.share,) if seen.share is not None else ()
        newest = (seen.response_id,) if seen.response_id else ()
        runs = (*self.runs, seen.right)[-OF:]
        return replace(
            self._met(seen) if seen.passed else self,
            last_wrong=seen.wrong,
            response_ids=(*self.response_ids, *newest)[-_KEPT_IDS:],
            shares=(*self.shares, *share)[-_KEPT_SHARES:],
            runs=runs,
            larger=seen.larger or self.larger,
            qualified=self.qualified or qualifies(runs),
        )

    def _met(self, seen: Seen) -> "Memory":
        """A pass: its names are the route's own, until enough were seen."""
        names = {seen.model} - {""} if self.passes < MODELS_SETTLE_AFTER else set()
        backends, providers = (
            (seen.backends, seen.providers)
            if self.served < MODELS_SETTLE_AFTER
            else (frozenset(), frozenset())
        )
        return replace(
            self,
            models=_joined(self.models, names),
            passes=self.passes + 1,
            backends=_joined(self.backends, backends),
            providers=_joined(self.providers, providers),
            served=self.served + bool(seen.backends or seen.providers),
        )


def _joined(known: frozenset[str], more: Iterable[str]) -> frozenset[str]:
    """Both, bounded: a gateway that puts an id into the name must not grow our memory."""
    room = max(0, _KEPT_MODELS - len(known))
    return known | frozenset(sorted(set(more) - known)[:room])
