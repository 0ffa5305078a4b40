"""The authorization server: OAuth 2.0 and OpenID Connect for the service's clients."""
