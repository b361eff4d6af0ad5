"""What people tell of themselves (自主报备): on the public page, through somebody else, or on paper."""

from django.db import models

from lianfang.language import say


class DeclarationKind(models.TextChoices):
    """Who told it, and how."""

    SELF = "self", say("本人", "the person")
    PROXY = "proxy", say("代报", "by proxy")
    PAPER = "paper", say("纸质", "on paper")


class Declaration(models.Model):
    """A declaration. What names or reaches somebody is sealed; ``receipt`` is what they keep of it.

    ``person`` is empty while it is not settled who it is. ``row`` is the row of a list that pushed the
    same person, so that one call answers both. ``answered`` is when the community called back.
    """

    receipt = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=10, choices=DeclarationKind.choices)
    region = models.ForeignKey("places.Region", models.PROTECT, related_name="+")
    path = models.TextField(db_collation="C")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    sealed = models.BinaryField()
    tail_index = models.BinaryField()
    origin = models.CharField(max_length=200, blank=True)
    left = models.DateField(null=True)
    arrived = models.DateField(null=True)
    transport = models.CharField(max_length=10, blank=True)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    candidates = models.JSONField(default=list)
    row = models.ForeignKey("intake.InboundRow", models.PROTECT, null=True, related_name="+")
    paper = models.CharField(max_length=40, blank=True)
    due = models.DateTimeField()
    answered = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=20, blank=True)
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["path", "at"], name="intake_declaration_path"),
            models.Index(
                fields=["person"], condition=models.Q(person__isnull=False), name="intake_declaration_person"
            ),
        ]
