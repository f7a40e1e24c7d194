"""The one place that states Eyechart's version."""

__version__ = "0.1.0"
