"""Every SQL database of the service, for migrations and for readiness."""

from .auth.db import AuthDatabase
from .jobs.db import JobsDatabase
from .plumbing import SqlDatabase
from .plumbing.documents_sql import DocumentsTable

DATABASES: tuple[type[SqlDatabase], ...] = (
    AuthDatabase,
    JobsDatabase,
    DocumentsTable,
)
