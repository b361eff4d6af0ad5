"""``lianfang database …``: bring the database up to date, empty it."""

import click


@click.group()
def group() -> None:
    """Bring the database to its present shape."""


@group.command()
def migrate() -> None:
    """Apply migrations, grants and row-level security (harmless when nothing has changed)."""
    from lianfang.project import database

    database.migrate()
    click.echo("database is current")


@group.command()
def walls() -> None:
    """Say whether row-level security binds the app role; exit 1 where it does not."""
    from lianfang.project import database

    database.refuse_void_walls()
    click.echo("row-level security binds the app role")
