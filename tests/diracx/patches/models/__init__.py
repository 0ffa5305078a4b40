"""Models, patched."""
