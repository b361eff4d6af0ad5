"""The paper list of a grid's tasks, for the day the system fails: A4 across, with room to write by hand.

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

_WIDTHS = (9.0, 22.0, 25.0, 20.0, 28.0, 58.0, 45.0, 33.0, 27.0)
_HEAD = (
    Words("序", "No."),
    Words("时限", "Due"),
    Words("事项", "Task"),
    Words("姓名", "Name"),
    Words("电话", "Telephone"),
    Words("地址", "Address"),
    Words("事由", "Why"),
    Words("结果", "Outcome"),
    Words("时间和签名", "When, who"),
)


@dataclass(frozen=True, slots=True)
class PaperTask:
    """One line: what is to be done, by when, to or for whom, where, why."""

    due: datetime
    act: Words
    name: str
    phone: str
    address: str
    because: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperList:
    """The tasks of a unit as they stood at ``printed``; ``reference`` is the number of this copy.

    ``mark`` is the word across the page that says that it is not real.
    """

    unit: str
    worker: str
    phone: str
    tasks: Sequence[PaperTask]
    printed: datetime
    printed_by: str
    reference: str
    mark: Words = REAL


def write_task_list(paper: PaperList, *, language: str = "zh") -> bytes:
    """The list as a docx file; an empty list says that nothing is owed."""
    look = Look(language, paper.mark.said_in(language), across=True)
    page = Page(look, footer=look.said(_small_print(paper)))
    page.title(look.said(Words(f"{paper.unit}任务清单", f"Tasks of {paper.unit}")))
    page.centred(look.said(_counted(paper)))
    if paper.tasks:
        rows = [_row(look, number, task) for number, task in enumerate(paper.tasks, 1)]
        add_table(page, [look.said(words) for words in _HEAD], rows, widths=_WIDTHS)
    else:
        page.text(look.said(Words("目前没有到期的任务。", "Nothing is due.")))
    out = BytesIO()
    page.document.save(out)
    return out.getvalue()


def _counted(paper: PaperList) -> Words:
    at, many = _moment(paper.printed), len(paper.tasks)
    return Words(
        f"责任人:{paper.worker} {paper.phone} 共{many}件,截至{at.zh}",
        f"{paper.worker} {paper.phone}, tasks {many}, as of {at.en}",
    )


def _row(look: Look, number: int, task: PaperTask) -> list[Text]:
    texts = (look.said(_moment(task.due)), look.said(task.act), task.name, task.phone, task.address)
    because = look.said(task.because)
    return [Text(str(number), number=True), *map(Text, texts), Text(because), Text(""), Text("")]


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
