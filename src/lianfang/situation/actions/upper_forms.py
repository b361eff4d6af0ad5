"""Forms of the level above: kept as they came, taught what their headings mean, filled and logged."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from lianfang.accounts.scope import Viewer
from lianfang.core.refusal import Refused
from lianfang.core.situation.figure_words import wanted_of
from lianfang.ledger import actions as ledger
from lianfang.situation.counting import every_metric
from lianfang.situation.models import Form


@transaction.atomic
def keep_form(content: bytes, *, filename: str, title: str, signature: str, by: Viewer, at: datetime) -> int:
    """Keep a blank form for the viewer's area; the same form again takes its place and keeps its choices."""
    by.require("export", by.path)
    there = Form.objects.filter(path=by.path, signature=signature, dropped__isnull=True).first()
    form = there or Form(path=by.path, signature=signature)
    form.content, form.filename = content, filename[:120]
    form.title, form.kept, form.by_id = (title or filename)[:120], at, by.post_id
    form.save()
    ledger.record("situation.form_kept", by=by, at=at, subject=("form", form.pk), path=by.path)
    return int(form.pk)


@transaction.atomic
def choose_figures(form_id: int, choices: Mapping[str, str], *, by: Viewer, at: datetime) -> None:
    """Say what headings mean (an empty choice leaves one out); remembered for the next time."""
    form = _seen(form_id, by)
    metrics = every_metric()
    for heading, code in choices.items():
        if code and wanted_of(code, metrics) is None:
            raise Refused(
                "situation.no_metric", "没有指标「{name}」", "there is no figure {name!r}", name=code
            )
        form.choices[heading] = code
    form.save(update_fields=["choices"])
    ledger.record(
        "situation.form_taught", by=by, at=at, subject=("form", form.pk), path=form.path,
        body={"headings": len(choices)},
    )  # fmt: skip


@transaction.atomic
def note_filled(
    form_id: int, *, day: date, cells: int, left: int, sha256: str, by: Viewer, at: datetime
) -> None:
    """Log that a form was filled and taken away: how many cells, how many were left open, which file."""
    form = _seen(form_id, by)
    form.filled = at
    form.save(update_fields=["filled"])
    body = {"day": day.isoformat(), "cells": cells, "left": left, "sha256": sha256}
    ledger.record("situation.form_filled", by=by, at=at, subject=("form", form.pk), path=form.path, body=body)


@transaction.atomic
def drop_form(form_id: int, *, by: Viewer, at: datetime) -> None:
    """Keep a form no longer."""
    form = _seen(form_id, by)
    form.dropped = at
    form.save(update_fields=["dropped"])
    ledger.record("situation.form_dropped", by=by, at=at, subject=("form", form.pk), path=form.path)


def _seen(form_id: int, by: Viewer) -> Form:
    form = Form.objects.select_for_update().filter(pk=form_id, dropped__isnull=True).first()
    if form is None or not by.sees(form.path):
        raise Refused("not_found", "没有这张表,或不是您辖区的", "no such form of your area")
    by.require("export", form.path)
    return form
