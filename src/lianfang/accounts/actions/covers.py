"""Letting somebody stand in for a post while its holder is away."""

from datetime import datetime

from django.db import transaction

from lianfang.accounts.models import Cover, Post, Staff
from lianfang.accounts.scope import Viewer, require
from lianfang.core.refusal import Refused
from lianfang.ledger import actions as ledger


@transaction.atomic
def cover(
    post_id: int, stand_in_id: int, *, since: datetime, until: datetime, reason: str, by: Viewer, at: datetime
) -> int:
    """Let somebody stand in for a post: arranged by its holder, or by who gives orders in its area.

    Refused: an end before the start or in the past, the holder as their own stand-in, a stand-in whose
    account is closed, and a second stand-in for the same days.
    """
    post = _locked(post_id, by=by)
    if until <= since or until <= at:
        raise Refused(
            "accounts.cover_end", "结束时间须晚于开始时间和现在", "a cover ends after it starts and after now"
        )
    stand_in = Staff.objects.filter(pk=stand_in_id, is_active=True).first()
    if stand_in is None or stand_in.pk == post.staff_id:
        raise Refused("accounts.stand_in", "请选择另一位在岗人员", "choose another person at work")
    if Cover.objects.filter(post=post, since__lt=until, until__gt=since).exists():
        raise Refused(
            "accounts.cover_twice",
            "这段时间已有人代班,请先结束原来的代班",
            "somebody already stands in for these days; end that first",
        )
    made = Cover.objects.create(post=post, stand_in=stand_in, since=since, until=until, reason=reason)
    ledger.record(
        "accounts.covered",
        by=by,
        at=at,
        subject=("post", post.pk),
        path=post.path,
        body={"stand_in": stand_in.pk, "since": since.isoformat(), "until": until.isoformat()},
    )
    return int(made.pk)


@transaction.atomic
def end_cover(cover_id: int, *, by: Viewer, at: datetime) -> None:
    """End a cover now; one that has not begun is taken back. Ending twice is harmless."""
    found = Cover.objects.select_related("post").filter(pk=cover_id).first()
    if found is None:
        raise Refused("not_found", "没有这次代班", "no such cover")
    post = _locked(found.post_id, by=by)
    if found.until <= at:
        return
    if found.since >= at:
        found.delete()
    else:
        found.until = at
        found.save(update_fields=["until"])
    ledger.record("accounts.cover_ended", by=by, at=at, subject=("post", post.pk), path=post.path)


def _locked(post_id: int, *, by: Viewer) -> Post:
    post = Post.objects.select_for_update().filter(pk=post_id, valid_to__isnull=True).first()
    if post is None:
        raise Refused("not_found", "没有这个岗位", "no such post")
    own = by.staff_id is not None and post.staff_id == by.staff_id
    if not own:
        require(by, "order", post.path)
    return post
