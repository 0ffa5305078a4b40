"""Small documents and what is rendered from them, for a reviewer to read."""
