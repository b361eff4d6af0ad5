"""The parts of an xlsx archive: which part holds which sheet, and what the workbook says of itself.

Read with patterns and not with an XML parser: only attributes of a few tags are needed, the sheets
are too large for a tree, and nothing here may resolve an entity.
"""

import re
from dataclasses import dataclass
from html import unescape
from posixpath import dirname, join, normpath
from typing import BinaryIO
from zipfile import ZipFile, ZipInfo

from lianfang.gateway.sheets import refusals
from lianfang.gateway.sheets.safety import content
from lianfang.gateway.sheets.source import Source

WORKBOOK = "xl/workbook.xml"
_ATTRIBUTE = re.compile(rb"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^<>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^<>]*)>")
_SETTINGS = re.compile(rb"<(?:\w+:)?workbookPr\b([^<>]*)>")
_DURATION = re.compile(
    rb"(?:formatCode\s*=\s*[\"'][^\"']*\[[hms]+\]|numFmtId\s*=\s*[\"']46[\"'])", re.IGNORECASE
)


def attributes(inside: bytes) -> dict[str, str]:
    """The attributes of a tag, named without their namespace prefix."""
    return {
        name.rpartition(b":")[2].decode(): unescape((double or single).decode("utf-8", "replace"))
        for name, double, single in _ATTRIBUTE.findall(inside)
    }


def members_of(archive: ZipFile) -> dict[str, ZipInfo]:
    """The parts by lower-case name with forward slashes, as some writers spell them otherwise."""
    return {member.filename.replace("\\", "/").lower(): member for member in archive.infolist()}


@dataclass(frozen=True, slots=True)
class Package:
    """An xlsx archive: its parts, and for each sheet in order the name of its part (None: no cells)."""

    members: dict[str, ZipInfo]
    sheets: tuple[str | None, ...]
    date1904: bool
    """Whether day 0 of its serial numbers is 1904-01-01."""
    durations: bool
    """Whether a cell format for lengths of time is defined, so that a clock time may come as a length."""


def read_package(source: Source, file: BinaryIO, archive: ZipFile) -> Package:
    """The package of an archive; refused where the workbook part is missing or names no sheet."""
    members = members_of(archive)
    if WORKBOOK not in members:
        raise refusals.damaged(source.filename, "缺少工作簿部件", "it has no workbook part")
    workbook = content(source, file, members[WORKBOOK])
    targets = _targets(source, file, members)
    sheets = tuple(targets.get(attributes(tag).get("id", "")) for tag in _SHEET.findall(workbook))
    settings = _SETTINGS.search(workbook)
    marked = attributes(settings[1]).get("date1904", "") if settings else ""
    styles = content(source, file, members["xl/styles.xml"]) if "xl/styles.xml" in members else b""
    return Package(members, sheets, marked in ("1", "true", "on"), bool(_DURATION.search(styles)))


def _targets(source: Source, file: BinaryIO, members: dict[str, ZipInfo]) -> dict[str, str | None]:
    """The part of each worksheet by relation id; chart and dialogue sheets have none."""
    relations = members.get("xl/_rels/workbook.xml.rels")
    if relations is None:
        raise refusals.damaged(source.filename, "缺少部件关系", "it has no list of relations")
    found: dict[str, str | None] = {}
    for tag in _RELATION.findall(content(source, file, relations)):
        relation = attributes(tag)
        if relation.get("Type", "").endswith("/worksheet"):
            part = resolve(WORKBOOK, relation.get("Target", "")).lower()
            found[relation.get("Id", "")] = part if part in members else None
    return found


def resolve(base: str, target: str) -> str:
    """The part a relation of ``base`` points at."""
    if target.startswith("/"):
        return target.lstrip("/")
    return normpath(join(dirname(base), target.replace("\\", "/")))
