"""The reference service: a real FastAPI application that clients are made for."""
