"""Users who turn pages, as a process of its own: reads whom and where on stdin, prints every answer as JSON.

Each user has one connection and one thread, which sleeps between two pages. A page is asked for three
seconds after the last one was, at once where that took longer; its time runs until the last byte is read.
"""

import http.client
import json
import random
import re
import sys
import threading
import time
from typing import Any

PAUSE_SECONDS = 3.0
PATIENCE_SECONDS = 30
_SERVED = re.compile(r"dur=([\d.]+)")


class User(threading.Thread):
    """One signed-in user; ``answers`` are page, status, milliseconds, and those in the server if told."""

    def __init__(self, port: int, cookie: str, pages: list[str], until: float) -> None:
        super().__init__(daemon=True)
        self.port, self.cookie, self.pages, self.until = port, cookie, pages, until
        self.answers: list[tuple[str, int, float, float | None]] = []
        self._connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        """Turn pages by chance until the time is over; users begin spread over the first pause."""
        chosen = random.Random(self.cookie)
        planned = time.monotonic() + chosen.uniform(0, PAUSE_SECONDS)
        while planned < self.until:
            time.sleep(max(0.0, planned - time.monotonic()))
            planned = time.monotonic() + PAUSE_SECONDS
            self._turn(chosen.choice(self.pages))

    def _turn(self, page: str) -> None:
        started = time.perf_counter()
        status, served = 0, None
        try:
            status, served = self._ask(page)
        except (OSError, http.client.HTTPException):
            self._connection = None
        self.answers.append((page, status, (time.perf_counter() - started) * 1000, served))

    def _ask(self, page: str) -> tuple[int, float | None]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        self._connection.request("GET", page, headers={"Cookie": self.cookie})
        answer = self._connection.getresponse()
        answer.read()
        served = _SERVED.search(answer.headers.get("Server-Timing", ""))
        return answer.status, float(served[1]) if served else None


def main() -> None:
    """Play the users of stdin: ``{"port", "seconds", "users": [{"cookie", "pages"}]}``."""
    told: dict[str, Any] = json.load(sys.stdin)
    until = time.monotonic() + told["seconds"]
    users = [User(told["port"], each["cookie"], each["pages"], until) for each in told["users"]]
    for user in users:
        user.start()
    for user in users:
        user.join()
    json.dump([answer for user in users for answer in user.answers], sys.stdout)


if __name__ == "__main__":
    main()
