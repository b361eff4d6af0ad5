"""Areas of the tree, the bodies that owe tasks, and places with a kind."""

from django.db import models

from lianfang.language import say


class Level(models.TextChoices):
    """The levels of the tree, from the country down."""

    COUNTRY = "country", say("国家", "country")
    PROVINCE = "province", say("省级", "province")
    CITY = "city", say("地级", "city")
    COUNTY = "county", say("县级", "county")
    TOWNSHIP = "township", say("乡级", "township")
    COMMUNITY = "community", say("村级", "community")
    GRID = "grid", say("网格", "grid")


class Region(models.Model):
    """An area. Its id never changes; its names and codes do, and are kept in :class:`RegionName`.

    ``code`` is the statistical code of the level (2, 4, 6, 9 or 12 digits; grids add their own).
    ``boundary`` is GeoJSON geometry in the coordinate system that ``crs`` states. A closed region keeps
    its row; ``successor`` is the one that took its area over in a merger.
    """

    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.TextField(db_collation="C", unique=True)
    level = models.CharField(max_length=10, choices=Level.choices)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    initials = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    population = models.PositiveIntegerField(null=True)
    boundary = models.JSONField(null=True)
    crs = models.CharField(max_length=12, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="predecessors")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(valid_to__isnull=True), name="places_one_region_per_code"
            ),
            models.CheckConstraint(
                condition=models.Q(boundary__isnull=True) | ~models.Q(crs=""),
                name="places_boundary_states_its_system",
            ),
        ]
        indexes = [
            models.Index(fields=["level", "path"], name="places_region_level"),
            models.Index(fields=["name"], name="places_region_name"),
            models.Index(fields=["initials"], name="places_region_initials"),
        ]

    def __str__(self) -> str:
        return self.name


class RegionName(models.Model):
    """A name and code that a region had, from when until when."""

    region = models.ForeignKey(Region, models.CASCADE, related_name="names")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)


class UnitKind(models.TextChoices):
    """Kinds of bodies that owe tasks and reports."""

    HEADQUARTERS = "headquarters", say("指挥部", "headquarters")
    TASK_FORCE = "task_force", say("工作专班", "task force")
    DEPARTMENT = "department", say("部门", "department")
    TOWNSHIP = "township", say("乡镇街道", "township office")
    COMMUNITY = "community", say("村(社区)", "community")
    GRID = "grid", say("网格", "grid")
    CDC = "cdc", say("疾控中心", "CDC")
    HOSPITAL = "hospital", say("医院", "hospital")
    FEVER_CLINIC = "fever_clinic", say("发热门诊", "fever clinic")
    SCHOOL = "school", say("学校", "school")
    STATION = "station", say("车站", "station")
    ENTERPRISE = "enterprise", say("企业", "enterprise")


class Unit(models.Model):
    """A body that owes tasks: a headquarters, a department, a community, a grid's team."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=UnitKind.choices)
    region = models.ForeignKey(Region, models.PROTECT, related_name="units")
    path = models.TextField(db_collation="C")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    phone = models.CharField(max_length=30, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "name"], name="places_one_unit_per_name")]
        indexes = [models.Index(fields=["path"], name="places_unit_path")]

    def __str__(self) -> str:
        return self.name


class FacilityKind(models.TextChoices):
    """Kinds of places."""

    ISOLATION_SITE = "isolation_site", say("集中隔离点", "isolation site")
    FEVER_CLINIC = "fever_clinic", say("发热门诊", "fever clinic")
    LABORATORY = "laboratory", say("检测机构", "laboratory")
    SAMPLING_POINT = "sampling_point", say("采样点", "sampling point")
    HOTEL = "hotel", say("宾馆", "hotel")
    SCHOOL = "school", say("学校", "school")
    HOSPITAL = "hospital", say("医院", "hospital")
    STATION = "station", say("车站", "station")
    MARKET = "market", say("市场", "market")


class Facility(models.Model):
    """A place with a kind; ``capacity`` counts rooms, desks or tubes a day, as its kind has them."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=FacilityKind.choices)
    region = models.ForeignKey(Region, models.PROTECT, related_name="facilities")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="facilities")
    path = models.TextField(db_collation="C")
    address = models.CharField(max_length=200, blank=True)
    capacity = models.PositiveIntegerField(null=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    crs = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "kind", "name"], name="places_one_facility_per_name")
        ]
        indexes = [models.Index(fields=["path", "kind"], name="places_facility_path")]

    def __str__(self) -> str:
        return self.name
