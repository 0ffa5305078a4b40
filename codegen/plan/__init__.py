"""The IR -> files: what each template needs, with every decision taken.

    variants     how methods read operations; a whole and a stream are two methods
    arguments    what a method takes
    docs         docstrings
    table        what is said about the wire, once for both flavours
    groups       methods, and the module around them
    client       the client class and the root of the package
    servers      where the service may be
    filters      the query arguments of operations with many, as types
    pagination   which operations are listings
    imports      import lines

The plan speaks Python. Signatures, docstrings, calls and imports arrive at the
templates finished, as `Code`; a template only says where they stand. Nothing here
depends on the flavour: a method's signature differs in `async` alone.
"""

from codegen.plan.client import ClientModule, plan_client
from codegen.plan.filters import FiltersModule, plan_filters
from codegen.plan.groups import GroupModule, plan_group
from codegen.plan.servers import ServersModule, plan_servers

__all__ = [
    "ClientModule",
    "FiltersModule",
    "GroupModule",
    "ServersModule",
    "plan_client",
    "plan_filters",
    "plan_group",
    "plan_servers",
]
