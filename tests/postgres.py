"""A PostgreSQL of the tests' own: in a temporary folder, on a socket in it, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, inspect, text

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
        folder: Its socket.
        data: Its data.
        settings: Of its configuration, over the tests' own.
        process: It.
        made: How many schemas and databases were made in it.
    """

    folder: Path
    data: Path
    settings: Sequence[str] = ()
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
        settings = [part for setting in (*_FAST, *self.settings) for part in ("-c", setting)]
        command = [str(found / "postgres"), "-D", str(self.data), "-k", str(self.folder)]
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

    def cut_connections(self) -> None:
        """End every connection, as a network does that was gone for a while."""
        import psycopg

        others = "pid <> pg_backend_pid() AND backend_type = 'client backend'"
        with psycopg.connect(host=str(self.folder), user=_USER, dbname="postgres", autocommit=True) as opened:
            opened.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}".encode())

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
def running_postgres(data: Path | None = None, settings: Sequence[str] = ()) -> Iterator[Postgres]:
    """A server, which must be installed.

    Args:
        data: Where its data are kept; they are gone afterwards without.
        settings: Of its configuration.
    """
    found = programs()
    assert found is not None
    # A socket's path has a hundred characters at most.
    folder = Path(tempfile.mkdtemp(prefix="citedesk-pg-"))
    server = Postgres(folder, data or folder / "data", settings)
    try:
        somebody = _as_somebody()
        for one in (folder, server.data):
            one.mkdir(exist_ok=True)
            if somebody:
                shutil.chown(one, "nobody", pwd.getpwnam("nobody").pw_gid)
        if not (server.data / "PG_VERSION").exists():
            _make_data(server.data, found, somebody)
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _make_data(data: Path, programs_at: Path, somebody: dict[str, object]) -> None:
    make = [str(programs_at / "initdb"), "-D", str(data), "-U", _USER, "-A", "trust", "-E", "UTF8"]
    subprocess.run(
        [*make, "--no-sync", "--locale=C.UTF-8"], check=True, stdout=subprocess.DEVNULL, **somebody
    )


_FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
RAISE EXCEPTION 'could not extend file "base/1": No space left on device' USING ERRCODE = 'disk_full';
END $$
"""


@contextmanager
def full_disk(address: DatabaseAddress, tables: Sequence[str] = ()) -> Iterator[None]:
    """Have a server answer as one whose disk is full where tables are written: all, by default."""
    engine = create_engine(address.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        tables = tables or inspect(connection).get_table_names()
        connection.execute(text(_FULL))
        for table in tables:
            written = f'BEFORE INSERT OR UPDATE OR DELETE ON "{table}" FOR EACH STATEMENT'
            connection.execute(text(f"CREATE TRIGGER full_disk {written} EXECUTE FUNCTION full_disk()"))
        try:
            yield
        finally:
            connection.execute(text("DROP FUNCTION full_disk CASCADE"))
    engine.dispose()
