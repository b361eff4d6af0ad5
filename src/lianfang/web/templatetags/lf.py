"""Template words of the product: two languages side by side, times, ages, shares, standings."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lianfang.core.days import ZONE, local_day
from lianfang.core.words import Words
from lianfang.language import spoken

register = template.Library()
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _english() -> bool:
    return (get_language() or "").startswith("en")


@register.simple_tag
def t(zh: str, en: str, **data: object) -> str:
    """``{% t "名单" "Lists" %}``: the text in the reader's language, its ``{places}`` filled."""
    words = Words(zh, en)
    return spoken(words.fill(**data) if data else words)


@register.filter
def words(value: Words | None) -> str:
    """A pair of texts in the reader's language; nothing for nothing."""
    return spoken(value) if value is not None else ""


@register.filter
def moment(at: datetime | None) -> SafeString | str:
    """ "7月3日 14:20" or "3 Jul 14:20"; the full instant on focus."""
    if at is None:
        return ""
    local = at.astimezone(ZONE)
    day = f"{local.day} {_MONTHS[local.month - 1]}" if _english() else f"{local.month}月{local.day}日"
    return format_html(
        '<time datetime="{}" title="{}">{} {:02d}:{:02d}</time>',
        local.isoformat(timespec="seconds"), local.isoformat(sep=" ", timespec="minutes"),
        day, local.hour, local.minute,
    )  # fmt: skip


@register.filter
def day(value: date | datetime | None) -> str:
    """ "8月3日" or "3 Aug"."""
    if value is None:
        return ""
    local = local_day(value) if isinstance(value, datetime) else value
    return f"{local.day} {_MONTHS[local.month - 1]}" if _english() else f"{local.month}月{local.day}日"


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
