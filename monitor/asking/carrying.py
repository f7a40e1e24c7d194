"""How pictures that do not travel inside the request get to where the model finds them, and away again.

Who lays pictures out and takes them away is a `Carrier`; there is one for each `Via` that the configuration
provides for. Where there is none, nobody was asked: that is ours to mend, and no fault of the route.
"""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol, Self

from monitor.probe import Probe
from probes.media import MEDIA, Via
from probes.types import Ask, Failure, FailureKind, Finding, Receipt, Reply, Request, Response, Timings


@dataclass(slots=True)
class Carried:
    """An ask that names its pictures by URL or file, and what there is to say of their way.

    `private` is what only the gateway and its provider are to know, as for a while it is all that guards a
    picture. `receipts` are those of who fetched them, None where nobody has to; `findings` whatever else was
    seen. These two are whole when the carrier's block has been left, and not before.
    """

    ask: Ask
    private: tuple[str, ...] = ()
    receipts: tuple[Receipt, ...] | None = None
    findings: tuple[Finding, ...] = ()


class Carrier(Protocol):
    """One way by which pictures reach a model outside the request."""

    def carry(self, probe: Probe, ask: Ask) -> AbstractAsyncContextManager[Carried]:
        """While the block runs, the pictures of `ask` are where the model finds them.

        Raises:
            NotCarriedError: they could not be put there.
        """


Carriers = Mapping[Via, Carrier]

NO_CARRIERS: Carriers = {}


class NotCarriedError(Exception):
    """The pictures are not where a model would find them: what came instead, before anything was asked.

    `request` is what was sent to get them there, if anything was, and `base_url` where it went, empty for the
    gateway's own.
    """

    def __init__(
        self,
        answer: Response | Failure,
        reply: Reply | Failure,
        request: Request | None = None,
        base_url: str = "",
    ) -> None:
        super().__init__(str(reply))
        self.answer = answer
        self.reply = reply
        self.request = request
        self.base_url = base_url

    @classmethod
    def ours(cls, why: str) -> Self:
        """Nothing was sent, for a reason that is ours to mend."""
        failure = Failure(FailureKind.MISCONFIGURED, why, Timings(total=0.0))
        return cls(failure, failure)


# What the operator has to do where a carrier is missing.
_MISSING: dict[Via, str] = {
    Via.INLINE: "",
    Via.URL: "no `origin` to fetch pictures from: configure `origin: {listen: …, url: …}` and start again",
    Via.INTERNAL: "no internal listener: configure `origin: {internal: {listen: …, url: …}}` and start again",
    Via.UPLOAD: "nothing uploads pictures to this gateway's protocol",
}


def carrying(carriers: Carriers, probe: Probe, ask: Ask) -> AbstractAsyncContextManager[Carried]:
    """While the block runs, the pictures of `ask` are where the medium of `probe` wants them.

    Raises:
        NotCarriedError: nobody can put them there.
    """
    via = MEDIA[probe.medium].via
    if via is Via.INLINE or not any(ask.images):
        return nullcontext(Carried(ask))
    carrier = carriers.get(via)
    if carrier is None:
        raise NotCarriedError.ours(_MISSING[via])
    return carrier.carry(probe, ask)
