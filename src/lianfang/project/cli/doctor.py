"""``lianfang doctor``: does everything that must hold, hold?"""

import json
import sys

import click

from lianfang.clock import now


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def group(as_json: bool) -> None:
    """Check the invariants, the walls and the ledger; exit 1 naming what does not hold."""
    from lianfang.core.refusal import Refused
    from lianfang.ledger import actions as ledger
    from lianfang.ledger import queries as ledger_queries
    from lianfang.project import database, doctor

    answers = [
        {
            "code": found.invariant.code,
            "zh": found.invariant.words.zh,
            "en": found.invariant.words.en,
            "holds": found.holds,
            "rows": list(found.rows),
        }
        for found in doctor.examine(now())
    ]
    try:
        database.refuse_void_walls()
        walls, why = True, ""
    except Refused as refused:
        walls, why = False, refused.words.en
    answers.append(
        {
            "code": "walls",
            "zh": "行级安全起作用",
            "en": why or "row-level security binds",
            "holds": walls,
            "rows": [],
        }
    )
    ledger.seal(at=now())
    chain = ledger_queries.verify()
    broken = [*chain.altered, *chain.missing, *chain.inserted, *chain.broken]
    answers.append(
        {
            "code": "ledger",
            "zh": "台账完整",
            "en": "the ledger is sound",
            "holds": chain.sound,
            "rows": broken,
        }
    )
    sound = all(answer["holds"] for answer in answers)
    if as_json:
        click.echo(json.dumps({"sound": sound, "checks": answers}, ensure_ascii=False))
    else:
        for answer in answers:
            mark = "ok " if answer["holds"] else "NOT"
            click.echo(f"{mark}  {answer['code']:<18} {answer['en']}  {answer['rows'] or ''}")
    sys.exit(0 if sound else 1)
