"""The file in the home that holds the master key; it is backed up apart from the database."""

import os
from collections.abc import Callable
from pathlib import Path


def kept_master_key(make: Callable[[int], bytes]) -> bytes:
    """Read the key, making it on first use. Two processes that make it at once agree on one."""
    folder = Path(os.environ.get("LIANFANG_HOME") or "var").expanduser().resolve() / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = folder / "master.key"
    if not kept.exists():
        draft = folder / f"master.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_bytes(make(32))
        try:
            os.link(draft, kept)
        except FileExistsError:
            pass
        draft.unlink()
    return kept.read_bytes()
