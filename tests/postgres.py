"""A PostgreSQL of the tests' own: in a temporary folder, on a socket in it, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.catalogue.databases.address import DatabaseAddress

# Where Debian puts what only its own scripts call.
_DEBIAN = "/usr/lib/postgresql"
_USER = "citedesk"
# What a test writes need not outlive the machine.
_FAST = ("fsync=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=200")


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, of the newest version; None where it is not installed."""
    if beside := shutil.which("initdb"):
        return Path(beside).resolve().parent
    folders = sorted(Path(_DEBIAN).glob("*/bin"), key=lambda folder: int(folder.parent.name))
    return folders[-1] if folders else None


@dataclass(slots=True)
class Postgres:
    """A server.

    Attributes:
        folder: Its data and its socket.
        process: It.
        made: How many schemas and databases were made in it.
    """

    folder: Path
    process: subprocess.Popen[bytes] | None = None
    made: int = 0

    def url(self, schema: str = "public", database: str = "postgres") -> str:
        place = f"host={self.folder}&options=-csearch_path%3D{schema}"
        return f"postgresql+psycopg://{_USER}@/{database}?{place}"

    def address(self) -> DatabaseAddress:
        """The address of a schema that nobody has used yet."""
        return DatabaseAddress.of(self.url(self._made("SCHEMA")))

    def database(self, like: DatabaseAddress | None = None) -> DatabaseAddress:
        """The address of a new database: empty, or a copy of one that nobody is connected to."""
        template = f' TEMPLATE "{like.url.database}"' if like else ""
        return DatabaseAddress.of(self.url(database=self._made("DATABASE", template)))

    def _made(self, kind: str, options: str = "") -> str:
        import psycopg

        self.made += 1
        name = f"archive_{os.getpid()}_{self.made}"
        with psycopg.connect(host=str(self.folder), user=_USER, dbname="postgres", autocommit=True) as opened:
            opened.execute(f'CREATE {kind} "{name}"{options}'.encode())
        return name

    def start(self) -> None:
        found = programs()
        assert found is not None
        settings = [part for setting in _FAST for part in ("-c", setting)]
        command = [str(found / "postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "-h", "", *settings], stdout=log, stderr=log, **_as_somebody()
            )
        ready = [str(found / "pg_isready"), "-q", "-h", str(self.folder), "-U", _USER]
        for _ in range(300):
            assert self.process.poll() is None, (self.folder / "log").read_text()
            if not subprocess.run(ready, check=False).returncode:
                return
            with suppressed_timeout():
                self.process.wait(0.1)
        raise AssertionError((self.folder / "log").read_text())

    def stop(self) -> None:
        """End it at once, as when its machine dies."""
        if self.process is not None:
            self.process.send_signal(3)
            self.process.wait(60)
            self.process = None


@contextmanager
def suppressed_timeout() -> Iterator[None]:
    try:
        yield
    except subprocess.TimeoutExpired:
        pass


def _as_somebody() -> dict[str, object]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid():
        return {}
    user = pwd.getpwnam("nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server, which must be installed."""
    found = programs()
    assert found is not None
    # A socket's path has a hundred characters at most.
    folder = Path(tempfile.mkdtemp(prefix="citedesk-pg-"))
    server = Postgres(folder)
    try:
        somebody = _as_somebody()
        if somebody:
            shutil.chown(folder, "nobody", pwd.getpwnam("nobody").pw_gid)
        make = [str(found / "initdb"), "-D", str(folder / "data"), "-U", _USER, "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            [*make, "--no-sync", "--locale=C.UTF-8"], check=True, stdout=subprocess.DEVNULL, **somebody
        )
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
