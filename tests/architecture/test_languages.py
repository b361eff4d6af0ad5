"""Two languages side by side: no text of a page is in one of them only."""

import re
from pathlib import Path

from tests.architecture.test_layers import SOURCE

CHINESE = re.compile(r"[\u3400-\u9fff]")
TAG = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
T_TAG = re.compile(
    r"{%\s*t\s+(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')\s+(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
)
ENGLISH_TEXT = re.compile(r">[^<>{}]*[A-Za-z]{3,}[^<>{}]*<")
ALLOWED_WORDS = re.compile(r"Enter|Esc|联防|中文|English|Lianfang|中|EN|GB/T|TOTP|QR|Excel")


def templates() -> list[Path]:
    return sorted(SOURCE.rglob("templates/**/*.html"))


def test_no_chinese_stands_outside_the_tag_for_both_languages() -> None:
    wrong = []
    for path in templates():
        plain = ALLOWED_WORDS.sub("", TAG.sub("", path.read_text()))
        if found := CHINESE.search(plain):
            wrong.append(f"{path.relative_to(SOURCE)}: {plain[found.start() : found.start() + 20]!r}")
    assert not wrong


def test_no_english_text_stands_alone_in_a_page() -> None:
    wrong = []
    for path in templates():
        plain = TAG.sub("", re.sub(r"<(script|style).*?</\1>", "", path.read_text(), flags=re.DOTALL))
        wrong += [
            f"{path.relative_to(SOURCE)}: {m.group()[:40]!r}"
            for m in ENGLISH_TEXT.finditer(plain)
            if not ALLOWED_WORDS.fullmatch(m.group()[1:-1].strip())
        ]
    assert not wrong


def test_each_tag_has_chinese_first_and_english_second() -> None:
    wrong = []
    for path in templates():
        for m in T_TAG.finditer(path.read_text()):
            zh, en = m.group(1)[1:-1], m.group(2)[1:-1]
            if CHINESE.search(en) or (re.search("[A-Za-z]{4,}", zh) and not CHINESE.search(zh) and zh != en):
                wrong.append(f"{path.relative_to(SOURCE)}: {m.group()[:60]}")
    assert not wrong
