"""Reading people: masked, and within what the viewer sees."""

from lianfang.people.queries.corrections import Corrected, Entry, corrections, entries_of
from lianfang.people.queries.file import (
    Document,
    Dwelling,
    File,
    Look,
    Opened,
    headcount,
    household,
    looks,
    person,
)
from lianfang.people.queries.find import Found, find
from lianfang.people.queries.homes import Home, homes
from lianfang.people.queries.marks import families, holders, mark_of, marks_of, roots
from lianfang.people.queries.seen import seen_ids
from lianfang.people.queries.shown import Shown, age, people

__all__ = [
    "Corrected",
    "Document",
    "Dwelling",
    "Entry",
    "File",
    "Found",
    "Home",
    "Look",
    "Opened",
    "Shown",
    "age",
    "corrections",
    "entries_of",
    "families",
    "find",
    "headcount",
    "holders",
    "homes",
    "household",
    "looks",
    "mark_of",
    "marks_of",
    "people",
    "person",
    "roots",
    "seen_ids",
]
