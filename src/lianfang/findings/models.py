"""Findings and test results. Both tables are partitioned by year, see the first migration."""

from django.db import models


class Finding(models.Model):
    """One thing that is known. ``occurred`` is when it was so, ``recorded`` since when we know.

    ``payload`` has the shape of its kind in ``core.findings``. A later finding may supersede it, and it
    may be taken back (``retracted``); the row itself is never edited otherwise.
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

    class Meta:
        db_table = "findings_finding"
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "recorded"], name="findings_subject"),
            models.Index(fields=["kind", "path", "recorded"], name="findings_kind_path"),
        ]


class Result(models.Model):
    """One test result of one person: lean, since there are millions. ``specimen`` makes a repeat one."""

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

    class Meta:
        db_table = "findings_result"
        indexes = [
            models.Index(fields=["person_id", "taken"], name="findings_result_person"),
            models.Index(fields=["path", "taken"], name="findings_result_path"),
        ]
