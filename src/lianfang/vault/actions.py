"""Making and destroying data keys."""

from datetime import datetime
from secrets import token_bytes

from django.db import connection, transaction
from django.db.models import Max

from lianfang.ledger import actions as ledger
from lianfang.vault import sealing
from lianfang.vault.models import DataKey


@transaction.atomic
def open_purpose(purpose: str, *, by: ledger.Actor, at: datetime) -> int:
    """Make the data key of a purpose; answers the number of the live key, made now or before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7106)")
    live = DataKey.objects.filter(purpose=purpose, destroyed__isnull=True).first()
    if live:
        return int(live.number)
    number = (DataKey.objects.aggregate(top=Max("number"))["top"] or 0) + 1
    DataKey.objects.create(
        number=number, purpose=purpose, wrapped=sealing.wrap(number, token_bytes(32)), made=at
    )
    ledger.record("vault.key_made", by=by, at=at, subject=("data_key", number), body={"purpose": purpose})
    sealing.forget_keys()
    return number


@transaction.atomic
def destroy(number: int, *, by: ledger.Actor, at: datetime) -> None:
    """Destroy a data key, and with it everything that was sealed under it."""
    DataKey.objects.filter(number=number, destroyed__isnull=True).update(
        wrapped=None, destroyed=at, destroyed_by=by.post_id
    )
    ledger.record("vault.key_destroyed", by=by, at=at, subject=("data_key", number))
    sealing.forget_keys()
