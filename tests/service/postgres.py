"""A PostgreSQL server to throw away, for tests that want the real one."""

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
        # What is on the path may be a link to where all the programs are.
        return Path(initdb).resolve().parent
    # Debian keeps them off the path, in a folder for each version.
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


class Cluster:
    """A PostgreSQL server in a folder of its own.

    The server refuses to run as root, so that root has `postgres` run it.
    """

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._binaries = binaries
        self._folder = folder
        self._data = folder / "data"
        self._port = free_port()
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user is not None:
            shutil.chown(folder, self._user)
        self._databases = 0
        data = str(self._data)
        self._run("initdb", "-D", data, "-U", "service", "-A", "trust", "-E", "UTF8")

    def new_database(self) -> str:
        """Make a database; return its SQLAlchemy URL."""
        self._databases += 1
        name = f"test_{self._databases}"
        server = ["-h", "127.0.0.1", "-p", str(self._port), "-U", "service"]
        self._run("createdb", *server, name)
        return f"postgresql+asyncpg://service@127.0.0.1:{self._port}/{name}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = (
            f"-p {self._port} -c listen_addresses=127.0.0.1 -c fsync=off"
            f" -c unix_socket_directories={self._folder} -c max_connections=400"
        )
        log = str(self._folder / "log")
        self._pg_ctl("-l", log, "-o", options, "start")

    def stop(self) -> None:
        """Stop the server as a power cut would."""
        if (self._data / "postmaster.pid").exists():
            self._pg_ctl("-m", "immediate", "stop")

    def _pg_ctl(self, *arguments: str) -> None:
        self._run("pg_ctl", "-D", str(self._data), "-w", *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._binaries / program), *arguments],
            user=self._user,
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{program} has failed: {done.args}")


@contextmanager
def running_cluster(binaries: Path) -> Iterator[Cluster]:
    """Yield a new server that runs; it ends, and is gone, afterwards."""
    with tempfile.TemporaryDirectory(prefix="service-postgres-") as folder:
        cluster = Cluster(binaries, Path(folder))
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()


def free_port() -> int:
    """Return a port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
