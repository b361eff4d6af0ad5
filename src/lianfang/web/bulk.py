"""Bulk acts: each row has its own result, and one refusal stops no other row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.language import spoken

MOST = 5_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row: done, or refused with the reason."""

    id: int
    name: str
    refused: Words | None = None


def chosen_ids(request: Any) -> list[int]:
    """The rows a bulk act was sent for; refused where none is, or where there are too many at once."""
    ids = [int(text) for text in request.POST.getlist("chosen") if text.isascii() and text.isdigit()]
    if not ids:
        raise Refused("bulk.none", "请先选中要办理的行", "choose the rows first")
    if len(ids) > MOST:
        raise Refused("bulk.many", "一次最多 {most} 行", "at most {most} rows at once", most=MOST)
    return list(dict.fromkeys(ids))


def do_each(
    ids: Sequence[int], act: Callable[[int], object], *, names: dict[int, str] | None = None
) -> list[Outcome]:
    """Do an act for each row in a transaction of its own; a refusal becomes the row's outcome."""
    outcomes = []
    for number in ids:
        name = (names or {}).get(number, str(number))
        try:
            with transaction.atomic():
                act(number)
            outcomes.append(Outcome(number, name))
        except Refused as refused:
            outcomes.append(Outcome(number, name, refused.words))
    return outcomes


def answer_each(request: Any, outcomes: Sequence[Outcome], *, done: Words, back: str) -> HttpResponse:
    """Back to the list with a notice where all went through; else a page with each refused row.

    ``done`` may hold ``{count}``: how many rows went through.
    """
    refused = [o for o in outcomes if o.refused is not None]
    said = spoken(done.fill(count=len(outcomes) - len(refused)))
    if not refused:
        messages.success(request, said)
        return redirect(back)
    context = {"done": said, "outcomes": outcomes, "refused": refused, "back": back}
    return render(
        request, "components/outcomes.html", context, status=409 if len(refused) == len(outcomes) else 200
    )
