"""``lianfang ledger …``: seal and verify what happened."""

import json
import sys

import click

from lianfang.clock import now


@click.group()
def group() -> None:
    """Seal and verify the ledger."""


@group.command()
@click.option("--head", "noted", default="", help="A head written down earlier; exit 1 if it is gone.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def verify(noted: str, as_json: bool) -> None:
    """Recompute the whole chain; exit 1 naming the rows that were altered, removed or reordered.

    That the newest seals were cut off with their rows shows only beside a head written down elsewhere.
    """
    from lianfang.ledger import actions, queries

    actions.seal(at=now())
    found = queries.verify()
    cut = bool(noted) and not queries.was_head(noted.strip().lower())
    answer = {
        "sound": found.sound and not cut,
        "seals": found.seals,
        "events": found.events,
        "unsealed": found.unsealed,
        "altered": list(found.altered),
        "missing": list(found.missing),
        "inserted": list(found.inserted),
        "broken_seals": list(found.broken),
        "head": queries.head().digest,
        "noted_head": (not cut) if noted else None,
    }
    click.echo(json.dumps(answer) if as_json else _in_words(answer))
    if cut:
        click.echo(
            "the head written down earlier is not in the chain: its newest seals were removed", err=True
        )
    if not answer["sound"]:
        for name, rows in (
            ("altered", found.altered),
            ("missing", found.missing),
            ("inserted", found.inserted),
            ("broken seal", found.broken),
        ):
            for row in rows:
                click.echo(
                    f"{name}: ledger row {row}" if name != "broken seal" else f"broken seal {row}", err=True
                )
        sys.exit(1)


def _in_words(answer: dict[str, object]) -> str:
    state = "sound" if answer["sound"] else "NOT SOUND"
    counts = f"{answer['events']} events under {answer['seals']} seals, {answer['unsealed']} not sealed yet"
    return f"{state}: {counts}; head {answer['head']}"


@group.command()
def seal() -> None:
    """Seal every event whose transaction has ended."""
    from lianfang.ledger import actions

    click.echo(f"{actions.seal(at=now())} events sealed")
