"""Received files, kept sealed in the home under their digest: to go on with, to map, to annotate."""

import os
import re
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path

from lianfang.core.refusal import Refused
from lianfang.vault.sealing import reveal, seal

LARGEST = 200 * 1024 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")
_FIELD = "inbound.file"


def keep(content: bytes) -> str:
    """Keep a file, sealed; answers its digest. Refused above 200 MB.

    One that is there is sealed anew: its key may have been destroyed, or be another database's.
    """
    if len(content) > LARGEST:
        raise Refused(
            "list.large", "文件不能超过 200 MB,请拆分后再传", "a list holds at most 200 MB; split it"
        )
    digest = sha256(content).hexdigest()
    place = _folder() / digest
    draft = place.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_bytes(seal(_FIELD, b64encode(content).decode("ascii")))
    draft.replace(place)
    return digest


def is_kept(digest: str) -> bool:
    """Whether the file of a list is at hand; one received on the command line is not."""
    return bool(_DIGEST.fullmatch(digest)) and (_folder() / digest).is_file()


def size(digest: str) -> int:
    """How large a kept file is, sealed: about a third more than it was; 0 where it is not kept."""
    return (_folder() / digest).stat().st_size if is_kept(digest) else 0


def kept(digest: str) -> bytes:
    """A kept file as it was sent; refused where there is none."""
    if not is_kept(digest):
        raise Refused(
            "list.no_file",
            "原文件不在系统中(可能由命令行接收),请重新上传同一文件",
            "the file is not kept here (it may have come by command line); upload the same file again",
        )
    return b64decode(reveal(_FIELD, (_folder() / digest).read_bytes()))


def _folder() -> Path:
    folder = Path(os.environ.get("LIANFANG_HOME") or "var").expanduser().resolve() / "files" / "lists"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
