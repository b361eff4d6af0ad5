"""Files that go with orders, kept in the home under their digest, so that the same file is kept once."""

import os
import re
from hashlib import sha256
from pathlib import Path

from lianfang.core.refusal import Refused

LARGEST = 20 * 1024 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")


def keep(content: bytes) -> str:
    """Keep a file; answers its digest. Refused above 20 MB."""
    if len(content) > LARGEST:
        raise Refused("order.attachment", "附件不能超过 20 MB", "an attachment holds at most 20 MB")
    digest = sha256(content).hexdigest()
    kept = _folder() / digest
    if not kept.exists():
        draft = kept.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_bytes(content)
        draft.replace(kept)
    return digest


def kept(digest: str) -> bytes:
    """A kept file; refused where there is none of this digest."""
    if not _DIGEST.fullmatch(digest) or not (_folder() / digest).is_file():
        raise Refused("not_found", "附件不存在", "there is no such attachment")
    return (_folder() / digest).read_bytes()


def _folder() -> Path:
    folder = Path(os.environ.get("LIANFANG_HOME") or "var").expanduser().resolve() / "files"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
