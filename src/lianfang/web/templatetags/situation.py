"""Template words of the situation: marks of reports, short days, shares, figures that open."""

from datetime import datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from lianfang.core.days import ZONE
from lianfang.core.situation import ReportState
from lianfang.core.words import Words
from lianfang.language import spoken

register = template.Library()

_CELLS = {
    ReportState.ON_TIME: ("", Words("✓", "✓")),
    ReportState.LATE: ("soon", Words("迟", "L")),
    ReportState.MISSING: ("late", Words("缺", "M")),
    ReportState.DUE: ("none", Words("·", "·")),
    ReportState.EXCUSED: ("none", Words("免", "–")),
    ReportState.WITHDRAWN: ("none", Words("撤", "–")),
}
_ZERO, _REVISED = Words("0", "0"), Words("改", "R")


@register.simple_tag
def report_mark(mark: Any) -> SafeString | str:
    """One cell of the matrix: the sign, its words for whoever cannot see it, and the report behind it.

    ``mark`` has ``report_id``, ``state``, ``zero`` and ``revised``; None is a day on which nothing was owed.
    """
    if mark is None:
        return ""
    css, sign = _CELLS[mark.state]
    words = [mark.state.words]
    if mark.state is ReportState.ON_TIME and mark.zero:
        css, sign = "zero", _ZERO
    if mark.zero:
        words.append(Words("零报告", "zero"))
    if mark.revised:
        words.append(Words(f"更正 {mark.revised} 次", f"revised {mark.revised}×"))
        css, sign = ("revised", _REVISED) if mark.state is ReportState.ON_TIME else (css, sign)
    said = " · ".join(spoken(each) for each in words)
    url = reverse("report", args=[mark.report_id])
    return format_html(
        '<a class="cell {}" href="{}" title="{}" aria-label="{}">{}</a>', css, url, said, said, spoken(sign)
    )


@register.filter
def clock(at: datetime) -> SafeString:
    """ "14:20" of today; the full instant on focus."""
    local = at.astimezone(ZONE)
    full = local.isoformat(sep=" ", timespec="minutes")
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), full, f"{local:%H:%M}")


@register.simple_tag
def part_of(part: int, whole: int) -> str:
    """ "98.6 %": a share beside which its denominator stands."""
    return f"{100 * part / whole:.1f} %" if whole else "—"


_SHORT = {
    "central": Words("集中", "central"),
    "home_iso": Words("居家", "home"),
    "home_monitor": Words("监测", "monitored"),
    "self_monitor": Words("自测", "self-monitored"),
    "hospital": Words("住院", "hospital"),
}


@register.filter
def short(measure: str) -> str:
    """A measure in two signs: "集中"."""
    from lianfang.core.measures import MEASURES

    if measure in _SHORT:
        return spoken(_SHORT[measure])
    return spoken(MEASURES[measure].words) if measure in MEASURES else measure


@register.simple_tag
def figure_url(metric: str, part: str, region_id: int) -> str:
    """Where the list behind a figure of today is."""
    return f"{reverse('figure')}?{urlencode({'metric': metric, 'part': part, 'region': str(region_id)})}"


@register.simple_tag
def open_count(share: Any) -> int:
    """How many of a share are not done."""
    return int(share.total - share.done)
