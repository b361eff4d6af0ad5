"""What the one search box looks through. Each kind says by what form it is found, and looks only then.

All of it together takes at most ten statements, whatever is typed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from lianfang.accounts.scope import MAY, Viewer
from lianfang.core.words import Words
from lianfang.web import codes, hits
from lianfang.web.hits import Found, Hit

_RECEIPT = re.compile(r"(?=.*[0-9-]|.{8})[2-9A-HJKMNP-Z]{5}-?[2-9A-HJKMNP-Z]{0,5}", re.IGNORECASE)
_NOTICE = re.compile(r"(GL|JC)[0-9]{1,8}(-[0-9]+){0,2}", re.IGNORECASE)
_ORDER = re.compile(r"ZL[0-9]{1,8}(-[0-9]+)?", re.IGNORECASE)
_CODED = re.compile(r"(GL|JC|ZL|MD|RW)[0-9-]+", re.IGNORECASE)
_CODE = re.compile(r"[0-9]{6,15}")
_PHONE = re.compile(r"[0-9+-]{7,15}")


@dataclass(frozen=True, slots=True)
class Finder:
    """A kind of thing: what it is called, by what it is found, who may look, when it looks, and how."""

    words: Words
    form: Words
    verbs: tuple[str, ...]
    reads: Callable[[str], bool]
    look: Callable[[Viewer, str], Found]

    def opens_to(self, role: str) -> bool:
        """Whether a post of this role may look."""
        return bool(set(self.verbs) & MAY.get(role, frozenset()))


def find(viewer: Viewer, words: str) -> list[Found]:
    """What the words mean to this viewer, kind by kind; nothing for no words."""
    if not words:
        return []
    asked = [finder for finder in finders(viewer) if finder.reads(words)]
    return [found for found in (finder.look(viewer, words) for finder in asked) if found.hits]


def finders(viewer: Viewer) -> list[Finder]:
    """The kinds this viewer may search, for the search itself and for saying what can be searched."""
    return [finder for finder in FINDERS if finder.opens_to(viewer.role)]


def only_one(found: list[Found]) -> Hit | None:
    """The hit that opens at once: the only one, else the only one that is that very code."""
    every = [hit for each in found for hit in each.hits]
    exact = [hit for hit in every if hit.exact]
    alone = every if len(every) == 1 else exact
    return alone[0] if len(alone) == 1 else None


def _plain(words: str) -> bool:
    """Words of people: no code that says itself what it is."""
    return not _CODED.fullmatch(words)


def _name(words: str) -> bool:
    """At least two signs, not all digits."""
    return len(words) > 1 and not words.isdigit() and _plain(words)


_ANYBODY = ("search", "see_people", "onboard_staff")
FINDERS: tuple[Finder, ...] = (
    Finder(
        Words("人员", "People"),
        Words(
            "姓名、首字母或拼音、手机号或后四位、完整证件号",
            "name, initials or pinyin, telephone or its last four digits, document number",
        ),
        ("search",), _plain, hits.people,
    ),
    Finder(
        Words("名单", "Lists"),
        Words("名单号(MD12 或 12)、来源、文件名", "list number (MD12 or 12), source, file name"),
        ("see_lists",), lambda w: bool(codes.list_number(w)) or _name(w), hits.lists,
    ),
    Finder(
        Words("自主报备", "Declarations"),
        Words("回执编号,前五位即可", "receipt number, its first five signs will do"),
        ("see_people",), lambda w: bool(_RECEIPT.fullmatch(w)), hits.declarations,
    ),
    Finder(
        Words("通知书", "Notices"),
        Words("编号 GL20220805-12、JC20220810-5", "number GL20220805-12, JC20220810-5"),
        ("see_people",), lambda w: bool(_NOTICE.fullmatch(w)), hits.notices,
    ),
    Finder(
        Words("任务", "Tasks"),
        Words("任务号(RW345 或 345)", "task number (RW345 or 345)"),
        ("do_tasks",), lambda w: codes.task_number(w) is not None, hits.task,
    ),
    Finder(
        Words("指令", "Orders to units"),
        Words("编号 ZL20220805-1、标题", "number ZL20220805-1, title"),
        ("do_tasks",), lambda w: bool(_ORDER.fullmatch(w)) or _name(w), hits.instructions,
    ),
    Finder(
        Words("区划和单位", "Areas and units"),
        Words("名称、区划首字母、区划编码", "name, initials of an area, code of an area"),
        ("see_board", "administer"), lambda w: _name(w) or bool(_CODE.fullmatch(w)), hits.areas,
    ),
    Finder(
        Words("工作人员", "Staff"),
        Words("姓名、账号、电话", "name, account, telephone"),
        _ANYBODY, lambda w: _name(w) or bool(_PHONE.fullmatch(w)), hits.staff,
    ),
)  # fmt: skip
"""Every kind that is searched, in the order it is shown. Tubes join here as their room opens."""
