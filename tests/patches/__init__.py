"""Specification of patches: how they are laid over, checked, mirrored."""
