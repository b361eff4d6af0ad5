"""What is counted: which region with all below it, which period, as known when."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lianfang.core.days import Window, local_day, start_of
from lianfang.core.refusal import Refused
from lianfang.core.situation import ReportWindow
from lianfang.places.paths import upper


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A region's subtree, the window of a day, and the instant whose knowledge counts."""

    path: str
    day: date
    window: ReportWindow
    as_of: datetime

    def __post_init__(self) -> None:
        """Refused: a day of which nothing can be known yet; its zeros would be no zeros."""
        if self.as_of < self.period.start:
            raise Refused(
                "situation.not_begun",
                "{day} 的统计时段还没有开始,没有数字可报",
                "the period of {day} has not begun; there is nothing to count yet",
                day=self.day,
            )

    @property
    def period(self) -> Window:
        """The instants the figures are about."""
        return self.window.period(self.day)

    @property
    def until(self) -> datetime:
        """The first instant not looked at: the period's end, or just after ``as_of`` while it runs."""
        return min(self.period.end, self.as_of + datetime.resolution)

    @property
    def today(self) -> date:
        """The local day on which it is asked who is held."""
        return local_day(self.until - datetime.resolution)

    def values(self) -> dict[str, Any]:
        """The values that the SQL of a source may name."""
        return {
            "low": self.path,
            "high": upper(self.path),
            "start": self.period.start,
            "end": self.period.end,
            "until": self.until,
            "as_of": self.as_of,
            "day": self.day,
            "today": self.today,
            "day_start": start_of(self.today),
        }
