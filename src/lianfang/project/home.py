"""Where an installation keeps its embedded cluster, keys and files."""

import os
from pathlib import Path


def home() -> Path:
    """``LIANFANG_HOME`` or ``var`` in the current folder; made where it is absent."""
    folder = Path(os.environ.get("LIANFANG_HOME") or "var").expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def private(name: str) -> Path:
    """A folder of the home that only this account may enter."""
    folder = home() / name
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def files() -> Path:
    """Where received files and frozen documents are kept, by digest."""
    return private("files")
