"""Marking an xlsx in place, so that it goes back as its sender laid it out: widths, fonts, merges, pictures.

Only the marked rows, the styles and the notes beside the rows change. Formulas are taken out and their
results stay, since the file is opened again by us and by others. Workbooks with parts beyond plain sheets
(macros, links to other files, pivot tables, controls, connections) are not edited but copied.
"""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from io import BytesIO
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lianfang.gateway.sheets.escaping import escape
from lianfang.gateway.sheets.marks import Marks
from lianfang.gateway.sheets.package import WORKBOOK, Package, attributes, read_package
from lianfang.gateway.sheets.row_patching import Notes, SheetPatch
from lianfang.gateway.sheets.safety import content, inflate, open_archive
from lianfang.gateway.sheets.scanning import at_rows
from lianfang.gateway.sheets.source import Source
from lianfang.gateway.sheets.styles import Styles, Unpatchable

_PLAIN_PARTS = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|docprops/[^/]+|customxml/.*|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/(?:styles|sharedstrings|metadata|calcchain)\.xml|xl/theme/.*|xl/worksheets/[^/]+\.xml|xl/worksheets/_rels/.*"
    r"|xl/(?:drawings|media|charts|printersettings|tables|threadedcomments|persons)/.*|xl/comments[^/]*\.xml"
)
_STYLES, _TEXTS, _CHAIN = "xl/styles.xml", "xl/sharedstrings.xml", "xl/calcchain.xml"
_CHAIN_TAGS = re.compile(rb"<(?:\w+:)?(?:Override|Relationship)\b[^<>]*calcChain[^<>]*/>")
_MACROS = re.compile(rb"<(?:\w+:)?Override\b[^<>]*macroEnabled")
_NAMES = re.compile(rb"<(?:\w+:)?sheet\s([^<>]*)>")
_FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)")
_ARRAY = re.compile(rb"(<(?:\w+:)?c\b[^<>]*?)\s(?:cm|vm)\s*=\s*\"[^\"]*\"")
_PERHAPS_FORMULA = re.compile(rb">[\s&=+\-@\xef]")
_FIRST_TEXT = re.compile(
    rb"(<(?:\w+:)?(?:si|is)>(?:(?!</?(?:\w+:)?(?:si|is)>).)*?<(?:\w+:)?t(?:\s[^<>]*)?>)([^<]+)", re.DOTALL
)
_RESULT_TEXT = re.compile(
    rb"(<(?:\w+:)?c\b[^<>]*\bt\s*=\s*[\"']str[\"'][^<>]*>\s*<(?:\w+:)?v(?:\s[^<>]*)?>)([^<]+)"
)


def patch(source: Source, marks: Marks, header_rows: Mapping[str, int], *, notes: Notes) -> bytes:
    """The workbook, marked rows coloured and noted; raises Unpatchable where it is to be copied instead."""
    with source.open() as file:
        with open_archive(source, file) as archive:
            package = read_package(source, file, archive)
        return _Patch(source, file, package, notes).run(marks, header_rows)


class _Patch:
    """The rewriting of one archive, part by part."""

    def __init__(self, source: Source, file: BinaryIO, package: Package, notes: Notes) -> None:
        members = package.members
        if not all(map(_PLAIN_PARTS.fullmatch, members)) or _STYLES not in members:
            raise Unpatchable
        self._source, self._file, self._package, self._notes = source, file, package, notes
        if _MACROS.search(self._content(members["[content_types].xml"])):
            raise Unpatchable
        tags = _NAMES.findall(self._content(members[WORKBOOK]))
        self._sheets = {
            part: attributes(tag).get("name", "") for part, tag in zip(package.sheets, tags, strict=True)
        }
        self._styles = Styles(self._content(members[_STYLES]))

    def _content(self, member: ZipInfo) -> bytes:
        return content(self._source, self._file, member)

    def run(self, marks: Marks, header_rows: Mapping[str, int]) -> bytes:
        """All parts but the chain of formulas, the styles last, when it is known which are needed."""
        out = BytesIO()
        members = self._package.members
        with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=4) as target:
            for name in [name for name in members if name not in (_STYLES, _CHAIN)]:
                with target.open(_spelled(members[name]), "w") as part:
                    for piece in self._pieces(name, marks, header_rows):
                        part.write(piece)
            target.writestr(_spelled(members[_STYLES]), self._styles.part())
        return out.getvalue()

    def _pieces(self, name: str, marks: Marks, header_rows: Mapping[str, int]) -> Iterator[bytes]:
        member = self._package.members[name]
        if name in self._sheets:
            rows = marks.get(self._sheets[name], {})
            header = header_rows.get(self._sheets[name], 0)
            sheet = SheetPatch(rows, self._styles, notes=self._notes, header_row=header)
            return self._sheet(member, sheet)
        if name == _TEXTS:
            return iter([_harmless(self._content(member))])
        if name.endswith(".rels") or name == "[content_types].xml":
            return iter([_CHAIN_TAGS.sub(b"", self._content(member))])
        return inflate(self._source, self._file, member)

    def _sheet(self, member: ZipInfo, sheet: SheetPatch) -> Iterator[bytes]:
        if sheet.rows:
            for text in at_rows(self._source, inflate(self._source, self._file, member)):
                sheet.measure(text)
        for text in at_rows(self._source, inflate(self._source, self._file, member)):
            yield sheet.rewrite(_without_formulas(text))
        if sheet.waiting:
            raise Unpatchable


def _spelled(member: ZipInfo) -> str:
    return member.filename.replace("\\", "/")


def _without_formulas(text: bytes) -> bytes:
    if b"<f" in text or b":f" in text:
        text = _ARRAY.sub(rb"\1", _FORMULA.sub(b"", text))
    return _harmless(text)


def _harmless(text: bytes) -> bytes:
    """Texts that read like a formula with an apostrophe in front."""
    if not _PERHAPS_FORMULA.search(text):
        return text
    return _RESULT_TEXT.sub(_escaped, _FIRST_TEXT.sub(_escaped, text))


def _escaped(found: re.Match[bytes]) -> bytes:
    said = unescape(found[2].decode("utf-8", "replace"))
    return found[1] + (b"'" if escape(said).startswith("'") and not said.startswith("'") else b"") + found[2]
