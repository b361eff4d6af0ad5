"""Tables of official papers: black rules, 黑体 heads repeated on every page, numbers set to the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from lianfang.gateway.documents.fonts import BODY, HEADING, Face, set_face
from lianfang.gateway.documents.layout import FIVE, Page

_CLOSE = Pt(15)


@dataclass(frozen=True, slots=True)
class Text:
    """What stands in a cell; a number is set to the right."""

    text: str
    number: bool = False


def add_table(
    page: Page, head: Sequence[str], rows: Sequence[Sequence[Text]], *, widths: Sequence[float]
) -> Table:
    """A ruled table; ``widths`` in millimetres."""
    table: Table = page.document.add_table(rows=1, cols=len(head), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        _write(cell, text, face=HEADING, where=WD_ALIGN_PARAGRAPH.CENTER)
    _margins(table)
    _mark(table.rows[0], "w:tblHeader")
    for row in rows:
        cells = table.add_row().cells  # type: ignore[no-untyped-call]
        for cell, one in zip(cells, row, strict=True):
            where = WD_ALIGN_PARAGRAPH.RIGHT if one.number else WD_ALIGN_PARAGRAPH.LEFT
            _write(cell, one.text, face=BODY, where=where)
    for each in table.rows:
        _mark(each, "w:cantSplit")
        for cell, width in zip(each.cells, widths, strict=True):
            cell.width = Mm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _margins(table: Table) -> None:
    """Half a millimetre beside the text of a cell: columns of figures are narrow."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "40")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.append(margins)


def even_widths(count: int, *, first: float, whole: float) -> list[float]:
    """A first column of its own width, the others sharing the rest of the line (millimetres)."""
    return [first, *([(whole - first) / (count - 1)] * (count - 1))]


def _write(cell: _Cell, text: str, *, face: Face, where: WD_ALIGN_PARAGRAPH) -> None:
    line = cell.paragraphs[0]
    line.alignment = where
    line.paragraph_format.line_spacing = _CLOSE
    _off_the_grid(line)
    run = line.add_run(text)
    run.font.size = FIVE
    set_face(run._r.get_or_add_rPr(), face)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _off_the_grid(line: Paragraph) -> None:
    """Small type keeps its own lines and not those of the page."""
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    line._p.get_or_add_pPr().insert_element_before(
        snap, "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr", "w:sectPr"
    )


def _mark(row: _Row, name: str) -> None:
    properties = row._tr.get_or_add_trPr()
    if properties.find(qn(name)) is None:
        properties.append(OxmlElement(name))
