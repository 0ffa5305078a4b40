"""Steps of the documents database."""
