"""The cast, a morning's work and one of every subject that an address can name, in a database of its own.

``python -m tests.journeys.crowded fill AT`` prints what the pages' addresses need and which names are data.
"""

import json
import os
import sys
from datetime import datetime
from typing import Any

MORE_POSTS = (("bao", "包上报", "379901100", "reporter"), ("an", "安保密", "3799", "security"))


def fill(at: datetime) -> dict[str, Any]:
    """Fill an empty database: subjects by name, and the Chinese names that are data."""
    from lianfang.accounts import actions as accounts
    from lianfang.accounts.models import Staff
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.tasks.models import Instruction
    from tests.apps.subjects import HERE, SUBJECTS, Subjects
    from tests.cast import assemble
    from tests.journeys.district import PASSWORD, work

    cast = assemble(at=at, password=PASSWORD)
    work(cast, at)
    subjects, made = Subjects(cast), {}
    with acting(SYSTEM):
        for username, name, code, role in MORE_POSTS:
            new = accounts.Appointment(username, name, "", cast.units[code], role)
            accounts.appoint(new, by=SYSTEM, at=at, password=PASSWORD)
        for name in SUBJECTS:
            made[name] = str(subjects.value(name, HERE))
        Staff.objects.update(password_given=False)
        texts = [text for row in Instruction.objects.all() for text in (row.title, row.text)]
    return {"subjects": made, "names": [*_names(), *texts]}


def _names() -> list[str]:
    """Names of places, units, sites, staff and sources: Chinese in every language."""
    from lianfang.accounts.models import Staff
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.intake.models import InboundList
    from lianfang.places.models import Facility, Region, Unit

    with acting(SYSTEM):
        found = [name for model in (Region, Unit, Facility, Staff) for name in _column(model, "name")]
        return [*found, *_column(InboundList, "source"), *_column(InboundList, "filename")]


def _column(model: Any, name: str) -> list[str]:
    return list(model.objects.values_list(name, flat=True))


def main() -> None:
    """Fill the database that the environment names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.project.settings")
    import django

    django.setup()
    from lianfang.core.days import instant

    print(json.dumps(fill(instant(sys.argv[2])), ensure_ascii=False))


if __name__ == "__main__":
    main()
