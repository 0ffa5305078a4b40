"""What the devices routes take and give."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from ..columns import Instant, Text, may_be_absent

ServiceId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
DeviceName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{0,62}$")]
Label = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_=-]{0,62}$")]
CommandText = Annotated[Text, StringConstraints(min_length=1, max_length=1024)]


class DeviceType(StrEnum):
    """What a device is."""

    ROUTER = "ROUTER"
    SWITCH = "SWITCH"
    FIREWALL = "FIREWALL"
    SERVER = "SERVER"


class Terminal(BaseModel):
    """Reached through a terminal session."""

    model_config = ConfigDict(extra="forbid")

    protocol: Literal["ssh", "telnet"]
    port: int = Field(default=22, ge=1, le=65_535)
    username: Text = Field(max_length=128)
    password: SecretStr | None = Field(default=None, description="Never given back.")


class Http(BaseModel):
    """Reached through its HTTP API."""

    model_config = ConfigDict(extra="forbid")

    protocol: Literal["http"]
    base_path: Text = Field(default="/", max_length=256)
    verify_tls: bool = True


class Snmp(BaseModel):
    """Reached through SNMP."""

    model_config = ConfigDict(extra="forbid")

    protocol: Literal["snmp"]
    community: SecretStr
    version: Literal[2, 3] = 3


Access = Annotated[Terminal | Http | Snmp, Field(discriminator="protocol")]


class GatewayService(BaseModel):
    """A service that has devices behind it."""

    service_id: ServiceId = Field(examples=["lab-1"])
    title: str
    online: bool
    device_count: int = Field(ge=0)


class NewDevice(BaseModel):
    """A device to put into an inventory."""

    name: DeviceName = Field(examples=["core-r1"])
    host: Text = Field(min_length=1, max_length=256, examples=["192.0.2.1"])
    device_type: DeviceType
    description: Text = Field(default="", max_length=1024)
    enabled: bool = True
    labels: set[Label] = Field(default_factory=set, max_length=32)
    access: list[Access] = Field(
        default_factory=list, max_length=8, description="Ways to reach it, best first."
    )
    jumphost: DeviceName | None = Field(
        default=None, description="Device of the same service to go through."
    )


class Device(BaseModel):
    """A device in an inventory; what is secret stays there."""

    name: DeviceName
    host: str
    device_type: DeviceType
    description: str
    enabled: bool
    labels: list[Label]
    protocols: list[str]
    jumphost: DeviceName | None
    version: int = Field(ge=1, description="Grows with each change.")


class DeviceChange(BaseModel):
    """What to change in a device; what is absent stays."""

    host: Text = may_be_absent("Its address.", min_length=1, max_length=256)
    description: Text = may_be_absent("What it is for.", max_length=1024)
    enabled: bool = may_be_absent("Whether commands are sent to it.")
    labels: set[Label] = may_be_absent("In place of those it has.", max_length=32)
    jumphost: DeviceName | None = may_be_absent("Device to go through; null for none.")


class CommandStatus(StrEnum):
    """How far a command has come."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"
    TIMEOUT = "TIMEOUT"


class CommandRequest(BaseModel):
    """A command for a device."""

    command: CommandText = Field(examples=["show version"])
    timeout: float = Field(
        default=30.0, gt=0, le=300, description="Seconds that it may take."
    )


class BulkCommandRequest(CommandRequest):
    """A command for several devices."""

    devices: list[DeviceName] | None = Field(
        default=None,
        max_length=100,
        description="Their names; every enabled device when omitted.",
    )


class CommandReceipt(BaseModel):
    """A command that was accepted; its result comes later."""

    kind: Literal["receipt"] = "receipt"
    command_id: str
    device: DeviceName
    status: CommandStatus


class CommandResult(BaseModel):
    """A command that is done."""

    kind: Literal["result"] = "result"
    command_id: str
    device: DeviceName
    command: str
    status: CommandStatus
    output: str = Field(description="What the device has written.")
    error: str | None = Field(default=None, description="Why it failed.")
    sent_at: Instant
    ended_at: Instant | None


class OutputLine(BaseModel):
    """A line that a device has written."""

    kind: Literal["line"] = "line"
    number: int = Field(ge=1)
    text: str


class OutputEnd(BaseModel):
    """Nothing more will come."""

    kind: Literal["end"] = "end"
    status: CommandStatus
    error: str | None = None


Output = Annotated[OutputLine | OutputEnd, Field(discriminator="kind")]
