"""Whether the service runs, and whether it can be used."""
