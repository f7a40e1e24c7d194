"""What is known of a route and a probe before a run: all that a judgement may lean on besides the reply."""

from collections.abc import Container
from dataclasses import dataclass
from math import ceil

from probes.families import Family, family_of
from probes.model import Naming
from probes.served import Served
from probes.types import Challenge, Receipt
from probes.usage import Mode, Norm, Sent


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the route and the probe before this run.

    `control_prompt_tokens` belong to the control close in time (None: not asked, or it reported none);
    `control_fresh` says that it was asked next to this very image, and `control_text` what it answered then.
    Keys are as drawn, in capitals:
    `own_keys` are this probe's of the last 7 days without the current one, `live_keys` those of others.
    `sent_sizes` are width and height of the pictures as they were sent; empty means as they were drawn;
    `sent_characters` are those of their base64, `sent_detail` how closely the model was told to look at them.
    `shares` and `controls` are tokens of earlier pictures of this size and of earlier prompts without one,
    `larger` width, height and tokens of the last larger one.
    `backends` and `providers` are who served the first passes.
    `code_reads` tells that the route's codes are read lately, `qualified` that this kind of challenge may
    judge it. For a control: `image_sent` says that its picture was sent before it, and `lately` are the last
    few keys of this probe, whose pictures were sent before it in any case. `receipts` are the visits to
    pictures behind URLs of ours, None where they travelled otherwise.
    """

    control_prompt_tokens: int | None = None
    control_fresh: bool = False
    control_text: str = ""
    own_keys: Container[str] = frozenset()
    live_keys: Container[str] = frozenset()
    last_wrong: str = ""
    models: frozenset[str] = frozenset()
    models_settled: bool = False
    expect_model: str | None = None
    asked_model: str = ""
    seen_response_ids: Container[str] = frozenset()
    sent_sizes: tuple[tuple[int, int], ...] = ()
    sent_characters: int = 0
    sent_detail: str = ""
    usage: Mode = Mode.DELTA
    shares: tuple[int, ...] = ()
    controls: tuple[int, ...] = ()
    larger: tuple[int, ...] = ()
    backends: frozenset[str] = frozenset()
    providers: frozenset[str] = frozenset()
    backends_settled: bool = False
    code_reads: bool = False
    qualified: bool = False
    image_sent: bool = False
    lately: Container[str] = frozenset()
    receipts: tuple[Receipt, ...] | None = None

    @property
    def naming(self) -> Naming:
        """What the route's model is called."""
        return Naming(self.asked_model, self.expect_model, self.models, self.models_settled)

    @property
    def served(self) -> Served:
        """Who has served the route so far."""
        return Served(
            naming=self.naming,
            backends=self.backends,
            providers=self.providers,
            settled=self.backends_settled,
            response_ids=self.seen_response_ids,
        )

    def sent(self, challenge: Challenge) -> Sent:
        """What went over the wire for `challenge`."""
        encoded = sum(4 * ceil(len(picture.content) / 3) for picture in challenge.pictures)
        return Sent(self.sent_sizes or _drawn(challenge), self.sent_characters or encoded)

    @property
    def family(self) -> Family | None:
        """The family that the model's name means."""
        return family_of(self.asked_model)

    def norm(self, challenge: Challenge) -> Norm:
        """What usage is held against; pictures sent in another size than drawn have no earlier shares."""
        drawn = _drawn(challenge)
        sizes = self.sent_sizes or drawn
        family = self.family.looking(self.sent_detail) if self.family is not None else None
        bands = [family.band(*size) for size in sizes] if family is not None else []
        return Norm(
            mode=self.usage,
            band=sum(bands[1:], bands[0]) if bands else None,
            flat=family is not None and family.flat,
            shares=self.shares if sizes == drawn else (),
            controls=self.controls,
        )


def _drawn(challenge: Challenge) -> tuple[tuple[int, int], ...]:
    return tuple((picture.width, picture.height) for picture in challenge.pictures)
