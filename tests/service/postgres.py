"""A PostgreSQL server to throw away, for tests that want the real one."""

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def find_binaries() -> Path | None:
    """Return the folder with `initdb` and `pg_ctl`, None when there is none."""
    initdb = shutil.which("initdb")
    if initdb is not None:
        return Path(initdb).parent
    # Debian keeps them off the path, in a folder for each version.
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextmanager
def running_cluster(binaries: Path) -> Iterator[str]:
    """Yield a SQLAlchemy URL of a new server; it ends, and is gone, afterwards.

    The server refuses to run as root, so that root has `postgres` run it.
    """
    owner = "postgres" if os.geteuid() == 0 else getpass.getuser()
    folder = Path(tempfile.mkdtemp(prefix="service-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, owner)
    data, log, port = folder / "data", folder / "log", free_port()

    def run(program: str, *arguments: str) -> None:
        command = [str(binaries / program), *arguments]
        user = owner if os.geteuid() == 0 else None
        done = subprocess.run(
            command, user=user, cwd=folder, capture_output=True, text=True
        )
        if done.returncode != 0:
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}")

    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        f"{folder} -c fsync=off -c max_connections=400"
    )
    try:
        run("initdb", "-D", str(data), "-U", "service", "-A", "trust", "-E", "UTF8")
        run("pg_ctl", "-D", str(data), "-l", str(log), "-w", "-o", options, "start")
        yield f"postgresql+asyncpg://service@127.0.0.1:{port}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """Return a port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
