"""The table of what a day of the default configuration costs, made from the forecast that `check` prints.

Prices are those of one stated day by the locked price list, so that the table changes when the list, a
formula or the schedule does, and not with the day on which it is made.
"""

import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from monitor.config import load
from monitor.money.forecast import Forecast, Purpose, forecast, stopped

_MODELS = ("gpt-4.1-nano", "gemini-2.5-flash-lite", "gpt-4o", "claude-haiku-4-5")
_PRICES_OF = datetime(2026, 11, 1, tzinfo=UTC)
_HEAD = ("model", "requests a day", "tokens a day", "USD: images", "controls", "swaps, bursts", "in all")


def costs_table() -> str:
    """A row for each model, and what the figures are made of."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "eyechart.yaml"
        routes = "".join(f"  - {{gateway: main, model: {model}}}\n" for model in _MODELS)
        file.write_text(f"gateways:\n  main: {{base_url: https://gateway.example/v1}}\nroutes:\n{routes}")
        probes = load(file).probes
    days = [(probe, forecast(probe, at=_PRICES_OF.timestamp())) for probe in probes]
    rows = [(probe.route.model, day) for probe, day in days]
    lines = [_HEAD, ("---",) * len(_HEAD), *(_row(model, expected) for model, expected in rows)]
    table = "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
    cut = stopped(days)
    over = [probe.route.model for probe, _ in days if probe.id in cut]
    advice = (
        f" {', '.join(f'`{model}`' for model in over)} would stop at it: probe less often." if over else ""
    )
    return (
        f"{table}\nThe forecast for a healthy day of one route with one probe a minute, at the prices of "
        f"{_PRICES_OF:%Y-%m-%d}\n(genai-prices {version('genai-prices')}). The default budget is 1 USD a day "
        f"and route.{advice}\n"
    )


def _row(model: str, expected: Forecast) -> tuple[str, ...]:
    usd = {purpose: share.usd for purpose, share in expected.shares.items()}
    more = usd[Purpose.SWAPS] + usd[Purpose.BURSTS]
    figures = (usd[Purpose.IMAGES], usd[Purpose.CONTROLS], more)
    return (
        f"`{model}`",
        f"{expected.runs:,.0f}",
        f"{expected.tokens:,.0f}",
        *(f"{each:.3f}" for each in figures),
        f"**{expected.usd:.2f}**",
    )
