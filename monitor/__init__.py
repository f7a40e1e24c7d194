"""The thin shell: when to ask, sending, remembering, telling."""
