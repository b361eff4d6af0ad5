"""Imports point down only, and nobody reads another app's tables."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "lianfang"
ORDER = (
    "project", "exercise", "web", "gateway", "situation", "intake", "specimens", "investigation", "measures",
    "resources", "tasks", "findings", "people", "accounts", "places", "vault", "ledger",
)  # fmt: skip
FOUNDATION = {"core", "policies", "language", "bulk", "clock"}
"""What every app may import; the clock is for doors only."""
READS_THE_CLOCK = {"project", "web"}
MAY_IMPORT_ANALYSIS = {"situation", "investigation", "exercise"}


def modules() -> Iterator[tuple[str, Path, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            part = path.relative_to(SOURCE).parts[0].removesuffix(".py")
            yield part, path, ast.parse(path.read_text())


def imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)


def ours(tree: ast.Module) -> Iterator[tuple[list[str], int]]:
    for name, line in imports(tree):
        if name.startswith("lianfang."):
            yield name.split(".")[1:], line


@pytest.mark.parametrize(
    ("part", "path", "tree"), [pytest.param(*m, id=str(m[1].relative_to(SOURCE))) for m in modules()]
)
def test_imports_point_down(part: str, path: Path, tree: ast.Module) -> None:
    wrong = []
    for parts, line in ours(tree):
        target = parts[0]
        if target == part or target in FOUNDATION - {"clock"}:
            continue
        if target == "clock":
            allowed = part in READS_THE_CLOCK
        elif target == "analysis":
            allowed = part in MAY_IMPORT_ANALYSIS
        elif part in FOUNDATION:
            allowed = False
        else:
            allowed = ORDER.index(target) > ORDER.index(part)
        if not allowed:
            wrong.append(f"line {line}: {'.'.join(parts)}")
    assert not wrong


def test_core_needs_the_standard_library_only() -> None:
    import sys

    wrong = [
        f"{path.relative_to(SOURCE)}:{line} {name}"
        for part, path, tree in modules()
        if part == "core"
        for name, line in imports(tree)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("lianfang.core")
    ]
    assert not wrong


def test_core_reads_no_clock_and_no_file() -> None:
    wrong = []
    for part, path, tree in modules():
        if part != "core":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}:
                wrong.append(f"{path.relative_to(SOURCE)}:{node.lineno} {node.attr}")
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"open", "print"}
            ):
                wrong.append(f"{path.relative_to(SOURCE)}:{node.lineno} {node.func.id}()")
    assert not wrong


def test_nobody_imports_another_apps_models() -> None:
    wrong = [
        f"{path.relative_to(SOURCE)}:{line} {'.'.join(parts)}"
        for part, path, tree in modules()
        if part != "project"
        for parts, line in ours(tree)
        if len(parts) > 1 and parts[1] == "models" and parts[0] != part
    ]
    assert not wrong


def test_pages_never_touch_the_tables() -> None:
    wrong = [
        f"{path.relative_to(SOURCE)}:{node.lineno} .{node.attr}"
        for part, path, tree in modules()
        if part == "web" or path.name in {"views.py", "api.py", "forms.py"}
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "save", "bulk_create"}
    ]
    assert not wrong


def test_days_are_counted_in_one_module() -> None:
    wrong = []
    for _, path, tree in modules():
        if path == SOURCE / "core" / "days.py":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "timedelta":
                wrong += [
                    f"{path.relative_to(SOURCE)}:{node.lineno}"
                    for k in node.keywords
                    if k.arg in {"days", "weeks"}
                ] + [f"{path.relative_to(SOURCE)}:{node.lineno}" for _ in node.args[:1]]
    assert not wrong


def test_migrations_import_nothing_of_ours() -> None:
    wrong = [
        f"{path.relative_to(SOURCE)}:{line} {name}"
        for path in SOURCE.rglob("migrations/*.py")
        for name, line in imports(ast.parse(path.read_text()))
        if name.startswith("lianfang")
    ]
    assert not wrong
