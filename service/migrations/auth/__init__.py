"""Steps of the auth database."""
