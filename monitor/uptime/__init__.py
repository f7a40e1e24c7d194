"""Uptime: how long a route was up, degraded, down or not known, by day and over spans. Pure."""
