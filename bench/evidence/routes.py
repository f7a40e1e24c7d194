"""The routes that are measured: one of every token family, and a probe for every preset."""

from monitor.probe import Probe, Route
from probes.presets import PRESETS
from simgateway.families import FAMILIES
from tests.carrying import gateway_of

INTERVAL, TIMEOUT = 60.0, 30.0
# Money is measured apart; here nothing may stop for it.
_ENOUGH = 1e9

MODELS: dict[str, str] = {family: family + "5" if family.endswith("-") else family for family in FAMILIES}
"""A model's name for every family of the simulated gateway."""

DEFAULT_MODEL = "gpt-4o"


def probe_of(model: str, preset: str, *, route: str = "route") -> Probe:
    """A probe of `model` by a preset."""
    asked = PRESETS[preset]
    return Probe(
        Route(route, gateway_of(preset, "http://sim.test"), model, usd_per_day=_ENOUGH),
        preset,
        asked.challenge,
        asked.medium,
        asked.placement,
        stream=asked.stream,
        interval=INTERVAL,
        timeout=TIMEOUT,
    )
