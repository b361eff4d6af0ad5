"""What follows for whom: editions in force, decisions, orders, stays and releases."""

from django.db import models


class Adoption(models.Model):
    """An edition in force in an area from an instant, signed by two; the nearest and newest one counts."""

    region = models.ForeignKey("places.Region", models.PROTECT, related_name="+")
    path = models.TextField(db_collation="C")
    edition = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    valid_from = models.DateTimeField()
    applies_to = models.CharField(max_length=5, choices=[("new", "new"), ("all", "all")])
    proposed = models.DateTimeField()
    first_by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    second_by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    signed = models.DateTimeField(null=True)
    difference = models.JSONField(default=dict)

    # Which edition is in force where is public.
    row_guard = None

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(signed__isnull=True)
                | models.Q(first_by__isnull=True, second_by__isnull=True)
                | ~models.Q(first_by=models.F("second_by")),
                name="measures_adoption_signed_by_two",
            )
        ]


class Decision(models.Model):
    """What follows for a person by one edition: its reasons with their rows, and the digest of its facts.

    ``days`` is the calendar day by day. Superseded by a later one, never edited.
    """

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    path = models.TextField(db_collation="C")
    edition = models.CharField(max_length=60)
    facts_digest = models.CharField(max_length=64)
    reasons = models.JSONField()
    days = models.JSONField()
    refusal = models.JSONField(null=True)
    made = models.DateTimeField()
    by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    superseded = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(superseded__isnull=True),
                name="measures_one_standing_decision",
            )
        ]
        indexes = [models.Index(fields=["path", "made"], name="measures_decision_path")]


class Span(models.Model):
    """A measure that should stand, from a day until a day (both included), because of one row.

    ``cap`` is its latest end: between ``until`` and ``cap`` it stands only while a named result is owed.
    """

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="spans")
    # The decision's own person again, for the index: what the decision names need not be checked twice.
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    path = models.TextField(db_collation="C")
    row = models.CharField(max_length=40)
    person_class = models.CharField(max_length=30)
    measure = models.CharField(max_length=30)
    start = models.DateField()
    until = models.DateField()
    cap = models.DateField()
    live = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["path", "measure", "until"], condition=models.Q(live=True), name="measures_span_live"
            ),
            models.Index(fields=["person"], name="measures_span_person"),
        ]


class Order(models.Model):
    """A notice to a person (通知书), drafted from a decision, signed and served; isolation or release."""

    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=[("isolation", "isolation"), ("release", "release")])
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    path = models.TextField(db_collation="C")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    batch = models.CharField(max_length=40, blank=True)
    measure = models.CharField(max_length=30)
    ground = models.JSONField()
    start = models.DateField()
    until = models.DateField()
    drafted = models.DateTimeField()
    needs_second = models.BooleanField(default=False)
    first_by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    first_signed = models.DateTimeField(null=True)
    second_by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    second_signed = models.DateTimeField(null=True)
    served = models.DateTimeField(null=True)
    served_by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    withdrawn = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)
    moved_from = models.BigIntegerField(null=True)
    """The record under which it was drawn up, where that was merged into the person's."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_by__isnull=True)
                | models.Q(second_by__isnull=True)
                | ~models.Q(first_by=models.F("second_by")),
                name="measures_order_signed_by_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(served__isnull=True) | models.Q(first_signed__isnull=False),
                name="measures_order_signed_before_served",
            ),
            models.UniqueConstraint(
                fields=["decision", "kind", "measure"],
                condition=models.Q(withdrawn__isnull=True),
                name="measures_one_order_per_decision",
            ),
        ]
        indexes = [models.Index(fields=["path", "drafted"], name="measures_order_path")]


class Stay(models.Model):
    """What really is (在管): a person under a measure, since when, where, until when."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    path = models.TextField(db_collation="C")
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="stays")
    measure = models.CharField(max_length=30)
    person_class = models.CharField(max_length=30)
    edition = models.CharField(max_length=60)
    facility = models.ForeignKey("places.Facility", models.PROTECT, null=True, related_name="+")
    room = models.CharField(max_length=20, blank=True)
    ground = models.JSONField(default=dict)
    began = models.DateTimeField()
    planned_end = models.DateField()
    ended = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=20, blank=True)
    opening_balance = models.BooleanField(default=False)
    moved_from = models.BigIntegerField(null=True)
    """The record under which it began, where that was merged into the person's."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended__isnull=True), name="measures_one_open_stay"
            ),
            models.CheckConstraint(
                condition=models.Q(order__isnull=False) | models.Q(opening_balance=True),
                name="measures_stay_has_its_order",
            ),
        ]
        indexes = [
            models.Index(
                fields=["path", "measure"], condition=models.Q(ended__isnull=True), name="measures_stay_open"
            ),
            models.Index(fields=["path", "ended"], name="measures_stay_ended"),
            models.Index(fields=["path", "began"], name="measures_stay_began"),
        ]


class Handover(models.Model):
    """A person passed from one area to another; theirs only once the receiving side accepts."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    from_path = models.TextField(db_collation="C")
    to_path = models.TextField(db_collation="C")
    to_region = models.ForeignKey("places.Region", models.PROTECT, related_name="+")
    to_unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    list_id = models.BigIntegerField(null=True)
    why = models.CharField(max_length=200)
    asked = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    answered = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    accepted = models.BooleanField(null=True)
    answer = models.CharField(max_length=200, blank=True)

    row_guard = ("from_path", "to_path")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(answered__isnull=True),
                name="measures_one_open_handover",
            )
        ]
        indexes = [
            models.Index(fields=["to_path", "asked"], name="measures_handover_to"),
            models.Index(fields=["from_path", "asked"], name="measures_handover_from"),
        ]


class ByHand(models.Model):
    """A decision by a person (人工判定): proposed by one, signed by a second where two must, then a finding.

    ``payload`` is the ``Override`` it becomes, or became as finding ``finding_id`` when it was ``signed``.
    """

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    path = models.TextField(db_collation="C")
    payload = models.JSONField()
    needs_second = models.BooleanField()
    proposed = models.DateTimeField()
    first_by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    first_staff = models.BigIntegerField(null=True)
    second_by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    signed = models.DateTimeField(null=True)
    finding_id = models.BigIntegerField(null=True)
    withdrawn = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_by__isnull=True)
                | models.Q(second_by__isnull=True)
                | ~models.Q(first_by=models.F("second_by")),
                name="measures_by_hand_signed_by_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn__isnull=True) | ~models.Q(withdrawn_reason=""),
                name="measures_by_hand_withdrawn_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["path", "proposed"], name="measures_by_hand_path")]


class Appeal(models.Model):
    """An appeal (申诉) against a decision: what is said, who reviews it until when, what it came to.

    ``involved`` are the units and staff who had a hand in the decision, none of whom may review. ``before``
    is what was decided, so that a reviewer elsewhere reads it here. What is said is sealed.
    """

    number = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    path = models.TextField(db_collation="C")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="+")
    said_by = models.CharField(max_length=10)
    text_sealed = models.BinaryField()
    filed = models.DateTimeField()
    filed_by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    due = models.DateTimeField()
    status = models.CharField(max_length=5)
    involved = models.JSONField()
    before = models.JSONField()
    reviewer = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    reviewer_path = models.TextField(db_collation="C")
    answered = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, blank=True)
    answer_sealed = models.BinaryField(default=b"")
    by_hand = models.ForeignKey(ByHand, models.PROTECT, null=True, related_name="+")

    row_guard = ("path", "reviewer_path")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(answered__isnull=True), name="measures_one_open_appeal"
            ),
            models.CheckConstraint(
                condition=models.Q(answered__isnull=True, outcome="")
                | models.Q(answered__isnull=False, outcome__in=["upheld", "changed", "withdrawn"]),
                name="measures_appeal_answered_with_an_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["path", "filed"], name="measures_appeal_path"),
            models.Index(fields=["reviewer_path", "filed"], name="measures_appeal_reviewer"),
        ]
