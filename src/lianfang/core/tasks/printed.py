"""The reference page of tasks, printed from the tables that the program runs on."""

from collections.abc import Iterable, Iterator

from lianfang.core.findings import Worded
from lianfang.core.tasks.kinds import NATURES, TaskKind
from lianfang.core.tasks.moves import TRANSITIONS, Standing
from lianfang.core.tasks.task import Counted


def printed() -> str:
    """``docs/reference/tasks.md`` as it has to read."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from ("# 任务 Tasks", "")
    yield "Printed from `lianfang.core.tasks` by `printed()`; change the tables there, not this page."
    yield from ("", "## 状态 Standings", "")
    yield from _words(Standing)
    yield from ("", "## 转换 Transitions", "")
    yield "`due` is the first instant that is too late. What the table does not have is refused."
    yield ""
    yield from _table(
        ("from", "event 事件", "to"),
        ((f"`{old}`", _both(event), f"`{new}`") for (old, event), new in TRANSITIONS.items()),
    )
    yield from ("", "```mermaid", *_diagram(), "```")
    yield from ("", "## 统计 How a task counts", "")
    yield "expected = on_time + late + missing; the others stand beside it. An overdue task that is withdrawn"
    yield from ("stays missing.", "")
    yield from _words(Counted)
    yield from ("", "## 种类 Kinds", "")
    yield "A kind that lapses belongs to its day: first wanted after its due instant, it is shown, not given."
    yield ""
    yield from _table(("code", "中文", "English", "about", "settled by", "lapses"), map(_kind, TaskKind))


def _diagram() -> Iterator[str]:
    yield "stateDiagram-v2"
    yield f"    [*] --> {Standing.OPEN}"
    for (old, event), new in TRANSITIONS.items():
        yield f"    {old} --> {new}: {_both(event)}"
    left = {old for old, _ in TRANSITIONS}
    yield from (f"    {standing} --> [*]" for standing in Standing if standing not in left)


def _kind(kind: TaskKind) -> tuple[str, ...]:
    nature = NATURES[kind]
    proofs = ", ".join(f"`{proof}`" for proof in sorted(nature.settled_by))
    return (f"`{kind}`", *kind.words, f"`{nature.subject}`", proofs, "yes" if nature.lapses else "")


def _words(values: Iterable[Worded]) -> Iterator[str]:
    return _table(("code", "中文", "English"), ((f"`{value}`", *value.words) for value in values))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _both(value: Worded) -> str:
    return f"{value.words.zh} {value.words.en}"
