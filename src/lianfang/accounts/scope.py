"""Who is looking, what they may do, and the wall around what they may see.

One session acts as one post at a time, so a viewer has one area: the subtree of ``path``. Inside
``acting`` every statement of the transaction is bound to that area by row-level security; outside it
the app role sees no personal row at all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from lianfang.accounts.models import Role
from lianfang.core.refusal import Refused
from lianfang.places.paths import contains, upper

_OFFICE = frozenset({"see_people", "see_lists", "do_tasks", "search", "see_board", "hand_over", "declare"})
_DESK = _OFFICE | {
    "receive_list", "settle_rows", "excuse", "report", "order", "export", "unmask", "sign_order", "onboard",
}  # fmt: skip
MAY: dict[str, frozenset[str]] = {
    Role.GRID: frozenset({"see_people", "do_tasks", "search", "declare", "unmask"}),
    Role.COMMUNITY: _OFFICE | {"report", "unmask", "settle_rows"},
    Role.TOWNSHIP: _DESK - {"sign_order"},
    Role.COUNTY: _DESK | {"unlock_report", "bulletin", "policy"},
    Role.CITY: _DESK | {"unlock_report", "bulletin", "policy", "risk_lists", "adopt"},
    Role.LEADER: _DESK | {"unlock_report", "bulletin", "policy", "sign_bulletin", "adopt", "risk_lists"},
    Role.REPORTER: frozenset({"report", "do_tasks"}),
    Role.ADMINISTRATOR: frozenset({"administer", "onboard_staff"}),
    Role.SECURITY: frozenset({"end_sessions", "see_ledger"}),
    Role.AUDITOR: frozenset({"see_ledger"}),
}
NEEDS_SECOND_FACTOR = frozenset(
    {Role.CITY, Role.COUNTY, Role.LEADER, Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR}
)
APART: frozenset[str] = frozenset({Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR})
"""Who runs the system, who guards it and who audits both: never one person, and no other post beside it."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """A post holder at work: the subject of every query and the ``by`` of every action."""

    post_id: int | None
    staff_id: int | None
    name: str
    role: str
    unit_id: int | None
    region_id: int | None
    path: str
    level: str
    everything: bool = False

    def sees(self, path: str) -> bool:
        """Whether a place lies in the viewer's area."""
        return self.everything or (bool(self.path) and contains(self.path, path))

    def require(self, verb: str, path: str | None = None) -> None:
        """Raise the reason why this viewer may not; for apps below this one."""
        require(self, verb, path)


SYSTEM = Viewer(None, None, "系统", "system", None, None, "", "country", everything=True)
NOBODY = Viewer(None, None, "", "", None, None, "", "")


def why_not(viewer: Viewer, verb: str, path: str | None = None) -> Refused | None:
    """The reason why the viewer may not do ``verb`` (in an area), None where they may."""
    if viewer.everything:
        return None
    if verb not in MAY.get(viewer.role, frozenset()):
        return Refused(
            "scope.role", "您的岗位不能进行此操作({verb})", "your post may not do this ({verb})", verb=verb
        )
    if path is not None and not viewer.sees(path):
        return Refused("scope.area", "不在您的辖区内", "this is outside your area")
    return None


def require(viewer: Viewer, verb: str, path: str | None = None) -> None:
    """Raise the reason why the viewer may not; the first line of an action."""
    if refused := why_not(viewer, verb, path):
        raise refused


@contextmanager
def acting(viewer: Viewer) -> Iterator[Viewer]:
    """A transaction in which the database shows only the viewer's area."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('lianfang.low', true), current_setting('lianfang.high', true)"
            )
            before = cursor.fetchone()
            _bind(viewer)
        try:
            yield viewer
        finally:
            if not connection.needs_rollback:
                with connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT set_config('lianfang.low', %s, true), set_config('lianfang.high', %s, true)",
                        [before[0] or "", before[1] or ""],
                    )


def _bind(viewer: Viewer) -> None:
    if viewer.everything:
        low, high = "", "~"
    elif viewer.path:
        low, high = viewer.path, upper(viewer.path)
    else:
        low, high = "", ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('lianfang.low', %s, true), set_config('lianfang.high', %s, true)", [low, high]
        )
