"""Why a file cannot be read as a whole, and what its sender can do about it.

Every refusal names the file. A refusal of one row is not here: rows are judged in ``core.intake``.
"""

from lianfang.core.refusal import Refused


def empty(filename: str) -> Refused:
    """Nothing is in the file."""
    return Refused(
        "sheet.empty",
        "文件「{filename}」是空的(0 字节),请重新导出后再上传",
        "the file {filename!r} is empty (0 bytes); export it again and send it anew",
        filename=filename,
    )


def not_a_sheet(filename: str, what: tuple[str, str] = ("其他类型的文件", "another kind of file")) -> Refused:
    """The file is something else: a document, a picture, an archive."""
    return Refused(
        "sheet.not_a_sheet",
        "「{filename}」不是电子表格,而是{why_zh};请另存为 xlsx、xls、ods 或 csv 后上传",
        "{filename!r} is no spreadsheet but {why_en}; save it as xlsx, xls, ods or csv and send that",
        filename=filename,
        why_zh=what[0],
        why_en=what[1],
    )


def unsupported(filename: str, zh: str, en: str) -> Refused:
    """A spreadsheet in a form that is not read here, ``zh`` and ``en`` saying which."""
    return Refused(
        "sheet.unsupported",
        "「{filename}」是{why_zh},不能直接读取;请用 Excel 或 WPS 打开,另存为「Excel 工作簿(*.xlsx)」后上传",
        "{filename!r} is {why_en}, which is not read here; "
        "open it in Excel or WPS, save it as .xlsx and send that",
        filename=filename,
        why_zh=zh,
        why_en=en,
    )


def password(filename: str) -> Refused:
    """The file is locked."""
    return Refused(
        "sheet.password",
        "「{filename}」设有打开密码;请在 Excel「文件—信息—保护工作簿」里清空密码,保存后再上传",
        "{filename!r} is protected by a password; remove it in File, Info, save and send again",
        filename=filename,
    )


def damaged(filename: str, zh: str = "文件结构不完整", en: str = "its structure is broken") -> Refused:
    """The file is cut short or broken, ``zh`` and ``en`` saying how it shows."""
    return Refused(
        "sheet.damaged",
        "「{filename}」已损坏或未传完({why_zh});请让来源单位重新发送,或用 Excel 打开修复后另存为新文件再上传",
        "{filename!r} is damaged or was cut short ({why_en}); "
        "have it sent again, or open, repair and save it as a new file",
        filename=filename,
        why_zh=zh,
        why_en=en,
    )


def too_large(filename: str, zh: str, en: str) -> Refused:
    """The file holds more than can be read in bounded memory, ``zh`` and ``en`` saying what and how much."""
    return Refused(
        "sheet.too_large",
        "「{filename}」{why_zh},未读取;请删除多余的行列和工作表,或拆成几个文件后上传",
        "{filename!r} {why_en} and was not read; delete what is not needed or split it into several files",
        filename=filename,
        why_zh=zh,
        why_en=en,
    )


def bomb(filename: str, ratio: int) -> Refused:
    """The file would swell beyond any honest table when unpacked."""
    return Refused(
        "sheet.bomb",
        "「{filename}」解压后将膨胀 {ratio} 倍,疑似压缩炸弹,已在解压前拒绝;如为正常表格,请另存为 csv 后上传",
        "{filename!r} would swell {ratio} times when unpacked, as a zip bomb does, and was not unpacked; "
        "if it is an honest table, save it as csv and send that",
        filename=filename,
        ratio=ratio,
    )


def encoding(filename: str, line: int, byte: int, tried: str) -> Refused:
    """A text file is in no encoding that is read here; ``byte`` counts from 1 within the file."""
    return Refused(
        "sheet.encoding",
        "「{filename}」第 {line} 行(第 {byte} 字节)不是有效的 {tried} 文字;"
        "请用 Excel 打开后另存为「CSV UTF-8」再上传",
        "{filename!r}, line {line} (byte {byte}) is not valid {tried} text; "
        "open it in Excel, save it as CSV UTF-8 and send that",
        filename=filename,
        line=line,
        byte=byte,
        tried=tried,
    )


def broken_line(filename: str, line: int) -> Refused:
    """A text table whose quotation marks do not close, so that rows would run into one another."""
    return Refused(
        "sheet.quotes",
        "「{filename}」第 {line} 行起引号没有闭合,后面的行会连成一格;请补上或删除该处的英文双引号后再上传",
        "{filename!r}: a quotation mark opened near line {line} is never closed, so rows run together; "
        "close or delete it and send the file again",
        filename=filename,
        line=line,
    )
