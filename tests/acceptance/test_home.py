"""A home of one's own: the cluster a command starts is stopped by the last command that uses it."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lianfang.project.home import home as home_folder
from lianfang.vault.keyfile import kept_master_key
from tests.acceptance.conftest import Home

OPEN = "from lianfang.project import cluster; cluster.ensure(); print('open', flush=True)"
STAY = "import time; time.sleep(600)"


@contextmanager
def opened(home: Home, then: str = "") -> Iterator[subprocess.Popen[str]]:
    """A process of its own that has opened the home; killed hard where it has not ended by itself."""
    with home.begin(f"{OPEN}\n{then}") as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "open"
        yield process
        if then:
            process.kill()
        assert process.wait() == (-9 if then else 0)


def is_stopped(home: Home) -> bool:
    """Whether the server of the home ends within some seconds."""
    for _ in range(20):
        if not home.server.exists():
            return True
        time.sleep(0.2)
    return False


def test_commands_that_open_an_empty_home_at_the_same_moment_all_find_it_ready(home: Home) -> None:
    ready = "from lianfang.project import command; command.open_database()"
    at_once = [home.begin(ready) for _ in range(3)]
    for process in at_once:
        with process:
            assert process.wait() == 0


def test_a_command_that_was_killed_leaves_no_server_behind_once_the_next_one_has_ended(home: Home) -> None:
    with opened(home, STAY):
        pass
    assert home.server.exists()
    with opened(home):
        pass
    assert is_stopped(home)


def test_a_server_that_another_command_still_uses_goes_on(home: Home) -> None:
    with opened(home, STAY):
        with opened(home):
            pass
        assert home.server.exists()
    with opened(home):
        pass
    assert is_stopped(home)


def test_an_empty_name_of_a_home_is_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIANFANG_HOME", "")
    assert home_folder() == tmp_path / "var"
    assert len(kept_master_key(bytes)) == 32
    assert {found.name for found in tmp_path.iterdir()} == {"var"}
