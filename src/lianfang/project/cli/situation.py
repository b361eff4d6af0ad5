"""``lianfang situation …``: figures, reports, bulletins."""

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import click

from lianfang.clock import now
from lianfang.core.days import instant
from lianfang.core.refusal import Refused
from lianfang.core.situation import ZERO_TO_24, ReportWindow


class Day(click.ParamType[date]):
    """A local day, as 2022-08-05."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2022-08-05", param, ctx)


class Hours(click.ParamType[ReportWindow]):
    """A reporting window, as 0-24, 17-17 or 15:30-15:30."""

    name = "window"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> ReportWindow:
        if isinstance(value, ReportWindow):
            return value
        start, _, end = str(value).partition("-")
        try:
            return ReportWindow(_clock(start), _clock(end))
        except ValueError:
            self.fail(f"{value!r} is no window; write it as 0-24 or 17-17", param, ctx)


class Instant(click.ParamType[datetime]):
    """An instant, as 2022-08-05T17:00+08:00; without offset it is local time."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return instant(value)
        except Refused as refused:
            self.fail(refused.words.en, param, ctx)


def _clock(text: str) -> time:
    hour, _, minute = text.partition(":")
    return time(0 if hour == "24" else int(hour), int(minute or 0))


_DAY = click.option("--date", "day", type=Day(), required=True, help="The day, as 2022-08-05.")
_REGION = click.option("--region", "code", required=True, help="Code of the region.")
_WINDOW = click.option("--window", type=Hours(), default=ZERO_TO_24, help="Hours of the day: 0-24, 17-17 …")
_HOURS = click.option(
    "--window", type=Hours(), default=None, help="Hours: 0-24, 17-17 … (default: its bulletin's, else 0-24)."
)
_SPECIAL = click.option("--special", is_flag=True, help="The special bulletin, under a red head.")
_AT = click.option(
    "--at", "at", type=Instant(), default=None, help="As known at this instant (default: now)."
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


@click.group()
def group() -> None:
    """Figures of the day, reports and bulletins."""


def _region(code: str) -> Any:
    """The region of a code; refused in plain words where there is none, or no tree at all."""
    from lianfang.places import queries as places

    found = places.area_by_code(code)
    if found is None and not places.below(None):
        raise Refused(
            "situation.no_regions",
            "还没有行政区划,请先导入:lianfang places import 目录",
            "there are no regions yet; import them first: lianfang places import DIR",
        )
    if found is None:
        raise Refused(
            "places.unknown", "没有编码 {wanted} 的区划", "no region has the code {wanted}", wanted=code
        )
    return found


@group.command()
@_DAY
@_REGION
@_HOURS
@_AT
@_SPECIAL
@click.option("--recount", is_flag=True, help="Count again even where a bulletin is signed.")
@_JSON
def cells(day: date, code: str, window: ReportWindow | None, at: datetime | None, **more: bool) -> None:
    """Tell the figures of a region for a day, with those of its parts; the parts make up the whole.

    They are those of the bulletin of the same call. Where one is signed they are the ones it froze, for its
    hours and as of its instant; counted again they stand beside, with each figure that differs. Elsewhere,
    for other hours and with --recount they are counted now. What stands with the region itself and with no
    part of it is a part of its own, marked "own".

    To compare levels with each other, ask each with --recount and the same --window and --at.
    """
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.project.cli import situation_figures as figures

    kind = "special" if more["special"] else "daily"
    with acting(SYSTEM):
        asked = figures.Question(_region(code).path, day, kind, window, at or now())
        answer = figures.answer(asked, recount=more["recount"])
    if more["as_json"]:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for line in figures.in_lines(answer):
        click.echo(line)


@group.command()
@_DAY
@_REGION
@_HOURS
@_AT
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the docx there.")
@_SPECIAL
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@_JSON
def bulletin(
    day: date,
    code: str,
    window: ReportWindow | None,
    at: datetime | None,
    out: Path | None,
    **more: Any,
) -> None:
    """Print the bulletin of a region: the newest signed edition, else a draft composed now.

    Refused for other hours than those of the signed one, and for an instant before it was signed.
    """
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.gateway.documents import printable, write_bulletin
    from lianfang.ledger.exercise import stamp
    from lianfang.situation import queries

    kind = "special" if more["special"] else "daily"
    with acting(SYSTEM):
        region = _region(code)
        number = _bulletin(region.path, day, kind, window, at=at or now())
        paper = queries.bulletin(SYSTEM, number)
    if out is not None:
        out.write_bytes(write_bulletin(printable(paper, mark=stamp()), language=more["lang"]))
    if more["as_json"]:
        click.echo(json.dumps(_paper_data(paper, out), ensure_ascii=False))
        return
    state = "draft" if paper.draft else f"signed by {paper.signer}, edition {paper.row.edition}"
    click.echo(f"{paper.title.said_in(more['lang'])} {day}: {state}, sha256 {paper.row.sha256}")
    if out is None:
        click.echo("\n".join(_in_words(paper, more["lang"])))


def _bulletin(path: str, day: date, kind: str, window: ReportWindow | None, *, at: datetime) -> int:
    """The newest signed edition; else a draft composed now, for the hours it had before."""
    from lianfang.accounts.scope import SYSTEM
    from lianfang.situation import actions, queries

    signed = queries.in_force(SYSTEM, path, day=day, kind=kind, at=at)
    if signed is not None:
        frozen = queries.bulletin(SYSTEM, signed)
        if window not in (None, frozen.row.hours):
            raise Refused(
                "bulletin.other_hours",
                "该日专报已签发,时段为{hours_zh};其他时段请用 situation cells --window 查数",
                "the bulletin of this day is signed for {hours_en}; for others ask situation cells --window",
                hours_zh=frozen.window.zh,
                hours_en=frozen.window.en,
            )
        return signed
    there = queries.newest(SYSTEM, path, day=day, kind=kind)
    kept = queries.bulletin(SYSTEM, there).row.hours if there is not None else ZERO_TO_24
    return actions.compose(path, day=day, kind=kind, window=window or kept, by=SYSTEM, at=at)


def _paper_data(paper: Any, out: Path | None) -> dict[str, Any]:
    from lianfang.project.cli.situation_figures import frozen_data

    snapshot, figures = paper.snapshot, frozen_data(paper)
    return {
        "date": snapshot["day"],
        "region": snapshot["region"]["code"],
        "window": snapshot["window"],
        "as_of": snapshot["as_of"],
        "state": "draft" if paper.draft else "signed",
        "edition": paper.row.edition,
        "sha256": paper.row.sha256,
        "sound": paper.sound,
        "out": str(out) if out else None,
        "ledger": {"number": paper.ledger_number, "digest": paper.ledger_digest},
        "cells": figures["cells"],
        "children": figures["children"],
        "problems": [one.words.zh for one in paper.proposed if not one.dropped],
        "blocks": snapshot["blocks"],
    }


def _in_words(paper: Any, language: str) -> list[str]:
    from lianfang.core.situation.paper import Heading, Paragraph

    lines = []
    for block in paper.blocks:
        if isinstance(block, Heading):
            lines.append(f"{'#' * block.level} {block.words.said_in(language)}")
        elif isinstance(block, Paragraph):
            lines.append(block.text(language))
    return lines


@group.command()
@_DAY
@_REGION
@_AT
@_JSON
def reports(day: date, code: str, at: datetime | None, as_json: bool) -> None:
    """List the reports owed about a day in a region and where each stands."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.situation import queries

    with acting(SYSTEM):
        region = _region(code)
        found = queries.reports(SYSTEM, day=day, now=at or now(), path=region.path)
    counts = queries.count_of(row.standing for row in found)
    rows = [
        {
            "kind": row.kind,
            "unit": row.unit,
            "due": row.due.isoformat(),
            "sent": row.sent.isoformat() if row.sent else None,
            "standing": row.standing.state.value,
            "zero": row.standing.zero,
            "revisions": row.standing.revisions,
        }
        for row in found
    ]
    if as_json:
        every = {name: getattr(counts, name) for name in counts.__slots__}
        click.echo(json.dumps({**every, "reports": rows}, ensure_ascii=False))
        return
    for row in found:
        click.echo(f"{row.standing.words.en:<24} {row.words.en:<26} {row.unit}")
    click.echo(
        f"expected {counts.expected}: {counts.on_time} on time, {counts.late} late, {counts.missing} missing"
    )


@group.command("give-out")
@_DAY
def give_out(day: date) -> None:
    """Give every unit its reports about a day, as far as they are asked for. Harmless when repeated."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.situation import actions

    with acting(SYSTEM):
        click.echo(f"{actions.give_out(day, by=SYSTEM, at=now())} reports given out")


@group.command()
@_DAY
@_WINDOW
def close(day: date, window: ReportWindow) -> None:
    """Count every region for a window that has ended, and keep the figures."""
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.situation import actions

    with acting(SYSTEM):
        made = actions.close_period(day, window=window, by=SYSTEM, at=now())
    click.echo(f"{len(made)} region trees counted and closed for {day}")
