"""Lists of risk areas as they were published: the names and places they write, each kept once."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import MD5

from lianfang.core.places import LEVEL_WORDS
from lianfang.language import say


class RiskName(models.Model):
    """A province, city and county as the lists write them, and the region that they mean.

    ``level`` is that of ``region``, the deepest one that did match (empty where not even the province
    did); ``found`` is false where a name is left over, which is then listed for repair. ``how``: exact,
    short, skipped, none, or mended: somebody (``mended_by``) said what the names mean.
    """

    province = models.CharField(max_length=200)
    city = models.CharField(max_length=200)
    county = models.CharField(max_length=200)
    region = models.ForeignKey("places.Region", models.PROTECT, null=True, related_name="+")
    level = models.CharField(max_length=10, blank=True)
    found = models.BooleanField()
    how = models.CharField(max_length=10)
    mended = models.DateTimeField(null=True)
    mended_by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")

    row_guard = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province", "city", "county"], name="intake_one_risk_name"),
            models.CheckConstraint(
                condition=models.Q(found=False) | models.Q(region__isnull=False),
                name="intake_risk_name_found_somewhere",
            ),
            models.CheckConstraint(
                condition=models.Q(how="mended", mended__isnull=False)
                | (~models.Q(how="mended") & models.Q(mended__isnull=True)),
                name="intake_risk_name_mended_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(found=False), name="intake_risk_name_unfound")
        ]


class RiskArea(models.Model):
    """A place at a level, as published. One row serves all lists that have it.

    ``complement``: the text says "all of it but …".
    """

    name = models.ForeignKey(RiskName, models.PROTECT, related_name="areas", db_index=False)
    level = models.CharField(
        max_length=6, choices=[(level, say(*words)) for level, words in LEVEL_WORDS.items()]
    )
    place = models.TextField()
    complement = models.BooleanField()

    row_guard = None

    class Meta:
        constraints = [
            models.UniqueConstraint("name", "level", MD5("place"), name="intake_one_risk_area"),
            models.CheckConstraint(
                condition=models.Q(level__in=list(LEVEL_WORDS)), name="intake_risk_area_level_is_known"
            ),
        ]


class RiskList(models.Model):
    """One list as received: when it holds from, what it is, its places in published order.

    ``areas`` are numbers of :class:`RiskArea`, repeats included. ``declared`` are the counts that the
    file states of itself by level, ``listed`` those of its places; null where it has none. Of two lists
    for one hour the one received last stands; both are kept. ``applied`` is when people were decided
    about again by it, empty while that waits for somebody.
    """

    as_of = models.DateTimeField()
    received = models.DateTimeField()
    by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    declared = models.JSONField()
    listed = models.JSONField()
    notes = models.JSONField(default=list)
    areas = ArrayField(models.BigIntegerField())
    applied = models.DateTimeField(null=True)
    applied_by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")

    # What is published holds nothing personal.
    row_guard = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sha256", "as_of"], name="intake_one_risk_list_per_content")
        ]
        indexes = [
            models.Index(fields=["as_of", "received", "id"], name="intake_risk_list_as_of"),
            models.Index(
                fields=["id"], condition=models.Q(applied__isnull=True), name="intake_risk_list_waiting"
            ),
        ]
