"""The configuration of the service and the route that shows it."""
