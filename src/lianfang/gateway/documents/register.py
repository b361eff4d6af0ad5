"""The register to give out as a sheet: people with what stands over them, masked as on the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from lianfang.core.words import Words
from lianfang.gateway.sheets import Column, Kind, export


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One person of the register. Name, number and telephone are written as given, masked or opened."""

    name: str
    identifier: str
    phone: str
    region: str
    category: Words
    measure: Words
    place: str
    since: datetime | None
    until: date | None
    state: Words


COLUMNS = (
    Column(Words("姓名", "Name")),
    Column(Words("证件号码", "Document number"), width=22),
    Column(Words("电话", "Telephone"), width=16),
    Column(Words("所在地", "Area"), width=30),
    Column(Words("人员类别", "Category"), width=18),
    Column(Words("管控措施", "Measure"), width=18),
    Column(Words("地点", "Place"), width=24),
    Column(Words("开始时间", "Since"), Kind.INSTANT),
    Column(Words("截止日期", "Until"), Kind.DATE),
    Column(Words("状态", "State"), width=12),
)


def export_register(rows: Iterable[RegisterRow], *, title: Words, language: str = "zh-hans") -> bytes:
    """The rows as xlsx, in the order given."""
    return export(
        COLUMNS,
        (
            (
                row.name,
                row.identifier,
                row.phone,
                row.region,
                row.category,
                row.measure,
                row.place,
                row.since,
                row.until,
                row.state,
            )
            for row in rows
        ),
        sheet=title,
        language=language,
    )
