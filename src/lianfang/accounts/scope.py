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
from lianfang.core.words import Words
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
    "public": frozenset({"declare"}),  # whoever declares themselves on the page without an account
}
VERBS: dict[str, Words] = {
    "see_people": Words("查看人员", "see people"),
    "see_lists": Words("查看名单", "see lists"),
    "see_board": Words("查看态势", "see the situation"),
    "see_ledger": Words("查看操作记录", "read the ledger"),
    "do_tasks": Words("办理任务", "do tasks"),
    "search": Words("查找人员", "search for people"),
    "hand_over": Words("移交人员", "hand people over"),
    "declare": Words("代为报备", "declare for others"),
    "receive_list": Words("接收名单", "receive lists"),
    "settle_rows": Words("处理名单条目", "settle rows of a list"),
    "excuse": Words("免办任务", "excuse tasks"),
    "report": Words("填报日报", "file reports"),
    "unlock_report": Words("解锁日报", "unlock reports"),
    "order": Words("下达指令、安排代班", "give orders or arrange covers"),
    "export": Words("导出", "export"),
    "unmask": Words("查看完整信息", "see full details"),
    "sign_order": Words("签发通知书", "sign orders"),
    "onboard": Words("导入人员底册", "bring residents in"),
    "bulletin": Words("编写专报", "write the bulletin"),
    "sign_bulletin": Words("签发专报", "sign the bulletin"),
    "policy": Words("查看方案影响", "work on editions"),
    "adopt": Words("启用方案", "adopt an edition"),
    "risk_lists": Words("更新风险区", "update risk areas"),
    "administer": Words("管理区划和单位", "administer areas and units"),
    "onboard_staff": Words("管理人员和岗位", "administer staff and posts"),
    "end_sessions": Words("结束他人会话", "end sessions of others"),
}
"""What each verb is called where it is refused."""
NEEDS_SECOND_FACTOR = frozenset(
    {Role.CITY, Role.COUNTY, Role.LEADER, Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR}
)
OF_ONE_UNIT: frozenset[str] = frozenset({Role.REPORTER})
"""Who speaks for one unit: of the area the unit lies in nothing is theirs, only what their unit owes."""
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

    @property
    def may(self) -> frozenset[str]:
        """The verbs of the viewer's role."""
        return MAY.get(self.role, frozenset())

    def sees(self, path: str) -> bool:
        """Whether a place lies in the viewer's area."""
        if self.role in OF_ONE_UNIT:
            return path == self.path
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
        words = VERBS.get(verb, Words("这项操作", "this"))
        return Refused(
            "scope.role",
            "您的岗位不能{what}。需要时请联系上级或系统管理员",
            "Your post may not {what_en}. Where it is needed, ask your superior or the administrator",
            what=words.zh,
            what_en=words.en,
            verb=verb,
        )
    if path is not None and not viewer.sees(path):
        return Refused("scope.area", "不在您的辖区内", "this is outside your area")
    return None


def require(viewer: Viewer, verb: str, path: str | None = None) -> None:
    """Raise the reason why the viewer may not; the first line of an action."""
    if refused := why_not(viewer, verb, path):
        raise refused


Bounds = tuple[str, str]
"""The lowest path of an area, and the first that lies beyond it."""


@contextmanager
def acting(viewer: Viewer) -> Iterator[Viewer]:
    """A transaction in which the database shows only the viewer's area.

    The bounds end with the transaction; inside another one those of the outer viewer come back. Inside one
    for the same area nothing begins anew: what goes wrong undoes what the block around it did too.
    """
    bounds, before = _bounds(viewer), _within()
    if bounds == before:
        yield viewer
        return
    with transaction.atomic():
        _bind(*bounds)
        connection.lianfang_bounds = bounds  # type: ignore[attr-defined]
        try:
            yield viewer
        finally:
            connection.lianfang_bounds = before  # type: ignore[attr-defined]
        # Where the block failed, the rollback to its savepoint puts the bounds back.
        if before is not None and not connection.needs_rollback:
            _bind(*before)


def _within() -> Bounds | None:
    """The bounds of the block around this one; None where this one begins the transaction.

    They are known of the connection while such a block runs, since nothing else sets them.
    """
    if not connection.in_atomic_block:
        return None
    known: Bounds | None = getattr(connection, "lianfang_bounds", None)
    return known if known is not None else _bounds_now()


def _bounds(viewer: Viewer) -> Bounds:
    if viewer.everything:
        return "", "~"
    if viewer.role in OF_ONE_UNIT:
        return viewer.path, f"{viewer.path}!"  # before the point that parts a path from those below it
    return (viewer.path, upper(viewer.path)) if viewer.path else ("", "")


def _bounds_now() -> Bounds:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lianfang.low', true), current_setting('lianfang.high', true)")
        low, high = cursor.fetchone()
    return low or "", high or ""


def _bind(low: str, high: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('lianfang.low', %s, true), set_config('lianfang.high', %s, true)", [low, high]
        )
