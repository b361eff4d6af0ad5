"""Set-up on a bare machine: what it fetches, from where, and what it refuses to use."""

import http.server
import importlib
import sys
import threading
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILE = "uv-9.9.9-py3-none-any.whl"


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The fetching module, at work in a clone of its own."""
    monkeypatch.syspath_prepend(str(ROOT / "script"))
    module = importlib.import_module("_tools")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "TOOLS", tmp_path / ".tools")
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL", "PIP_CONFIG_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return module


@pytest.fixture
def wheel() -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        starter = zipfile.ZipInfo("uv-9.9.9.data/scripts/uv")
        starter.external_attr = 0o755 << 16
        archive.writestr(starter, "#!/bin/sh\necho uv 9.9.9\n")
    return content.getvalue()


class _Index(http.server.BaseHTTPRequestHandler):
    pages: dict[str, tuple[str, bytes]]

    def do_GET(self) -> None:
        kind, body = self.pages.get(self.path, ("", b""))
        self.send_response(200 if kind else 404)
        self.send_header("Content-Type", kind or "text/plain")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def index(wheel: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[_Index]]:
    """A package index on this machine that offers one wheel, as an old HTML page."""
    link = f'<a href="../../files/{FILE}#sha256=00">uv</a>'.encode()
    pages = {"/simple/uv/": ("text/html", link), f"/files/{FILE}": ("application/zip", wheel)}
    handler = type("Index", (_Index,), {"pages": pages})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("UV_DEFAULT_INDEX", f"http://127.0.0.1:{server.server_port}/simple")
    yield handler
    server.shutdown()
    server.server_close()


def _lock(tools: ModuleType, digest: str) -> None:
    (tools.ROOT / "script").mkdir()
    line = f"uv {tools.machine()} {digest} {FILE}\n"
    (tools.ROOT / "script" / "tools.lock").write_text(f"# tools\n{line}", "utf-8")


def test_a_wheel_with_the_locked_hash_is_unpacked_and_can_be_started(
    tools: ModuleType, index: type[_Index], wheel: bytes
) -> None:
    _lock(tools, sha256(wheel).hexdigest())
    starter = tools.fetch("uv") / "uv-9.9.9.data" / "scripts" / "uv"
    assert starter.stat().st_mode & 0o111


def test_the_second_time_nothing_is_fetched(tools: ModuleType, index: type[_Index], wheel: bytes) -> None:
    _lock(tools, sha256(wheel).hexdigest())
    first = tools.fetch("uv")
    index.pages.clear()
    assert tools.fetch("uv") == first


def test_a_wheel_with_another_hash_is_not_used(tools: ModuleType, index: type[_Index]) -> None:
    _lock(tools, "0" * 64)
    with pytest.raises(tools.SetupError, match="SHA-256 differs"):
        tools.fetch("uv")
    assert not list(tools.TOOLS.glob("uv-*"))


def test_an_index_without_the_file_is_told_apart_from_one_that_cannot_be_reached(
    tools: ModuleType, index: type[_Index], monkeypatch: pytest.MonkeyPatch
) -> None:
    _lock(tools, "0" * 64)
    index.pages["/simple/uv/"] = ("text/html", b"<a href='other.whl'>")
    with pytest.raises(tools.SetupError, match="does not offer"):
        tools.fetch("uv")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://someone:secret@127.0.0.1:9/simple")
    with pytest.raises(tools.SetupError, match="could not be fetched") as refusal:
        tools.fetch("uv")
    assert "secret" not in str(refusal.value)


def test_a_json_page_and_an_html_page_name_the_same_files(tools: ModuleType) -> None:
    page = "https://index.example/simple/uv/"
    json_page = '{"files": [{"url": "https://files.example/a/uv%2B1.whl"}]}'
    html_page = '<a href="https://files.example/a/uv%2B1.whl#sha256=1">x</a><a name="none">y</a>'
    expected = {"uv+1.whl": "https://files.example/a/uv%2B1.whl"}
    assert tools.links(page, json_page, "application/vnd.pypi.simple.v1+json") == expected
    assert tools.links(page, html_page, "text/html; charset=utf-8") == expected


def test_the_environment_names_the_index_before_the_file_of_pip_does(
    tools: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    named = tmp_path / "pip.conf"
    named.write_text("[global]\nindex-url = https://mirror.example/simple/\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(named))
    assert tools.index_url() == "https://mirror.example/simple"
    monkeypatch.setenv("UV_DEFAULT_INDEX", "inside=https://inside.example/simple/")
    assert tools.index_url() == "https://inside.example/simple"


def test_the_lock_of_the_tools_has_every_platform_for_each_tool() -> None:
    lines = (ROOT / "script" / "tools.lock").read_text("utf-8").splitlines()
    locked = {tuple(line.split()[:2]) for line in lines if not line.startswith("#")}
    platforms = {f"{libc}-{cpu}" for libc in ("linux", "musl") for cpu in ("x86_64", "aarch64")}
    platforms |= {"macos-x86_64", "macos-arm64"}
    assert locked == {(tool, platform) for tool in ("uv", "node") for platform in platforms}


def test_the_bundles_are_stale_as_soon_as_a_source_changes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "assets"))
    bundle = importlib.import_module("bundle")
    for name in ("package.json", "package-lock.json", "build.mjs", "src/main.css"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(bundle, "ASSETS", tmp_path)
    monkeypatch.setattr(bundle, "STAMP", tmp_path / "stamp")
    assert not bundle.current()
    bundle.STAMP.write_text(bundle._sources())
    assert bundle.current()
    (tmp_path / "src" / "main.css").write_text("changed")
    assert not bundle.current()


def test_every_npm_package_is_locked_by_version_and_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "assets"))
    sys.modules.pop("bundle", None)
    assert importlib.import_module("bundle").lock_differences() == []
