"""Patches of the asyncio client."""
