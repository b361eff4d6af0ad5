"""The reference page of tasks is printed from the tables, and current."""

from pathlib import Path

from lianfang.core.tasks import TRANSITIONS, TaskKind, printed

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "tasks.md"


def test_the_page_is_what_the_tables_print() -> None:
    assert PAGE.read_text(encoding="utf-8") == printed()


def test_the_page_has_every_arrow_and_every_kind() -> None:
    lines = printed().splitlines()
    for (old, event), new in TRANSITIONS.items():
        assert f"    {old} --> {new}: {event.words.zh} {event.words.en}" in lines
    assert all(any(line.startswith(f"| `{kind}` |") for line in lines) for kind in TaskKind)
