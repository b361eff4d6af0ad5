"""Budgets for the eye: short functions, short files, few parameters, typed doors."""

import ast
from pathlib import Path

from tests.architecture.test_layers import SOURCE, modules

LONGEST_FUNCTION, LONGEST_FILE, MOST_PARAMETERS = 80, 500, 6
FORBIDDEN_NAMES = {"utils", "helpers", "services", "common", "signals", "manager", "misc"}


def functions():
    for _, path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path.relative_to(SOURCE), node


def test_no_function_is_longer_than_eighty_lines() -> None:
    wrong = [
        f"{path}:{node.lineno} {node.name}"
        for path, node in functions()
        if node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert not wrong


def test_no_file_is_longer_than_five_hundred_lines() -> None:
    wrong = [str(path) for _, path, _ in modules() if path.read_text().count("\n") > LONGEST_FILE]
    assert not wrong


def test_no_function_takes_more_than_six_parameters_beside_who_when_and_ref() -> None:
    """``by``, ``at``, ``ref`` and ``now`` belong to the law of actions and queries and are not counted."""
    wrong = []
    for path, node in functions():
        names = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        counted = [n for n in names if n not in {"self", "cls", "by", "at", "ref", "now"}]
        if len(counted) > MOST_PARAMETERS:
            wrong.append(f"{path}:{node.lineno} {node.name} {counted}")
    assert not wrong


def test_every_public_function_is_typed() -> None:
    wrong = []
    for path, node in functions():
        if node.name.startswith("_") and node.name != "__init__":
            continue
        untyped = [
            a.arg
            for a in (*node.args.args, *node.args.kwonlyargs)
            if a.annotation is None and a.arg not in {"self", "cls"}
        ]
        if untyped or node.returns is None:
            wrong.append(f"{path}:{node.lineno} {node.name} {untyped}")
    assert not wrong


def test_modules_are_named_for_what_they_hold() -> None:
    wrong = [str(p) for p in Path(SOURCE).rglob("*") if p.stem in FORBIDDEN_NAMES]
    assert not wrong


def test_every_module_says_what_it_is() -> None:
    wrong = [
        str(path.relative_to(SOURCE))
        for _, path, tree in modules()
        if tree.body and ast.get_docstring(tree) is None
    ]
    assert not wrong
