"""The outside world: what the user named, read into a `Document`."""
