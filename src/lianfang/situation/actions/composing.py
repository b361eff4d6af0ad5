"""Composing a bulletin from what is known, and opening the edition that corrects a signed one."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from lianfang.accounts.scope import Viewer
from lianfang.core.refusal import Refused
from lianfang.core.situation import ZERO_TO_24, ReportWindow
from lianfang.ledger import actions as ledger
from lianfang.places import queries as places
from lianfang.situation.counting import Asked
from lianfang.situation.models import Bulletin, BulletinKind, Members
from lianfang.situation.queries.day import Behind, by_part, gather
from lianfang.situation.snapshots import Texts, assembled, correction_data, hash_of, snapshot_of
from lianfang.vault import sealing

SEALED_AS = "situation.members"


@transaction.atomic
def compose(
    path: str,
    *,
    day: date,
    kind: str = BulletinKind.DAILY,
    window: ReportWindow = ZERO_TO_24,
    by: Viewer,
    at: datetime,
) -> int:
    """Compose the draft of a region's bulletin of a day from what is known now; answers its number.

    A draft that is there is composed anew and keeps what people wrote into it. Refused where a signed one is
    there: that is corrected, not composed again.
    """
    by.require("bulletin", path)
    region = places.area_at(path)
    if region is None:
        raise Refused("places.unknown_path", "没有这个区划", "there is no such region")
    editions = Bulletin.objects.select_for_update().filter(region_id=region.id, day=day, kind=kind)
    draft = editions.filter(signed__isnull=True).first()
    if draft is None:
        if editions.exists():
            raise Refused(
                "bulletin.signed",
                "该日专报已签发,如有误请更正",
                "the bulletin of this day is signed; correct it if it is wrong",
            )
        draft = Bulletin(region_id=region.id, path=path, day=day, kind=kind)
    draft.window_start, draft.window_end = window.start, window.end
    return _compose(draft, by=by, at=at)


def _compose(draft: Bulletin, *, by: Viewer, at: datetime) -> int:
    asked = Asked(
        path=draft.path, day=draft.day, window=ReportWindow(draft.window_start, draft.window_end), as_of=at
    )
    gathered = gather(by, asked)
    behind = list(by_part(gathered))
    draft.as_of = draft.composed = at
    draft.composed_by_id = by.post_id
    snapshot = snapshot_of(draft, gathered, behind, issuer=_issuer(draft.path))
    if draft.corrects is not None:
        snapshot["corrects"] = correction_data(draft.corrects, snapshot, reason=draft.reason)
    snapshot["blocks"] = assembled(snapshot, Texts.read(draft.texts))
    draft.snapshot, draft.sha256 = snapshot, hash_of(snapshot)
    draft.save()
    _keep_members(draft, behind)
    ledger.record(
        "situation.bulletin_composed",
        by=by,
        at=at,
        subject=("bulletin", draft.pk),
        path=draft.path,
        body={"day": draft.day.isoformat(), "edition": draft.edition, "sha256": draft.sha256},
    )
    return int(draft.pk)


def _keep_members(draft: Bulletin, behind: Sequence[Behind]) -> None:
    """Keep who stands behind each figure, sealed, in the part of the region where they stand."""
    Members.objects.filter(bulletin=draft).delete()
    sealed = sealing.seal_many(SEALED_AS, [",".join(map(str, one.members)) for one in behind])
    Members.objects.bulk_create(
        Members(
            bulletin=draft,
            metric=one.metric,
            standing=one.standing,
            path=one.path or draft.path,
            subject=one.subject,
            count=len(one.members),
            digest=ledger.digest_of_members(one.members),
            sealed=blob,
        )
        for one, blob in zip(behind, sealed, strict=True)
    )


def _issuer(path: str) -> str:
    """The headquarters that issues a region's bulletin; the region's own name where it has none."""
    region = places.area_at(path)
    if region is None:
        return ""
    bodies = [unit for unit in places.units_at(region.id) if unit.kind == "headquarters"]
    return bodies[0].name if bodies else region.name


@transaction.atomic
def correct(bulletin_id: int, *, reason: str, by: Viewer, at: datetime) -> int:
    """Open a further edition that corrects a signed bulletin; it lists every figure that changed."""
    by.require("bulletin")
    wrong = Bulletin.objects.select_for_update().filter(pk=bulletin_id).first()
    if wrong is None or not by.sees(wrong.path):
        raise Refused("not_found", "没有这份专报,或不在您的辖区", "no such bulletin in your area")
    if wrong.signed is None:
        raise Refused(
            "bulletin.draft", "尚未签发,可直接修改", "it is not signed yet and can be changed as it is"
        )
    if not reason.strip():
        raise Refused("bulletin.no_reason", "请写明更正原因", "give the reason for the correction")
    same = Bulletin.objects.filter(region_id=wrong.region_id, day=wrong.day, kind=wrong.kind)
    if same.filter(edition__gt=wrong.edition).exists():
        raise Refused(
            "bulletin.corrected", "已有更新的版本,请更正最新版", "there is a newer edition; correct that one"
        )
    draft = Bulletin(
        region_id=wrong.region_id,
        path=wrong.path,
        day=wrong.day,
        kind=wrong.kind,
        edition=wrong.edition + 1,
        window_start=wrong.window_start,
        window_end=wrong.window_end,
        corrects=wrong,
        reason=reason.strip()[:200],
        texts=wrong.texts,
    )
    return _compose(draft, by=by, at=at)
