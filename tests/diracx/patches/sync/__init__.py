"""Patches of the blocking client."""
