"""The paper list of tasks, for the day the system fails: A4 across, unit by unit, to tick, write on and sign.

It holds what is needed at the door, so each copy says who printed it, when and which copy it is, and that it
is to be given back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from lianfang.core.days import ZONE
from lianfang.core.words import Words
from lianfang.gateway.documents.layout import REAL, Look, Page
from lianfang.gateway.documents.tables import Text, add_table

_WIDTHS = (8.0, 20.0, 20.0, 24.0, 20.0, 27.0, 52.0, 41.0, 29.0, 26.0)
_HEAD = (
    Words("办", "✓"),
    Words("编号", "No."),
    Words("时限", "Due"),
    Words("事项", "Task"),
    Words("姓名", "Name"),
    Words("电话", "Telephone"),
    Words("地址", "Address"),
    Words("事由", "Why"),
    Words("结果", "Outcome"),
    Words("时间和签名", "When, who"),
)
_TICK = "□"
_TO_SIGN = Words(
    "领取人签名:____________ 领取时间:____________ 交回时间:____________ 收回人签名:____________",
    "Taken by ____________ at ____________   Given back at ____________ to ____________",
)


@dataclass(frozen=True, slots=True)
class PaperTask:
    """One line: what is to be done, by when, to or for whom, where, why; ``code`` finds it again."""

    due: datetime
    act: Words
    name: str
    phone: str
    address: str
    because: Words
    code: str = ""


@dataclass(frozen=True, slots=True)
class PaperPart:
    """The tasks of one unit, and the person who holds them."""

    unit: str
    worker: str
    phone: str
    tasks: Sequence[PaperTask]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperList:
    """Tasks as they stood at ``printed``, each unit on pages of its own; ``reference`` numbers this copy.

    ``mark`` is the word across the page that says that it is not real.
    """

    parts: Sequence[PaperPart]
    printed: datetime
    printed_by: str
    reference: str
    mark: Words = REAL


def write_task_list(paper: PaperList, *, language: str = "zh") -> bytes:
    """The list as a docx file; an empty list says that nothing is owed."""
    look = Look(language, paper.mark.said_in(language), across=True)
    page = Page(look, footer=look.said(_small_print(paper)))
    for part in paper.parts:
        _part(page, part, paper.printed, first=part is paper.parts[0])
    if not paper.parts:
        page.text(look.said(Words("目前没有到期的任务。", "Nothing is due.")))
    out = BytesIO()
    page.document.save(out)
    return out.getvalue()


def _part(page: Page, part: PaperPart, printed: datetime, *, first: bool) -> None:
    """The pages of one unit: its title, its table with the head on every page, the line to sign."""
    look = page.look
    title = page.title(look.said(Words(f"{part.unit}任务清单", f"Tasks of {part.unit}")))
    title.paragraph_format.page_break_before = not first
    page.centred(look.said(_counted(part, printed)))
    add_table(
        page, [look.said(words) for words in _HEAD], [_row(look, task) for task in part.tasks], widths=_WIDTHS
    )
    page.text(look.said(_TO_SIGN), indented=False)


def _counted(part: PaperPart, printed: datetime) -> Words:
    at, many = _moment(printed), len(part.tasks)
    return Words(
        f"责任人:{part.worker} {part.phone} 共{many}件,截至{at.zh}",
        f"{part.worker} {part.phone}, tasks {many}, as of {at.en}",
    )


def _row(look: Look, task: PaperTask) -> list[Text]:
    texts = (look.said(_moment(task.due)), look.said(task.act), task.name, task.phone, task.address)
    because = look.said(task.because)
    return [Text(_TICK), Text(task.code), *map(Text, texts), Text(because), Text(""), Text("")]


def _small_print(paper: PaperList) -> Words:
    at = _moment(paper.printed)
    return Words(
        f"{paper.printed_by}于{at.zh}打印,编号{paper.reference}。含个人信息,用后交回销毁。",
        f"Printed by {paper.printed_by} at {at.en}, copy {paper.reference}. Personal data: "
        "give it back to be destroyed.",
    )


def _moment(at: datetime) -> Words:
    local = at.astimezone(ZONE)
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return Words(
        f"{local.month}月{local.day}日{local:%H:%M}", f"{local.day} {months[local.month - 1]} {local:%H:%M}"
    )
