# Rendered by isospin from the OpenAPI document of the service. Do not edit:
# regenerate it, or extend it in patches/.
"""The models, each imported at its first use."""

from __future__ import annotations

from importlib import import_module as _import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .auth import (
        DeviceAuthorization,
        DeviceLogin,
        ErrorCode,
        GrantType,
        JsonWebKey,
        JsonWebKeySet,
        OAuthError,
        Property,
        ProviderMetadata,
        Session,
        TokenResponse,
        UserInfo,
    )
    from .certification import Judged
    from .commands import (
        BulkCommandRequest,
        CommandReceipt,
        CommandResult,
        CommandStatus,
        OutputEnd,
        OutputLine,
        ServiceDevicesModelsCommandRequest,
    )
    from .config import GroupConfig, JobsConfig, ServiceConfig
    from .datasets import Dataset, PageDataset
    from .devices import (
        Device,
        DeviceChange,
        DeviceType,
        Http,
        NewDevice,
        Snmp,
        Terminal,
    )
    from .elements import Element
    from .files import File, FileStatus, PageFile
    from .gateway import GatewayService
    from .health import Alive, Readiness
    from .histograms_1d import Histogram1d, PageHistogram1d
    from .histograms_2d import Histogram2d, PageHistogram2d
    from .jobs import (
        BulkResult,
        Heartbeat,
        Job,
        JobDescription,
        JobFailure,
        JobField,
        JobRow,
        JobStatus,
        JobType,
        Kill,
        LogLevel,
        LogLine,
        MatchedJob,
        Metadata,
        ParametersEvent,
        Pause,
        PendingCommand,
        PilotOffer,
        ProgressEvent,
        RescheduleRequest,
        Resources,
        ScalarFilter,
        SearchQuery,
        ServiceJobsModelsCommandRequest,
        SetHeartbeatPeriod,
        SortKey,
        StatusChange,
        StatusEvent,
        StatusUpdate,
        SubmittedJob,
        SummaryQuery,
        SummaryRow,
        VectorFilter,
    )
    from .lumisections import Lumisection, PageLumisection
    from .runs import PageRun, Run
    from .sandboxes import Sandbox, SandboxKind
    from .shared import Problem
    from .workspaces import Workspace

_HOMES = {
    "Alive": ".health",
    "BulkCommandRequest": ".commands",
    "BulkResult": ".jobs",
    "CommandReceipt": ".commands",
    "CommandResult": ".commands",
    "CommandStatus": ".commands",
    "Dataset": ".datasets",
    "Device": ".devices",
    "DeviceAuthorization": ".auth",
    "DeviceChange": ".devices",
    "DeviceLogin": ".auth",
    "DeviceType": ".devices",
    "Element": ".elements",
    "ErrorCode": ".auth",
    "File": ".files",
    "FileStatus": ".files",
    "GatewayService": ".gateway",
    "GrantType": ".auth",
    "GroupConfig": ".config",
    "Heartbeat": ".jobs",
    "Histogram1d": ".histograms_1d",
    "Histogram2d": ".histograms_2d",
    "Http": ".devices",
    "Job": ".jobs",
    "JobDescription": ".jobs",
    "JobFailure": ".jobs",
    "JobField": ".jobs",
    "JobRow": ".jobs",
    "JobStatus": ".jobs",
    "JobType": ".jobs",
    "JobsConfig": ".config",
    "JsonWebKey": ".auth",
    "JsonWebKeySet": ".auth",
    "Judged": ".certification",
    "Kill": ".jobs",
    "LogLevel": ".jobs",
    "LogLine": ".jobs",
    "Lumisection": ".lumisections",
    "MatchedJob": ".jobs",
    "Metadata": ".jobs",
    "NewDevice": ".devices",
    "OAuthError": ".auth",
    "OutputEnd": ".commands",
    "OutputLine": ".commands",
    "PageDataset": ".datasets",
    "PageFile": ".files",
    "PageHistogram1d": ".histograms_1d",
    "PageHistogram2d": ".histograms_2d",
    "PageLumisection": ".lumisections",
    "PageRun": ".runs",
    "ParametersEvent": ".jobs",
    "Pause": ".jobs",
    "PendingCommand": ".jobs",
    "PilotOffer": ".jobs",
    "Problem": ".shared",
    "ProgressEvent": ".jobs",
    "Property": ".auth",
    "ProviderMetadata": ".auth",
    "Readiness": ".health",
    "RescheduleRequest": ".jobs",
    "Resources": ".jobs",
    "Run": ".runs",
    "Sandbox": ".sandboxes",
    "SandboxKind": ".sandboxes",
    "ScalarFilter": ".jobs",
    "SearchQuery": ".jobs",
    "ServiceConfig": ".config",
    "ServiceDevicesModelsCommandRequest": ".commands",
    "ServiceJobsModelsCommandRequest": ".jobs",
    "Session": ".auth",
    "SetHeartbeatPeriod": ".jobs",
    "Snmp": ".devices",
    "SortKey": ".jobs",
    "StatusChange": ".jobs",
    "StatusEvent": ".jobs",
    "StatusUpdate": ".jobs",
    "SubmittedJob": ".jobs",
    "SummaryQuery": ".jobs",
    "SummaryRow": ".jobs",
    "Terminal": ".devices",
    "TokenResponse": ".auth",
    "UserInfo": ".auth",
    "VectorFilter": ".jobs",
    "Workspace": ".workspaces",
}

__all__ = [
    "Alive",
    "BulkCommandRequest",
    "BulkResult",
    "CommandReceipt",
    "CommandResult",
    "CommandStatus",
    "Dataset",
    "Device",
    "DeviceAuthorization",
    "DeviceChange",
    "DeviceLogin",
    "DeviceType",
    "Element",
    "ErrorCode",
    "File",
    "FileStatus",
    "GatewayService",
    "GrantType",
    "GroupConfig",
    "Heartbeat",
    "Histogram1d",
    "Histogram2d",
    "Http",
    "Job",
    "JobDescription",
    "JobFailure",
    "JobField",
    "JobRow",
    "JobStatus",
    "JobType",
    "JobsConfig",
    "JsonWebKey",
    "JsonWebKeySet",
    "Judged",
    "Kill",
    "LogLevel",
    "LogLine",
    "Lumisection",
    "MatchedJob",
    "Metadata",
    "NewDevice",
    "OAuthError",
    "OutputEnd",
    "OutputLine",
    "PageDataset",
    "PageFile",
    "PageHistogram1d",
    "PageHistogram2d",
    "PageLumisection",
    "PageRun",
    "ParametersEvent",
    "Pause",
    "PendingCommand",
    "PilotOffer",
    "Problem",
    "ProgressEvent",
    "Property",
    "ProviderMetadata",
    "Readiness",
    "RescheduleRequest",
    "Resources",
    "Run",
    "Sandbox",
    "SandboxKind",
    "ScalarFilter",
    "SearchQuery",
    "ServiceConfig",
    "ServiceDevicesModelsCommandRequest",
    "ServiceJobsModelsCommandRequest",
    "Session",
    "SetHeartbeatPeriod",
    "Snmp",
    "SortKey",
    "StatusChange",
    "StatusEvent",
    "StatusUpdate",
    "SubmittedJob",
    "SummaryQuery",
    "SummaryRow",
    "Terminal",
    "TokenResponse",
    "UserInfo",
    "VectorFilter",
    "Workspace",
]


if not TYPE_CHECKING:  # type checkers know every name; another is an error

    def __getattr__(name: str) -> object:
        """Import a model at its first use, with the module that it is in."""
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module = _import_module(home, __name__)
        if not hasattr(module, name):
            # A patch asks for it while its module is being imported. For pydantic it
            # is a name that does not exist yet: it asks again at the first use.
            raise NameError(f"{name} is not defined yet", name=name)
        value: object = getattr(module, name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__
