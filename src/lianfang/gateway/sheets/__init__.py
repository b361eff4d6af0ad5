"""Spreadsheets: read whatever people send, give it back annotated, write tables and blank forms."""

from lianfang.gateway.sheets.annotating import annotate
from lianfang.gateway.sheets.exporting import Column, Kind, export
from lianfang.gateway.sheets.reading import read
from lianfang.gateway.sheets.templates import template
from lianfang.gateway.sheets.workbook import Sheet, Workbook

__all__ = ["Column", "Kind", "Sheet", "Workbook", "annotate", "export", "read", "template"]
