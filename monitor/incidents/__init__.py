"""Incidents: what transitions add up to, one open per route and kind, its updates never rewritten.

Pure: no I/O and no clock; times come in as arguments.
"""

from monitor.incidents.grounds import open_kinds
from monitor.incidents.ledger import advance, changed, explain, withdraw

__all__ = ["advance", "changed", "explain", "open_kinds", "withdraw"]
