"""Reading what came in: lists and their balance, rows, certainties, declarations."""

from lianfang.intake.queries.by_words import (
    DeclarationFound,
    ListFound,
    look_up_declarations,
    look_up_lists,
)
from lianfang.intake.queries.certainties import (
    BEHIND,
    certainties,
    certainties_by_list,
    certainties_by_region,
)
from lianfang.intake.queries.declarations import (
    Attempt,
    DeclarationLine,
    Status,
    attempts,
    declaration,
    declarations,
    declarations_of,
    status,
)
from lianfang.intake.queries.lists import ListLine, SheetRead, list_line, lists, sheets_read, sources
from lianfang.intake.queries.rows import (
    Pushed,
    RowLine,
    SameAs,
    Told,
    claims,
    problems,
    row,
    rows,
    rows_of_person,
    told,
)
from lianfang.intake.receipts import DeclarationState

__all__ = [
    "BEHIND",
    "Attempt",
    "DeclarationFound",
    "DeclarationLine",
    "DeclarationState",
    "ListFound",
    "ListLine",
    "Pushed",
    "RowLine",
    "SameAs",
    "SheetRead",
    "Status",
    "Told",
    "attempts",
    "certainties",
    "certainties_by_list",
    "certainties_by_region",
    "claims",
    "declaration",
    "declarations",
    "declarations_of",
    "list_line",
    "lists",
    "look_up_declarations",
    "look_up_lists",
    "problems",
    "row",
    "rows",
    "rows_of_person",
    "sheets_read",
    "sources",
    "status",
    "told",
]
