"""A home of its own for what must be seen from outside: other processes, other roles, real commits."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

ENTER = "from lianfang.project.command import main; main()"


@dataclass(frozen=True)
class Home:
    """An installation in a folder of its own, worked on by processes of their own."""

    folder: Path

    def begin(self, code: str, *words: str) -> subprocess.Popen[str]:
        """Start a process on this home."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
        environment |= {"LIANFANG_HOME": str(self.folder), "LIANFANG_LANG": "en"}
        return subprocess.Popen(
            [sys.executable, "-c", code, *words],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str) -> tuple[int, str, str]:
        """Run a command of ``lianfang`` to its end: exit code, output, errors."""
        with self.begin(ENTER, *words) as process:
            out, err = process.communicate(timeout=120)
            return process.returncode, out, err

    @property
    def server(self) -> Path:
        """Where the server notes its process while it runs."""
        return self.folder / "postgres" / "postmaster.pid"

    @contextmanager
    def as_owner(self) -> Iterator[psycopg.Connection]:
        """A connection of the role that owns the tables, as an intruder with that role would have it."""
        hold = "from lianfang.project import cluster; cluster.ensure(); print('open', flush=True); input()"
        with self.begin(hold) as opened:
            assert opened.stdout is not None
            opened.stdout.readline()
            url = f"postgresql://lianfang_owner@/lianfang?host={self.folder}/postgres"
            with psycopg.connect(url, autocommit=True) as connection:
                yield connection
            opened.communicate("\n")


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """One home for all tests that need one: making it takes some seconds."""
    return Home(tmp_path_factory.mktemp("home"))
