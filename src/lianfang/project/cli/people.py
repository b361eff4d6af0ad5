"""``lianfang people …``: bring residents in from a sheet, find somebody, print a person's own slip."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lianfang.clock import now
from lianfang.core import intake as rules
from lianfang.core.days import ZONE, local_day
from lianfang.core.refusal import Refused
from lianfang.core.words import Words

if TYPE_CHECKING:
    from lianfang.people.queries import File, Shown
    from lianfang.places.queries import Area

PORTION = 5000
"""Rows taken into the register at once; what is taken stays, should the command be broken off."""


@click.group()
def group() -> None:
    """The register of persons. Everything is shown masked."""


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--region", required=True, help="Code of the area whose residents the sheet holds.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.option("--strict", is_flag=True, help="Exit 1 where a row was left out.")
def import_(file: Path, region: str, as_json: bool, strict: bool) -> None:
    """Bring residents in from a spreadsheet FILE; one row is one person. Harmless when repeated.

    Columns as in any list of people: 姓名, 证件号码, 联系电话, 性别, 住址, 社区, 网格 …, or English. The
    address names the grid below --region; who cannot be placed closer stands in the area itself. Who is
    known already stays where they are in the register.
    """
    area = _area(region)
    counts, errors = _take(file, area, at=now())
    answer: dict[str, Any] = {
        "region": area.code,
        "received": sum(counts.values()),
        "new": counts["new"],
        "known": counts["known"],
        "rejected": counts["rejected"],
        "ambiguous": counts["ambiguous"],
        "errors": errors,
    }
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        click.echo(
            "{received} rows: {new} new, {known} known, {ambiguous} ambiguous, {rejected} rejected".format(
                **answer
            )
        )
        for error in errors:
            where = f"{error['sheet']}:{error['row']} {error['column']} {error['value']!r}"
            click.echo(f"{where}: {error['message_en']}; {error['remedy_en']}", err=True)
    if strict and counts["rejected"] + counts["ambiguous"]:
        sys.exit(1)


def _take(file: Path, area: "Area", *, at: datetime) -> tuple[Counter[str], list[dict[str, Any]]]:
    """Take every row of people in, in portions; answers how many came to what, and what is wrong."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.gateway.sheets import read
    from lianfang.intake.placing import Gazetteer
    from lianfang.intake.said import claim_of
    from lianfang.people import actions
    from lianfang.places import queries as places
    from lianfang.vault import actions as vault

    with acting(SYSTEM):
        vault.open_purpose("register", by=SYSTEM, at=at)
    names = Gazetteer(places.line(area.path), places.subtree(area.path))
    counts: Counter[str] = Counter()
    errors: list[dict[str, Any]] = []
    with read(file) as workbook:
        rows = _rows(workbook, at=at)
        while portion := list(islice(rows, PORTION)):
            good = [row for row in portion if isinstance(row, rules.Row)]
            claims = [claim_of(row, names.find(row.destination, row.address)) for row in good]
            with acting(SYSTEM):
                answers = actions.register_many(claims, by=SYSTEM, at=at)
            counts.update(map(_came_to, answers))
            counts["rejected"] += len(portion) - len(good)
            errors += _errors(portion)
            errors += [
                _doubt(row, a) for row, a in zip(good, answers, strict=True) if _came_to(a) == "ambiguous"
            ]
    return counts, errors


def _rows(workbook: Any, *, at: datetime) -> Iterator[rules.Row | rules.Rejected]:
    """Every row of people in every sheet that is a list; refused where headings are not understood."""
    from lianfang.intake.sheets import mapping_of, people_rows, understand

    plans, questions = understand(workbook.sheets, profile={}, told={}, file=workbook.filename)
    if questions:
        raise Refused(
            "people.headings",
            "表「{sheet}」的表头无法完全识别,请使用「姓名」「证件号码」「联系电话」「住址」等表头",
            "the headings of sheet {sheet!r} are not understood; use name, ID number, telephone, address",
            sheet=questions[0].sheet,
        )
    for plan, sheet in zip(plans, workbook.sheets, strict=True):
        if plan["is"] == "list":
            mapping = mapping_of(plan)
            for _, _, row in people_rows(sheet, mapping, at=at, date1904=workbook.date1904):
                yield row


def _came_to(answer: Any) -> str:
    if hasattr(answer, "candidates"):
        return "ambiguous"
    return "new" if answer.new else "known"


def _errors(portion: Iterable[rules.Row | rules.Rejected]) -> list[dict[str, Any]]:
    return [
        {
            "sheet": row.sheet,
            "row": row.row,
            "column": problem.heading or problem.column,
            "value": problem.value,
            "message": problem.message.zh,
            "message_en": problem.message.en,
            "remedy": problem.remedy.zh,
            "remedy_en": problem.remedy.en,
        }
        for row in portion
        if isinstance(row, rules.Rejected)
        for problem in row.problems
    ]


def _doubt(row: rules.Row, answer: Any) -> dict[str, Any]:
    return {
        "sheet": row.sheet,
        "row": row.row,
        "column": "",
        "value": row.name.masked,
        "message": answer.because.zh,
        "message_en": answer.because.en,
        "remedy": "请人工认定后登记",
        "remedy_en": "decide by hand who this is",
        "candidates": list(answer.candidates),
    }


@group.command()
@click.argument("words", default="")
@click.option("--region", default="", help="Only in the area of this code.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@click.option("--after", default=0, help="Go on behind this number: the next page.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def find(words: str, region: str, limit: int, after: int, as_json: bool) -> None:
    """Find people by WORDS: initials, last four digits of a telephone, a whole number or name, a surname."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.people import queries

    today = local_day(now())
    with acting(SYSTEM):
        inside = _area(region).path if region else ""
        found = queries.find(SYSTEM, words, inside=inside, limit=limit, after=after, on=today)
    if as_json:
        people = [_person(person) for person in found.people]
        click.echo(json.dumps({"people": people, "after": found.after}, ensure_ascii=False))
        return
    for person in found.people:
        click.echo(
            f"{person.id}\t{person.masked_name}\t{person.masked_id}\t{person.masked_phone}\t{person.region}"
        )
    if found.after:
        click.echo(f"more: --after {found.after}", err=True)


def _person(person: "Shown") -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.masked_name,
        "identifier": person.masked_id,
        "phone": person.masked_phone,
        "sex": person.sex.value,
        "age": person.age,
        "region": person.region,
    }


@group.command()
@click.argument("person_id", type=int, metavar="ID")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def slip(person_id: int, language: str, as_json: bool) -> None:
    """Print the slip a person may ask for: what is held of them, and who looked at what was sealed."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.findings import queries as findings
    from lianfang.people import queries

    with acting(SYSTEM):
        file = queries.person(SYSTEM, person_id, on=local_day(now()))
        known = findings.about(SYSTEM, person_id)
        looks = queries.looks(SYSTEM, person_id)
    if as_json:
        click.echo(json.dumps(_slip_data(file, known, looks), ensure_ascii=False))
        return
    for words in _slip(file, known, looks):
        click.echo(words.said_in(language))


def _slip_data(file: "File", known: Iterable[Any], looks: Iterable[Any]) -> dict[str, Any]:
    return {
        **_person(file.shown),
        "phones": list(file.phones),
        "documents": [{"kind": d.kind.value, "number": d.masked} for d in file.documents],
        "address": file.masked_address,
        "registered": _local(file.created),
        "known": [
            {
                "kind": str(k.payload.kind),
                "occurred": _local(k.occurred),
                "source": k.source,
                "withdrawn": k.retracted is not None,
            }
            for k in known
        ],
        "opened_to": [{"region": o.region, "ground": o.ground.value} for o in file.opened],
        "looks": [
            {"at": _local(look.at), "who": look.who, "fields": list(look.fields), "reason": look.reason}
            for look in looks
        ],
    }


def _slip(file: "File", known: Sequence[Any], looks: Sequence[Any]) -> Iterator[Words]:
    """The slip line by line, in words a person can read."""
    shown = file.shown
    yield Words(
        f"姓名 {shown.masked_name}  所在 {shown.region}", f"name {shown.masked_name}, area {shown.region}"
    )
    for document in file.documents:
        kind = document.kind.words
        yield Words(f"{kind.zh} {document.masked}", f"{kind.en} {document.masked}")
    if file.phones:
        phones = ", ".join(file.phones)
        yield Words(f"电话 {phones}", f"telephones {phones}")
    if file.masked_address:
        yield Words(f"住址 {file.masked_address}", f"address {file.masked_address}")
    yield Words(f"掌握的情况:{'' if known else '无'}", f"what is known: {'' if known else 'nothing'}")
    for each in known:
        day, kind = local_day(each.occurred).isoformat(), each.payload.kind.words
        yield Words(f"  {day} {kind.zh}(来源:{each.source})", f"  {day} {kind.en} (from {each.source})")
    yield Words(f"查看记录:{'' if looks else '无'}", f"who looked: {'' if looks else 'nobody'}")
    for look in looks:
        at, fields = _local(look.at), ", ".join(look.fields)
        who = look.who or "-"
        yield Words(
            f"  {at} {who} 查看 {fields}:{look.reason}", f"  {at} {who} opened {fields}: {look.reason}"
        )


def _local(at: datetime) -> str:
    return at.astimezone(ZONE).isoformat(timespec="minutes")


def _area(code: str) -> "Area":
    from lianfang.places import queries as places

    found = places.area_by_code(code)
    if found is None:
        raise click.UsageError(f"no region has the code {code}")
    return found
