"""50 signed-in users, a page every 3 s for 5 minutes, on the real server and full volume: goal p95 400 ms.

The server is ``lianfang run``: web server with its two processes of four threads, worker, embedded
PostgreSQL; the users are a process of their own on the same machine (``bench/turning.py``). They hold posts
of every level in six counties of the volume (``bench/volume.py``). No page may fail. Beside the time at the
user: the time in the server. ``LIANFANG_BENCH_SECONDS`` and ``LIANFANG_BENCH_USERS`` make it shorter.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

from bench import volume

SECONDS = float(os.environ.get("LIANFANG_BENCH_SECONDS", "300"))
USERS = int(os.environ.get("LIANFANG_BENCH_USERS", "50"))
PORT = int(os.environ.get("LIANFANG_BENCH_PORT", "8127"))
GOAL_MS = 400
_READY_SECONDS, _STOP_SECONDS = 60, 20
_FIELD = ("/today/", "/today/tasks/", "/people/", "/find/?q=wxm", "/find/?q=5678")
_OFFICE = (*_FIELD, "/situation/", "/measures/", "/lists/")
_SHARES = ((15, 24), (12, 14), (9, 6), (6, 6))
"""Of fifty users so many each of a grid, a community, a township and a county (by length of their code)."""

Answer = tuple[str, int, float, float | None]


def run(line: Callable[[str], None]) -> None:
    """Start the server, let the users turn pages, tell how long they waited."""
    volume.stand(line)
    told = {"port": PORT, "seconds": SECONDS, "users": _users(USERS)}
    with _server():
        line(f"  {USERS} users for {SECONDS:.0f} s, load {os.getloadavg()[0]:.1f} before")
        playing = subprocess.run(
            [sys.executable, "-m", "bench.turning"], input=json.dumps(told), capture_output=True, text=True
        )
        line(f"  load {os.getloadavg()[0]:.1f} after")
    if playing.returncode:
        raise RuntimeError(playing.stderr)
    _tell([tuple(each) for each in json.loads(playing.stdout)], line)


def _tell(answers: list[Answer], line: Callable[[str], None]) -> None:
    heads = f"{'asked':>7}{'p50 ms':>9}{'p95':>8}{'p99':>8}{'server p50':>12}{'p95':>8}{'failed':>8}"
    line(f"  {'page':<16}{heads}")
    by_page: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        by_page[answer[0]].append(answer)
    for page, some in sorted(by_page.items()):
        line(_row(page, some))
    line(_row("all", answers))
    failed = sum(status != 200 for _, status, _, _ in answers)
    p95 = _part([ms for _, _, ms, _ in answers], 95)
    verdict = "met" if p95 <= GOAL_MS and not failed else "MISSED"
    line(f"  {len(answers) / SECONDS:.1f} pages/s; goal p95 ≤ {GOAL_MS} ms and no failure: {verdict}")


def _row(name: str, answers: list[Answer]) -> str:
    waited = [ms for _, _, ms, _ in answers]
    served = [ms for _, _, _, ms in answers if ms is not None]
    failed = sum(status != 200 for _, status, _, _ in answers)
    p50, p95, p99 = (_part(waited, share) for share in (50, 95, 99))
    inside = f"{_part(served, 50):>12.0f}{_part(served, 95):>8.0f}" if served else f"{'—':>12}{'—':>8}"
    return f"  {name:<16}{len(answers):>7}{p50:>9.0f}{p95:>8.0f}{p99:>8.0f}{inside}{failed:>8}"


def _part(values: list[float], share: int) -> float:
    """The value that a share (percent) of the values do not exceed."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return statistics.quantiles(values, n=100)[share - 1]


def _users(count: int) -> list[dict[str, object]]:
    """Cookies of signed-in users of every level, from all six counties by turns."""
    from django.conf import settings
    from django.test import Client

    from lianfang.accounts.models import Staff

    found: list[dict[str, object]] = []
    for length, share in _SHARES:
        names = Staff.objects.filter(username__regex=rf"^u\d{{{length}}}$").exclude(
            username__startswith=f"u{volume.SMALL}"
        )
        accounts = sorted(names, key=lambda one: (one.username[7:], one.username))
        many = max(1, round(count * share / 50))
        for account in accounts[:: max(1, len(accounts) // many)][:many]:
            client = Client()
            client.force_login(account)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            pages = _OFFICE if length <= 9 else _FIELD
            found.append({"cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}", "pages": list(pages)})
    return found


@contextmanager
def _server() -> "Iterator[subprocess.Popen[bytes]]":
    command = [sys.executable, "-c", "from lianfang.project.command import main; main()"]
    running = subprocess.Popen(
        [*command, "run", "--port", str(PORT), "--no-demo"],
        env={**os.environ, "LIANFANG_DEMO": "1"},
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(running)
        yield running
    finally:
        running.terminate()
        running.wait(_STOP_SECONDS)


def _wait_for(running: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline and running.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"the server did not answer on port {PORT}")
