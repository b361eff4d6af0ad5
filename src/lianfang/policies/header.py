"""``edition.toml``: what the document is, when it is in force, its deadlines, norms and gaps."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from lianfang.core.measures.classes import SUBJECTS
from lianfang.core.measures.edition import Absent, Norm, Step
from lianfang.core.measures.vocabulary import LEVELS
from lianfang.core.words import Words
from lianfang.policies.defects import Defects
from lianfang.policies.tables import unknown, wrong_status

FILE = "edition.toml"
NATIONAL, LOCAL = "national", "local"
_KEYS = (
    "id", "kind", "disease", "issued", "valid_from", "valid_to", "base",
    "name", "document", "notes", "deadlines", "norms", "escalation", "absent",
)  # fmt: skip
_WRITE_DATES = Words("写成 valid_from = 2022-06-28,不加引号", "write valid_from = 2022-06-28, without quotes")
_WRITE_WORDS = Words('写 zh = "…" 和 en = "…"', 'write zh = "…" and en = "…"')


@dataclass(frozen=True, slots=True)
class Header:
    """What ``edition.toml`` says."""

    id: str
    kind: str
    disease: str
    name: Words
    document: Words
    issued: date
    valid_from: date
    valid_to: date | None
    base: str | None
    notes: tuple[Words, ...]
    deadlines: Mapping[str, Norm]
    norms: Mapping[str, Norm]
    escalation: tuple[Step, ...]
    absent: tuple[Absent, ...]

    @property
    def national(self) -> bool:
        """Whether this is a national edition, where local rules may not stand."""
        return self.kind == NATIONAL


def read_header(folder: Path, defects: Defects) -> Header:
    """Read ``edition.toml``; what cannot be read is a defect and gets a stand-in value."""
    return _Reader(_parsed(folder / FILE, defects), defects).header()


def _parsed(path: Path, defects: Defects) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        message = Words("文件不存在", "the file is not there")
        defects.add(
            (FILE, "", ""),
            path.parent.name,
            message,
            Words("方案文件夹须有 edition.toml", "every edition has one"),
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        message = Words("不是有效的 TOML", "is not valid TOML")
        defects.add(
            (FILE, "", ""), problem, message, Words("按提示的行列改正", "mend the line and column named")
        )
    return {}


class _Reader:
    """Reads the parsed file key by key, noting defects."""

    def __init__(self, raw: Mapping[str, object], defects: Defects) -> None:
        self.raw, self.defects = raw, defects
        for key in raw:
            if key not in _KEYS:
                self.wrong("", key, key, Words("未知的键", "unknown key"), unknown(_KEYS)[1])

    def wrong(self, row: str, column: str, value: object, message: Words, remedy: Words) -> None:
        self.defects.add((FILE, row, column), value, message, remedy)

    def header(self) -> Header:
        kind = self.text(self.raw, "kind", "")
        if kind not in (NATIONAL, LOCAL):
            self.wrong("", "kind", kind, *unknown((NATIONAL, LOCAL)))
        national = kind != LOCAL
        first, last = self.day("valid_from", needed=True), self.day("valid_to")
        if first and last and last < first:
            self.wrong("", "valid_to", last, Words("早于 valid_from", "lies before valid_from"), _WRITE_DATES)
        base = self.raw.get("base")
        if not national and not isinstance(base, str):
            remedy = Words("写明所依据的全国方案", "name the national edition it stands on")
            self.wrong("", "base", base, Words("地方细则须写 base", "a local overlay needs a base"), remedy)
        return Header(
            id=self.text(self.raw, "id", ""),
            kind=kind,
            disease=self.text(self.raw, "disease", ""),
            name=self.words(self.raw.get("name"), "name"),
            document=self.words(self.raw.get("document"), "document"),
            issued=self.day("issued", needed=True) or date.min,
            valid_from=first or date.min,
            valid_to=last,
            base=base if isinstance(base, str) else None,
            notes=tuple(self.words(note, "notes") for note in self.tables("notes")),
            deadlines=self.norms("deadlines", national=national),
            norms=self.norms("norms", national=national),
            escalation=self.steps(national=national),
            absent=tuple(self.gap(raw) for raw in self.tables("absent")),
        )

    def text(self, table: Mapping[str, object], key: str, row: str) -> str:
        value = table.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.wrong(row, key, value, Words("缺少文字", "a text is missing"), Words("填写文字", "write a text"))
        return ""

    def day(self, key: str, *, needed: bool = False) -> date | None:
        value = self.raw.get(key)
        if type(value) is date:
            return value
        if needed or value is not None:
            self.wrong("", key, value, Words("不是日期", "is not a date"), _WRITE_DATES)
        return None

    def words(self, value: object, row: str) -> Words:
        if isinstance(value, dict):
            return Words(self.text(value, "zh", row), self.text(value, "en", row))
        self.wrong(row, "", value, Words("缺少中英文", "Chinese and English are missing"), _WRITE_WORDS)
        return Words("", "")

    def tables(self, key: str) -> list[Mapping[str, object]]:
        value = self.raw.get(key, [])
        if isinstance(value, list) and all(isinstance(each, dict) for each in value):
            return value
        remedy = Words(f"写成 [[{key}]]", f"write it as [[{key}]]")
        self.wrong("", key, value, Words("不是表的列表", "is not a list of tables"), remedy)
        return []

    def norms(self, key: str, *, national: bool) -> dict[str, Norm]:
        value = self.raw.get(key, {})
        if not isinstance(value, dict) or not all(isinstance(each, dict) for each in value.values()):
            remedy = Words(f"写成 [{key}.名称]", f"write it as [{key}.name]")
            self.wrong("", key, value, Words("不是表", "is not a table"), remedy)
            return {}
        return {name: self.norm(f"{key}.{name}", raw, national=national) for name, raw in value.items()}

    def norm(self, row: str, raw: Mapping[str, object], *, national: bool) -> Norm:
        self.only(row, raw, ("value", "zh", "en", "source", "status"))
        value = raw.get("value")
        many = value if isinstance(value, list) and value else [value]
        if not all(_is_number(each) for each in many):
            remedy = Words("写 0 或更大的数字", "write a number of 0 or more")
            self.wrong(row, "value", value, Words("不是数字", "is not a number"), remedy)
            many = [0]
        numbers = tuple(float(str(each)) for each in many)
        return Norm(
            value=numbers if isinstance(value, list) else numbers[0],
            words=self.words(raw, row),
            source=self.text(raw, "source", row),
            status=self.status(raw, row, national=national),
        )

    def steps(self, *, national: bool) -> tuple[Step, ...]:
        """The steps of escalation, each later and higher than the one before."""
        steps = tuple(self.step(raw, national=national) for raw in self.tables("escalation"))
        known = [step for step in steps if step.level in LEVELS]
        for one, next_one in pairwise(known):
            rises = LEVELS.index(next_one.level) > LEVELS.index(one.level)
            if not rises or next_one.after_hours <= one.after_hours:
                remedy = Words("逐级升高、逐步推后", "let each be later and higher than the one before")
                self.wrong(
                    "escalation", "level", next_one.level, Words("没有逐级升高", "does not climb"), remedy
                )
        return steps

    def step(self, raw: Mapping[str, object], *, national: bool) -> Step:
        self.only("escalation", raw, ("level", "after_hours", "source", "status"))
        level, hours = raw.get("level"), raw.get("after_hours")
        if level not in LEVELS:
            self.wrong("escalation", "level", level, *unknown(LEVELS))
        if not _is_number(hours):
            remedy = Words("写到期后的小时数", "write the hours after it fell due")
            self.wrong("escalation", "after_hours", hours, Words("不是数字", "is not a number"), remedy)
            hours = 0
        return Step(
            level=str(level),
            after_hours=float(str(hours)),
            source=self.text(raw, "source", "escalation"),
            status=self.status(raw, "escalation", national=national),
        )

    def gap(self, raw: Mapping[str, object]) -> Absent:
        self.only("absent", raw, ("class", "row", "column", "zh", "en"))
        cls, row, column = (raw.get(key) for key in ("class", "row", "column"))
        if cls is not None and cls not in SUBJECTS:
            self.wrong("absent", "class", cls, *unknown(SUBJECTS))
        if cls is None and row is None and column is None:
            remedy = Words("写 class、row 或 column", "give class, row or column")
            self.wrong("absent", "", None, Words("没有说明缺什么", "does not say what is absent"), remedy)
        return Absent(_or_none(cls), _or_none(row), _or_none(column), self.words(raw, "absent"))

    def status(self, raw: Mapping[str, object], row: str, *, national: bool) -> str:
        code = self.text(raw, "status", row)
        wrong = wrong_status(code, national=national) if code else None
        if wrong:
            self.wrong(row, "status", code, *wrong)
        return code

    def only(self, row: str, raw: Mapping[str, object], keys: tuple[str, ...]) -> None:
        for key in raw:
            if key not in keys:
                self.wrong(row, key, key, Words("未知的键", "unknown key"), unknown(keys)[1])


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf")


def _or_none(value: object) -> str | None:
    return None if value is None else str(value)
