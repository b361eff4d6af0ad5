"""Lists that come from outside, and their rows. Nothing is dropped: every row is counted and kept."""

from django.db import models

from lianfang.language import say

RUNNING = ("needs_mapping", "receiving")


class ListState(models.TextChoices):
    """How far the receipt of a list has come."""

    NEEDS_MAPPING = "needs_mapping", say("待对应表头", "headings to be settled")
    RECEIVING = "receiving", say("接收中", "being received")
    DONE = "done", say("已接收", "received")
    CANCELLED = "cancelled", say("已中止", "stopped")


class ListKind(models.TextChoices):
    """What a list is: people pushed to us, or declarations that people filled in on paper."""

    PUSHED = "pushed", say("推送名单", "pushed list")
    PAPER = "paper", say("纸质报备", "declarations on paper")


class SourceProfile(models.Model):
    """What the headings of a source mean to a receiving area, once somebody has said so."""

    path = models.TextField(db_collation="C")
    source = models.CharField(max_length=60)
    mapping = models.JSONField(default=dict)
    remembered = models.DateTimeField()
    by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["path", "source"], name="intake_one_profile_per_source")
        ]


class InboundList(models.Model):
    """A list as it was received. ``received`` counts its rows; those not yet judged are ``pending``.

    The same file of the same source for the same area is one list. ``sheets`` holds for each sheet what
    it is, what its columns mean, how many rows it has and how many lines of it are no rows. ``sheet`` and
    ``row`` are the place up to which rows are judged: everything behind it is pending.
    """

    source = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=ListKind.choices, default=ListKind.PUSHED)
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    region = models.ForeignKey("places.Region", models.PROTECT, related_name="+")
    unit = models.ForeignKey("places.Unit", models.PROTECT, null=True, related_name="+")
    path = models.TextField(db_collation="C")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=15, choices=ListState.choices)
    edition = models.CharField(max_length=60, blank=True)
    due = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    profile = models.ForeignKey(SourceProfile, models.SET_NULL, null=True, related_name="+")
    sheets = models.JSONField(default=list)
    sheet = models.PositiveSmallIntegerField(default=0)
    row = models.PositiveIntegerField(default=0)
    received = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    duplicate = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    ambiguous = models.PositiveIntegerField(default=0)
    pending = models.PositiveIntegerField(default=0)

    # Where a list came from is not personal: whoever sees one of its rows sees of which list it is.
    row_guard = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["path", "source", "sha256"], name="intake_one_list_per_file"),
            models.CheckConstraint(
                condition=models.Q(
                    received=models.F("accepted")
                    + models.F("duplicate")
                    + models.F("rejected")
                    + models.F("ambiguous")
                    + models.F("pending")
                ),
                name="intake_list_balances",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ListState.DONE) | models.Q(pending=0), name="intake_done_is_done"
            ),
        ]
        indexes = [models.Index(fields=["path", "at"], name="intake_list_path")]


class InboundRow(models.Model):
    """One row of a list, as it was sent (``raw``, sealed) and what became of it.

    ``path`` is the area that answers for it (it follows the person when they are handed over), ``home`` the
    area that received the list, ``claimed`` another that may answer or did before: where the row says the
    person lives while the register has them elsewhere. Each sees the row; it counts at ``path`` alone.
    ``digest`` is the blind index of all it says. ``since`` is the instant from which a person found counts
    as found for this row, ``risky`` whether something is to be decided because of it. ``same_as`` is the
    row that a duplicate repeats.
    """

    inbound = models.ForeignKey(InboundList, models.PROTECT, related_name="rows", db_index=False)
    sheet = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10)
    path = models.TextField(db_collation="C")
    home = models.TextField(db_collation="C")
    claimed = models.TextField(db_collation="C", blank=True)
    raw = models.BinaryField()
    digest = models.BinaryField(null=True)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    since = models.DateTimeField()
    risky = models.BooleanField(default=False)
    same_as = models.BigIntegerField(null=True)
    candidates = models.JSONField(default=list)
    problems = models.JSONField(default=list)

    row_guard = ("path", "home", "claimed")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inbound", "sheet", "number"], name="intake_one_row_per_line"),
            models.CheckConstraint(
                condition=models.Q(state__in=["accepted", "duplicate", "rejected", "ambiguous"]),
                name="intake_row_state_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="accepted") | models.Q(person__isnull=False),
                name="intake_accepted_is_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="duplicate") | models.Q(same_as__isnull=False),
                name="intake_duplicate_of_something",
            ),
        ]
        indexes = [
            models.Index(fields=["inbound", "path"], name="intake_row_list_path"),
            models.Index(
                fields=["person"], condition=models.Q(person__isnull=False), name="intake_row_person"
            ),
            models.Index(
                fields=["digest"],
                condition=models.Q(state__in=["accepted", "ambiguous"]),
                name="intake_row_digest",
            ),
        ]


class Forward(models.Model):
    """A row pushed on to an area outside the tree: ours until its receipt has come (推转回执)."""

    row = models.ForeignKey(InboundRow, models.PROTECT, related_name="forwards")
    path = models.TextField(db_collation="C")
    home = models.TextField(db_collation="C")
    to = models.CharField(max_length=120)
    why = models.CharField(max_length=20)
    sent = models.DateTimeField()
    sent_by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    answered = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    accepted = models.BooleanField(null=True)
    receipt = models.CharField(max_length=120, blank=True)

    row_guard = ("path", "home")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["row"],
                condition=models.Q(accepted__isnull=True) | models.Q(accepted=True),
                name="intake_one_forward_per_row",
            ),
            models.CheckConstraint(
                condition=~models.Q(accepted=True) | ~models.Q(receipt=""),
                name="intake_accepted_with_receipt",
            ),
        ]
        indexes = [models.Index(fields=["path", "sent"], name="intake_forward_path")]
