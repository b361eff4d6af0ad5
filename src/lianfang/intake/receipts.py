"""The form of a declaration and the receipt that people keep of it."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime

from lianfang.core import intake as rules
from lianfang.core.findings import Worded
from lianfang.core.intake import Field
from lianfang.vault.sealing import blind, reveal

FORM = (
    Field.NAME,
    Field.IDENTIFIER_KIND,
    Field.IDENTIFIER,
    Field.PHONE,
    Field.ORIGIN,
    Field.RISK_LEVEL,
    Field.LEFT,
    Field.ARRIVED,
    Field.TRANSPORT,
    Field.RIDE,
    Field.COUNTY,
    Field.TOWNSHIP,
    Field.COMMUNITY,
    Field.ADDRESS,
    Field.GUARDIAN,
    Field.GUARDIAN_PHONE,
    Field.NOTE,
)
"""What may be told, in the order of the form."""


class DeclarationState(Worded):
    """How far a declaration has come, as whoever made it is told."""

    WAITING = "waiting", "已收到,等待社区联系", "received; the community will call"
    ON_A_LIST = "on_a_list", "已收到,由网格员按名单核实联系", "received; the grid worker will call about it"
    ANSWERED = "answered", "社区已联系核实", "the community has called and checked"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"


SEALED = "declaration"
SOURCE = "自主报备"
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH, _GROUP = 10, 5
_MAPPING = rules.Mapping((0,), dict(enumerate(FORM)), headings={n: f.words.zh for n, f in enumerate(FORM)})


def new_receipt() -> str:
    """A receipt number: 49 bits drawn, without signs that look alike, in two groups."""
    drawn = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
    return f"{drawn[:_GROUP]}-{drawn[_GROUP:]}"


def as_written(typed: str) -> str:
    """A receipt number as it is kept, however it was typed: small letters, blanks, without the dash."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    return f"{signs[:_GROUP]}-{signs[_GROUP:]}"


def tail_mark(number: str) -> bytes:
    """The index of the last four digits of a telephone number, by which somebody asks after a declaration."""
    return blind("declaration.tail", number[-4:])


def tail_of(read: rules.Row) -> bytes:
    """The mark of the person's own telephone, else of that of whoever declared for them."""
    numbers = [phone.number for phone in (*read.phones, *read.guardian_phones)]
    return tail_mark(numbers[0] if numbers else "")


def read_said(said: Mapping[str, str], *, at: datetime) -> rules.Row | rules.Rejected:
    """What a form says, by the rules of lists."""
    cells = [said.get(str(field), "").strip() or None for field in FORM]
    return rules.read_row(cells, _MAPPING, row=1, sheet=SOURCE, at=at)


def field_at(column: str) -> Field:
    """The field of the form that a problem's column stands for; the name where it means the whole."""
    return next((f for n, f in enumerate(FORM) if rules.column_letters(n) == column), Field.NAME)


def sealed_text(said: Mapping[str, str], *, relation: str = "") -> str:
    """What was told, as text to be sealed."""
    values = {str(field): said[str(field)] for field in FORM if said.get(str(field))}
    return json.dumps({**values, "relation": relation}, ensure_ascii=False)


def opened(sealed: bytes | memoryview) -> dict[str, str]:
    """What was told, by field, and the ``relation`` of whoever told it."""
    return {str(name): str(value) for name, value in json.loads(reveal(SEALED, sealed)).items()}


def said_of(read: rules.Row) -> dict[str, str]:
    """A row of a paper list as the form would have it."""
    numbered = [one for one in read.identifiers if one.value]
    return {
        Field.NAME: read.name.value,
        Field.IDENTIFIER: numbered[0].value if numbered else "",
        Field.PHONE: read.phones[0].number if read.phones else "",
        Field.ORIGIN: read.origin,
        Field.COUNTY: read.destination.county,
        Field.TOWNSHIP: read.destination.township,
        Field.COMMUNITY: read.destination.community,
        Field.ADDRESS: read.address,
        Field.GUARDIAN: read.guardian,
        Field.GUARDIAN_PHONE: read.guardian_phones[0].number if read.guardian_phones else "",
        Field.NOTE: read.note,
    }
