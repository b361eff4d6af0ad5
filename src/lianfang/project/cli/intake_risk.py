"""``lianfang intake risk-areas``: lists of risk areas read in, counted, compared, asked and repaired."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from lianfang.clock import now
from lianfang.core.days import instant
from lianfang.project.cli import intake_risk_asking as asking
from lianfang.project.cli import intake_risk_receiving as receiving
from lianfang.project.cli.files import FILE
from lianfang.project.cli.intake_risk_telling import language

_MODES = ("files", "apply", "count", "diff", "lookup", "unresolved", "repair")


@click.command("risk-areas")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--at", "at_text", default="", help="The instant asked about, or of receiving; now if absent.")
@click.option("--as-of", "as_of_text", default="", help="When a typed list that does not say so holds from.")
@click.option("--preview", is_flag=True, help="Store nothing; show whom FILES would change.")
@click.option("--hold", is_flag=True, help="Store FILES and show whom they change; decide later by --apply.")
@click.option("--apply", is_flag=True, help="Decide again about everybody whom the lists held reach.")
@click.option("--count", is_flag=True, help="The counts of the list in force.")
@click.option("--diff", nargs=2, type=FILE, help="What the second FILE has more and less; nothing is stored.")
@click.option("--lookup", default="", help="What the list in force says of 省/市/县/地点.")
@click.option("--unresolved", is_flag=True, help="Written names that the tree does not have.")
@click.option("--repair", nargs=2, help="Say which region CODE a name 省/市/县 means; - takes it back.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def risk_areas(**options: Any) -> None:
    """Read in lists of risk areas from FILES, or ask those that were read in.

    FILES are published JSON (also packed, also the .js of 2021) or typed tables (xlsx, xls, csv, ods).
    A file that is known already is the same list. A file that cannot be read is named, the others go
    through, and the command exits 1. Everybody whom a new list reaches is decided about again in one pass,
    and the difference is printed first.
    """
    chosen = [mode for mode in _MODES if options[mode]]
    if len(chosen) != 1:
        raise click.UsageError(f"give FILES or one of {' '.join('--' + mode for mode in _MODES[1:])}")
    if (options["preview"] or options["hold"]) and not options["files"]:
        raise click.UsageError("--preview and --hold go with FILES")
    at = instant(options["at_text"]) if options["at_text"] else now()
    answers = {
        "files": receiving.receive,
        "apply": receiving.apply,
        "count": asking.count,
        "diff": asking.compare,
        "lookup": asking.look_up,
        "unresolved": asking.unresolved,
        "repair": asking.repair,
    }
    answer, lines = answers[chosen[0]](options, at)
    if options["as_json"]:
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        click.echo("\n".join(words.said_in(language()) for words in lines))
    for error in answer.get("errors", ()):
        click.echo(error["message" if language() == "zh" else "message_en"], err=True)
    if answer.get("errors"):
        sys.exit(1)
