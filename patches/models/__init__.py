"""Patches of models: each class becomes a base of the generated one."""
