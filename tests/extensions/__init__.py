"""Clients that are laid over other ones."""
