"""Staff, the posts they hold, who stands in for whom."""

from django.contrib.auth.models import AbstractBaseUser, UserManager
from django.db import models
from django.utils.crypto import salted_hmac

from lianfang.language import say


class Role(models.TextChoices):
    """What a post is for. What each role may do is stated in ``accounts.scope.MAY``."""

    GRID = "grid", say("网格员", "grid worker")
    COMMUNITY = "community", say("社区(村)干部", "community officer")
    TOWNSHIP = "township", say("乡镇(街道)干部", "township officer")
    COUNTY = "county", say("县区专班", "county task force")
    CITY = "city", say("市级专班", "city task force")
    LEADER = "leader", say("指挥长", "commander")
    REPORTER = "reporter", say("单位填报员", "reporting officer")
    ADMINISTRATOR = "administrator", say("系统管理员", "system administrator")
    SECURITY = "security", say("安全管理员", "security administrator")
    AUDITOR = "auditor", say("审计员", "auditor")


class Staff(AbstractBaseUser):
    """A person who signs in. What they may do and see comes from the posts they hold.

    ``sessions`` counts how often all sessions of the account were ended: every session is bound to it.
    ``password_given`` says that somebody else set the password, so that it is changed at the next sign-in.
    """

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(null=True)
    sessions = models.PositiveIntegerField(default=0)
    password_given = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager["Staff"]()

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session is bound to: the password, and how often all sessions were ended."""
        bound = f"{self.password}:{self.sessions}"
        return salted_hmac("lianfang.staff", bound, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Post(models.Model):
    """A named person's place in a unit: a role over an area, from when until when."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="posts")
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="posts")
    region = models.ForeignKey("places.Region", models.PROTECT, related_name="posts")
    path = models.TextField(db_collation="C")
    role = models.CharField(max_length=20, choices=Role.choices)
    title = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "unit", "role"],
                condition=models.Q(valid_to__isnull=True),
                name="accounts_one_open_post",
            )
        ]
        indexes = [models.Index(fields=["path", "role"], name="accounts_post_path")]

    def __str__(self) -> str:
        return f"{self.staff} {self.get_role_display()}"


class Cover(models.Model):
    """Who stands in for a post while its holder is away."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="covers")
    stand_in = models.ForeignKey(Staff, models.PROTECT, related_name="covers")
    since = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("since")), name="accounts_cover_ends_after_start"
            )
        ]
