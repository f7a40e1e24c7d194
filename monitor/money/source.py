"""Where a figure of money comes from; tables disagree, so each cost is an estimate and says which kind."""

from enum import StrEnum


class Source(StrEnum):
    """The operator's price, the price list, a guess, the gateway's own word, or what earlier runs cost."""

    CONFIGURED = "configured"
    TABLE = "table"
    ASSUMED = "assumed"
    REPORTED = "reported"
    EXPECTED = "expected"
