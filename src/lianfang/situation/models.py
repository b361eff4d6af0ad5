"""Figures as they were counted, reports as they were sent, bulletins as they were signed.

No table holds a person: figures are counts, reports are numbers of a unit. Who stands behind the numbers of a
bulletin is kept sealed in :class:`Members`, which row-level security shows by area.
"""

from django.db import models

from lianfang.language import say


class Fill(models.Model):
    """One counting of a region and everything below it, for a period, as known at ``as_of``.

    While a period runs its newest fill replaces the one before; ``closed`` marks the one that ended it, which
    stays. A metric that has no cell for a region of the fill is zero there.
    """

    region = models.ForeignKey("places.Region", models.PROTECT, related_name="+")
    path = models.TextField(db_collation="C")
    day = models.DateField()
    window_start = models.TimeField()
    window_end = models.TimeField()
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    as_of = models.DateTimeField()
    closed = models.BooleanField(default=False)
    made = models.DateTimeField()
    by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")

    row_guard = None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["path", "period_start", "period_end", "closed"], name="situation_one_fill_per_period"
            )
        ]


class Cell(models.Model):
    """One metric of one region in a fill. ``known`` is the sum of what is known, ``unknown`` from how many
    it is not; what was due is on time + late + missing."""

    fill = models.ForeignKey(Fill, models.CASCADE, related_name="cells", db_index=False)
    metric = models.CharField(max_length=90)
    region = models.ForeignKey("places.Region", models.PROTECT, related_name="+", db_index=False)
    path = models.TextField(db_collation="C")
    on_time = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    missing = models.IntegerField(default=0)
    excused = models.IntegerField(default=0)
    known = models.BigIntegerField(default=0)
    unknown = models.IntegerField(default=0)

    row_guard = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fill", "path", "metric"], name="situation_one_cell_per_metric")
        ]


class Call(models.Model):
    """A headquarters asks for a kind of report in its area from a day until a day (both in), on a ground.

    Without a call no report is owed: a form that nobody asked for does not appear on anybody's list.
    """

    kind = models.CharField(max_length=40)
    region = models.ForeignKey("places.Region", models.PROTECT, related_name="+")
    path = models.TextField(db_collation="C")
    since = models.DateField()
    until = models.DateField(null=True)
    ground = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")

    row_guard = None

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="situation_call_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["kind", "path"],
                condition=models.Q(until__isnull=True),
                name="situation_one_open_call",
            ),
        ]


class Report(models.Model):
    """What one unit owes about one day: the task stands in ``tasks``, the newest values here.

    ``values`` is empty until it is sent; ``zero``: the unit said that all of it is zero.
    """

    kind = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    path = models.TextField(db_collation="C")
    level = models.CharField(max_length=10)
    day = models.DateField()
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    due = models.DateTimeField()
    task = models.ForeignKey("tasks.Task", models.PROTECT, related_name="+")
    values = models.JSONField(null=True)
    zero = models.BooleanField(default=False)
    sent = models.DateTimeField(null=True)
    revised = models.PositiveSmallIntegerField(default=0)

    row_guard = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "unit", "day"], name="situation_one_report_per_day"),
            models.CheckConstraint(
                condition=models.Q(sent__isnull=True, values__isnull=True)
                | models.Q(sent__isnull=False, values__isnull=False),
                name="situation_sent_has_values",
            ),
        ]
        indexes = [models.Index(fields=["day", "path"], name="situation_report_day")]


class Revision(models.Model):
    """One sending of a report, the first as number 0. ``filled`` is what the register said at that moment."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    values = models.JSONField()
    filled = models.JSONField(default=dict)
    zero = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")

    row_guard = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="situation_revisions_are_numbered")
        ]


class Unlock(models.Model):
    """A higher post opened a locked report for one revision, with its reason."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="unlocks")
    at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")

    row_guard = None


class BulletinKind(models.TextChoices):
    """The daily bulletin, and the special one under a red head."""

    DAILY = "daily", say("疫情防控日报", "daily bulletin")
    SPECIAL = "special", say("疫情防控专报", "special bulletin")


class Bulletin(models.Model):
    """A bulletin: a draft that is composed anew until a leader signs it, frozen from then on.

    ``snapshot`` is all it says, ``sha256`` the hash of its canonical JSON; ``texts`` are what people wrote
    into the draft. A correction is a further edition that names what it ``corrects``. The database refuses
    to change or remove a signed one.
    """

    region = models.ForeignKey("places.Region", models.PROTECT, related_name="+")
    path = models.TextField(db_collation="C")
    day = models.DateField()
    kind = models.CharField(max_length=10, choices=BulletinKind.choices, default=BulletinKind.DAILY)
    edition = models.PositiveSmallIntegerField(default=1)
    number = models.PositiveIntegerField(null=True)
    window_start = models.TimeField()
    window_end = models.TimeField()
    as_of = models.DateTimeField()
    snapshot = models.JSONField()
    texts = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    composed = models.DateTimeField()
    composed_by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    signed = models.DateTimeField(null=True)
    signed_by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    reason = models.CharField(max_length=200, blank=True)

    row_guard = None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "day", "kind", "edition"], name="situation_bulletin_editions"
            ),
            models.UniqueConstraint(
                fields=["region", "day", "kind"],
                condition=models.Q(signed__isnull=True),
                name="situation_one_draft",
            ),
            models.CheckConstraint(
                condition=models.Q(corrects__isnull=True) | ~models.Q(reason=""),
                name="situation_correction_has_its_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(signed__isnull=True) | models.Q(signed_by__isnull=False),
                name="situation_signed_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["path", "day"], name="situation_bulletin_day")]


class Members(models.Model):
    """Who or what stands behind one figure of a bulletin in one part of its region: row numbers, sealed.

    ``subject`` says of what table they are. ``digest`` and ``count`` stay when the key of the seal is
    destroyed, so that the figures remain and the people are gone.
    """

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="members", db_index=False)
    metric = models.CharField(max_length=90)
    standing = models.CharField(max_length=10, blank=True)
    path = models.TextField(db_collation="C")
    subject = models.CharField(max_length=12)
    count = models.PositiveIntegerField()
    digest = models.BinaryField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bulletin", "metric", "standing", "path"], name="situation_members_once"
            )
        ]


class Form(models.Model):
    """Another level's form that an area fills again and again, as it came blank.

    ``choices`` are what a person said its headings mean, by the heading in plain form; ``signature`` is the
    same for the same form on another day. It holds no person: numbers are counted when it is filled.
    """

    path = models.TextField(db_collation="C")
    title = models.CharField(max_length=120)
    filename = models.CharField(max_length=120)
    signature = models.CharField(max_length=64)
    content = models.BinaryField()
    choices = models.JSONField(default=dict)
    kept = models.DateTimeField()
    by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    filled = models.DateTimeField(null=True)
    dropped = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["path", "signature"],
                condition=models.Q(dropped__isnull=True),
                name="situation_one_form_of_a_kind",
            )
        ]
