"""Lists of risk areas on their way: received, foreseen, applied, by the worker where long.

What a run came to is noted for the page that waits for it. A file is kept before it is read, so that none
is lost where reading it fails or the machine stops.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.core.cache import cache

from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.gateway import risklists
from lianfang.intake import files
from lianfang.intake.actions import risk as receiving
from lianfang.intake.actions import risk_redeciding as redeciding
from lianfang.intake.queries import risk as queries

SMALL = 400 * 1024
"""Bytes up to which a list is read while its sender waits."""
FEW = 3000
"""Stays up to which deciding again is done while somebody waits: some seconds."""
FEW_LISTS = 3
"""Waiting lists up to which the same holds: each is laid out."""
_NOTED_SECONDS = 24 * 3600
_FORESEEN_SECONDS = 15 * 60
"""What was foreseen is shown so long; people are decided about all the while."""
_APPLYING = "risk-applying"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A kept file that is to become a list; ``as_of`` is the time of a list that does not state one."""

    sha256: str
    filename: str
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """How far a piece of work is: running since an instant, done with a value, or failed for a reason."""

    since: datetime
    done: bool = False
    value: Any = None
    failed: Words | None = None


def receive(upload: Upload, *, by: Viewer, at: datetime) -> list[receiving.StoredList]:
    """Read a kept file and store its lists; refused where it holds none, with the reason noted."""
    with Noted(_receiving(upload.sha256), at) as noted, acting(SYSTEM):
        content = files.kept(upload.sha256)
        snapshots = risklists.read(content, upload.filename, as_of=upload.as_of)
        stored = receiving.receive_risk_lists(snapshots, by=by, at=at)
        noted([(one.id, one.new) for one in stored])
    return stored


def received(sha256: str) -> Note | None:
    """How far a file is that was handed to the worker."""
    return _note(_receiving(sha256))


def expect(sha256: str, *, at: datetime) -> None:
    """Note that a file waits for the worker."""
    cache.set(_receiving(sha256), Note(at), _NOTED_SECONDS)


def is_long(*, at: datetime) -> bool:
    """Whether deciding again by the waiting lists takes longer than somebody waits for a page."""
    return len(queries.waiting()) > FEW_LISTS or redeciding.reached(at=at) > FEW


def mark() -> str:
    """The lists that wait, as one word: what was foreseen of them holds while it is the same."""
    numbers = ",".join(str(one.id) for one in queries.waiting())
    return blake2b(numbers.encode(), digest_size=12).hexdigest() if numbers else ""


def foresee(*, at: datetime) -> redeciding.Difference:
    """What the waiting lists would change, noted for the next who asks."""
    key = _foreseen(mark())
    with Noted(key, at, seconds=_FORESEEN_SECONDS) as noted:
        found = redeciding.foresee_risk_lists(at=at)
        noted(found)
    return found


def foreseen() -> Note | None:
    """What the waiting lists would change, where that is known or being counted."""
    return _note(_foreseen(mark()))


def begin_foreseeing(*, at: datetime) -> bool:
    """Note that somebody counts now; False where somebody does already."""
    return bool(cache.add(_foreseen(mark()), Note(at), _FORESEEN_SECONDS))


def apply(*, by: Viewer, at: datetime) -> redeciding.Difference:
    """Decide again by the waiting lists; what became of it is noted."""
    with Noted(_APPLYING, at) as noted, acting(SYSTEM):
        found = redeciding.apply_risk_lists(by=by, at=at)
        noted(found)
    return found


def begin_applying(*, at: datetime) -> bool:
    """Note that the lists are being applied; False where they are already."""
    running = applying()
    if running is not None and not running.done and running.failed is None:
        return False
    cache.set(_APPLYING, Note(at), _NOTED_SECONDS)
    return True


def applying() -> Note | None:
    """How far the last applying is."""
    return _note(_APPLYING)


class Noted:
    """A piece of work whose end is noted outside its own transaction, so that a failure is noted too."""

    def __init__(self, key: str, at: datetime, *, seconds: int = _NOTED_SECONDS) -> None:
        self._key, self._at, self._seconds = key, at, seconds
        self._value: Any = None

    def __enter__(self) -> Callable[[Any], None]:
        return self._keep

    def _keep(self, value: Any) -> None:
        self._value = value

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if error is None:
            note = Note(self._at, done=True, value=self._value)
        elif isinstance(error, Refused):
            note = Note(self._at, failed=error.words)
        else:
            note = Note(self._at, failed=_BROKEN)
        cache.set(self._key, note, self._seconds)


_BROKEN = Words(
    "系统出错,没有改动任何数据;请再试一次", "something went wrong and nothing was changed; try again"
)


def _note(key: str) -> Note | None:
    found = cache.get(key)
    return found if isinstance(found, Note) else None


def _receiving(sha256: str) -> str:
    return f"risk-receiving-{sha256}"


def _foreseen(waiting: str) -> str:
    return f"risk-foreseen-{waiting}"
