"""Pages of a county officer with 1,000,000 people, 100,000 stays, 5,000,000 tasks: goal p95 200 ms.

The officer sees one of six counties of that volume (``bench/volume.py``); the pages are asked through the
real server code, one user, signed in. Beside each: the same page for the officer of a county of 500 people
in the same database.
"""

import os
import statistics
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from bench import volume

if TYPE_CHECKING:
    from django.test import Client

ROUNDS = 20
PAGES = (
    "/today/",
    "/situation/",
    "/today/tasks/",
    "/people/",
    "/find/?q=wxm",
    "/find/?q=5678",
    "/measures/",
    "/lists/",
)


def run(line: Callable[[str], None]) -> None:
    """Time the pages of a county of the full volume, and those of the small county."""
    volume.stand(line)
    large, small = _signed_in(volume.LARGE[0]), _signed_in(volume.SMALL)
    line(f"  load {os.getloadavg()[0]:.1f}")
    line(f"  {'page':<16}{'median ms':>10}{'p95 ms':>10}{'small ms':>10}{'ratio':>8}")
    for page in PAGES:
        told, beside = _timed(large, page), _timed(small, page)
        if told is None or beside is None:
            line(f"  {page:<16}{'not there':>10}")
            continue
        median, p95 = told
        line(f"  {page:<16}{median:>10.1f}{p95:>10.1f}{beside[0]:>10.1f}{median / beside[0]:>8.1f}")


def _timed(client: "Client", page: str) -> tuple[float, float] | None:
    """Median and p95 of a page in milliseconds; None where it does not answer."""
    if client.get(page).status_code != 200:
        return None
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        client.get(page)
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[18]


def _signed_in(code: str) -> "Client":
    from django.test import Client

    from lianfang.accounts.models import Staff

    os.environ["LIANFANG_DEMO"] = "1"
    client = Client()
    client.force_login(Staff.objects.get(username=f"u{code}"))
    return client
