"""Every SQL database of the service, for migrations and for readiness."""

from .auth.db import AuthDatabase
from .devices.db import DevicesDatabase
from .jobs.db import JobsDatabase
from .monitoring.db import MonitoringDatabase
from .plumbing import SqlDatabase
from .plumbing.documents_sql import DocumentsTable

DATABASES: tuple[type[SqlDatabase], ...] = (
    AuthDatabase,
    JobsDatabase,
    MonitoringDatabase,
    DevicesDatabase,
    DocumentsTable,
)
