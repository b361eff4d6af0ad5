"""A word across the page behind the text: a draft, or an exercise, cannot be taken for the real thing."""

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.section import _Header

from lianfang.gateway.documents.fonts import HEADING

_VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'


def put_watermark(head: _Header, text: str) -> None:
    """A word across the page behind the text."""
    width = 120 * max(len(text), 2) if not text.isascii() else 60 * len(text)
    style = (
        f"position:absolute;margin-left:0;margin-top:0;width:{width}pt;height:120pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    head.paragraphs[0].add_run()._r.append(
        parse_xml(
            f"<w:pict {nsdecls('w')} {_VML}>"
            '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"'
            ' path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
            '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
            '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>'
            '<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
            '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>'
            '<v:f eqn="sum @6 0 @5"/></v:formulas>'
            '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"'
            ' o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
            f'<v:shape id="watermark" type="#_x0000_t136" style="{style}" o:allowincell="f"'
            ' fillcolor="#d9d9d9" stroked="f"><v:fill opacity=".5"/>'
            f'<v:textpath style="font-family:&quot;{HEADING.name}&quot;;font-size:1pt" string="{text}"/>'
            "</v:shape></w:pict>"
        )
    )
