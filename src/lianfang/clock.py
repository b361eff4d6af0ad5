"""The one clock of the product, read once at each door and never below it.

An exercise drives it: ``LIANFANG_CLOCK`` holds the instant at which the process is to believe it
started, and time runs on from there.
"""

import os
from datetime import UTC, datetime

from lianfang.core.days import instant

_STARTED = datetime.now(UTC)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    real = datetime.now(UTC)
    pretended = os.environ.get("LIANFANG_CLOCK")
    return real if not pretended else instant(pretended).astimezone(UTC) + (real - _STARTED)
