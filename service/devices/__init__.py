"""Devices behind the service: an inventory, and commands sent to them."""
