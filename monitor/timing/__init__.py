"""When to ask: the schedule, its slots, the places in the queue, and how late we are ourselves."""
