"""Every router of the service, and what its group of routes is about."""

from .auth.pages import router as auth_pages
from .auth.router import account, discovery, oauth
from .config.router import router as config
from .devices.commands import router as commands
from .devices.router import gateway
from .devices.router import router as devices
from .health.router import router as health
from .jobs.following import router as following
from .jobs.router import router as jobs
from .jobs.sandboxes import router as sandboxes
from .monitoring.certification import router as certification
from .monitoring.datasets import router as datasets
from .monitoring.elements import router as elements
from .monitoring.files import router as files
from .monitoring.histograms_1d import router as histograms_1d
from .monitoring.histograms_2d import router as histograms_2d
from .monitoring.lumisections import router as lumisections
from .monitoring.runs import router as runs
from .monitoring.workspaces import router as workspaces
from .plumbing import Router

ROUTERS: dict[str, Router] = {
    "discovery": discovery,
    "oauth": oauth,
    "account": account,
    "auth_pages": auth_pages,
    # Before the one of `jobs`: `/parameters/search` is no job number.
    "following": following,
    "jobs": jobs,
    "sandboxes": sandboxes,
    "workspaces": workspaces,
    "datasets": datasets,
    "files": files,
    "runs": runs,
    "lumisections": lumisections,
    "elements": elements,
    "histograms_1d": histograms_1d,
    "histograms_2d": histograms_2d,
    "certification": certification,
    "gateway": gateway,
    "devices": devices,
    "commands": commands,
    "config": config,
    "health": health,
}
"""The routers, by the names under which extensions replace them."""

TAGS = [
    {"name": name, "description": description}
    for name, description in {
        "auth": "Signing in, for programs and for people.",
        "jobs": "A queue of work and what becomes of it.",
        "sandboxes": "The files of jobs.",
        "workspaces": "Parts of the monitoring data.",
        "datasets": "Datasets that are monitored.",
        "files": "Files of the datasets.",
        "runs": "Runs, as far as datasets have them.",
        "lumisections": "Lumisections of the runs.",
        "elements": "What the histograms show.",
        "histograms_1d": "Histograms with one axis.",
        "histograms_2d": "Histograms with two axes.",
        "certification": "Which data are good.",
        "gateway": "Services that have devices behind them.",
        "devices": "The inventory of such a service.",
        "commands": "Commands sent to devices.",
        "config": "What can change while the service runs.",
        "health": "For whoever starts and stops processes.",
    }.items()
]
