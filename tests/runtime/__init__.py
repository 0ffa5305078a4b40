"""The runtime that every generated client carries, tested as such."""
