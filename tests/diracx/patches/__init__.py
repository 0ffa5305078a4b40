"""Hand-written parts of the client."""
