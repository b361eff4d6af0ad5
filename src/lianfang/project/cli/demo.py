"""``lianfang demo …``: fill the invented city, print its logins."""

import json
import time
from datetime import date

import click

from lianfang.clock import now


@click.group()
def group() -> None:
    """The invented city 云泽市 Yunze, for trying the product out."""


@group.command()
@click.option("--fresh", is_flag=True, help="Empty the database first: everything in it is lost.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def fill(fresh: bool, as_json: bool) -> None:
    """Make the city and ten days of its work, up to now. Refused where the database holds anything."""
    from lianfang.exercise import city
    from lianfang.project import database

    if fresh:
        database.empty()
        database.migrate()
    began = time.monotonic()

    def tell(day: date) -> None:
        click.echo(f"{day} …", err=True)

    scene = city.fill(at=now(), tell=tell)
    seconds = round(time.monotonic() - began)
    answer = {"people": len(scene.residents), "days": scene.scale.days, "seconds": seconds}
    words = f"{answer['people']} people, {answer['days']} days of work, in {seconds} s"
    click.echo(json.dumps(answer) if as_json else words)


@group.command()
@click.argument("name", default="")
def mark(name: str) -> None:
    """Mark this database as an exercise for good: banner, another accent, watermarks. NAME is shown."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.ledger import exercise

    with acting(SYSTEM):
        exercise.mark_for_good("exercise", name=name, by=SYSTEM, at=now())
    click.echo(f"marked as an exercise {name}".strip())


@group.command()
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def logins(as_json: bool) -> None:
    """Print one login for each post. Refused where the city has not been filled."""
    from lianfang.core.refusal import Refused
    from lianfang.exercise import wholeness
    from lianfang.exercise.logins import logins as printed

    if not wholeness.is_filled():
        raise Refused(
            "exercise.not_filled",
            "还没有演示数据,请先运行 lianfang demo fill",
            "the demo city is not filled; run lianfang demo fill first",
        )
    found = printed()
    if as_json:
        rows = [{"username": x.username, "password": x.password, "post": x.words.zh} for x in found]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for login in found:
        click.echo(f"{login.username:<14} {login.password:<22} {login.words.zh} / {login.words.en}")
