"""A file or folder that a command reads: where it cannot be opened that is a refusal, not bad usage.

Scripts tell the two apart: 1 says that the file is at fault, 2 that the command was typed wrongly.
"""

import os
from pathlib import Path
from typing import Any

import click

from lianfang.core.refusal import Refused
from lianfang.core.words import Words


class Readable(click.Path):
    """The path of something that can be read; else :class:`Refused`, which the door says with exit 1."""

    def __init__(self, *, folder: bool = False) -> None:
        super().__init__(path_type=Path, file_okay=not folder, dir_okay=folder)
        self.folder = folder

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(value)
        require_readable(path, folder=self.folder)
        return path


FILE = Readable()
FOLDER = Readable(folder=True)


def require_readable(path: Path, *, folder: bool = False) -> None:
    """Refused, with the reason, where the path is no file (no folder) that can be read.

    Nothing is opened: what a pipe holds can be read only once.
    """
    why = _why_not(path, folder)
    if why is not None:
        raise Refused(
            "file.unreadable",
            "无法读取「{file}」:{why_zh}",
            "cannot read {file!r}: {why_en}",
            file=str(path),
            why_zh=why.zh,
            why_en=why.en,
        )


def _why_not(path: Path, folder: bool) -> Words | None:
    try:
        path.stat()
    except FileNotFoundError:
        return Words("文件或文件夹不存在", "it does not exist")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Words(reason, reason)
    if path.is_dir() != folder:
        return (
            Words("不是文件夹", "it is no folder") if folder else Words("是文件夹,不是文件", "it is a folder")
        )
    if not os.access(path, os.R_OK):
        return Words("没有读取权限", "it may not be read")
    return None
