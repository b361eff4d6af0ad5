"""Reading risk lists from files: published JSON (also packed, also as .js of 2021), and typed tables."""

import gzip
import json
import re
import zlib
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from os import PathLike

from lianfang.core.intake.cells import Cell, text_of
from lianfang.core.places import RiskSnapshot, read_published, read_typed
from lianfang.core.refusal import Refused
from lianfang.gateway.sheets.reading import read as read_sheets
from lianfang.gateway.sheets.source import source_of
from lianfang.gateway.sheets.workbook import Sheet

UNPACKED_LIMIT = 64 * 2**20
"""Most bytes of a packed list, unpacked. The largest list published has 4 MB."""

_PACKED = b"\x1f\x8b"
_JSON = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:[\[{]|(?:(?:var|let|const|export|module)\b|[\w$.]+\s*[=(])[^\[{]{0,200}[\[{])"
)
_SCRIPT = re.compile(r"[^\[{]*(?P<json>[\[{].*[\]}])[\s;)]*", re.DOTALL)


def read(
    given: str | PathLike[str] | bytes, filename: str | None = None, *, as_of: datetime | None = None
) -> list[RiskSnapshot]:
    """The lists in a file (path or bytes): as a rule one; several where JSON or a workbook holds several.

    What the file is, is told by its content, not by its name. ``as_of`` is the time of a typed list that
    does not state one. The digest is that of the content, so that a packed list is the same list. Refused,
    naming the file and the remedy: unreadable, no risk list, without a time.
    """
    source = source_of(given, filename)
    content, name = source.content(), source.filename
    if content.startswith(_PACKED):
        content, name = _unpacked(content, name), name.removesuffix(".gz")
    if _JSON.match(content[:4096]):
        return _published(content, name)
    return _typed(content, name, as_of)


def _unpacked(content: bytes, name: str) -> bytes:
    try:
        with gzip.open(BytesIO(content)) as file:
            unpacked = file.read(UNPACKED_LIMIT + 1)
    except (OSError, EOFError, zlib.error):
        raise Refused(
            "risk.damaged",
            "「{file}」压缩包已损坏或未传完,请重新下载或让来源单位重新发送",
            "{file!r} is packed and damaged or cut short; fetch it again or have it sent again",
            file=name,
        ) from None
    if len(unpacked) > UNPACKED_LIMIT:
        raise Refused(
            "risk.too_large",
            "「{file}」解压后超过 {limit} MB,不是风险地区名单,未读取",
            "{file!r} has more than {limit} MB unpacked: that is no risk list, and it was not read",
            file=name,
            limit=UNPACKED_LIMIT // 2**20,
        )
    return unpacked


def _published(content: bytes, name: str) -> list[RiskSnapshot]:
    text = _decoded(content, name)
    script = _SCRIPT.fullmatch(text)
    try:
        document = json.loads(script["json"] if script else text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise Refused(
            "risk.not_json",
            "「{file}」第 {line} 行起不是完整的 JSON,可能已损坏或未传完;请重新下载或让来源单位重新发送",
            "{file!r} is no complete JSON from line {line} on, it is damaged or cut short; "
            "fetch it again or have it sent again",
            file=name,
            line=line,
        ) from None
    if not isinstance(document, list):
        return [read_published(document, digest=sha256(content).hexdigest(), source=name)]
    return [read_published(one, digest=_digest(one), source=name) for one in document]


def _digest(document: object) -> str:
    return sha256(json.dumps(document, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _decoded(content: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(
        "risk.encoding",
        "「{file}」的文字编码无法识别,请另存为 UTF-8 后再导入",
        "the text of {file!r} is in no known encoding; save it as UTF-8 and read it in again",
        file=name,
    )


def _typed(content: bytes, name: str, as_of: datetime | None) -> list[RiskSnapshot]:
    """The sheets that have the headings; those of one time are one list."""
    digest = sha256(content).hexdigest()
    found: dict[datetime, RiskSnapshot] = {}
    missing: Refused | None = None
    with read_sheets(content, name) as workbook:
        for sheet in workbook.sheets:
            label = name if len(workbook.sheets) == 1 else f"{name} {sheet.name}"
            try:
                one = read_typed(_rows(sheet), digest=digest, source=label, as_of=as_of)
            except Refused as refused:
                if refused.code != "risk.no_headings":
                    raise
                missing = missing or refused
                continue
            found[one.as_of] = _joined(found.get(one.as_of), one)
    if missing and not found:
        raise missing
    return list(found.values())


def _joined(first: RiskSnapshot | None, second: RiskSnapshot) -> RiskSnapshot:
    if first is None:
        return second
    areas, notes = first.areas + second.areas, first.notes + second.notes
    return RiskSnapshot(
        first.as_of, first.digest, areas, notes=notes, source=f"{first.source}, {second.source}"
    )


def _rows(sheet: Sheet) -> list[tuple[int, list[str]]]:
    return [(number, [_text(cell) for cell in cells]) for number, cells in sheet.rows()]


def _text(cell: Cell) -> str:
    """The cell as it is written: lines within it part places and stay."""
    return cell if isinstance(cell, str) else text_of(cell)
