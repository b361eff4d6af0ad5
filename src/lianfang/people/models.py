"""Persons and what they are found by: documents, telephones, initials, households, grants of access.

What a person is called, numbered, rung and housed by is sealed (``*_sealed``). Beside a sealed value
stand blind indexes, keyed hashes by which it is found. What each index tells somebody who holds the
database but not the key:

- ``Identifier.index``, ``Phone.index``, ``Person.name_index``: which rows hold the same number or name, so
  how common a name is and which telephones are shared; with born and sex beside it, a rare name is guessable
  by somebody who knows the district;
- ``Phone.tail_index``: ten thousand groups of people, of about equal size: next to nothing;
- ``Person.surname_index``: a few hundred groups whose sizes are those of the known statistics of surnames,
  so that the common ones can be read off;
- ``Initials.index``: some thousand groups, whose sizes narrow surname and length of the name;
- ``Household.address_index``: who lives at one address.

Birth date, sex, nationality and region stand open, since rules and figures are made of them.
"""

from django.db import models

from lianfang.core.people.kinds import IdentifierKind, Sex
from lianfang.language import say

# A row is seen in its own area, and where somebody with that area has been granted the person.
SEEN = (
    "((path >= {{low}} AND path < {{high}}) OR EXISTS (SELECT 1 FROM people_grant AS given"
    " WHERE given.person_id = {person} AND given.ended IS NULL"
    " AND given.path >= {{low}} AND given.path < {{high}}))"
)


class Household(models.Model):
    """People at one address. ``address_index`` is empty where the address does not name a dwelling."""

    region = models.ForeignKey("places.Region", models.PROTECT, related_name="+")
    path = models.TextField(db_collation="C")
    address_sealed = models.BinaryField()
    address_index = models.BinaryField(null=True)
    head = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "address_index"], name="people_one_household_per_door")
        ]


class Person(models.Model):
    """One record of a human being; one that turned out to be another's points to it by ``merged_into``."""

    path = models.TextField(db_collation="C")
    region = models.ForeignKey("places.Region", models.PROTECT, related_name="+", db_index=False)
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="members")
    name_sealed = models.BinaryField()
    name_index = models.BinaryField()
    surname_index = models.BinaryField(null=True)
    sex = models.CharField(max_length=7, default=Sex.UNKNOWN.value)
    born = models.DateField(null=True)
    foreign = models.BooleanField(default=False)
    nationality = models.CharField(max_length=3, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged", db_index=False)
    created = models.DateTimeField()
    created_by = models.ForeignKey(
        "accounts.Post", models.PROTECT, null=True, related_name="+", db_index=False
    )

    row_guard = SEEN.format(person="people_person.id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("id")),
                name="people_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=models.Q(sex__in=[s.value for s in Sex]), name="people_sex_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["path", "id"], name="people_person_path"),
            models.Index(fields=["name_index", "born"], name="people_person_name"),
            models.Index(fields=["surname_index", "path"], name="people_person_surname"),
            models.Index(
                fields=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="people_person_merged",
            ),
        ]


class Identifier(models.Model):
    """The number of a document. ``checked``: a check digit of its own confirms it.

    A checked number belongs to one record at a time; others (passports of two countries) may be alike.
    The index is over the number alone, since the same number is called now this, now that.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="identifiers", db_index=False)
    path = models.TextField(db_collation="C")
    kind = models.CharField(max_length=30)
    sealed = models.BinaryField()
    index = models.BinaryField()
    checked = models.BooleanField()
    added = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True)

    row_guard = SEEN.format(person="people_identifier.person_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[k.value for k in IdentifierKind]), name="people_kind_is_known"
            ),
            models.UniqueConstraint(
                fields=["index"],
                condition=models.Q(checked=True, withdrawn__isnull=True),
                name="people_one_holder_per_number",
            ),
            models.UniqueConstraint(fields=["person", "index"], name="people_number_once_per_person"),
        ]
        indexes = [models.Index(fields=["index"], name="people_identifier_index")]


class Phone(models.Model):
    """A telephone of a person. ``name_index`` repeats the person's, since many share one number.

    A whole village gives the secretary's telephone: number and name together stay quick to find.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="phones", db_index=False)
    path = models.TextField(db_collation="C")
    sealed = models.BinaryField()
    index = models.BinaryField()
    name_index = models.BinaryField()
    tail_index = models.BinaryField()
    added = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True)

    row_guard = SEEN.format(person="people_phone.person_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "index"], name="people_phone_once_per_person")
        ]
        indexes = [
            models.Index(fields=["index", "name_index"], name="people_phone_index"),
            models.Index(fields=["tail_index", "path"], name="people_phone_tail"),
        ]


class Initials(models.Model):
    """One reading of a person's name by its initials; a name with several readings has several."""

    pk = models.CompositePrimaryKey("person_id", "index")
    person = models.ForeignKey(Person, models.CASCADE, related_name="initials", db_index=False)
    path = models.TextField(db_collation="C")
    index = models.BinaryField()

    row_guard = SEEN.format(person="people_initials.person_id")

    class Meta:
        indexes = [models.Index(fields=["index", "path"], name="people_initials_index")]


class Ground(models.TextChoices):
    """Why an area other than the person's own sees them."""

    HAND_OVER = "hand_over", say("交接", "hand-over")
    LIST = "list", say("名单", "list")
    ISOLATION = "isolation", say("集中隔离", "isolation site")
    LABORATORY = "laboratory", say("检测", "laboratory")
    TRACING = "tracing", say("流调", "tracing")
    MERGED = "merged", say("合并档案", "merged record")
    APPEAL = "appeal", say("申诉复核", "review of an appeal")


class Grant(models.Model):
    """An area that sees a person who is not its own, why, and until when.

    It is live while ``ended`` is empty: what has run out is ended by the watch, not by the clock of the
    database. ``home`` repeats the person's own path, so that their own area sees to whom they were opened.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="grants", db_index=False)
    path = models.TextField(db_collation="C")
    home = models.TextField(db_collation="C")
    ground = models.CharField(max_length=20, choices=Ground.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+", db_index=False)

    row_guard = ("path", "home")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=False) | models.Q(ground=Ground.MERGED),
                name="people_grant_has_an_end",
            ),
            models.UniqueConstraint(
                fields=["person", "path", "ground"],
                condition=models.Q(ended__isnull=True),
                name="people_one_live_grant",
            ),
        ]
        indexes = [
            models.Index(
                fields=["path", "person"], condition=models.Q(ended__isnull=True), name="people_grant_live"
            ),
            models.Index(fields=["until"], condition=models.Q(ended__isnull=True), name="people_grant_until"),
        ]


class Correction(models.Model):
    """A value of the register set right by hand: what stood and what stands there, by whom, when, why.

    Both values are sealed as the field they belong to. ``row_before`` and ``row_after`` are the numbers of
    the identifiers, telephones or households concerned; ``part_of`` the correction this one came with.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="corrections")
    path = models.TextField(db_collation="C")
    field = models.CharField(max_length=10)
    act = models.CharField(max_length=8)
    before = models.BinaryField(default=b"")
    after = models.BinaryField(default=b"")
    row_before = models.BigIntegerField(null=True)
    row_after = models.BigIntegerField(null=True)
    part_of = models.ForeignKey("self", models.CASCADE, null=True, related_name="parts")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    undone = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        "accounts.Post", models.PROTECT, null=True, related_name="+", db_index=False
    )

    row_guard = SEEN.format(person="people_correction.person_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(field__in=["name", "identifier", "phone", "sex", "born", "address"]),
                name="people_correction_field_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(act__in=["add", "correct", "withdraw"]),
                name="people_correction_act_is_known",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="people_correction_has_its_reason"),
        ]
