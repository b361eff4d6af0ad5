"""What `lianfang tasks`, `situation` and the lists say of the same work, beside sums of the test's own."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.days import after
from lianfang.core.refusal import Refused
from lianfang.core.tasks import EvidenceKind
from lianfang.project.cli.situation import group as situation
from lianfang.project.cli.tasks import group as tasks
from lianfang.tasks import actions
from lianfang.tasks.models import Task
from tests.factories.pushes import FAR_GRID, GRID_1, GRID_2, adopt, person, push

pytestmark = pytest.mark.django_db
PARTS = ("expected", "on_time", "late", "missing", "excused", "known", "unknown", "value")


def ask(group: Any, *words: str) -> dict[str, Any]:
    done = CliRunner().invoke(group, [*words, "--json"])
    assert done.exit_code == 0, (done.output, done.exception)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def figures(at: str, code: str = "3799") -> dict[str, Any]:
    return ask(situation, "cells", "--date", at[:10], "--region", code, "--at", at)


def cell(answer: dict[str, Any], metric: str) -> dict[str, Any]:
    [found] = [cell for cell in answer["cells"] if cell["metric"] == metric]
    return dict(found)


@pytest.fixture
def pushed(cast: Any) -> list[int]:
    """Nine people of three grids in two counties, to be found within a day; the searches, by due instant."""
    adopt(cast)
    grids = [GRID_1] * 4 + [GRID_2] * 3 + [FAR_GRID] * 2
    push(
        cast,
        [person(n, 现住址=f"{grid}{n}号楼101室") for n, grid in enumerate(grids)],
        by=cast.city_officer,
        region="3799",
    )
    with acting(SYSTEM):
        return list(Task.objects.filter(kind="locate").order_by("due", "pk").values_list("pk", flat=True))


def test_who_was_late_at_an_instant_is_told_the_same_by_list_and_figure_whatever_came_of_it_since(
    cast: Any, pushed: list[int]
) -> None:
    with acting(SYSTEM):
        due = Task.objects.get(pk=pushed[0]).due
        for hours, number in ((-2, pushed[0]), (3, pushed[1]), (7, pushed[2])):
            at = after(due, hours=hours)
            actions.submit_evidence(actions.Proof(number, EvidenceKind.LOCATED, at), by=SYSTEM, at=at)
        late = set(pushed[1:])
        for hours, expected in (
            (1, late), (4, late - {pushed[1]}), (8, late - {pushed[1], pushed[2]}),
        ):  # fmt: skip
            at = after(due, hours=hours).isoformat()
            listed = ask(tasks, "list", "--standing", "late", "--kind", "locate", "--at", at)
            assert {task["id"] for task in listed["tasks"]} == expected
            assert {task["standing"] for task in listed["tasks"]} == {"overdue"}
            everything = ask(tasks, "list", "--standing", "late", "--at", at)
            assert cell(figures(at), "overdue")["value"] == everything["total"]


@pytest.mark.parametrize("words", [["--standing", "purple"], ["--kind", "dance"]])
def test_a_standing_or_kind_that_there_is_not_is_refused_and_not_none_of_them(
    cast: Any, words: list[str]
) -> None:
    refused = CliRunner().invoke(tasks, ["list", *words, "--json"])
    assert refused.exit_code == 2
    assert words[1] in refused.stderr


def test_every_figure_of_a_region_is_the_sum_of_its_parts_and_balances(cast: Any, pushed: list[int]) -> None:
    for at in ("2022-08-05T12:00+08:00", "2022-08-06T23:30+08:00", "2022-08-07T08:00+08:00"):
        for code in ("3799", "379901", "379901100"):
            answer = figures(at, code)
            for whole in answer["cells"]:
                below = [cell(part, whole["metric"]) for part in answer["children"]]
                for part in PARTS:
                    assert whole[part] == sum(one[part] for one in below), (code, whole["metric"], part)
                assert whole["expected"] == whole["on_time"] + whole["late"] + whole["missing"]
    told = figures("2022-08-05T12:00+08:00")
    assert cell(told, "rows.received")["value"] == cell(told, "rows.accepted")["value"] == 9


def test_an_instant_is_the_same_whatever_offset_it_is_written_with(pushed: list[int]) -> None:
    here, there = "2022-08-06T17:00+08:00", "2022-08-06T18:00+09:00"
    totals = [ask(tasks, "list", "--standing", "late", "--at", at)["total"] for at in (here, there)]
    assert totals[0] == totals[1] > 0


def test_a_day_that_has_not_begun_has_no_figures_and_no_bulletin(pushed: list[int], tmp_path: Path) -> None:
    about = ["--date", "2022-08-07", "--region", "3799", "--at", "2022-08-06T23:59+08:00"]
    for words in (["cells", *about], ["bulletin", *about, "--out", str(tmp_path / "b.docx")]):
        refused = CliRunner().invoke(situation, words).exception
        assert isinstance(refused, Refused)
        assert refused.code == "situation.not_begun"
    assert not (tmp_path / "b.docx").exists()
