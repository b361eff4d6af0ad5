"""``lianfang accounts …``: bring staff in from a sheet, list posts, set a password."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from lianfang.clock import now
from lianfang.project.cli.files import FILE


@click.group()
def group() -> None:
    """Staff and their posts."""


@group.command("import")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.option("--strict", is_flag=True, help="Exit 1 where a row was left out.")
@click.option("--annotated", type=click.Path(dir_okay=False, path_type=Path), help="Write FILE back, marked.")
def import_(file: Path, as_json: bool, strict: bool, annotated: Path | None) -> None:
    """Bring in staff, units and grids from a spreadsheet FILE; one row is one post, or a unit or grid alone.

    Columns: 姓名, 账号, 手机, 单位, 单位类型, 辖区编码 or 辖区, 网格, 岗位, 上级单位, or English. Harmless
    when repeated. Passwords of new accounts are printed once and kept nowhere.
    """
    from lianfang.accounts import actions, onboarding
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.gateway import returned
    from lianfang.gateway.sheets import annotate, read

    with read(file) as workbook:
        entries, problems = onboarding.read_workbook(workbook)
        columns = onboarding.columns_of(workbook)
    with acting(SYSTEM):
        done = actions.onboard(entries, problems, by=SYSTEM, at=now())
    if annotated:
        marks = returned.as_marks(done.problems, columns)
        annotated.write_bytes(annotate(file.read_bytes(), file.name, marks))
    answer: dict[str, Any] = {
        "rows": done.rows,
        "appointed": done.appointed,
        "unchanged": done.unchanged,
        "units": done.units,
        "grids": done.grids,
        "accounts": [asdict(account) for account in done.accounts],
        "bodies": done.bodies,
        "errors": [_problem(p) for p in done.problems],
    }
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _in_words(answer))
    if not as_json:
        for error in answer["errors"]:
            where = f"{error['sheet']}:{error['row']} {error['column']} {error['value']!r}"
            click.echo(f"{where}: {error['message_en']}; {error['remedy_en']}", err=True)
    if strict and done.problems:
        sys.exit(1)


def _problem(problem: Any) -> dict[str, Any]:
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.heading.zh,
        "value": problem.value,
        "message": problem.message.zh,
        "message_en": problem.message.en,
        "remedy": problem.remedy.zh,
        "remedy_en": problem.remedy.en,
    }


def _in_words(answer: dict[str, Any]) -> str:
    counts = (
        "{rows} rows: {appointed} posts filled, {unchanged} unchanged; {units} units and {grids} grids made"
    )
    lines = [f"{a['username']}\t{a['password']}\t{a['name']}\t{a['unit']}" for a in answer["accounts"]]
    return "\n".join([counts.format(**answer), *lines])


@group.command("list")
@click.argument("words", default="")
@click.option("--role", default="", help="Only posts of this role.")
@click.option("--state", default="", help="ended, disabled, never or no_second_factor; open posts otherwise.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def list_(words: str, role: str, state: str, as_json: bool) -> None:
    """List posts whose name, account, telephone or unit holds WORDS."""
    from lianfang.accounts import queries
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.core.asking import Ask
    from lianfang.core.people import mask_phone

    ask = Ask(words=words, filters={"role": role, "state": state}, count=100_000)
    with acting(SYSTEM):
        found = queries.posts(SYSTEM, ask)
    if not as_json:
        for row in found.rows:
            click.echo(f"{row.username}\t{row.name}\t{row.role}\t{row.unit}\t{row.region}")
        return
    rows = [
        {
            "post": row.id,
            "username": row.username,
            "name": row.name,
            "phone": mask_phone(row.phone),
            "role": row.role,
            "unit": row.unit,
            "region": row.region,
            "since": row.since.isoformat(),
            "until": row.until.isoformat() if row.until else None,
            "active": row.active,
        }
        for row in found.rows
    ]
    click.echo(json.dumps({"posts": rows, "total": found.total}, ensure_ascii=False))


@group.command()
@click.argument("username")
@click.option("--draw", is_flag=True, help="Draw a password and print it, instead of asking for one.")
def password(username: str, draw: bool) -> None:
    """Set the password of the account USERNAME; its sessions end."""
    from lianfang.accounts import actions
    from lianfang.accounts.scope import SYSTEM, acting

    chosen = actions.drawn_password() if draw else _asked()
    with acting(SYSTEM):
        actions.set_password(username, chosen, by=SYSTEM, at=now())
    click.echo(chosen if draw else f"the password of {username} is set")


def _asked() -> str:
    return str(click.prompt("New password", hide_input=True, confirmation_prompt=True))
