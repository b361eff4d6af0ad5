"""Data keys, one for each purpose: destroying a key destroys all that was sealed under it."""

from django.db import models


class DataKey(models.Model):
    """A data key, wrapped by the installation's master key.

    ``number`` stands in every ciphertext. ``purpose`` is the event or register it serves; a destroyed
    key keeps its row, as the certificate that what it sealed can no longer be read.
    """

    number = models.PositiveIntegerField(primary_key=True)
    purpose = models.CharField(max_length=60)
    wrapped = models.BinaryField(null=True)
    made = models.DateTimeField()
    destroyed = models.DateTimeField(null=True)
    destroyed_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose"],
                condition=models.Q(destroyed__isnull=True),
                name="vault_one_live_key_per_purpose",
            ),
            models.CheckConstraint(
                condition=models.Q(wrapped__isnull=False, destroyed__isnull=True)
                | models.Q(wrapped__isnull=True, destroyed__isnull=False),
                name="vault_destroyed_keys_are_gone",
            ),
        ]
