"""Telling others: one file per way out."""
