"""One run, told: to machines, on a line, in a table, or spelled out."""
