"""Uptime: how long a route was up, degraded, down or not known, by day and over spans. Pure."""

from monitor.uptime.days import days, uptime
from monitor.uptime.history import extended

__all__ = ["days", "extended", "uptime"]
