# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The blocking client."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ._base import BaseClient

if TYPE_CHECKING:
    from .auth import Auth
    from .certification import Certification
    from .commands import Commands
    from .config import Config
    from .datasets import Datasets
    from .devices import Devices
    from .elements import Elements
    from .files import Files
    from .gateway import Gateway
    from .health import Health
    from .histograms_1d import Histograms1d
    from .histograms_2d import Histograms2d
    from .jobs import Jobs
    from .lumisections import Lumisections
    from .runs import Runs
    from .sandboxes import Sandboxes
    from .workspaces import Workspaces


class Client(BaseClient):
    """Client of Isospin reference service.

    Every operation may raise what `errors` lists.
    """

    _oauth2 = (("discovery_url", "/.well-known/openid-configuration"),)

    @cached_property
    def auth(self) -> Auth:
        """Signing in, for programs and for people."""
        from .auth import Auth

        return Auth(self._transport)

    @cached_property
    def certification(self) -> Certification:
        """Which data are good."""
        from .certification import Certification

        return Certification(self._transport)

    @cached_property
    def commands(self) -> Commands:
        """Commands sent to devices."""
        from .commands import Commands

        return Commands(self._transport)

    @cached_property
    def config(self) -> Config:
        """What can change while the service runs."""
        from .config import Config

        return Config(self._transport)

    @cached_property
    def datasets(self) -> Datasets:
        """Datasets that are monitored."""
        from .datasets import Datasets

        return Datasets(self._transport)

    @cached_property
    def devices(self) -> Devices:
        """The inventory of such a service."""
        from .devices import Devices

        return Devices(self._transport)

    @cached_property
    def elements(self) -> Elements:
        """What the histograms show."""
        from .elements import Elements

        return Elements(self._transport)

    @cached_property
    def files(self) -> Files:
        """Files of the datasets."""
        from .files import Files

        return Files(self._transport)

    @cached_property
    def gateway(self) -> Gateway:
        """Services that have devices behind them."""
        from .gateway import Gateway

        return Gateway(self._transport)

    @cached_property
    def health(self) -> Health:
        """For whoever starts and stops processes."""
        from .health import Health

        return Health(self._transport)

    @cached_property
    def histograms_1d(self) -> Histograms1d:
        """Histograms with one axis."""
        from .histograms_1d import Histograms1d

        return Histograms1d(self._transport)

    @cached_property
    def histograms_2d(self) -> Histograms2d:
        """Histograms with two axes."""
        from .histograms_2d import Histograms2d

        return Histograms2d(self._transport)

    @cached_property
    def jobs(self) -> Jobs:
        """A queue of work and what becomes of it."""
        from .jobs import Jobs

        return Jobs(self._transport)

    @cached_property
    def lumisections(self) -> Lumisections:
        """Lumisections of the runs."""
        from .lumisections import Lumisections

        return Lumisections(self._transport)

    @cached_property
    def runs(self) -> Runs:
        """Runs, as far as datasets have them."""
        from .runs import Runs

        return Runs(self._transport)

    @cached_property
    def sandboxes(self) -> Sandboxes:
        """The files of jobs."""
        from .sandboxes import Sandboxes

        return Sandboxes(self._transport)

    @cached_property
    def workspaces(self) -> Workspaces:
        """Parts of the monitoring data."""
        from .workspaces import Workspaces

        return Workspaces(self._transport)
