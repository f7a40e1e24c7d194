"""`make evidence`: what this monitor finds and how often it errs, measured through the whole path.

Challenges are drawn, asked in the words of the protocol, answered by the simulated gateway in this process,
decoded, judged and weighed by the daemon's own code; only sockets and the clock are left out. All chance
comes from one seed, so the same command writes the same file, byte for byte.
"""
