"""Who must do what, to or for whom, by when, and what proves it."""

from django.db import models

LIVE = ("open", "overdue")


class Task(models.Model):
    """One duty. Its due instant never moves: it is withdrawn with a reason and replaced.

    ``key`` names the duty itself (``sample:9:2022-08-07``), so that deriving it twice makes one task.
    ``place_path`` is where it is to be done, ``owner_path`` who owes it; sums go by owner.
    ``next_look`` is the next instant at which the watch must decide about it, empty once it is settled.
    ``level`` is the level that holds it now: it starts at its owner's and climbs when it is late.
    """

    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    list_id = models.BigIntegerField(null=True)
    decision_id = models.BigIntegerField(null=True)
    order_id = models.BigIntegerField(null=True)
    place_path = models.TextField(db_collation="C")
    owner = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    owner_path = models.TextField(db_collation="C")
    post = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    edition = models.CharField(max_length=60, blank=True)
    clause = models.CharField(max_length=120, blank=True)
    because = models.JSONField(default=dict)
    title = models.JSONField(default=dict)
    body = models.JSONField(default=dict)
    opens = models.DateTimeField()
    due = models.DateTimeField()
    made = models.DateTimeField()
    standing = models.CharField(max_length=10, default="open")
    settled = models.DateTimeField(null=True)
    withdrawn = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    excused = models.DateTimeField(null=True)
    excused_by = models.ForeignKey(
        "accounts.Post", models.PROTECT, null=True, related_name="+", db_index=False
    )
    level = models.CharField(max_length=10, default="grid")
    next_look = models.DateTimeField(null=True)

    row_guard = ("owner_path", "place_path")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(withdrawn__isnull=True), name="tasks_one_live_task_per_key"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    standing__in=["open", "overdue", "met", "met_late", "excused", "withdrawn"]
                ),
                name="tasks_standing_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(standing="withdrawn", withdrawn__isnull=False)
                | (~models.Q(standing="withdrawn") & models.Q(withdrawn__isnull=True)),
                name="tasks_withdrawn_has_its_instant",
            ),
            models.CheckConstraint(
                condition=~models.Q(standing="excused") | models.Q(excused__isnull=False),
                name="tasks_excused_has_its_instant",
            ),
            models.CheckConstraint(
                condition=~models.Q(standing__in=["excused", "withdrawn"]) | ~models.Q(reason=""),
                name="tasks_excuse_has_its_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(standing__in=["met", "met_late"], settled__isnull=False)
                | (~models.Q(standing__in=["met", "met_late"]) & models.Q(settled__isnull=True)),
                name="tasks_settled_has_its_instant",
            ),
        ]
        indexes = [
            # Counting what lives in an area reads this alone: the wall needs place_path, the day opens.
            models.Index(
                fields=["owner_path", "due"],
                include=["place_path", "opens", "kind", "post"],
                condition=models.Q(standing__in=["open", "overdue"]),
                name="tasks_live_by_owner",
            ),
            # The most urgent of a wide area come first in this one, and reading stops with the page.
            models.Index(
                fields=["due", "id"],
                include=["owner_path", "place_path", "opens"],
                condition=models.Q(standing__in=["open", "overdue"]),
                name="tasks_live_by_due",
            ),
            models.Index(
                fields=["post", "due"],
                condition=models.Q(standing__in=["open", "overdue"]),
                name="tasks_live_by_post",
            ),
            models.Index(
                fields=["next_look"], condition=models.Q(next_look__isnull=False), name="tasks_to_look_at"
            ),
            models.Index(fields=["due", "owner_path"], name="tasks_by_due"),
            models.Index(fields=["person", "due"], name="tasks_by_person"),
            models.Index(fields=["list_id"], condition=models.Q(list_id__isnull=False), name="tasks_by_list"),
            models.Index(
                fields=["order_id"], condition=models.Q(order_id__isnull=False), name="tasks_by_order"
            ),
        ]


class Evidence(models.Model):
    """What proves that a task was done: when it occurred, when it was told, by whom."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=30)
    occurred = models.DateTimeField()
    recorded = models.DateTimeField()
    by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    retracted = models.DateTimeField(null=True)
    retracted_by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    finding_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    path = models.TextField(db_collation="C")

    class Meta:
        indexes = [models.Index(fields=["path", "recorded"], name="tasks_evidence_path")]


class Escalation(models.Model):
    """A late task climbed to a level: when it should have, when it did, and who holds it there."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="escalations")
    level = models.CharField(max_length=10)
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    path = models.TextField(db_collation="C")
    at = models.DateTimeField()
    noticed = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "level"], name="tasks_one_escalation_per_level")
        ]


class Instruction(models.Model):
    """An order written by hand (工作指令): its text goes to units as tasks to acknowledge and to answer."""

    number = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    text = models.TextField()
    attachment = models.CharField(max_length=200, blank=True)
    attachment_name = models.CharField(max_length=200, blank=True)
    issued = models.DateTimeField()
    by = models.ForeignKey("accounts.Post", models.PROTECT, related_name="+")
    path = models.TextField(db_collation="C")
    acknowledge_by = models.DateTimeField()
    answer_by = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True)
    units = models.ManyToManyField("places.Unit", related_name="+")

    # An instruction is not personal; its addressees read it through their tasks.
    row_guard = None
