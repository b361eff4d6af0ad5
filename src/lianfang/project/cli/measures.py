"""``lianfang measures …``: adopt an edition, roll everybody into the new day, review."""

import json

import click

from lianfang.clock import now
from lianfang.core.days import instant


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
