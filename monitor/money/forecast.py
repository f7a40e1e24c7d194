"""What probing a configuration will cost, before it starts: an estimate, and it says so."""

from dataclasses import dataclass

from monitor.asking.memory import CONTROL_EVERY
from monitor.money.budget import TYPICAL_COMPLETION_TOKENS, TYPICAL_PROMPT_TOKENS
from monitor.money.prices import Source, quote
from monitor.probe import Probe
from probes.types import Usage

_DAY = 86_400.0
_CONTROL_TOKENS = 60


@dataclass(frozen=True, slots=True)
class Forecast:
    """Runs, tokens and US dollars a day of one probe on a healthy route; `stops` if the budget is smaller."""

    runs: float
    tokens: float
    usd: float
    source: Source
    limit: float

    @property
    def stops(self) -> bool:
        """Whether the route's budget will stop the probe before the day is over."""
        return self.usd > self.limit


def forecast(probe: Probe) -> Forecast:
    """One image run an interval, one control in twenty."""
    images = _DAY / probe.interval
    controls = images / CONTROL_EVERY
    prompt = round(images * TYPICAL_PROMPT_TOKENS + controls * _CONTROL_TOKENS)
    completion = round((images + controls) * TYPICAL_COMPLETION_TOKENS)
    priced = quote(probe.route)
    usd = priced.cost(Usage(prompt=prompt, completion=completion))
    share = probe.route.usd_per_day / probe.route.probe_count
    return Forecast(images + controls, prompt + completion, usd, priced.source, share)
