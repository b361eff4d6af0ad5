"""Template words of the product: two languages side by side, times, ages, shares, standings."""

import os
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django import template
from django.template import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lianfang.core.days import ZONE, local_day
from lianfang.core.words import Words
from lianfang.gateway.documents.codes import qr_svg
from lianfang.language import spoken

register = template.Library()
_DIST = Path(__file__).resolve().parent.parent / "static" / "lianfang" / "dist"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _english() -> bool:
    return (get_language() or "").startswith("en")


@register.simple_tag
def t(zh: str, en: str, **data: object) -> str:
    """``{% t "名单" "Lists" %}``: the text in the reader's language, its ``{places}`` filled."""
    words = Words(zh, en)
    return spoken(words.fill(**data) if data else words)


@register.filter
def words(value: Any) -> str:
    """A pair of texts in the reader's language; a plain text as it is; nothing for nothing."""
    if value is None:
        return ""
    return spoken(value) if isinstance(value, Words) else str(value)


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> str:
    """``{% again "title" %}``: what a block of the page holds, a second time."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    return block.render(context) if block else ""


@register.filter
def moment(at: datetime | None) -> SafeString | str:
    """ "7月3日 14:20" or "3 Jul 14:20"; the full instant on focus."""
    if at is None:
        return ""
    local = at.astimezone(ZONE)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        local.isoformat(sep=" ", timespec="minutes"),
        moment_in_words(at),
    )


def moment_in_words(at: datetime) -> str:
    """The same as plain text."""
    local = at.astimezone(ZONE)
    return f"{day(local.date())} {local:%H:%M}"


@register.filter
def day(value: date | datetime | None) -> str:
    """ "8月3日" or "3 Aug"."""
    if value is None:
        return ""
    local = local_day(value) if isinstance(value, datetime) else value
    return f"{local.day} {_MONTHS[local.month - 1]}" if _english() else f"{local.month}月{local.day}日"


@register.filter
def date_in_full(value: date | None) -> str:
    """ "2022年8月3日" or "3 Aug 2022": for days whose year is not plain."""
    if value is None:
        return ""
    return f"{day(value)} {value.year}" if _english() else f"{value.year}年{day(value)}"


@register.simple_tag
def span(seconds: float) -> str:
    """A length of time in words: "1 小时 20 分", "2 days 3 h"."""
    return span_in_words(seconds)


def span_in_words(seconds: float) -> str:
    """Days and hours above a day, hours and minutes above an hour, else minutes."""
    minutes = int(abs(seconds) // 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        pair = [(days, "天", "d"), (hours, "小时", "h")]
    elif hours:
        pair = [(hours, "小时", "h"), (rest, "分", "min")]
    else:
        pair = [(rest, "分", "min")]
    kept = [p for n, p in enumerate(pair) if p[0] or (n == 0 and len(pair) == 1)]
    return " ".join(f"{number} {en if _english() else zh}" for number, zh, en in kept)


@register.simple_tag
def due(at: datetime, now: datetime) -> SafeString:
    """How far a due instant is away, or by how much it is past, with a word and an icon."""
    left = (at - now).total_seconds()
    if left < 0:
        return format_html('<span class="late">● {} {}</span>', t("逾期", "overdue by"), span_in_words(left))
    if left <= 2 * 3600:
        return format_html('<span class="soon">▲ {} {}</span>', t("还有", "due in"), span_in_words(left))
    return format_html('<span class="muted">{}</span>', moment(at))


@register.filter
def number(value: int | float | None) -> str:
    """With thousands; unknown is said, never 0."""
    if value is None:
        return t("未报", "not reported")
    return f"{value:,}"


@register.simple_tag
def share(part: int, whole: int) -> str:
    """ "87 %, 312/359"; without a whole there is no share."""
    if not whole:
        return t("无应办", "none due")
    return f"{part / whole * 100:.0f} %, {part:,}/{whole:,}"


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: object) -> str:
    """The page's query string with some of its values changed: for sorting, filtering and paging."""
    values = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            values.pop(name, None)
        else:
            values[name] = value
    return f"?{values.urlencode()}"


@register.simple_tag
def asset(name: str) -> str:
    """The address of a built file (``main.css``); it changes whenever the file does, so it may be kept."""
    try:
        version = f"{int(os.stat(f'{_DIST}/{name}').st_mtime):x}"
    except OSError:
        version = ""
    return f"{static(f'lianfang/dist/{name}')}?v={version}"


@register.simple_tag
def icon(name: str) -> SafeString:
    """``{% icon "users" %}``: a picture beside a word, never instead of one. Names: assets/src/icons.txt."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', asset("icons.svg"), name
    )


@register.simple_tag
def qr(number: str | int, before: str = "") -> SafeString:
    """``{% qr order.number %}``: the square code by which a paper is found again, beside its number.

    ``before`` stands before a plain number, as in :mod:`lianfang.web.codes`.
    """
    return SafeString(qr_svg(f"{before}{number}"))


@register.inclusion_tag("components/field.html")
def field(bound: Any, *, wide: bool = False, hint: str = "") -> dict[str, Any]:
    """``{% field form.name %}``: label, input, hint, what is wrong. ``wide`` takes the whole row."""
    described = f"{bound.auto_id}_more"
    attrs = {"aria-describedby": described} if bound.errors or bound.help_text or hint else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    kind = bound.widget_type
    return {
        "bound": bound,
        "widget": bound.as_widget(attrs=attrs),
        "wide": wide,
        "hint": hint or bound.help_text,
        "described": described,
        "choices": kind in {"radioselect", "checkboxselectmultiple"},
        "check": kind == "checkbox",
    }


@register.simple_tag
def chip(words: Words | str, state: str = "", icon_name: str = "") -> SafeString:
    """``{% chip row.words "late" %}``: a word in a small box; late and soon bring their mark."""
    said = spoken(words) if isinstance(words, Words) else words
    marked = f"{state} mark" if state in {"late", "soon"} else state
    return format_html(
        '<span class="{}">{}{}</span>', f"chip {marked}".strip(), icon(icon_name) if icon_name else "", said
    )


@register.inclusion_tag("components/figure.html")
def figure(label: str, value: Any, *, url: str = "", unit: str = "", detail: str = "") -> dict[str, Any]:
    """One figure of a row of figures: what it counts, the number (unknown is said), where it opens."""
    return {"label": label, "value": value, "url": url, "unit": unit, "detail": detail}


@register.inclusion_tag("components/balance.html")
def balance(*parts: Any, label: str = "") -> dict[str, Any]:
    """``{% balance accepted "ok" duplicate "same" rejected "late" label=… %}``: counts and states in turn."""
    pairs = [(parts[at] or 0, parts[at + 1]) for at in range(0, len(parts), 2)]
    return {"parts": pairs, "label": label}
