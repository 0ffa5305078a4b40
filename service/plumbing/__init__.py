"""Typed dependency injection, transactions, settings and rights for FastAPI.

A package of its own: it knows nothing of jobs, devices or histograms, and works
in any FastAPI application that puts a `Container` into `app.state.container`.

=====================  ======================================================
`Router`               injects what its routes name by bare annotation
`auto_inject`          the same for a sub-dependency
`wrap_task`            the same for a background task
`SqlDatabase`          one transaction a request
`DocumentDatabase`     one session a request
`Settings`             one frozen instance from the environment
`Config`               the current version from a file or a git repository
`NoTransaction`        marker: hand over the database un-entered
`ReadOnly`             marker: a transaction that can only read
`AccessPolicy`         rules that each route of a router must apply
`current_user`         who is asking, from a checked access token
`has_properties`       refuse users without some security property
=====================  ======================================================
"""

from .availability import Availability, Unavailable
from .config import Config, ConfigCache, ConfigSettings
from .config_sources import ConfigSourceError, Revision
from .container import Container, Lifetime
from .documents import Condition, DocumentDatabase, DocumentSettings
from .extensions import (
    ExtensionError,
    available_properties,
    replaced_classes,
    replaced_routers,
)
from .injectable import Injectable, Marker, NoTransaction, ReadOnly, Transactional
from .injection import auto_inject, wrap_task
from .policies import AccessPolicy, ForgottenPolicyError
from .properties import Requirement, SecurityProperty
from .routing import Route, Router, injected_classes
from .settings import Settings, SettingsError, load_all
from .sql import DatabaseSettings, SqlDatabase
from .users import CurrentUser, TokenVerifier, User, current_user, has_properties

__all__ = [
    "AccessPolicy",
    "Availability",
    "Condition",
    "Config",
    "ConfigCache",
    "ConfigSettings",
    "ConfigSourceError",
    "Container",
    "CurrentUser",
    "DatabaseSettings",
    "DocumentDatabase",
    "DocumentSettings",
    "ExtensionError",
    "ForgottenPolicyError",
    "Injectable",
    "Lifetime",
    "Marker",
    "NoTransaction",
    "ReadOnly",
    "Requirement",
    "Revision",
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
    "available_properties",
    "current_user",
    "has_properties",
    "injected_classes",
    "load_all",
    "replaced_classes",
    "replaced_routers",
    "wrap_task",
]
