"""Figures as readers see them: three digits at most, and never rounded to the better."""


def seconds(value: float | None) -> str:
    """A latency: `840 ms`, `2.41 s`, `31 s`; a dash for none."""
    if value is None:
        return "–"
    if value < 0.9995:  # noqa: PLR2004 - what rounds to less than a second
        return f"{value * 1000:.0f} ms"
    return f"{value:.2f} s" if value < 9.995 else f"{value:.1f} s"  # noqa: PLR2004 - three figures are enough


def percent(share: float | None) -> str:
    """A share of 0 to 1 with two decimals, cut and never rounded: 100 % is said of what never failed."""
    if share is None:
        return "–"
    return "100 %" if share >= 1 else f"{int(share * 10_000) / 100:.2f} %"


def ratio(share: float) -> str:
    """A share of 0 to 1 that is measured and has bounds: with one decimal."""
    return f"{share * 100:.1f} %"
