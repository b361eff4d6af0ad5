"""The figures that are kept: declared once, all additive, people told apart by why they are held."""

import pytest

from lianfang.core.situation.metrics import CATEGORIES, HELD, METRICS, category, reported, reports_of
from lianfang.core.tasks import TaskKind
from lianfang.core.words import Words


def test_every_figure_of_the_register_is_additive_and_named_in_both_languages() -> None:
    for name, metric in METRICS.items():
        assert metric.name == name
        assert metric.additive
        assert not metric.reported
        assert metric.words.zh
        assert metric.words.en
        assert metric.unit.zh


def test_a_mere_test_holds_nobody() -> None:
    assert HELD == ("central", "home_iso", "home_monitor", "self_monitor")
    assert "held.test_only" not in METRICS


@pytest.mark.parametrize(
    ("person_class", "risk", "expected"),
    [
        ("close_contact", None, "close_contact"),
        ("traveller", "high", "traveller_high"),
        ("traveller", "low", "traveller_low"),
        ("traveller", "none", "traveller"),
        ("traveller", None, "traveller"),
        ("traveller", "", "traveller"),
        ("", None, "other"),
        ("healed_by_magic", "high", "other"),
    ],
)
def test_people_are_held_because_of_one_category(person_class: str, risk: str | None, expected: str) -> None:
    assert category(person_class, risk) == expected


def test_each_measure_has_a_figure_for_each_category_and_each_way_in_and_out() -> None:
    for measure in HELD:
        for family in ("held", "entered", "moved_in", "moved_out", "released"):
            assert f"{family}.{measure}" in METRICS
        assert all(f"held.{measure}.{kind}" in METRICS for kind in CATEGORIES)


def test_every_kind_of_task_has_its_figure() -> None:
    assert all(f"tasks.{kind}" in METRICS for kind in TaskKind)


def test_what_units_report_is_marked_as_reported() -> None:
    visits = reported("fever_clinic", "visits", Words("接诊", "visits"), Words("人次", "visits"))
    assert (visits.name, visits.reported, visits.additive) == ("reported.fever_clinic.visits", True, True)
    owed = reports_of("fever_clinic", Words("发热门诊日报", "fever clinic report"))
    assert (owed.name, owed.reported) == ("reports.fever_clinic", False)
