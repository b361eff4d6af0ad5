"""Template words of the rooms of daily work: how long is left, what a clause opens, levels, standings."""

from datetime import datetime

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lianfang import policies
from lianfang.core import tasks as rules
from lianfang.core.days import ZONE, local_day
from lianfang.core.measures import MEASURES
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.language import spoken
from lianfang.tasks.queries import Card
from lianfang.web.templatetags.lf import chip, day, moment, span_in_words, t

register = template.Library()
SOON_SECONDS = 2 * 3600
LEVELS = {
    "grid": Words("网格", "grid"),
    "community": Words("社区(村)", "community"),
    "township": Words("乡镇(街道)", "township"),
    "county": Words("县区", "county"),
    "city": Words("市", "city"),
    "province": Words("省", "province"),
}
_STATES = {"open": "", "overdue": "late", "met": "ok", "met_late": "ok", "excused": "zero", "withdrawn": ""}


@register.simple_tag
def when(card: Card, now: datetime) -> SafeString:
    """How a task stands in time, as the right corner of its card: late by, left, until when, done when."""
    if card.settled is not None:
        return format_html(
            '<span class="when">{} {}</span>', spoken(card.standing.words), moment(card.settled)
        )
    if not card.standing.waits:
        return format_html('<span class="when">{}</span>', spoken(card.standing.words))
    left = (card.due - now).total_seconds()
    full = card.due.astimezone(ZONE).isoformat(sep=" ", timespec="minutes")
    if left <= 0:
        said = t("逾期 {span}", "late by {span}", span=span_in_words(left))
        return format_html('<span class="when late mark" title="{}">{}</span>', full, said)
    if left <= SOON_SECONDS:
        said = t("还有 {span}", "{span} left", span=span_in_words(left))
        return format_html('<span class="when soon mark" title="{}">{}</span>', full, said)
    return format_html('<span class="when" title="{}">{}</span>', full, before(card.due, now))


def before(due: datetime, now: datetime) -> str:
    """ "20:00 前" today, "8月6日 20:00 前" later; a due instant at midnight is the end of the day before."""
    local = due.astimezone(ZONE)
    clock = f"{local:%H:%M}"
    if clock == "00:00":
        if 0 < (due - now).total_seconds() <= 86_400 and local_day(now) != local_day(due):
            return t("24:00 前", "by midnight")
        return t("{day} 0:00 前", "by {day} 0:00", day=day(local.date()))
    if local_day(now) == local.date():
        return t("{clock} 前", "by {clock}", clock=clock)
    return t("{day} {clock} 前", "by {day}, {clock}", day=day(local.date()), clock=clock)


@register.simple_tag
def stands(card: Card, now: datetime) -> SafeString:
    """A chip with the standing of a task; late as soon as its instant has passed, whatever the watch did."""
    standing = rules.Standing.OVERDUE if card.is_late(now) else card.standing
    return chip(standing.words, _STATES[str(standing)])


@register.simple_tag
def standing_chip(standing: rules.Standing) -> SafeString:
    """A chip with a stored standing."""
    return chip(standing.words, _STATES[str(standing)])


@register.filter
def level(code: str) -> str:
    """A level of the tree in words."""
    return spoken(LEVELS[code]) if code in LEVELS else code


@register.filter
def measure(name: str) -> str:
    """A measure in words."""
    return spoken(MEASURES[name].words) if name in MEASURES else name


@register.simple_tag
def edition_name(edition: str) -> str:
    """What an edition is called: "第九版"."""
    if not edition:
        return ""
    try:
        return spoken(policies.load(edition).name)
    except Refused:
        return edition


@register.simple_tag
def clause(edition: str, row: str) -> SafeString | str:
    """ "第九版 9-03", opening the edition at that row where its pages are there; else the words alone."""
    name = edition_name(edition)
    said = f"{name} {row}".strip()
    try:
        url = reverse("policy_edition", args=[edition]) if edition else ""
    except NoReverseMatch:
        url = ""
    return format_html('<a href="{}#row-{}">{}</a>', url, row, said) if url else said
