"""Writing into a draft, signing it, throwing it away. What is signed is frozen."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from lianfang.accounts.scope import Viewer
from lianfang.core.refusal import Refused
from lianfang.ledger import actions as ledger
from lianfang.ledger import queries as ledger_queries
from lianfang.situation.models import Bulletin
from lianfang.situation.snapshots import Texts, assembled, hash_of, signed_data


@transaction.atomic
def write_texts(bulletin_id: int, texts: Texts, *, by: Viewer, at: datetime) -> str:
    """Write into a draft what no figure says; answers the new hash. A signed one is refused."""
    draft = _draft(bulletin_id, "bulletin", by=by)
    draft.texts = texts.as_data()
    draft.snapshot["blocks"] = assembled(draft.snapshot, texts)
    draft.sha256 = hash_of(draft.snapshot)
    draft.save(update_fields=["texts", "snapshot", "sha256"])
    ledger.record(
        "situation.bulletin_written", by=by, at=at, subject=("bulletin", draft.pk), path=draft.path,
        body={"sha256": draft.sha256},
    )  # fmt: skip
    return draft.sha256


@transaction.atomic
def sign_bulletin(bulletin_id: int, *, seen: str, by: Viewer, at: datetime) -> str:
    """Sign a draft and freeze it; answers its hash, which the ledger keeps.

    ``seen`` is the hash of the draft the leader read: refused where it was composed anew since.
    """
    draft = _draft(bulletin_id, "sign_bulletin", by=by)
    if seen != draft.sha256:
        raise Refused(
            "bulletin.changed",
            "草稿在您阅读后已更新,请重新阅读后签发",
            "the draft changed since you read it; read it again before signing",
        )
    draft.signed, draft.signed_by_id, draft.number = at, by.post_id, _number(draft)
    title = draft.signed_by.title if draft.signed_by else ""
    draft.snapshot |= {
        "number": draft.number,
        "signed": signed_data(name=by.name, title=title, at=at),
        "ledger": _ledger_head(),
    }
    draft.sha256 = hash_of(draft.snapshot)
    draft.save()
    ledger.record(
        "situation.bulletin_signed",
        by=by,
        at=at,
        subject=("bulletin", draft.pk),
        path=draft.path,
        body={"day": draft.day.isoformat(), "edition": draft.edition, "sha256": draft.sha256},
    )
    return draft.sha256


def _ledger_head() -> dict[str, Any]:
    head = ledger_queries.head()
    return {"number": head.number, "digest": head.digest}


def _number(draft: Bulletin) -> int:
    """The number within the year; a correction has that of what it corrects."""
    if draft.corrects is not None and draft.corrects.number is not None:
        return int(draft.corrects.number)
    year = Bulletin.objects.filter(region_id=draft.region_id, kind=draft.kind, day__year=draft.day.year)
    return (year.aggregate(top=Max("number"))["top"] or 0) + 1


@transaction.atomic
def discard(bulletin_id: int, *, by: Viewer, at: datetime) -> None:
    """Throw a draft away; a signed bulletin stays for ever."""
    draft = _draft(bulletin_id, "bulletin", by=by)
    ledger.record(
        "situation.bulletin_discarded", by=by, at=at, subject=("bulletin", draft.pk), path=draft.path
    )
    draft.delete()


def _draft(bulletin_id: int, verb: str, *, by: Viewer) -> Bulletin:
    by.require(verb)
    found = (
        Bulletin.objects.select_for_update(of=("self",))
        .select_related("corrects")
        .filter(pk=bulletin_id)
        .first()
    )
    if found is None or not by.sees(found.path):
        raise Refused("not_found", "没有这份专报,或不在您的辖区", "no such bulletin in your area")
    if found.signed is not None:
        raise Refused(
            "bulletin.frozen",
            "专报已签发,不能修改;如有误请更正",
            "it is signed and frozen; correct it if it is wrong",
        )
    return found
