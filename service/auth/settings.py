"""Settings of the authorization server."""

from datetime import timedelta

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from ..plumbing import Settings


class AuthSettings(Settings):
    """How tokens are issued (`SERVICE_AUTH_...`). Durations are in seconds."""

    model_config = SettingsConfigDict(env_prefix="SERVICE_AUTH_")

    issuer: str = Field(
        pattern=r"^https?://[^/?#]+$",
        description="Public address of the service: scheme, host and port.",
    )
    secret: SecretStr = Field(
        min_length=32,
        description="Encrypts the private keys; the same for all processes.",
    )
    audience: str = Field(default="isospin-service", description="`aud` of tokens.")
    access_token_seconds: int = Field(default=20 * 60, ge=1)
    refresh_token_seconds: int = Field(default=30 * 24 * 3600, ge=1)
    device_flow_seconds: int = Field(default=10 * 60, ge=1)
    device_poll_seconds: int = Field(default=5, ge=1)
    code_seconds: int = Field(default=60, ge=1)
    login_seconds: int = Field(default=8 * 3600, ge=1)
    key_rotation_seconds: int = Field(
        default=30 * 24 * 3600, ge=1, description="Age at which a key signs no more."
    )

    @property
    def secure(self) -> bool:
        """Whether the service is reached through TLS."""
        return self.issuer.startswith("https://")

    @property
    def device_flow_lifetime(self) -> timedelta:
        """How long a device flow may take."""
        return timedelta(seconds=self.device_flow_seconds)

    @property
    def key_lifetime(self) -> timedelta:
        """How long a key is published: until nothing signed with it is valid."""
        return timedelta(seconds=self.key_rotation_seconds + self.access_token_seconds)
