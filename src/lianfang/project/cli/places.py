"""``lianfang places …``: import the tree of divisions and boundaries, look around in it."""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click

from lianfang.clock import now
from lianfang.core.refusal import Refused
from lianfang.project.cli.files import FILE, FOLDER


@click.group()
def group() -> None:
    """The tree of regions: import it, draw it, look names up."""


@group.command("import")
@click.argument("folder", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.option("--strict", is_flag=True, help="Exit 1 where a row was left out.")
def import_(folder: Path, as_json: bool, strict: bool) -> None:
    """Import the CSV lists of a FOLDER (columns code, name) into the tree.

    Known codes keep their regions; a changed name is noted with the day. Harmless when repeated.
    """
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.places import actions, divisions, queries

    at = now()
    with acting(SYSTEM):
        read = divisions.read_folder(folder, known=_top_codes())
        before = queries.known_codes(r.code for r in read.regions)
        actions.add_regions(read.regions, by=SYSTEM, at=at)
    fresh = Counter(r.level for r in read.regions if r.code not in before)
    answer = {
        "files": list(read.files),
        "regions": len(read.regions),
        "added": fresh.total(),
        "renamed": sum(before.get(r.code, r.name) != r.name for r in read.regions),
        "by_level": dict(Counter(r.level for r in read.regions)),
        "errors": [_problem(p) for p in read.problems],
    }
    _say(answer, as_json, text="{regions} regions read, {added} added, {renamed} renamed".format(**answer))
    if strict and read.problems:
        sys.exit(1)


def _top_codes() -> dict[str, str]:
    """Codes already in the tree under which a list may hang its rows."""
    from lianfang.places import queries

    return {a.code: a.name for a in queries.subtree("", levels=["province", "city", "county", "township"])}


def _problem(problem: Any) -> dict[str, Any]:
    return {
        "file": problem.file,
        "row": problem.line,
        "column": problem.column,
        "value": problem.value,
        "message": problem.message.zh,
        "message_en": problem.message.en,
        "remedy": problem.remedy.zh,
        "remedy_en": problem.remedy.en,
    }


def _say(answer: dict[str, Any], as_json: bool, *, text: str) -> None:
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    click.echo(text)
    for error in answer.get("errors", []):
        where = f"{error['file']}:{error['row']} {error['column']} {error['value']!r}"
        click.echo(f"{where}: {error['message_en']}; {error['remedy_en']}", err=True)


@group.command()
@click.argument("file", type=FILE)
@click.option("--crs", required=True, help="Coordinate system of the file: WGS-84, GCJ-02 or CGCS2000.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def boundaries(file: Path, crs: str, as_json: bool) -> None:
    """Give regions the boundaries of a GeoJSON FILE, by the adcode of its features."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.places import actions, divisions

    shapes = divisions.read_boundaries(file)
    with acting(SYSTEM):
        count, unknown = actions.set_boundaries(shapes, crs=crs, by=SYSTEM, at=now())
    _say(
        {"set": count, "unknown": unknown, "crs": crs},
        as_json,
        text=f"{count} boundaries set" + (f"; unknown codes: {', '.join(unknown)}" if unknown else ""),
    )


@group.command()
@click.argument("code", default="")
@click.option("--depth", default=1, show_default=True, help="Levels below to print.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def tree(code: str, depth: int, as_json: bool) -> None:
    """Print what lies below the region CODE (the top of the tree without one)."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.places import queries

    with acting(SYSTEM):
        top = queries.area_by_code(code) if code else None
        if code and top is None:
            raise _unknown(code)
        branch = _branch(top.id if top else None, depth)
    head = {"code": top.code, "name": top.name, "level": top.level} if top else {}
    if as_json:
        click.echo(json.dumps({**head, "below": branch}, ensure_ascii=False))
        return
    if top:
        click.echo(f"{top.code} {top.name}")
    _print(branch, indent="  " if top else "")


def _unknown(code: str) -> Refused:
    return Refused(
        "places.unknown", "没有编码 {wanted} 的区划", "no region has the code {wanted}", wanted=code
    )


def _branch(parent_id: int | None, depth: int) -> list[dict[str, Any]]:
    from lianfang.places import queries

    if depth < 1:
        return []
    return [
        {
            "code": b.area.code,
            "name": b.area.name,
            "level": b.area.level,
            "regions": b.regions,
            "units": b.units,
            "below": _branch(b.area.id, depth - 1),
        }
        for b in queries.below(parent_id)
    ]


def _print(branch: list[dict[str, Any]], *, indent: str) -> None:
    for each in branch:
        more = f" ({each['regions']})" if each["regions"] else ""
        click.echo(f"{indent}{each['code']} {each['name']}{more}")
        _print(each["below"], indent=f"{indent}  ")


@group.command()
@click.argument("name")
@click.option("--limit", default=20, show_default=True, help="Most regions to print.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def lookup(name: str, limit: int, as_json: bool) -> None:
    """Find regions by NAME, former name, pinyin initials or code; exit 1 where there is none."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.places import queries

    with acting(SYSTEM):
        found = queries.look_up(name, limit=limit)
        lines = queries.lines(a.path for a in found)
    answer = [
        {"code": a.code, "name": a.name, "level": a.level, "line": [x.name for x in lines[a.path]]}
        for a in found
    ]
    if as_json:
        click.echo(json.dumps({"found": answer}, ensure_ascii=False))
    else:
        for area in found:
            click.echo(f"{area.code:<12} {queries.written(lines[area.path])}")
    if not found:
        raise Refused("places.not_found", "没有找到「{name}」", "nothing is called {name!r}", name=name)
