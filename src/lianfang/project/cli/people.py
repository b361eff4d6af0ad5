"""``lianfang people …``: bring residents in from a sheet, find somebody, print a person's own slip."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lianfang.clock import now
from lianfang.core.days import ZONE, local_day
from lianfang.core.words import Words
from lianfang.project.cli.files import FILE
from lianfang.project.cli.sheets import problems_data

if TYPE_CHECKING:
    from lianfang.people.queries import File, Shown
    from lianfang.places.queries import Area


@click.group()
def group() -> None:
    """The register of persons. Everything is shown masked."""


@group.command("import")
@click.argument("file", type=FILE)
@click.option("--region", required=True, help="Code of the area whose residents the sheet holds.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.option("--annotated", type=click.Path(dir_okay=False, path_type=Path), help="Write FILE back, marked.")
@click.option("--strict", is_flag=True, help="Exit 1 where a row was left out.")
def import_(file: Path, region: str, as_json: bool, annotated: Path | None, strict: bool) -> None:
    """Bring residents in from a spreadsheet FILE; one row is one person. Harmless when repeated.

    Columns as in any list of people: 姓名, 证件号码, 联系电话, 性别, 住址, 社区, 网格 …, or English. The
    address names the grid below --region; who cannot be placed closer stands in the area itself. Who is
    known already stays where they are in the register, unless the sheet names an area inside theirs.
    """
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.gateway import residents
    from lianfang.gateway.sheets import annotate
    from lianfang.vault import actions as vault

    area, at = _area(region), now()
    with acting(SYSTEM):
        vault.open_purpose("register", by=SYSTEM, at=at)
    done = residents.take_in(file, file.name, area=area, by=SYSTEM, at=at)
    if annotated:
        annotated.write_bytes(annotate(file, file.name, done.problems))
    counts = {
        name: getattr(done, name) for name in ("received", "new", "known", "moved", "rejected", "ambiguous")
    }
    answer: dict[str, Any] = {"region": area.code, **counts, **problems_data(done.problems)}
    errors = answer["errors"]
    for error in errors:
        if candidates := done.doubtful.get((error["sheet"], error["row"])):
            error["candidates"] = list(candidates)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        said = "{received} rows: {new} new, {known} known, {ambiguous} ambiguous, {rejected} rejected"
        moved = "; {moved} of the known stand closer now" if done.moved else ""
        click.echo((said + moved).format(**answer))
        for error in errors:
            where = f"{error['sheet']}:{error['row']} {error['column']} {error['value']!r}"
            click.echo(f"{where}: {error['message_en']}; {error['remedy_en']}", err=True)
    if strict and done.rejected + done.ambiguous:
        sys.exit(1)


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
