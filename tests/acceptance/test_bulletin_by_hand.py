"""Every number in the printed bulletin is the figure that `lianfang situation cells` tells for the same call.

The document is read as a stranger reads it: its text and tables, by what stands beside each number.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import transaction
from docx import Document

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.days import after, instant
from lianfang.core.refusal import Refused
from lianfang.exercise import city
from lianfang.exercise.scale import HAMLET
from lianfang.exercise.scene import Scene
from lianfang.measures.models import Stay
from lianfang.project.cli.situation import group

Cells = dict[str, dict[str, Any]]
NOON = instant("2022-08-15T12:00+08:00")
TODAY, YESTERDAY, EARLIER = "2022-08-15", "2022-08-14", "2022-08-12"
PARTS = ("expected", "on_time", "late", "missing", "excused", "known", "unknown")
ROWS = ("received", "accepted", "duplicate", "rejected", "ambiguous", "pending")
CERTAIN = [name for one in ("number", "person", "location", "control") for name in (one, f"{one}.of")]
FOUR = ("expected", "on_time", "late", "missing")

SAID: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        r"当日新增#人、解除#人,应隔离未隔离#人\(时限内#人、已超时限#人\)",
        tuple(
            (n, "value")
            for n in ("entered", "released", "not_isolated", "not_isolated.in_time", "not_isolated.late")
        ),
    ),
    (r"到期任务#件,按时完成#件、逾期完成#件、逾期未完成#件", tuple(("tasks", part) for part in FOUR)),
    (
        r"当日接收推送名单#份、#条:接受#条、重复#条、退回#条、待认定#条、待处理#条;其中来源报告红码#人。未闭环名单#份",
        (
            ("lists.received", "value"),
            *((f"rows.{state}", "value") for state in ROWS),
            ("codes.red", "value"),
            ("lists.open", "value"),
        ),
    ),
    (r"四个查清:人数#/#、人员#/#、位置#/#、管控#/#", tuple((f"certain.{one}", "value") for one in CERTAIN)),
    (
        r"应于时限内核实落地#人,按时#人,逾期核实#人,逾期未核实#人",
        tuple(("tasks.locate", part) for part in FOUR),
    ),
    (r"应报#份,按时#份、迟报#份、未报#份", tuple(("reports", part) for part in FOUR)),
    (
        r"隔离房间共#间,已用#间,剩余#间;待签发通知书#份",
        tuple((n, "value") for n in ("rooms.capacity", "rooms.occupied", "rooms.free", "orders.unsigned")),
    ),
    (r"逾期未完成任务#件:", (("overdue", "value"),)),
    (r"未闭环名单#份:", (("lists.open", "value"),)),
    (r"未报报表#份:", (("reports", "missing"),)),
    (r"待签发通知书#份", (("orders.unsigned", "value"),)),
    (r"其中#人已超时限", (("not_isolated.late", "value"),)),
    (r"应隔离未隔离#人", (("not_isolated", "value"),)),
    (r"隔离房间剩余#间,不足总数#间", (("rooms.free", "value"), ("rooms.capacity", "value"))),
)
"""What is said with numbers, in order, and which count of which figure each of them is."""

COMPARED = {
    "在管": ("held", "value"), "集中": ("held.central", "value"), "居家": ("held.home_iso", "value"),
    "新增": ("entered", "value"), "解除": ("released", "value"), "应办": ("tasks", "expected"),
    "未办": ("tasks", "missing"), "应报": ("reports", "expected"), "未报": ("reports", "missing"),
}  # fmt: skip
STANDINGS = {"应办": "expected", "按时": "on_time", "迟": "late", "缺": "missing", "免": "excused"}
NO_FIGURE = (
    r"\d+年\d+月\d+日", r"\d+月\d+日", r"\d+:\d+", r"^\d+\. ", r"第\d+版", r"摘要[0-9a-f]{12}",
    r"\d+号网格", r"」\d+件", r"待处理\d+条、未核实\d+人", r"」\d+对\d+", r"数据核对不一致\d+处", r"等\d+份",
    r"高风险区 \d+ 个、中风险区 \d+ 个",
)  # fmt: skip
"""Dates, places in a list, hashes, names of grids, and what a problem says of single units: no sums."""


@pytest.fixture(scope="module")
def hamlet(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Scene]:
    """The small city at noon: the bulletins of the days before are signed, that of today is not composed."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield city.fill(at=NOON, scale=HAMLET)
        transaction.set_rollback(True)


@pytest.fixture
def kept(hamlet: Scene) -> Iterator[Scene]:
    """The small city, as it was again after the test."""
    with transaction.atomic():
        yield hamlet
        transaction.set_rollback(True)


def ask(command: str, day: str, code: str, *more: str) -> dict[str, Any]:
    done = CliRunner().invoke(group, [command, "--date", day, "--region", code, *more, "--json"])
    assert done.exit_code == 0, (done.output, done.exception)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def codes(hamlet: Scene) -> list[str]:
    """The city, its county, a township."""
    return [hamlet.land.city.code, hamlet.land.at("county")[0].code, hamlet.land.at("township")[0].code]


def by_metric(told: dict[str, Any]) -> Cells:
    return {cell["metric"]: cell for cell in told["cells"]}


class Reading:
    """A document compared with cells: what was read is struck out, what agrees is counted."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told, self.cells = told, by_metric(told)
        self.agreed = 0

    def compare(self, number: str, metric: str, part: str = "value", cells: Cells | None = None) -> str:
        cell = (cells or self.cells)[metric]
        assert int(number) == cell[part], (metric, part, number, cell)
        self.agreed += 1
        return ""

    def paragraph(self, text: str, measure: str | None) -> str:
        """What is left of a paragraph when every number that was compared is struck out."""
        if measure is not None:
            return self.held(text, measure)
        for pattern, figures in SAID:
            for found in re.finditer(pattern.replace("#", r"(\d+)"), text):
                for number, (metric, part) in zip(found.groups(), figures, strict=True):
                    self.compare(number, metric, part)
            text = re.sub(pattern.replace("#", r"\d+"), "", text)
        if found := re.search(rf"{self.told['name']}在管(\d+)人(\(较上日(增加|减少)\d+人\))?", text):
            self.compare(found[1], "held")
            text = text.replace(found[0], "")
        for why, number in re.findall(r"[(、]([^(、)\d]+)(\d+)人(?=[、)])", text):
            self.compare(number, self.named(f"应隔离未隔离:{why}"))
            text = text.replace(f"{why}{number}人", "")
        return text

    def held(self, text: str, measure: str) -> str:
        text = re.sub(r"\(较上日(增加|减少)\d+人\)", "", text)
        for pattern, families in (
            (r"当日新增(\d+)人,解除(\d+)人", ("entered", "released")),
            (r"转入(\d+)人、转出(\d+)人", ("moved_in", "moved_out")),
            (r"^在管(\d+)人", ("held",)),
        ):
            if found := re.search(pattern, text):
                for number, family in zip(found.groups(), families, strict=True):
                    self.compare(number, f"{family}.{measure}")
                text = text.replace(found[0], "")
        for kind, number in re.findall(r"([^:、。\d]+)(\d+)人", text):
            label = self.cells[f"held.{measure}"]["name"]
            self.compare(number, self.named(f"{label}:{kind}"))
        return re.sub(r"\d+人", "", text)

    def named(self, label: str, family: str = "") -> str:
        [metric] = [
            name
            for name, cell in self.cells.items()
            if plain(cell["name"]) == plain(label) and name.startswith(family)
        ]
        return metric

    def table(self, rows: list[list[str]]) -> None:
        head, *lines = rows
        if head[0] == "指标":  # what a correction sets right: the figure as it is now
            for name, _, _, number in lines:  # two kinds of report may ask for a figure of one name
                told = [cell for cell in self.cells.values() if plain(cell["name"]) == name]
                said = ["未报" if cell["value"] is None else str(cell["value"]) for cell in told]
                assert number in said, (name, number, said)
                self.agreed += 1
            return
        for first, *numbers in lines:
            for column, number in zip(head[1:], numbers, strict=True):
                if head[0] == "任务":
                    metric = "tasks" if first == "合计" else self.named(first, "tasks.")
                    self.compare(number, metric, STANDINGS[column])
                else:
                    self.compare(number, *COMPARED[column], cells=self.region(first))

    def region(self, name: str) -> Cells:
        if name == "合计":
            return self.cells
        children = self.told["children"]
        [part] = [one for one in children if (one["own"] and name == "本级") or one["name"] == name]
        return by_metric(part)


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def read_beside(path: Path, told: dict[str, Any]) -> int:
    """Compare every number of a document with the cells; answers how many there were."""
    document, reading = Document(str(path)), Reading(told)
    held = {plain(cell["name"]): name[5:] for name, cell in reading.cells.items() if name.count(".") == 1
            and name.startswith("held.")}  # fmt: skip
    measure = None
    for line in document.paragraphs:
        text = plain(line.text)
        if text.startswith("数据截至"):
            break
        if heading := re.match(r"([一二三四五六七八九十]+、|\([一二三四五六七八九十]+\))(.*)", text):
            measure = held.get(heading[2])
            continue
        left = reading.paragraph(text, measure)
        for each in NO_FIGURE:
            left = re.sub(each, "", left)
        assert not re.search(r"\d", left), (text, left)
    for table in document.tables:
        reading.table([[plain(cell.text) for cell in row.cells] for row in table.rows])
    return reading.agreed


@pytest.mark.parametrize("day", [TODAY, YESTERDAY, EARLIER])
@pytest.mark.parametrize("level", [0, 1, 2], ids=["city", "county", "township"])
def test_every_number_in_the_document_is_that_of_the_cells(
    kept: Scene, tmp_path: Path, day: str, level: int
) -> None:
    code = codes(kept)[level]
    out = tmp_path / "bulletin.docx"
    paper = ask("bulletin", day, code, "--out", str(out))
    told = ask("cells", day, code)
    is_signed = level < 2 and day != TODAY
    assert (paper["state"], told["figures"]) == (("signed", "frozen") if is_signed else ("draft", "counted"))
    assert read_beside(out, told) > 40
    assert paper["cells"] == told["cells"]
    assert paper["children"] == told["children"]
    if is_signed:
        assert told["as_of"] == told["bulletin"]["as_of"] == paper["as_of"]
        assert told["bulletin"]["sha256"] == paper["sha256"]
        assert told["bulletin"]["number"] >= 1


@pytest.mark.parametrize("day", [TODAY, YESTERDAY, EARLIER])
def test_the_parts_add_up_to_the_whole_frozen_and_counted(kept: Scene, day: str) -> None:
    for code in codes(kept):
        told = ask("cells", day, code)
        for one in filter(None, (told, told["counted"])):
            parts = [by_metric(child) for child in one["children"]]
            for cell in one["cells"]:
                for part in PARTS:
                    assert sum(each[cell["metric"]][part] for each in parts) == cell[part], cell["metric"]


def test_counted_for_the_same_hours_and_instant_each_level_is_the_sum_of_calls_for_those_below(
    kept: Scene,
) -> None:
    same = ("--recount", "--window", "17-17", "--at", "2022-08-14T18:00+08:00")
    city_, county, _ = codes(kept)
    for above, below in ((city_, [county]), (county, [t.code for t in kept.land.at("township")])):
        whole = ask("cells", YESTERDAY, above, *same)
        assert whole["figures"] == "counted"
        own = [by_metric(child) for child in whole["children"] if child["own"]]
        parts = [*own, *(by_metric(ask("cells", YESTERDAY, code, *same)) for code in below)]
        for metric, cell in by_metric(whole).items():
            assert cell["known"] == sum(one[metric]["known"] for one in parts if metric in one), metric


def test_what_was_entered_after_signing_is_named_and_changes_no_frozen_figure(kept: Scene) -> None:
    code = codes(kept)[0]
    before = ask("cells", YESTERDAY, code)
    with acting(SYSTEM):
        stay = Stay.objects.filter(ended=None, measure="central").order_by("pk").first()
        assert stay is not None
        stay.pk, stay.began = None, after(instant("2022-08-14T10:00+08:00"), minutes=0)
        Stay.objects.filter(person_id=stay.person_id).update(ended=stay.began, ended_why="phase")
        was = by_metric(ask("cells", YESTERDAY, code)["counted"])["held"]["value"]
        stay.save(force_insert=True)
    told = ask("cells", YESTERDAY, code)
    assert told["cells"] == before["cells"]
    assert by_metric(told["counted"])["held"]["value"] == was + 1
    for one in told["bulletin"]["differs"]:
        assert by_metric(told)[one["metric"]][one["part"]] == one["bulletin"]
        assert by_metric(told["counted"])[one["metric"]][one["part"]] == one["counted"]
    assert told["bulletin"]["differs"]
    assert told["bulletin"]["because"]["zh"]
    assert by_metric(ask("cells", YESTERDAY, code, "--recount")) == by_metric(told["counted"])


def test_a_signed_bulletin_is_printed_for_no_other_hours_and_cells_tell_those(
    kept: Scene, tmp_path: Path
) -> None:
    code = codes(kept)[0]
    words = ["bulletin", "--date", YESTERDAY, "--region", code, "--window", "0-24"]
    refused = CliRunner().invoke(group, [*words, "--out", str(tmp_path / "b.docx")]).exception
    assert isinstance(refused, Refused)
    assert refused.code == "bulletin.other_hours"
    assert not (tmp_path / "b.docx").exists()
    told = ask("cells", YESTERDAY, code, "--window", "0-24")
    assert (told["figures"], told["window"]["end"]) == ("counted", "00:00")
    assert told["bulletin"]["window"]["end"] == "17:00"
    assert ask("cells", YESTERDAY, code, "--window", "17-17")["figures"] == "frozen"
