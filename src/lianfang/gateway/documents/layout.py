"""The page of GB/T 9704-2012: A4, margins 37, 28, 35 and 26 mm, 22 lines of 28 characters, numbers outside.

The type area is 156 × 225 mm. A line is the height of a 3号 character (16 pt) and seven eighths of it: 29 pt
(28.95, so that 22 of them fit); 28 characters fill a line when each is set a quarter of a point closer.
"""

from dataclasses import dataclass

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section, _Footer, _Header
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from lianfang.core.words import Words
from lianfang.gateway.documents.codes import qr_png
from lianfang.gateway.documents.fonts import (
    BODY,
    HEADING,
    PAGE_NUMBER,
    SUBHEADING,
    TITLE,
    Face,
    name_substitutes,
    set_face,
)
from lianfang.gateway.documents.punctuation import wide
from lianfang.gateway.documents.watermark import put_watermark

TOP, LEFT, BOTTOM, RIGHT = Mm(37), Mm(28), Mm(35), Mm(26)
LINES, CHARACTERS = 22, 28
THREE, TWO, FOUR, FIVE, SMALL = Pt(16), Pt(22), Pt(14), Pt(10.5), Pt(8)
"""3号, 2号, 4号, 5号 and the small print of the footer."""
LINE = Pt(28.95)
RED = RGBColor(0xFF, 0x33, 0x33)
"""Y80 M80, the red of an official head."""
_LINE_PITCH = 579  # twentieths of a point
_CLOSER = -5  # twentieths of a point: 16 pt characters 15.75 pt apart, 28 of them in 156 mm
_ENGLISH_BODY, _ENGLISH_LINE = Pt(12), Pt(20)
_COMPACT_LINE = Pt(24)
_CODE_SIDE = Mm(15)
REAL = Words("", "")
"""The word across a paper of the real thing: none."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a document is to look: its language, its watermark (empty for none), upright or across.

    ``compact`` is 4号 type on closer lines, for notices that go on a page or two. ``code`` is the number that
    stands as a square code in the head of each page, by which the paper is found again.
    """

    language: str = "zh"
    watermark: str = ""
    across: bool = False
    compact: bool = False
    code: str = ""

    @property
    def english(self) -> bool:
        """Whether the text is English: smaller type on closer lines."""
        return self.language.lower().startswith("en")

    def said(self, words: Words) -> str:
        """A text in the language of the document, Chinese with the marks of print."""
        return words.en if self.english else wide(words.zh)


class Page:
    """A document under way: paragraphs and tables are added from top to bottom, in the styles of the norm."""

    def __init__(self, look: Look, *, footer: str = "") -> None:
        self.look = look
        self.document: Document = docx.Document()
        self._settings()
        self._styles()
        self._section(self.document.sections[0], footer)
        name_substitutes(self.document)

    def _settings(self) -> None:
        settings = self.document.settings
        settings.odd_and_even_pages_header_footer = True
        settings.element.append(
            parse_xml(
                f'<w:compat {nsdecls("w")}><w:compatSetting w:name="compatibilityMode"'
                ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
            )
        )

    def _styles(self) -> None:
        defaults = self.document.styles.element.find(qn("w:docDefaults"))
        properties = defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}")
        set_face(properties, BODY)
        _speak(properties)
        size, line = self._type()
        normal = self.document.styles["Normal"]
        _style(normal, BODY, size=size, line=line)
        if not self.look.english:
            _set_closer(normal)
        for name, face in (("Title", TITLE), ("Heading 1", HEADING), ("Heading 2", SUBHEADING)):
            style = self.document.styles[name]
            _style(
                style, face, size=TWO if name == "Title" else size, line=Pt(36) if name == "Title" else line
            )
            style.font.color.rgb = RGBColor(0, 0, 0)
            style.font.bold = self.look.english
            borders = style.element.pPr.find(qn("w:pBdr"))
            if borders is not None:
                style.element.pPr.remove(borders)

    def _type(self) -> tuple[Pt, Pt]:
        """Size of the body's type, and the height of its lines."""
        if self.look.english:
            return _ENGLISH_BODY, _ENGLISH_LINE
        return (FOUR, _COMPACT_LINE) if self.look.compact else (THREE, LINE)

    def _section(self, section: Section, footer: str) -> None:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = TOP, BOTTOM
        section.left_margin, section.right_margin = LEFT, RIGHT
        if self.look.across:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Mm(297), Mm(210)
            section.top_margin, section.bottom_margin = Mm(20), Mm(20)
            section.left_margin, section.right_margin = Mm(15), Mm(15)
        section.header_distance = Mm(15)
        section.footer_distance = Mm(10 if self.look.across else 19)
        if not (self.look.across or self.look.english or self.look.compact):
            _grid(section)
        for part, outside in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            _footer(part, outside, footer, of=self.look.across)
        for head in (section.header, section.even_page_header):
            head.is_linked_to_previous = False
            if self.look.code:
                _code(head, self.look.code)
            if self.look.watermark:
                put_watermark(head, self.look.watermark)

    def title(self, text: str) -> Paragraph:
        """The title: 2号小标宋, centred."""
        return self._centred(text, "Title")

    def centred(self, text: str, face: Face = SUBHEADING) -> Paragraph:
        """A centred line under the title."""
        added = self._centred(text, "Normal")
        set_face(added.runs[0]._r.get_or_add_rPr(), face)
        return added

    def _centred(self, text: str, style: str) -> Paragraph:
        added = self.document.add_paragraph(text, style=style)
        added.alignment = WD_ALIGN_PARAGRAPH.CENTER
        return added

    def heading(self, text: str, level: int) -> Paragraph:
        """A heading: 黑体 for 一、, 楷体 for (一)."""
        added = self.document.add_paragraph(text, style=f"Heading {level}")
        self._indented(added)
        return added

    def text(self, text: str, *, indented: bool = True) -> Paragraph:
        """A paragraph of the body, its first line two characters in."""
        added = self.document.add_paragraph(text)
        if indented:
            self._indented(added)
        return added

    def _indented(self, added: Paragraph) -> None:
        if not self.look.english:
            indent = added._p.get_or_add_pPr().get_or_add_ind()
            indent.set(qn("w:firstLineChars"), "200")
            indent.set(qn("w:firstLine"), str(round(self._type()[0].pt * 40)))

    def right(self, text: str, *, characters: int = 0) -> Paragraph:
        """A line set to the right, so many characters from the margin: the signature and its date."""
        added = self.document.add_paragraph(text)
        added.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        added.paragraph_format.right_indent = Pt(16 * characters)
        return added

    def red_rule(self) -> Paragraph:
        """The red rule under an official head."""
        added = self.document.add_paragraph()
        added.paragraph_format.line_spacing = Pt(8)
        rule(added, "bottom", colour="FF3333", eighths=18)
        return added


def _code(head: _Header, number: str) -> None:
    """The code of the paper at the right of its head, above the type area."""
    line = head.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    line.add_run().add_picture(qr_png(number), width=_CODE_SIDE)


def _speak(properties: BaseOxmlElement) -> None:
    """Say that Chinese characters are simplified ones, so that substitutes draw them as such."""
    language = properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)
    language.set(qn("w:val"), "en-GB")
    language.set(qn("w:eastAsia"), "zh-CN")


def _style(style: ParagraphStyle, face: Face, *, size: Pt, line: Pt) -> None:
    set_face(style.element.get_or_add_rPr(), face)
    style.font.size = size
    spacing = style.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, line


def _set_closer(style: ParagraphStyle) -> None:
    closer = OxmlElement("w:spacing")
    closer.set(qn("w:val"), str(_CLOSER))
    size = style.element.rPr.find(qn("w:sz"))
    size.addprevious(closer)


def _grid(section: Section) -> None:
    """22 lines a page. Characters are set closer by their style: a grid of characters draws apart in some
    programs, which give a character that is wider than its place two of them."""
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(_LINE_PITCH))
    section._sectPr.append(grid)


def _footer(part: _Footer, outside: WD_ALIGN_PARAGRAPH, small_print: str, *, of: bool) -> None:
    """The page number in 4号 half-width figures, 7 mm below the type area, outside; small print under it.

    ``of`` adds how many pages there are.
    """
    part.is_linked_to_previous = False
    line = part.paragraphs[0]
    line.alignment = outside
    line.paragraph_format.line_spacing = FOUR
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = FOUR
    pages = (("/", ""), ("", "NUMPAGES")) if of else ()
    for text, field in (("— ", ""), ("", "PAGE"), *pages, (" —", "")):
        run = line.add_run(text)
        run.font.size = FOUR
        set_face(run._r.get_or_add_rPr(), PAGE_NUMBER)
        if field:
            _field(run, field)
    if small_print:
        below = part.add_paragraph()
        below.paragraph_format.line_spacing = Pt(10)
        below.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = below.add_run(small_print)
        run.font.size, run.font.color.rgb = SMALL, RGBColor(0x59, 0x59, 0x59)


def _field(run: Run, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", "1"), ("end", "")):
        if kind == "shown":
            run._r.append(parse_xml(f"<w:t {nsdecls('w')}>{text}</w:t>"))
        elif kind:
            run._r.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'))
        else:
            run._r.append(parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve">{text}</w:instrText>'))


def rule(paragraph: Paragraph, side: str, *, colour: str = "000000", eighths: int = 8) -> None:
    """A rule along one side of a paragraph, so many eighths of a point thick."""
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.append(borders)
    edge = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "1"), ("color", colour)):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
