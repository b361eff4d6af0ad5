"""``lianfang tasks …``: list tasks as they stand, run the watch, print a grid's paper list."""

import json
from datetime import datetime
from typing import Any

import click

from lianfang.clock import now
from lianfang.core.asking import Ask
from lianfang.core.days import instant
from lianfang.core.tasks import TaskKind

_STANDINGS = ("open", "overdue", "late", "live", "met", "met_late", "excused", "withdrawn")


@click.group()
def group() -> None:
    """Who must do what, by when, and what proves it."""


@group.command("list")
@click.option(
    "--standing",
    type=click.Choice(_STANDINGS),
    default="live",
    show_default=True,
    help="As they stand; late are those overdue at the instant asked about.",
)
@click.option("--kind", type=click.Choice(["", *map(str, TaskKind)]), default="", help="Only this kind.")
@click.option("--region", default="", help="Only what is owed in the area of this code.")
@click.option("--at", "at_text", default="", help="As of this instant (ISO 8601); now where absent.")
@click.option("--limit", default=1000, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def list_(**options: Any) -> None:
    """List tasks, earliest due first. Names are masked."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.places import queries as places
    from lianfang.tasks import queries

    at = instant(options["at_text"]) if options["at_text"] else now()
    with acting(SYSTEM):
        path = None
        if options["region"]:
            area = places.area_by_code(options["region"])
            if area is None:
                raise click.UsageError(f"no region has the code {options['region']}")
            path = area.path
        late = options["standing"] == "late"
        standing = "late_then" if late and options["at_text"] else options["standing"]
        ask = Ask(filters={"standing": standing, "kind": options["kind"]}, count=options["limit"])
        found = queries.search(SYSTEM, ask, now=at, path=path)
    rows = [_row(card, at, late=late or card.is_late(at)) for card in found.rows]
    if options["as_json"]:
        click.echo(
            json.dumps({"at": at.isoformat(), "total": found.total, "tasks": rows}, ensure_ascii=False)
        )
        return
    for row in rows:
        click.echo(
            "  ".join(str(row[name]) for name in ("due", "kind", "standing", "who", "owner", "clause"))
        )
    click.echo(f"{found.total} task(s)")


def _row(card: Any, at: datetime, *, late: bool) -> dict[str, Any]:
    return {
        "id": card.id,
        "kind": str(card.kind),
        "act": card.act.en,
        "standing": "overdue" if late else str(card.standing),
        "who": card.who,
        "because": card.because.zh,
        "owner": card.owner,
        "post": card.post,
        "clause": card.clause,
        "edition": card.edition,
        "opens": card.opens.isoformat(),
        "due": card.due.isoformat(),
        "settled": card.settled.isoformat() if card.settled else None,
        "level": card.level,
        "late_minutes": max(0, int((at - card.due).total_seconds() // 60)) if late else 0,
    }


@group.command()
@click.option("--at", "at_text", default="", help="The instant of the watch; now where absent.")
def watch(at_text: str) -> None:
    """Look at every task whose next look has come: fall due, climb, tell."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.ledger import actions as ledger
    from lianfang.tasks import actions

    at = instant(at_text) if at_text else now()
    with acting(SYSTEM):
        done = actions.watch(at=at)
    ledger.seal(at=now())
    click.echo(f"{done.looked} looked at, {done.fell_due} fell overdue, {done.climbed} climbed")
