"""The schema-diff gate."""
