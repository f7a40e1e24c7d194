"""Incidents: what transitions add up to, one open per route and kind, its updates never rewritten.

Pure: no I/O and no clock; times come in as arguments.
"""
