"""Steps of the monitoring database."""
