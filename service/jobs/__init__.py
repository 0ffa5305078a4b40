"""Jobs: a queue of work, its history, its files, its logs and its live events."""
