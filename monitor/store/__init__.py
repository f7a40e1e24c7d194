"""Memory that survives a restart: results, health, incidents, baselines, spending, and the seeds' secret."""
