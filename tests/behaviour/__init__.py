"""Both clients against real services: what is passed arrives, what is sent is read."""
