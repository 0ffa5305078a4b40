"""Steps of the devices database."""
