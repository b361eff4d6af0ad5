"""``lianfang measures …``: editions in force, the nightly roll, taking over who is held already."""

import json
import sys
from pathlib import Path

import click

from lianfang.clock import now
from lianfang.core.days import instant
from lianfang.project.cli.files import FILE
from lianfang.project.cli.sheets import problems_data


@click.group()
def group() -> None:
    """Editions in force, decisions, orders and stays."""


@group.command()
@click.option("--at", "at_text", default="", help="The instant of the roll; now where absent.")
def roll(at_text: str) -> None:
    """Bring everybody under a measure into the new day (the worker does it every night)."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.ledger import actions as ledger
    from lianfang.measures import actions

    at = instant(at_text) if at_text else now()
    with acting(SYSTEM):
        done = actions.roll(at=at)
    ledger.seal(at=now())
    click.echo(
        f"{done.reviewed.people} reviewed, {done.phased} in their next phase,"
        f" {done.ended_by_cap} ended by their cap, {done.reviewed.tasks_added} tasks added"
    )


@group.command()
@click.option("--region", required=True, help="Code of the area.")
@click.option("--json", "as_json", is_flag=True)
def adoptions(region: str, as_json: bool) -> None:
    """Editions in force in an area and above it, newest first."""
    from lianfang.measures import queries
    from lianfang.places import queries as places

    area = places.area_by_code(region)
    if area is None:
        raise click.UsageError(f"no region has the code {region}")
    rows = [
        {
            "id": a.id,
            "edition": a.edition,
            "region": a.region,
            "valid_from": a.valid_from.isoformat(),
            "applies_to": a.applies_to,
            "signed": a.signed.isoformat() if a.signed else None,
            "difference": a.difference,
        }
        for a in queries.adoptions(area.path)
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['edition']:<20} {row['region']} from {row['valid_from']} ({row['applies_to']})")


@group.command()
@click.argument("file", type=FILE)
@click.option(
    "--region", default="", help="Code of the area whose people the sheet holds; the topmost if absent."
)
@click.option("--at", "at_text", default="", help="The instant of taking over; now if absent.")
@click.option("--annotated", type=click.Path(dir_okay=False, path_type=Path), help="Write FILE back, marked.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.option("--strict", is_flag=True, help="Exit 1 where a row was left out.")
def opening(
    file: Path, region: str, at_text: str, annotated: Path | None, as_json: bool, strict: bool
) -> None:
    """Take over people who are held already (opening balance) from a spreadsheet FILE; one row is one person.

    They keep their past start, edition, tests done, site and room; what is left becomes tasks. Columns: 姓名,
    证件号码 or 联系电话, 人员类别, 管控措施, 管控开始时间, and 起算日期 or 计划解除日期; also 风险等级,
    方案版本, 隔离点, 房间号, 通知书编号, 管控依据, 已做核酸. Harmless when repeated.
    """
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.gateway import opening as sheets
    from lianfang.gateway.sheets import annotate
    from lianfang.intake import actions as intake
    from lianfang.places import queries as places
    from lianfang.vault import actions as vault

    at = instant(at_text) if at_text else now()
    with acting(SYSTEM):
        vault.open_purpose("register", by=SYSTEM, at=at)
        area = (
            places.area_by_code(region) if region else places.area(intake.receiving_region(by=SYSTEM, at=at))
        )
        if area is None:
            raise click.UsageError(f"no region has the code {region}")
        done = sheets.take_over(file.read_bytes(), file.name, area=area, by=SYSTEM, at=at)
    if annotated:
        annotated.write_bytes(annotate(file.read_bytes(), file.name, done.problems))
    counts = {
        name: getattr(done, name)
        for name in ("received", "accepted", "duplicate", "ambiguous", "rejected", "new_people")
    }
    if as_json:
        click.echo(json.dumps({**counts, **problems_data(done.problems)}, ensure_ascii=False))
    else:
        text = "{received} rows: {accepted} taken over, {duplicate} known before, {ambiguous} in doubt, "
        click.echo((text + "{rejected} rejected").format(**counts))
        for each in done.problems:
            where = f"{each.sheet}:{each.row} {each.place} {each.value!r}"
            click.echo(f"{each.level} {where}: {each.message.en}; {each.remedy.en}", err=True)
    if strict and done.rejected + done.ambiguous:
        sys.exit(1)
