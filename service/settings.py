"""Settings of the service as a whole."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from .plumbing import Settings


class ServiceSettings(Settings):
    """How the service runs (`SERVICE_...`)."""

    model_config = SettingsConfigDict(env_prefix="SERVICE_")

    development: bool = Field(
        default=False,
        description="Refuse what a programmer forgot, instead of logging it.",
    )
