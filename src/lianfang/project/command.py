"""The ``lianfang`` command: every job of an operator or a script.

Exit codes: 0 done, 1 refused (the reason on stderr), 2 usage.
"""

import os
import sys
from importlib import import_module

import click

from lianfang.core.refusal import Refused

# noun -> whether its commands need the database; the module of that name is read only when asked for.
NOUNS = {
    "accounts": True,
    "database": True,
    "demo": True,
    "doctor": True,
    "intake": True,
    "ledger": True,
    "manage": True,
    "measures": True,
    "openapi": True,
    "people": True,
    "places": True,
    "policy": False,
    "run": True,
    "situation": True,
    "tasks": True,
}


class Nouns(click.Group):
    """Loads a noun's commands only when it is called, so that ``lianfang policy`` starts at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(NOUNS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in NOUNS:
            return None
        if NOUNS[cmd_name] and not ctx.resilient_parsing and "--help" not in sys.argv:
            open_database()
        else:
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.project.settings")
        found: click.Command = import_module(f"lianfang.project.cli.{cmd_name}").group
        return found


def open_database() -> None:
    """Start the embedded cluster if none is named, set Django up and bring the database up to date."""
    from lianfang.project import cluster

    cluster.ensure()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.project.settings")
    import django

    django.setup()
    from lianfang.project import database

    if not database.is_current() or database.unguarded_tables():
        database.migrate()


@click.group(cls=Nouns, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lianfang")
def lianfang() -> None:
    """Lianfang (联防): the command platform of an epidemic-control headquarters."""


def main() -> None:
    """Run the command; a refusal is one line on stderr in the language of ``LANG``."""
    try:
        lianfang(prog_name="lianfang")
    except Refused as refused:
        click.echo(f"{refused.words.said_in(_language())} [{refused.code}]", err=True)
        sys.exit(1)
    except OSError as error:  # a file that cannot be read or written; anything else is ours and is shown
        if error.filename is None:
            raise
        click.echo(f"{error.filename}: {error.strerror}", err=True)
        sys.exit(1)


def _language() -> str:
    spoken = os.environ.get("LIANFANG_LANG") or os.environ.get("LANG", "")
    return "zh" if spoken.lower().startswith("zh") else "en"
