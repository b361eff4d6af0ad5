"""Findings and test results. Both tables are partitioned by year, see the first migration."""

from django.db import models

OUTCOMES = ["negative", "positive", "grey", "invalid"]
"""What a test can say."""

# A row is seen where its subject stands, and where somebody with that area has been granted the person.
_SEEN = (
    "((path >= {{low}} AND path < {{high}}) OR ({whose} AND EXISTS (SELECT 1 FROM people_grant AS given"
    " WHERE given.person_id = {person} AND given.ended IS NULL"
    " AND given.path >= {{low}} AND given.path < {{high}})))"
)


class Finding(models.Model):
    """One thing that is known. ``occurred`` is when it was so, ``recorded`` since when we know.

    ``payload`` has the shape of its kind in ``core.findings``. A later finding may supersede it, and it
    may be taken back once (``retracted``); ``path`` follows its subject. Nothing else of a row ever changes:
    the database refuses.
    """

    subject_kind = models.CharField(max_length=10, default="person")
    subject_id = models.BigIntegerField()
    kind = models.CharField(max_length=30)
    occurred = models.DateTimeField()
    recorded = models.DateTimeField()
    source = models.CharField(max_length=60)
    by = models.BigIntegerField(null=True)
    path = models.TextField(db_collation="C")
    payload = models.JSONField()
    supersedes = models.BigIntegerField(null=True)
    retracted = models.DateTimeField(null=True)
    retracted_by = models.BigIntegerField(null=True)
    retracted_why = models.CharField(max_length=200, blank=True, db_default="")

    row_guard = _SEEN.format(whose="subject_kind = 'person'", person="findings_finding.subject_id")

    class Meta:
        db_table = "findings_finding"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(subject_kind__in=["person", "place"]),
                name="findings_subject_kind_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(occurred__lte=models.F("recorded")),
                name="findings_not_ahead_of_its_record",
            ),
            models.CheckConstraint(
                condition=models.Q(retracted__isnull=True) | ~models.Q(retracted_why=""),
                name="findings_retracted_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "recorded"], name="findings_subject"),
            models.Index(fields=["kind", "path", "recorded"], name="findings_kind_path"),
        ]


class Result(models.Model):
    """One test result of one person: lean, since there are millions.

    ``specimen`` is the code of the swab. A laboratory that corrects itself reports again: of several results
    of one swab the one reported last counts, and all are kept.
    """

    person_id = models.BigIntegerField()
    taken = models.DateTimeField()
    reported = models.DateTimeField()
    outcome = models.CharField(max_length=10)
    ct = models.FloatField(null=True)
    kit = models.CharField(max_length=40, blank=True)
    laboratory = models.CharField(max_length=60, blank=True)
    specimen = models.CharField(max_length=60)
    source = models.CharField(max_length=60, blank=True)
    path = models.TextField(db_collation="C")

    row_guard = _SEEN.format(whose="true", person="findings_result.person_id")

    class Meta:
        db_table = "findings_result"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=OUTCOMES),
                name="findings_outcome_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(taken__lte=models.F("reported")), name="findings_taken_before_reported"
            ),
        ]
        indexes = [
            models.Index(fields=["person_id", "taken"], name="findings_result_person"),
            models.Index(fields=["path", "taken"], name="findings_result_path"),
        ]


class Link(models.Model):
    """Through which close contact somebody is a contact of one: what their release hangs on.

    ``person_id`` hangs on ``contact_id``; ``finding_id`` is the exposure of which it is told, and with
    which it falls. Who is named by a list and stands in no register yet has no ``contact_id``: ``mark`` is
    the blind index of their number, by which they are known when they come, ``named`` their sealed name.
    A link is ended for a reason and never deleted; ``path`` follows the person.
    """

    person_id = models.BigIntegerField()
    contact_id = models.BigIntegerField(null=True)
    finding_id = models.BigIntegerField()
    mark = models.BinaryField(null=True)
    named = models.BinaryField(default=b"")
    path = models.TextField(db_collation="C")
    since = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    ended = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    ended_why = models.CharField(max_length=200, blank=True)

    row_guard = _SEEN.format(whose="true", person="findings_link.person_id")

    class Meta:
        db_table = "findings_link"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(contact_id__isnull=False)
                | models.Q(mark__isnull=False)
                | ~models.Q(named=b""),
                name="findings_link_names_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(contact_id__isnull=True) | ~models.Q(contact_id=models.F("person_id")),
                name="findings_link_to_another",
            ),
            models.CheckConstraint(
                condition=models.Q(ended__isnull=True) | ~models.Q(ended_why=""),
                name="findings_link_ended_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["finding_id", "contact_id"],
                condition=models.Q(ended__isnull=True),
                name="findings_link_once",
            ),
        ]
        indexes = [
            models.Index(fields=["person_id"], name="findings_link_person"),
            models.Index(
                fields=["contact_id"], condition=models.Q(ended__isnull=True), name="findings_link_contact"
            ),
            models.Index(
                fields=["mark"],
                condition=models.Q(ended__isnull=True, contact_id__isnull=True),
                name="findings_link_awaited",
            ),
        ]
