"""Fonts by name, each with what may stand in for it.

GB/T 9704 asks for 小标宋, 仿宋, 黑体 and 楷体. They belong to their makers and are named here, never shipped:
a word processor takes the first of the substitutes it has, down to open fonts that cover all characters.
"""

from dataclasses import dataclass

from docx.document import Document
from docx.opc.oxml import serialize_part_xml
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement

LATIN = "Times New Roman"


@dataclass(frozen=True, slots=True)
class Face:
    """A face for Chinese text, its substitutes in order, its family for programs that know neither."""

    name: str
    substitutes: tuple[str, ...]
    family: str = "roman"


TITLE = Face(
    "方正小标宋简体",
    ("方正小标宋_GBK", "小标宋", "华文中宋", "STZhongsong", "宋体", "SimSun", "Noto Serif CJK SC"),
)
BODY = Face("仿宋", ("FangSong", "仿宋_GB2312", "华文仿宋", "STFangsong", "Noto Serif CJK SC"))
HEADING = Face("黑体", ("SimHei", "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC"), "swiss")
SUBHEADING = Face("楷体", ("KaiTi", "楷体_GB2312", "华文楷体", "STKaiti", "Noto Serif CJK SC"))
PAGE_NUMBER = Face("宋体", ("SimSun", "Songti SC", "Noto Serif CJK SC"))
FACES = (TITLE, BODY, HEADING, SUBHEADING, PAGE_NUMBER)

_FONT_TABLE = "/word/fontTable.xml"


def name_substitutes(document: Document) -> None:
    """Write every face with its substitutes into the document's font table."""
    part = next(p for p in document.part.package.iter_parts() if str(p.partname) == _FONT_TABLE)
    table = parse_xml(part.blob)
    for face in FACES:
        table.append(
            parse_xml(
                f'<w:font {nsdecls("w")} w:name="{face.name}">'
                f'<w:altName w:val="{",".join(face.substitutes)}"/>'
                '<w:charset w:val="86"/>'
                f'<w:family w:val="{face.family}"/><w:pitch w:val="variable"/></w:font>'
            )
        )
    part._blob = serialize_part_xml(table)


def set_face(properties: BaseOxmlElement, face: Face) -> None:
    """Set the face of a run or style: Chinese characters in ``face``, Latin ones and digits in LATIN."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = properties.makeelement(qn("w:rFonts"))
        properties.insert(0, fonts)
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    latin = face.name if face is PAGE_NUMBER else LATIN
    for slot, value in (("ascii", latin), ("hAnsi", latin), ("eastAsia", face.name), ("cs", LATIN)):
        fonts.set(qn(f"w:{slot}"), value)
