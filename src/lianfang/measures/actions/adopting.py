"""Adopting an edition: proposed with its difference shown, signed by two, then in force."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from lianfang import policies
from lianfang.accounts.scope import Viewer
from lianfang.core import measures as rules
from lianfang.core.refusal import Refused
from lianfang.ledger import actions as ledger
from lianfang.measures.actions.reviewing import PORTION, Reviewed, Subject, _load, review_many
from lianfang.measures.models import Adoption, Decision
from lianfang.people.actions.locking import lock_many
from lianfang.places import queries as places
from lianfang.places.paths import inside


@transaction.atomic
def propose(
    edition_id: str, *, region_id: int, valid_from: datetime, applies_to: str, by: Viewer, at: datetime
) -> int:
    """Propose an edition for an area; what it would change is counted and kept with the proposal."""
    area = places.area(region_id)
    by.require("adopt", area.path)
    edition = policies.load(edition_id)
    if applies_to not in {"new", "all"}:
        raise Refused("adoption.applies_to", "适用范围须为 new 或 all", "applies to new people, or to all")
    made = Adoption.objects.create(
        region_id=area.id, path=area.path, edition=edition.id, digest=edition.digest, valid_from=valid_from,
        applies_to=applies_to, proposed=at, first_by_id=by.post_id,
        difference=difference(edition_id, area.path, at=at) if applies_to == "all" else {},
    )  # fmt: skip
    ledger.record("measures.adoption_proposed", by=by, at=at, subject=("adoption", made.pk), path=area.path)
    return int(made.pk)


@transaction.atomic
def sign(adoption_id: int, *, by: Viewer, at: datetime) -> Reviewed:
    """Sign a proposal as the second person: it is in force, and all are reviewed if it is for all."""
    made = Adoption.objects.select_for_update(of=("self",)).filter(pk=adoption_id).first()
    if made is None:
        raise Refused("not_found", "没有这项启用申请", "no such adoption")
    by.require("adopt", made.path)
    if made.signed is not None:
        raise Refused("adoption.signed", "已经签署生效", "it is signed already")
    if made.first_by_id is not None and made.first_by_id == by.post_id:
        raise Refused(
            "adoption.second_person", "须由另一人签署", "the second signature must be another person's"
        )
    made.second_by_id, made.signed = by.post_id, at
    made.save(update_fields=["second_by", "signed"])
    ledger.record("measures.adopted", by=by, at=at, subject=("adoption", made.pk), path=made.path)
    if made.applies_to != "all" or made.valid_from > at:
        return Reviewed()
    return review_many(standing_in(made.path), by=by, at=at)


def standing_in(path: str) -> list[int]:
    """Everybody in an area about whom a decision stands."""
    rows = Decision.objects.filter(**inside(path), superseded__isnull=True)
    return list(rows.order_by("person_id").values_list("person_id", flat=True))


def difference(edition_id: str, path: str, *, at: datetime) -> dict[str, Any]:
    """What an edition would change for the people decided about in an area; nothing is written."""
    edition = policies.load(edition_id)
    counts: Counter[str] = Counter()
    for subject in _subjects(path, at=at):
        before = subject.before
        if before is None:
            continue
        try:
            verdict = rules.decide(subject.facts, edition, at=at)
        except Refused:
            counts["undecidable"] += 1
            continue
        _count(counts, before.days, rules.as_data(verdict)["days"])
    return {
        "people": sum(counts[k] for k in ("same", "shortened", "lengthened", "released", "undecidable")),
        **counts,
    }


def _subjects(path: str, *, at: datetime) -> Iterator[Subject]:
    numbers = standing_in(path)
    for start in range(0, len(numbers), PORTION):
        yield from _load(lock_many(numbers[start : start + PORTION]), at=at)


def _count(counts: Counter[str], before: list[dict[str, Any]], after: Any) -> None:
    """Days and tests before and after, for one person."""
    held_before, held_after = _held(before), _held(after)
    counts["tests"] += sum(d["test"] for d in after) - sum(d["test"] for d in before)
    counts["room_days"] += held_after.count("central") - held_before.count("central")
    if not held_after and held_before:
        counts["released"] += 1
    elif len(held_after) < len(held_before):
        counts["shortened"] += 1
    elif len(held_after) > len(held_before):
        counts["lengthened"] += 1
    else:
        counts["same"] += 1


def _held(days: Any) -> list[str]:
    return [d["measure"] for d in days if d["measure"] != "test_only"]
