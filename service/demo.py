"""Demo data: people, clients, devices and monitoring data to try the service with.

The same numbers always give the same data. Passwords and secrets are written
below for all to see: this is nothing for a service that others can reach.
"""

import asyncio
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import yaml
from sqlalchemy import Table

from .auth.db import AuthDatabase
from .auth.models import GrantType
from .auth.secrets import digest, hash_password
from .devices.db import DevicesDatabase
from .devices.models import DeviceType, NewDevice, Terminal
from .jobs.db import JobsDatabase
from .jobs.models import JobDescription
from .monitoring import tables as t
from .monitoring.db import MonitoringDatabase
from .plumbing import Container, NoTransaction, User
from .rights import (
    CERTIFIER,
    DEVICE_OPERATOR,
    JOB_ADMINISTRATOR,
    NORMAL_USER,
    PILOT,
    SERVICE_ADMINISTRATOR,
)

USERS = {
    "alice": "Alice Arnold",
    "bob": "Bob Berger",
    "carol": "Carol Curie",
    "dave": "Dave Dirac",
}
"""User names and full names; a password is the user name and `-demo`."""

CLI_CLIENT = "isospin-cli"
"""A public client, for the device flow and for codes."""

PILOT_CLIENT, PILOT_SECRET = "pilot-factory", "pilot-factory-demo-secret"
"""A confidential client, for client credentials."""

CONFIG = yaml.safe_dump(
    {
        "title": "Isospin demo",
        "groups": {
            "users": {
                "users": ["alice", "bob", "carol"],
                "properties": [NORMAL_USER.name, CERTIFIER.name, DEVICE_OPERATOR.name],
            },
            "guests": {"users": ["bob", "dave"], "properties": []},
            "admins": {
                "users": ["carol"],
                "properties": [
                    NORMAL_USER.name,
                    CERTIFIER.name,
                    DEVICE_OPERATOR.name,
                    JOB_ADMINISTRATOR.name,
                    SERVICE_ADMINISTRATOR.name,
                ],
            },
            "pilots": {"users": [], "properties": [PILOT.name]},
        },
    },
    sort_keys=False,
)
"""The configuration of the demo."""

BATCH = 2_000
"""Rows written in a transaction: enough to be fast, few enough to let others in."""

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)

WORKSPACES = ("tracker", "tracker", "tracker", "muon", "muon", "jetmet")
"""The workspace of each dataset."""

ELEMENTS_1D, ELEMENTS_2D = 20, 5
LS_PER_RUN = 50


async def fill(container: Container, rows: int) -> bool:
    """Put demo data into empty databases; return False when they are not empty.

    Args:
        container: Where the databases are.
        rows: Histograms with one axis, up to a million; there is a tenth as many
            with two axes.
    """
    async with AuthDatabase.open(container, None) as auth:
        if await auth.user("alice") is not None:
            return False
        await _add_people(auth)
    async with DevicesDatabase.open(container, None) as devices:
        await _add_devices(devices)
    async with JobsDatabase.open(container, None) as jobs:
        await _add_jobs(jobs)
    async with MonitoringDatabase.open(container, NoTransaction()) as monitoring:
        await _add_monitoring(monitoring, rows)
    return True


async def _add_people(db: AuthDatabase) -> None:
    for username, name in USERS.items():
        password = await asyncio.to_thread(hash_password, f"{username}-demo")
        await db.add_user(
            {
                "sub": f"demo-{username}",
                "username": username,
                "name": name,
                "password_hash": password,
            }
        )
    interactive = [
        GrantType.AUTHORIZATION_CODE,
        GrantType.DEVICE_CODE,
        GrantType.REFRESH_TOKEN,
    ]
    await db.add_client(
        {
            "client_id": CLI_CLIENT,
            "name": "Isospin command line",
            "secret_hash": None,
            "redirect_uris": ["http://127.0.0.1/callback", "http://[::1]/callback"],
            "grant_types": interactive,
        }
    )
    await db.add_client(
        {
            "client_id": PILOT_CLIENT,
            "name": "Pilot factory",
            "secret_hash": digest(PILOT_SECRET),
            "redirect_uris": [],
            "grant_types": [GrantType.CLIENT_CREDENTIALS],
            "group": "pilots",
        }
    )


async def _add_devices(db: DevicesDatabase) -> None:
    labs = {"lab-1": True, "lab-2": True, "lab-3": False}
    for number, (service_id, online) in enumerate(labs.items(), start=1):
        await db.add_service(service_id, f"Laboratory {number}", online=online)
        for index, kind in enumerate([*DeviceType, DeviceType.ROUTER], start=1):
            device = NewDevice(
                name=f"{kind.lower()}-{index}",
                host=f"192.0.2.{10 * number + index}",
                device_type=kind,
                description=f"Demo {kind.lower()}",
                enabled=index != 5,
                labels={"demo", f"rack={index}"},
                access=[Terminal(protocol="ssh", username="admin")],
            )
            await db.put_device(service_id, device, version=1)


async def _add_jobs(db: JobsDatabase) -> None:
    for username in ("alice", "bob"):
        user = User(
            sub=f"demo-{username}",
            preferred_username=username,
            group="users",
            properties=frozenset(),
            client_id=CLI_CLIENT,
            jti="demo",
        )
        jobs = [
            JobDescription(
                name=f"demo-{number}",
                executable="run.sh",
                arguments=[str(number)],
                priority=number % 10,
            )
            for number in range(1, 26)
        ]
        await db.add(jobs, user)


async def _add_monitoring(db: MonitoringDatabase, rows: int) -> None:
    lumisections = -(-rows // ELEMENTS_1D)
    tables: list[tuple[Table, Iterable[dict[str, Any]]]] = [
        (t.datasets, map(_dataset, range(len(WORKSPACES)))),
        (t.elements, map(_element, range(ELEMENTS_1D + ELEMENTS_2D))),
        (t.files, _files(lumisections)),
        (t.runs, _runs(lumisections)),
        (t.lumisections, map(_lumisection, range(lumisections))),
        (t.histograms_1d, map(_histogram_1d, range(rows))),
        (t.histograms_2d, map(_histogram_2d, range(rows // 10))),
    ]
    for table, generated in tables:
        remaining = iter(generated)
        while batch := list(islice(remaining, BATCH)):
            async with db:
                await db.add(table, batch)


def _place(lumisection: int) -> dict[str, int]:
    """Return where a lumisection is: datasets take turns, runs follow each other."""
    dataset, of_dataset = lumisection % len(WORKSPACES), lumisection // len(WORKSPACES)
    return {
        "dataset_id": dataset + 1,
        "run_number": 360_000 + of_dataset // LS_PER_RUN,
        "ls_number": of_dataset % LS_PER_RUN + 1,
    }


def _dataset(number: int) -> dict[str, Any]:
    era = f"Run2026{'ABCDEF'[number]}"
    return {
        "workspace": WORKSPACES[number],
        "dataset": f"/ZeroBias/{era}-PromptReco-v1/DQMIO",
        "era": era,
        "data_tier": "DQMIO",
        "last_modified_at": EPOCH + timedelta(days=number),
    }


def _element(number: int) -> dict[str, Any]:
    if number < ELEMENTS_1D:
        part = ("Tracking", "PixelPhase1", "Muons", "JetMET")[number % 4]
        return {"me": f"{part}/Quality/element_{number:02}", "dim": 1}
    return {"me": f"Occupancy/map_{number - ELEMENTS_1D}", "dim": 2}


def _runs(lumisections: int) -> Iterator[dict[str, Any]]:
    """Yield the runs that so many lumisections lie in, in order."""
    counts: dict[tuple[int, int], int] = {}
    for place in map(_place, range(lumisections)):
        key = place["dataset_id"], place["run_number"]
        counts[key] = counts.get(key, 0) + 1
    for (dataset_id, run_number), count in counts.items():
        yield {"dataset_id": dataset_id, "run_number": run_number, "ls_count": count}


def _files(lumisections: int) -> Iterator[dict[str, Any]]:
    """Yield a file for each run; one in ten could not be read."""
    for number, run in enumerate(_runs(lumisections)):
        failed = number % 10 == 9
        yield {
            "dataset_id": run["dataset_id"],
            "logical_file_name": (
                f"/store/data/{run['dataset_id']}/{run['run_number']}.root"
            ),
            "file_size": 1_000_000 + number,
            "status": "FAILED" if failed else "FINISHED",
            "error_trace": "truncated file" if failed else None,
            "created_at": EPOCH + timedelta(minutes=number),
        }


def _lumisection(number: int) -> dict[str, Any]:
    certified = (True, True, True, False, None)[number // 7 % 5]
    return {**_place(number), "certified": certified}


def _histogram(number: int, elements: int, first_element: int) -> dict[str, Any]:
    place = _place(number // elements)
    return {
        **place,
        "file_id": 1
        + (place["run_number"] - 360_000) * len(WORKSPACES)
        + place["dataset_id"]
        - 1,
        "me_id": first_element + number % elements,
        "x_min": 0.0,
        "x_max": 10.0,
    }


def _histogram_1d(number: int) -> dict[str, Any]:
    contents = random.Random(number).choices(range(100), k=20)
    return {
        **_histogram(number, ELEMENTS_1D, 1),
        "x_bins": len(contents),
        "entries": sum(contents),
        "data": contents,
    }


def _histogram_2d(number: int) -> dict[str, Any]:
    chance = random.Random(-number - 1)
    contents = [chance.choices(range(10), k=6) for _ in range(4)]
    return {
        **_histogram(number, ELEMENTS_2D, ELEMENTS_1D + 1),
        "x_bins": 6,
        "y_min": -1.0,
        "y_max": 1.0,
        "y_bins": 4,
        "entries": sum(map(sum, contents)),
        "data": contents,
    }
