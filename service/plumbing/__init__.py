"""Typed dependency injection, transactions, settings and rights for FastAPI.

A package of its own: it knows nothing of jobs, devices or histograms, and works
in any FastAPI application that puts a `Container` into `app.state.container`.

=====================  ======================================================
`Router`               injects what its routes name by bare annotation
`auto_inject`          the same for a sub-dependency
`wrap_task`            the same for a background task
`SqlDatabase`          one transaction a request
`Settings`             one frozen instance from the environment
`NoTransaction`        marker: hand over the database un-entered
`ReadOnly`             marker: a transaction that can only read
=====================  ======================================================
"""

from .availability import Availability, Unavailable
from .container import Container, Lifetime
from .injectable import Injectable, Marker, NoTransaction, ReadOnly, Transactional
from .injection import auto_inject, wrap_task
from .policies import AccessPolicy
from .properties import Requirement, SecurityProperty
from .routing import Route, Router
from .settings import Settings, SettingsError
from .sql import DatabaseSettings, SqlDatabase
from .users import CurrentUser, TokenVerifier, User, current_user, has_properties

__all__ = [
    "AccessPolicy",
    "Availability",
    "Container",
    "CurrentUser",
    "DatabaseSettings",
    "Injectable",
    "Lifetime",
    "Marker",
    "NoTransaction",
    "ReadOnly",
    "Requirement",
    "Route",
    "Router",
    "SecurityProperty",
    "Settings",
    "SettingsError",
    "SqlDatabase",
    "TokenVerifier",
    "Transactional",
    "Unavailable",
    "User",
    "auto_inject",
    "current_user",
    "has_properties",
    "wrap_task",
]
