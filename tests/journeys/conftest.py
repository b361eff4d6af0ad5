"""A real server on a database of its own, and a real browser. One of each for all journeys."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from lianfang.core.days import instant
from tests.journeys.district import PASSWORD

REPOSITORY = Path(__file__).resolve().parents[2]
ARTEFACTS = REPOSITORY / "artefacts"
MORNING = instant("2022-08-05T09:00+08:00")
DESK = {"width": 1440, "height": 900}
TELEPHONE = {"width": 360, "height": 780}
_READY_SECONDS = 40


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)


class City:
    """The server under test. Its clock is set by starting it anew; its database stays."""

    def __init__(self, url: str, owner_url: str, *, filler: str = "tests.journeys.district") -> None:
        self._filler = filler
        self.environment = {
            **os.environ,
            "DATABASE_URL": url,
            "DATABASE_OWNER_URL": owner_url,
            "DJANGO_SETTINGS_MODULE": "lianfang.project.settings",
            "LIANFANG_DEMO": "1",
        }
        self.port = _free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.filled: dict[str, Any] = {}
        self.moved = False
        self._server: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: object) -> str:
        """Run something of the district, such as ``fill``, on this database."""
        command = [sys.executable, "-m", self._filler, *map(str, arguments)]
        done = subprocess.run(
            command, env=self.environment, cwd=REPOSITORY, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def migrate(self) -> None:
        """Bring the database to its present shape."""
        code = "import django; django.setup(); from lianfang.project import database; database.migrate()"
        subprocess.run([sys.executable, "-c", code], env=self.environment, cwd=REPOSITORY, check=True)

    def at(self, moment: datetime) -> None:
        """Start the server so that it believes it is that moment."""
        self.stop()
        self.moved = moment != MORNING
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port",
            str(self.port), "--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "error",
            "lianfang.project.wsgi:application",
        ]  # fmt: skip
        environment = {**self.environment, "LIANFANG_CLOCK": moment.isoformat()}
        self._server = subprocess.Popen(command, env=environment, cwd=REPOSITORY)
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline:
            try:
                with urlopen(f"{self.base}/healthz", timeout=2):
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        pytest.fail("the server of the journeys did not start")

    def stop(self) -> None:
        """Stop the server this object started."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait(15)
            self._server = None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def city(admin_url: str) -> Iterator[City]:
    """The district of the journeys on a server of its own, on the morning of 5 August."""
    from lianfang.project.cluster import APP, OWNER, _make_database, _make_roles

    name = f"lianfang_journeys_{os.getpid()}"
    _make_roles(admin_url)
    _make_database(admin_url, name)
    server = conninfo_to_dict(admin_url)
    where = f"host={server.get('host', '')} port={server.get('port', '5432')} dbname={name}"
    made = City(f"{where} user={APP}", f"{where} user={OWNER}")
    try:
        made.migrate()
        made.filled = json.loads(made.run("fill", MORNING.isoformat()))
        made.at(MORNING)
        yield made
    finally:
        made.stop()
        with psycopg.connect(admin_url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def chromium() -> str | None:
    """Where the browser is: ``LIANFANG_CHROMIUM``, else the one on the path."""
    return os.environ.get("LIANFANG_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, where there is one."""
    found = chromium()
    if not found:
        pytest.skip("no Chromium: set LIANFANG_CHROMIUM to its path")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=flags)
        yield started
        started.close()


class Seat:
    """Somebody at a screen: signed in, with a page that must show no error."""

    def __init__(self, city: City, browser: Any, username: str, size: dict[str, int]) -> None:
        self.city = city
        self.context = browser.new_context(viewport=size, has_touch=size["width"] < 500)
        self.page = self.context.new_page()
        self.troubles: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("response", self._answered)
        self.page.goto(f"{city.base}/accounts/login/")
        self.page.fill("#id_login", username)
        self.page.fill("#id_password", PASSWORD)
        self.page.click("form button.primary")
        self.page.wait_for_load_state()

    def _heard(self, message: Any) -> None:
        """What a script complains of; refusals are answers and complain of nothing."""
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.troubles.append(message.text)

    def _answered(self, response: Any) -> None:
        if response.status >= 500:
            self.troubles.append(f"{response.status} {response.url}")

    def go(self, path: str) -> Any:
        """Open a page of the product; nothing of it is wider than the screen."""
        self.page.goto(f"{self.city.base}{path}")
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.page.viewport_size["width"], f"{path} is {wide} px wide"
        return self.page

    def keep(self, name: str) -> None:
        """Keep a picture of the screen among the artefacts."""
        ARTEFACTS.mkdir(exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{name}.png")

    def leave(self) -> None:
        """Close the screen; no script has failed on it."""
        self.context.close()
        assert not self.troubles


@pytest.fixture
def sit(city: City, browser: Any) -> Iterator[Any]:
    """``sit("wang")``: that person signed in, at a telephone unless said otherwise."""
    seats: list[Seat] = []

    def take(username: str, *, size: dict[str, int] = TELEPHONE) -> Seat:
        seats.append(Seat(city, browser, username, size))
        return seats[-1]

    yield take
    for seat in seats:
        seat.leave()
