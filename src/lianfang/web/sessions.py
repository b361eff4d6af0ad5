"""How long a session lasts: a shift, and not while nobody touches it."""

from datetime import datetime
from typing import Any

from lianfang.accounts.queries import needs_second_factor
from lianfang.core.days import hours_between, instant

SHIFT_HOURS = 12
IDLE_HOURS = 1.0
IDLE_HOURS_HEADQUARTERS = 0.5
"""Posts that need a second factor see many people's data, so their screens close sooner."""
_NOTED_EVERY_HOURS = 1 / 60


def is_over(request: Any) -> bool:
    """Whether the session of a signed-in request has ended; else the touch is noted."""
    session, now = request.session, request.now
    since, seen = _read(session, "since"), _read(session, "seen")
    if since is None or seen is None:
        session["since"] = session["seen"] = now.isoformat()
        return False
    idle = IDLE_HOURS_HEADQUARTERS if needs_second_factor(request.posts) else IDLE_HOURS
    if hours_between(since, now) >= SHIFT_HOURS or hours_between(seen, now) >= idle:
        return True
    if abs(hours_between(seen, now)) >= _NOTED_EVERY_HOURS:
        session["seen"] = now.isoformat()
    return False


def _read(session: Any, key: str) -> datetime | None:
    written = session.get(key)
    return instant(written) if written else None
