"""The columns of an opening balance beside those of every list of people: what holds somebody, since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lianfang.core.intake.cells import column_letters
from lianfang.core.intake.headers import IGNORED, Line, Mapping, recognise
from lianfang.core.intake.synonyms import normal
from lianfang.core.refusal import Refused
from lianfang.core.words import Words


class Part(StrEnum):
    """What a column says of the measure."""

    CLASS = "class"
    KEY_DAY = "key_day"
    MEASURE = "measure"
    BEGAN = "began"
    UNTIL = "until"
    EDITION = "edition"
    FACILITY = "facility"
    ROOM = "room"
    ORDER = "order"
    GROUND = "ground"
    TESTS = "tests"

    @property
    def words(self) -> Words:
        """The heading this product itself writes."""
        return LABELS[self]


LABELS: dict[Part, Words] = {
    Part.CLASS: Words("人员类别", "Person class"),
    Part.KEY_DAY: Words("起算日期(末次接触、离开风险区、入境或结束闭环)", "Counted from"),
    Part.MEASURE: Words("管控措施", "Measure"),
    Part.BEGAN: Words("管控开始时间", "Began"),
    Part.UNTIL: Words("计划解除日期", "Planned release"),
    Part.EDITION: Words("方案版本", "Edition"),
    Part.FACILITY: Words("隔离点", "Isolation site"),
    Part.ROOM: Words("房间号", "Room"),
    Part.ORDER: Words("通知书编号", "Order number"),
    Part.GROUND: Words("管控依据", "Ground"),
    Part.TESTS: Words("已做核酸(日期和结果)", "Tests so far"),
}
_SYNONYMS: dict[Part, str] = {
    Part.CLASS: """
        人员类别 人员类型 人员分类 类别 隔离人员类别 管控人员类别 人群分类 人群类别 身份类别 接触类型
        密接类型 接触者类型 category classofperson persontype
    """,
    Part.KEY_DAY: """
        起算日期 起算日 末次接触时间 末次接触日期 末次暴露时间 末次暴露日期 最后接触时间 最后接触日期
        最后暴露时间 最后暴露日期 离开风险区时间 离开风险区日期 离开风险地区时间 离开风险地区日期 离开时间
        离开日期 入境时间 入境日期 结束闭环时间 结束闭环日期 脱离闭环日期 闭环结束日期 keydate anchor
        countedfrom lastexposure leftriskarea dateofentry
    """,
    Part.MEASURE: """
        管控措施 措施 隔离方式 管控方式 管理方式 管理措施 隔离类型 管控类型 隔离类别 管控状态 隔离措施
        measure isolationtype
    """,
    Part.BEGAN: """
        管控开始时间 管控开始日期 开始时间 开始日期 隔离开始时间 隔离开始日期 起始时间 起始日期 入住时间
        入住日期 隔离起始时间 隔离起始日期 管控起始日期 隔离日期 隔离时间 started began start startdate
        since
    """,
    Part.UNTIL: """
        计划解除日期 计划解除时间 解除日期 解除时间 拟解除日期 拟解除时间 预计解除日期 预计解除时间
        解除隔离日期 解除隔离时间 结束日期 结束时间 截止日期 管控截止日期 隔离结束日期 隔离截止日期 until
        plannedrelease releasedate enddate plannedend
    """,
    Part.EDITION: """
        方案版本 防控方案 防控方案版本 方案 执行方案 依据方案 edition protocol
    """,
    Part.FACILITY: """
        隔离点 隔离点名称 集中隔离点 集中隔离点名称 隔离酒店 隔离宾馆 隔离场所 隔离场所名称 集中隔离场所
        酒店 宾馆 酒店名称 isolationsite site hotel facility
    """,
    Part.ROOM: """
        房间号 房间 房号 隔离房间 隔离房间号 房间编号 室号 room roomno roomnumber
    """,
    Part.ORDER: """
        通知书编号 隔离通知书编号 告知书编号 文书编号 文号 通知书号 决定书编号 编号文书 ordernumber orderno
        noticenumber
    """,
    Part.GROUND: """
        管控依据 依据 管控原因 隔离原因 原因 隔离依据 ground reason
    """,
    Part.TESTS: """
        已做核酸 核酸检测情况 核酸情况 核酸结果 核酸检测结果 检测结果 检测情况 已做检测 核酸检测 核酸记录
        第1次核酸 第2次核酸 第3次核酸 第4次核酸 第5次核酸 第6次核酸 第7次核酸 第一次核酸 第二次核酸
        第三次核酸 第四次核酸 第五次核酸 第六次核酸 第七次核酸 tests testssofar testresults
    """,
}
_KNOWN = {word: part for part, words in _SYNONYMS.items() for word in words.split()} | {
    normal(text): part for part, label in LABELS.items() for text in label
}
NEEDED = (Part.CLASS, Part.MEASURE, Part.BEGAN)
_OWN = dict.fromkeys(_KNOWN, IGNORED)


@dataclass(frozen=True, slots=True)
class OpeningMapping:
    """What the columns of one sheet mean: those of the person, and those of the measure."""

    person: Mapping
    parts: dict[Part, tuple[int, ...]]


def recognise_opening(head: Sequence[Line]) -> OpeningMapping | None:
    """The columns of a sheet; None where it is no list of people under measures.

    Refused where it is one and a column is missing or not understood, by name.
    """
    found = recognise(head, _OWN)
    parts: dict[Part, list[int]] = {}
    for index, text in sorted(found.headings.items()):
        if part := _KNOWN.get(normal(text.rpartition("/")[2])):
            parts.setdefault(part, []).append(index)
    if not parts:
        return None
    _refuse_lacking(parts)
    if isinstance(found, Mapping):
        return OpeningMapping(found, {part: tuple(indexes) for part, indexes in parts.items()})
    if found.missing:
        raise _lacks([field.words for field in found.missing[:2]])
    settled = found.settled(found.columns)
    return OpeningMapping(settled, {part: tuple(indexes) for part, indexes in parts.items()})


def _refuse_lacking(parts: dict[Part, list[int]]) -> None:
    if lacking := [part.words for part in NEEDED if part not in parts]:
        raise _lacks(lacking)
    for part, indexes in parts.items():
        if len(indexes) > 1 and part not in (Part.TESTS, Part.KEY_DAY):
            raise Refused(
                "opening.twice",
                "「{column}」有两列({letters}),请只留一列后重新上传",
                "there are two columns for {column_en} ({letters}); keep one and send it again",
                column=part.words.zh,
                column_en=part.words.en,
                letters="、".join(map(column_letters, indexes)),
            )


def _lacks(words: Sequence[Words]) -> Refused:
    return Refused(
        "opening.headings",
        "表头缺少「{named}」;请用模板的表头,或补上这几列后重新上传",
        "the headings lack {named_en}; use those of the template, or add the columns and send it again",
        named="」「".join(each.zh for each in words),
        named_en=", ".join(each.en for each in words),
    )
