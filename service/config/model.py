"""What can be configured while the service runs."""

from pydantic import BaseModel, ConfigDict, Field

from ..plumbing import Config


class GroupConfig(BaseModel):
    """A group: who is in it and what that allows."""

    model_config = ConfigDict(frozen=True)

    users: frozenset[str] = Field(
        default=frozenset(), description="User names of its members."
    )
    properties: frozenset[str] = Field(
        default=frozenset(), description="Names of security properties."
    )


class JobsConfig(BaseModel):
    """How jobs are treated."""

    model_config = ConfigDict(frozen=True)

    max_reschedules: int = Field(
        default=10, ge=0, description="A job is started anew this often, no more."
    )


class ServiceConfig(Config):
    """The configuration of the service, the same to every process."""

    title: str = Field(default="Isospin", description="Name shown to people.")
    groups: dict[str, GroupConfig] = Field(
        default_factory=dict, description="Groups by name; earlier ones are defaults."
    )
    jobs: JobsConfig = Field(default_factory=JobsConfig)

    def groups_of(self, username: str) -> list[str]:
        """Return the groups of a user; the first is the user's default."""
        return [name for name, group in self.groups.items() if username in group.users]
