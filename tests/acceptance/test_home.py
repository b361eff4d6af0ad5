"""A home of one's own: the cluster a command starts is stopped by the last command that uses it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

OPEN = "from lianfang.project import cluster; cluster.ensure(); print('open', flush=True)"
STAY = "import time; time.sleep(600)"


def begun(home: Path, code: str) -> subprocess.Popen[str]:
    """A process of its own on that home."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    environment["LIANFANG_HOME"] = str(home)
    return subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True)


@contextmanager
def opened(home: Path, then: str = "") -> Iterator[subprocess.Popen[str]]:
    """A process of its own that has opened the home; killed hard where it has not ended by itself."""
    with begun(home, f"{OPEN}\n{then}") as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "open"
        yield process
        if then:
            process.kill()
        assert process.wait() == (-9 if then else 0)


def server_of(home: Path) -> Path:
    """Where the server of the home notes its process while it runs."""
    return home / "postgres" / "postmaster.pid"


def is_stopped(home: Path) -> bool:
    """Whether the server of the home ends within some seconds."""
    for _ in range(20):
        if not server_of(home).exists():
            return True
        time.sleep(0.2)
    return False


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def test_a_command_that_was_killed_leaves_no_server_behind_once_the_next_one_has_ended(home: Path) -> None:
    with opened(home, STAY):
        pass
    assert server_of(home).exists()
    with opened(home):
        pass
    assert is_stopped(home)


def test_a_server_that_another_command_still_uses_goes_on(home: Path) -> None:
    with opened(home, STAY):
        with opened(home):
            pass
        assert server_of(home).exists()
    with opened(home):
        pass
    assert is_stopped(home)


def test_commands_that_open_an_empty_home_at_the_same_moment_all_find_it_ready(home: Path) -> None:
    ready = "from lianfang.project import command; command.open_database()"
    at_once = [begun(home, ready) for _ in range(3)]
    for process in at_once:
        with process:
            assert process.wait() == 0
