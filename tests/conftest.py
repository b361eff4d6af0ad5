"""The database of the tests: made for the session on a real server, served to tests as the app role."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

REPOSITORY = Path(__file__).resolve().parent.parent
os.environ["LIANFANG_HOME"] = os.environ.get("LIANFANG_TEST_HOME", str(REPOSITORY / "var" / "test"))


def pytest_configure() -> None:
    """Hash the cast's passwords quickly: nobody attacks them."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def admin_url() -> str:
    """A superuser of the server under test: ``LIANFANG_TEST_DATABASE_URL`` or the embedded one."""
    if given := os.environ.get("LIANFANG_TEST_DATABASE_URL"):
        return given
    from lianfang.project import cluster

    return cluster.admin_url()


@pytest.fixture(scope="session")
def django_db_setup(admin_url: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A fresh migrated database, owned by the owner role and used as the app role."""
    from django.db import connections

    from lianfang.project import cluster, database

    name = f"lianfang_test_{os.getpid()}"
    cluster._make_roles(admin_url)
    cluster._make_database(admin_url, name)
    _point_at(connections, admin_url, name)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        database.migrate()
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connections.close_all()
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _point_at(connections, admin_url: str, name: str) -> None:  # type: ignore[no-untyped-def]
    from lianfang.project.cluster import APP, OWNER

    server = conninfo_to_dict(admin_url)
    for alias, role in (("default", APP), ("owner", OWNER)):
        connections[alias].close()
        connections[alias].settings_dict.update(
            NAME=name, USER=role, PASSWORD="", HOST=server.get("host", ""), PORT=str(server.get("port", ""))
        )


@pytest.fixture(autouse=True)
def _fresh_keys() -> Iterator[None]:
    """Data keys belong to a test's own rows; none stays in memory for the next test."""
    yield
    if "lianfang.vault.sealing" in __import__("sys").modules:
        from lianfang.vault import sealing

        sealing.forget_keys()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("LIANFANG_SHARED", REPOSITORY.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"real data not found at {folder}; set LIANFANG_SHARED")
    return folder


@pytest.fixture
def cast(db: None):  # type: ignore[no-untyped-def]
    """The small district of ``tests/cast.py``."""
    from tests.cast import assemble

    return assemble()
