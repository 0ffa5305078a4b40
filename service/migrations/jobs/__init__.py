"""Steps of the jobs database."""
