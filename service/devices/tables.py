"""The tables of the devices database."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

from ..columns import UtcDateTime

metadata = MetaData()

services = Table(
    "gateway_services",
    metadata,
    Column("service_id", String(64), primary_key=True),
    Column("title", String(128), nullable=False),
    Column("online", Boolean, nullable=False),
)

devices = Table(
    "devices",
    metadata,
    Column("service_id", String(64), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("host", String(256), nullable=False),
    Column("device_type", String(16), nullable=False),
    Column("description", String(1024), nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("labels", JSON, nullable=False),
    Column("access", JSON, nullable=False),
    Column("jumphost", String(64)),
    Column("version", Integer, nullable=False),
    ForeignKeyConstraint(["service_id"], ["gateway_services.service_id"]),
)

commands = Table(
    "device_commands",
    metadata,
    Column("command_id", String(64), primary_key=True),
    Column("service_id", String(64), nullable=False),
    Column("device", String(64), nullable=False),
    Column("owner_sub", String(64), nullable=False),
    Column("command", String(1024), nullable=False),
    Column("timeout", Float, nullable=False),
    Column("status", String(16), nullable=False),
    Column("error", String(1024)),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("deadline", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)

output = Table(
    "device_output",
    metadata,
    Column("command_id", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
)
