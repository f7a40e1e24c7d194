"""What a day of the default configuration costs, by the forecast that `eyechart check` prints."""

from collections.abc import Sequence
from typing import Any

from evidence.routes import INTERVAL, MODELS, probe_of
from evidence.shape import Claim, Section, Size, Task, table
from monitor.money.forecast import forecast

README_MODELS = ("gpt-4.1-nano", "gemini-2.5-flash-lite", "gpt-4o", "claude-haiku-4-5")
_SMALL = ("gpt-4.1-nano", "gemini-2.5-flash-lite")
_CENTS = 0.5
# Prices change: those of this day, 2026-11-27, as far as the tables know it.
_DAY = 1_795_780_800.0


def tasks(_size: Size) -> list[Task]:
    """Nothing has to be simulated."""
    return []


def section(_size: Size, _results: Sequence[Any]) -> Section:
    """US dollars a day, by model and by family."""
    models = list(dict.fromkeys([*README_MODELS, *MODELS.values()]))
    forecasts = {model: forecast(probe_of(model, "inline"), at=_DAY) for model in models}
    rows = [
        [f"`{model}`", f"{each.runs:,.0f}", f"{each.tokens:,.0f}", f"{each.usd:.4f}", each.source.value]
        for model, each in forecasts.items()
    ]
    dearest = max(forecasts[model].usd for model in _SMALL)
    claim = Claim(
        f"a route of a small model costs less than {_CENTS * 100:.0f} cents a day",
        f"{dearest:.3f} USD",
        dearest < _CENTS,
        f"one probe every {INTERVAL:.0f} s, list prices",
    )
    lines = [
        f"One probe every {INTERVAL:.0f} s on a healthy route, with controls, swaps and the bursts that",
        "follow a false suspicion; without diagnosis and recovery.",
        "",
        *table(("model", "runs", "tokens", "USD a day", "price"), rows),
    ]
    exact = {f"USD a day {model}": round(each.usd, 6) for model, each in forecasts.items()}
    return Section("Cost of a route-day", lines, [claim], exact)
