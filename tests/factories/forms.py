"""Blank forms as a level above sends them."""

import io

import xlsxwriter


def blank_form(head: str, *regions: str, figures: tuple[str, ...] = ("在管人数", "红码")) -> bytes:
    """An xlsx with regions down and figures across, and nothing in it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [head, *figures])
        sheet.write_column(1, 0, regions)
    return out.getvalue()
