"""``lianfang run``: the whole product on one machine, until Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

import click

READY_WITHIN_SECONDS = 60
_STOP_WITHIN_SECONDS = 10


@click.command()
@click.option("--port", default=8000, show_default=True, help="Port of the web server on 127.0.0.1.")
@click.option("--fresh", is_flag=True, help="Empty the database first, then fill the demo city anew.")
@click.option(
    "--demo/--no-demo", default=True, show_default=True, help="Fill the demo city if the database is empty."
)
def group(port: int, fresh: bool, demo: bool) -> None:
    """Start web server and worker, and print where they are and one login for each post."""
    from lianfang.project import database

    _refuse_taken(port)
    if fresh:
        database.empty()
        database.migrate()
    if demo:
        _fill_if_empty()
        os.environ.setdefault("LIANFANG_DEMO", "1")
    database.refuse_void_walls()
    sys.exit(_serve(port))


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as trouble:
            raise click.ClickException(
                f"port {port} is taken ({trouble.strerror}); choose another with --port"
            ) from None


def _fill_if_empty() -> None:
    from lianfang.clock import now
    from lianfang.exercise import wholeness
    from lianfang.project import database

    if wholeness.is_filled():
        return
    from lianfang.exercise import city  # what makes the city is read only to make it

    if wholeness.is_broken_off():
        click.echo("the demo city was not finished last time; beginning anew …", err=True)
        database.empty()
        database.migrate()
    click.echo("filling the demo city (once, about a minute) …", err=True)
    city.fill(at=now())


def _serve(port: int) -> int:
    """Run both processes; stop both as soon as one ends or the operator says so."""
    # Each has a process group of its own: Ctrl-C reaches this process alone, which stops both in order.
    children = [_begin(_web(port))]
    asked = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        for child in children:
            if child.poll() is None:
                child.terminate()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    is_ready = _wait_until_ready(port, children)
    if not asked:
        children.append(_begin(_worker()))  # after the other, so that the pages are there sooner
    if is_ready:
        _announce(port)
    while all(child.poll() is None for child in children):
        time.sleep(0.2)
    if not asked:
        stop(signal.SIGTERM, None)
        asked = False
    _gather(children)
    return 0 if asked else 1


def _begin(command: list[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own commands


def _gather(children: "list[subprocess.Popen[bytes]]") -> None:
    deadline = time.monotonic() + _STOP_WITHIN_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _web(port: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
        "lianfang.project.wsgi:application",
    ]  # fmt: skip


def _worker() -> list[str]:
    return [sys.executable, "-c", "from lianfang.project.worker import main; main()"]


def _wait_until_ready(port: int, children: "list[subprocess.Popen[bytes]]") -> bool:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline and all(child.poll() is None for child in children):
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return True
        except (URLError, OSError):
            time.sleep(0.1)
    return False


def _announce(port: int) -> None:
    from lianfang.exercise.logins import logins

    click.echo(f"ready http://127.0.0.1:{port}")
    for login in logins():
        click.echo(f"  {login.username:<14} {login.password:<22} {login.words.zh} / {login.words.en}")
    sys.stdout.flush()
