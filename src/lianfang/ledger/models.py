"""What happened, append-only: events, the references that make a repeat harmless, and their seals."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class Event(models.Model):
    """One act, written in the transaction it belongs to. Holds no personal value.

    The table is partitioned by ``recorded``; ``xact`` is the writing transaction, by which sealing
    knows that no earlier event can still appear. ``digest`` is over the row's other values.
    """

    at = models.DateTimeField()
    recorded = models.DateTimeField()
    actor = models.BigIntegerField(null=True)
    staff = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30, blank=True)
    subject_id = models.BigIntegerField(null=True)
    path = models.TextField(blank=True, db_collation="C")
    count = models.IntegerField(default=1)
    members = models.BinaryField(null=True)
    body = models.JSONField(default=dict)
    digest = models.BinaryField()
    xact = models.BigIntegerField()

    class Meta:
        db_table = "ledger_event"
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="ledger_event_subject"),
            models.Index(fields=["path", "id"], name="ledger_event_path"),
            models.Index(fields=["xact"], name="ledger_event_xact"),
            BrinIndex(fields=["at"], name="ledger_event_at"),  # a day is found without reading the years
        ]


class Ref(models.Model):
    """A client's own reference for an act, and what that act answered."""

    ref = models.CharField(max_length=120, primary_key=True)
    verb = models.CharField(max_length=60)
    outcome = models.JSONField(default=dict)
    event = models.BigIntegerField()


class Seal(models.Model):
    """A batch of events under a hash that includes the hash of the batch before it.

    ``horizon``: every transaction below it had ended when the batch was sealed.
    """

    sealed = models.DateTimeField()
    horizon = models.BigIntegerField()
    members = models.JSONField()
    previous = models.BinaryField()
    digest = models.BinaryField()

    class Meta:
        db_table = "ledger_seal"


class Message(models.Model):
    """The outbox: a text to be sent by the gateway once its reason is committed."""

    made = models.DateTimeField()
    channel = models.CharField(max_length=40)
    path = models.TextField(blank=True, db_collation="C")
    words = models.JSONField()
    sent = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    trouble = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["made"], condition=models.Q(sent__isnull=True), name="ledger_message_unsent")
        ]
