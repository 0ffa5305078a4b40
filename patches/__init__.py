"""Hand-written parts of the client of the reference service; see docs/patches.md."""
