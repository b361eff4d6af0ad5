"""Template words of the rooms of daily work: how long is left, what a clause opens, levels, standings."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.template import Context
from django.template.base import NodeList, Parser, Token
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lianfang import policies
from lianfang.core import tasks as rules
from lianfang.core.days import ZONE, local_day
from lianfang.core.measures import MEASURES
from lianfang.core.measures.by_hand import ROW as BY_HAND
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.language import spoken
from lianfang.measures.actions.owing import brief as _brief
from lianfang.measures.queries.orders import STATES
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
FIELDS = {
    "name": Words("姓名", "name"),
    "phone": Words("电话", "telephone"),
    "identifier": Words("证件号码", "document number"),
    "address": Words("住址", "address"),
}
_SHORT = {
    "central": Words("集中", "site"),
    "home_iso": Words("居家", "home"),
    "home_monitor": Words("监测", "monitor"),
    "self_monitor": Words("自测", "self"),
    "test_only": Words("检测", "test"),
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


@register.simple_tag
def state(card: Card, now: datetime) -> str:
    """The class of a card: late, soon, or neither."""
    if not card.standing.waits:
        return ""
    left = (card.due - now).total_seconds()
    return "late" if left <= 0 else "soon" if left <= SOON_SECONDS else ""


@register.simple_tag
def ago(due: datetime, now: datetime) -> str:
    """By how much a due instant is past."""
    return t("逾期 {span}", "late by {span}", span=span_in_words((now - due).total_seconds()))


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
    if row == BY_HAND:
        return t("人工判定", "decided by hand")
    name = edition_name(edition)
    said = f"{name} {row.replace(BY_HAND, t('人工判定', 'by hand'))}".strip()
    try:
        url = reverse("policy_edition", args=[edition]) if edition else ""
    except NoReverseMatch:
        url = ""
    return format_html('<a href="{}#row-{}">{}</a>', url, row, said) if url else said


@register.simple_tag
def both(pair: Mapping[str, str] | None) -> str:
    """A text that is stored in both languages."""
    return spoken(Words(pair["zh"], pair["en"])) if pair else ""


@register.simple_tag
def reason_line(reason: Mapping[str, Any]) -> str:
    """Why, and by which document and row, as a notice says it."""
    why, source, row = brief(reason["because"]), reason["source"], reason["row"]
    if row == BY_HAND:
        return t("{why}。", "{why}. ", why=why)
    return t(
        "因您{why},依据{source}(第 {row} 条),",
        "Because of this: {why} (by {source}, row {row}). ",
        why=why, source=source, row=row,
    )  # fmt: skip


@register.filter
def iso_day(text: str) -> str:
    """A stored day as it is read: "8月3日"."""
    return day(date.fromisoformat(text))


_ISO = re.compile(r"\b(\d{4}-\d{2}-\d{2})\b")

_ISO_SPACED = re.compile(r" ?\b(\d{4}-\d{2}-\d{2})\b ?")


@register.filter
def brief(pair: Words | Mapping[str, str] | None) -> str:
    """A reason as one reads it: without edition and row before its colon, its days as "8月3日"."""
    if not pair:
        return ""
    words = pair if isinstance(pair, Words) else Words(pair["zh"], pair["en"])
    said = spoken(_brief(words) if words.zh.startswith("因") else words)
    return _days(said)


@register.filter
def dated(pair: Words | Mapping[str, str] | None) -> str:
    """A stored text whose days are said as "8月3日"."""
    words = pair if isinstance(pair, Words) else Words(pair["zh"], pair["en"]) if pair else Words("", "")
    return _days(spoken(words))


def _days(said: str) -> str:
    """A text with its days as one says them; in Chinese without blanks around them."""
    english = (get_language() or "").startswith("en")
    return (_ISO if english else _ISO_SPACED).sub(lambda found: iso_day(found.group(1)), said)


@register.filter
def short(words: Words) -> str:
    """A measure in few letters, for a square of the calendar."""
    found = next((m.name for m in MEASURES.values() if m.words == words), "")
    return spoken(_SHORT.get(found, words))


@register.simple_tag
def stands_by(standing: rules.Standing, due: datetime, now: datetime) -> SafeString:
    """A chip with a standing that is late as soon as its instant has passed."""
    late = standing.waits and now >= due
    return chip((rules.Standing.OVERDUE if late else standing).words, "late" if late else "")


@register.simple_tag
def order_state(state: str) -> SafeString:
    """A chip with where a notice stands."""
    return chip(STATES[state], "ok" if state == "served" else "" if state == "withdrawn" else "soon")


@register.simple_tag
def field_names(fields: Iterable[str]) -> str:
    """What was opened, in words."""
    return spoken(Words("、".join(FIELDS[f].zh for f in fields), ", ".join(FIELDS[f].en for f in fields)))


@register.tag
def in_language(parser: Parser, token: Token) -> "InLanguage":
    """``{% in_language "en" %}…{% endin_language %}``: a part in a language of its own."""
    _, language = token.split_contents()
    nodes = parser.parse(("endin_language",))
    parser.delete_first_token()
    return InLanguage(nodes, language.strip("\"'"))


class InLanguage(template.Node):
    """What stands between the tags, read in another language."""

    def __init__(self, nodes: NodeList, language: str) -> None:
        self.nodes, self.language = nodes, language

    def render(self, context: Context) -> str:
        """The part in its language."""
        with translation.override(self.language):
            return self.nodes.render(context)
