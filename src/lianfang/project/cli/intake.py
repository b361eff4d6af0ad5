"""``lianfang intake …``: receive lists, see how they stand, give a file back annotated."""

import json
import sys
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

import click

from lianfang.clock import now
from lianfang.core.days import ZONE, instant
from lianfang.core.refusal import Refused
from lianfang.project.cli.files import FILE

_JSON = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
_REGION = click.option("--region", "code", default="", help="Code of the receiving region.")
_FILE = click.argument("file", type=FILE)


class Intake(click.Group):
    """Reads the commands about risk areas only when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), "risk-areas"})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == "risk-areas":
            from lianfang.project.cli.intake_risk import risk_areas

            return risk_areas
        return super().get_command(ctx, cmd_name)


@click.group(cls=Intake)
def group() -> None:
    """Lists that are pushed to us, and the certainties about the people on them."""


@group.command()
@_FILE
@click.option("--source", default="", help="Who sent it; the file's name where not said.")
@click.option("--at", "at_text", default="", help="When it was received (ISO 8601); now where not said.")
@_REGION
@click.option("--paper", is_flag=True, help="The rows are declarations that people filled in on paper.")
@click.option(
    "--mapping",
    "told",
    multiple=True,
    metavar="COLUMN=FIELD",
    help="What a column means, by heading or letters; remembered for the source. Empty FIELD leaves it out.",
)
@click.option(
    "--annotated", type=click.Path(dir_okay=False, path_type=Path), help="Write the file back in red."
)
@click.option("--strict", is_flag=True, help="Exit 1 where a row was sent back.")
@_JSON
def receive(file: Path, **options: Any) -> None:
    """Receive the list in FILE: every person on it known, decided on, and asked after within the deadline.

    The same file of the same source is one list: sent again it goes on where it was stopped, or answers as
    before. Without a region the topmost one with a headquarters receives it. On an empty home a region
    本地 is made to receive it, under the newest edition.
    """
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.gateway.sheets import read
    from lianfang.intake import actions, queries

    at = instant(options["at_text"]) if options["at_text"] else now()
    region_id = _receiving(options["code"], at)
    with read(file) as book:
        new = actions.NewList(
            source=options["source"] or file.name,
            filename=file.name,
            sha256=_sha256(file),
            sheets=book.sheets,
            region_id=region_id,
            kind="paper" if options["paper"] else "pushed",
            date1904=book.date1904,
            told=dict(_pair(text) for text in options["told"]),
        )
        done = actions.receive(new, by=SYSTEM, at=at, watch=_progress(options["as_json"]))
    with acting(SYSTEM):
        problems = list(queries.problems(SYSTEM, done.list_id))
        headers = _headers(queries.sheets_read(SYSTEM, done.list_id))
    if options["annotated"]:
        _annotate(file, problems, headers, options["annotated"])
    _answer(done, problems, file=file.name, as_json=options["as_json"])
    if done.questions:
        raise _unclear(done.questions)
    if options["strict"] and done.balance.rejected:
        sys.exit(1)


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def _pair(text: str) -> tuple[str, str]:
    column, equals, field = text.partition("=")
    if not equals or not column.strip():
        raise click.BadParameter(
            "write COLUMN=FIELD, as in 电话=phone or C=identifier", param_hint="--mapping"
        )
    return column.strip(), field.strip()


def _progress(as_json: bool) -> Any:
    def show(balance: Any) -> None:
        if not as_json and sys.stderr.isatty():
            done = balance.received - balance.pending
            click.echo(f"\r{done:,}/{balance.received:,}", nl=balance.pending == 0, err=True)

    return show


def _receiving(code: str, at: datetime) -> int:
    """Who receives: the region named, else the topmost with a headquarters, else one that is made."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.intake import actions
    from lianfang.places import queries as places

    with acting(SYSTEM):
        if code:
            found = places.area_by_code(code)
            if found is None:
                raise Refused(
                    "places.unknown",
                    "没有编码 {wanted} 的区划",
                    "no region has the code {wanted}",
                    wanted=code,
                )
            return found.id
        return actions.receiving_region(by=SYSTEM, at=at)


def _headers(sheets: Any) -> dict[str, int]:
    return {sheet.name: max(sheet.header_rows) for sheet in sheets if sheet.header_rows}


def _annotate(file: Path, problems: list[Any], headers: dict[str, int], target: Path) -> None:
    from lianfang.gateway.sheets import annotate

    target.write_bytes(annotate(file, file.name, problems, header_rows=headers))


UNUSED = ("origin.", "choice.", "date.unreadable")
"""Codes of problems that do not send a row back, but for which a value could not be used."""


def _answer(done: Any, problems: list[Any], *, file: str, as_json: bool) -> None:
    """Errors are what sent a row back or could not be used; what is only doubtful stands beside them."""
    told = [{"file": file, **_problem(problem)} for problem in problems]
    errors = [one for one in told if one["level"] == "error" or one["code"].startswith(UNUSED)]
    doubts = [one for one in told if one["level"] != "error" and not one["code"].startswith(UNUSED)]
    answer = {
        "list": done.list_id, "state": done.state, **_balance(done.balance), "errors": errors,
        "warnings": doubts,
    }  # fmt: skip
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    click.echo(
        "list {list} ({state}): {received} received = {accepted} accepted + {duplicate} duplicate"
        " + {rejected} sent back + {ambiguous} to be settled + {pending} pending".format(**answer)
    )
    for error in [*errors, *doubts]:
        where = f"{error['file']} {error['sheet']}:{error['row']} {error['column']} {error['value']!r}"
        click.echo(f"{error['level']} {where}: {error['message_en']}; {error['remedy_en']}", err=True)


def _balance(balance: Any) -> dict[str, int]:
    names = ("received", "accepted", "duplicate", "rejected", "ambiguous", "pending")
    return {name: getattr(balance, name) for name in names}


def _problem(problem: Any) -> dict[str, Any]:
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.place,
        "value": problem.value,
        "code": problem.code,
        "level": str(problem.level),
        "message": problem.message.zh,
        "message_en": problem.message.en,
        "remedy": problem.remedy.zh,
        "remedy_en": problem.remedy.en,
    }


def _unclear(questions: Any) -> Refused:
    first = questions[0]
    asked = "; ".join(
        f"{first.unsure.headings[index]}"
        for index in sorted(first.unsure.candidates)
        if index in first.unsure.headings
    )
    missing = ", ".join(field.words.zh for field in first.unsure.missing)
    missing_en = ", ".join(field.words.en for field in first.unsure.missing)
    return Refused(
        "list.needs_mapping",
        "表「{sheet}」的表头不能完全识别(缺:{missing};不明:{asked})。"
        "请用 --mapping 列=字段 说明,说明会被记住",
        "the headings of sheet {sheet!r} are not fully understood (missing: {missing_en}; unclear: {asked});"
        " say what they mean with --mapping COLUMN=FIELD; it is remembered",
        sheet=first.sheet,
        missing=missing or "—",
        missing_en=missing_en or "—",
        asked=asked or "—",
    )


@group.command("lists")
@click.option("--state", default="", help="receiving, needs_mapping, done, cancelled or running.")
@click.option("--count", default=50, show_default=True, help="Most lists to print.")
@_JSON
def lists_(state: str, count: int, as_json: bool) -> None:
    """Print the lists, newest first, each with its balance."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.core.asking import Ask
    from lianfang.intake import queries

    with acting(SYSTEM):
        found = queries.lists(SYSTEM, Ask(filters={"state": state}, count=count))
    rows = [
        {
            "list": row.id,
            "source": row.source,
            "file": row.filename,
            "at": row.at.astimezone(ZONE).isoformat(),
            "state": row.state,
            **_balance(row.balance),
        }
        for row in found.rows
    ]
    if as_json:
        click.echo(json.dumps({"total": found.total, "lists": rows}, ensure_ascii=False))
        return
    for each in rows:
        click.echo(
            "{list:>6} {day} {state:<13} {received:>7} = {accepted} + {duplicate} + {rejected}"
            " + {ambiguous} + {pending}  {source} {file}".format(
                day=str(each["at"])[:16].replace("T", " "), **each
            )
        )


@group.command()
@click.argument("list_id", type=int, required=False)
@_REGION
@click.option("--day", "day_text", default="", help="Lists received on this day (YYYY-MM-DD).")
@_JSON
def certainties(list_id: int | None, code: str, day_text: str, as_json: bool) -> None:
    """Print the four certainties of a list (of all without one), in whole and for each region below."""
    from datetime import date

    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.intake import queries
    from lianfang.places import queries as places

    day = date.fromisoformat(day_text) if day_text else None
    with acting(SYSTEM):
        top = places.area_by_code(code) if code else None
        if code and top is None:
            raise Refused(
                "places.unknown", "没有编码 {wanted} 的区划", "no region has the code {wanted}", wanted=code
            )
        path = top.path if top else ""
        whole = queries.certainties(SYSTEM, path, list_id=list_id, day=day)
        parts = queries.certainties_by_region(SYSTEM, path, list_id=list_id, day=day)
        names = places.regions_by_path(parts)
    answer = {
        "list": list_id,
        "region": code or None,
        "day": day_text or None,
        **_shares(whole),
        "regions": [
            {"code": names[part].code, "name": names[part].name, **_shares(counts)}
            for part, counts in parts.items()
        ],
    }
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for name, counts in (("", whole), *((names[part].name, counts) for part, counts in parts.items())):
        said = _shares(counts)
        shares = "  ".join(f"{key} {said[key]['done']}/{said[key]['total']}" for key in _FOUR)
        click.echo(f"{name or 'all'}: {shares}  unreachable {said['unreachable']}")


_FOUR = ("number", "person", "location", "control")


def _shares(counts: Any) -> dict[str, Any]:
    four = {name: getattr(counts, name)._asdict() for name in _FOUR}
    return {
        **four,
        "offered": counts.offered,
        "accepted_elsewhere": counts.accepted,
        "unreachable": counts.unreachable,
        "attempts": [{"by": name, "count": count} for name, count in counts.attempts],
        "closed": counts.closed,
    }


@group.command()
@click.argument("list_id", type=int)
@_FILE
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def annotated(list_id: int, file: Path, target: Path) -> None:
    """Write FILE, as list LIST_ID was received from it, to TARGET (xlsx) with what is wrong in red."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.intake import queries

    with acting(SYSTEM):
        if queries.list_line(SYSTEM, list_id).sha256 != _sha256(file):
            raise Refused(
                "list.other_file",
                "这不是该名单的原文件",
                "this is not the file from which the list was received",
            )
        problems = list(queries.problems(SYSTEM, list_id))
        headers = _headers(queries.sheets_read(SYSTEM, list_id))
    _annotate(file, problems, headers, target)
    click.echo(str(target))
