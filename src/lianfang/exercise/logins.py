"""The logins of the invented city that are printed, apart from what makes it: every start prints them."""

from dataclasses import dataclass

from lianfang.core.words import Words

PASSWORD = "yunze-lianfang-2022"  # noqa: S105 - of an invented city, printed at every start


@dataclass(frozen=True, slots=True)
class Login:
    """An account of the invented city that may be printed."""

    username: str
    password: str
    words: Words


LOGINS: tuple[tuple[str, Words], ...] = (
    ("grid", Words("网格员(青石县河口镇)", "grid worker (Hekou, Qingshi)")),
    ("community", Words("社区干部", "community officer")),
    ("township", Words("乡镇干部", "township officer")),
    ("county", Words("县区专班", "county task force")),
    ("city", Words("市级专班", "city task force")),
    ("leader", Words("指挥长", "commander")),
    ("leader2", Words("副指挥长(第二签发人)", "deputy commander (second signature)")),
    ("reporter", Words("单位填报员(发热门诊)", "reporting officer (fever clinic)")),
    ("administrator", Words("系统管理员", "system administrator")),
    ("security", Words("安全管理员", "security administrator")),
    ("auditor", Words("审计员", "auditor")),
)
"""Account names with their posts, in the order in which they are printed."""


def logins() -> list[Login]:
    """One login for each post of interest, in the order in which they are printed."""
    return [Login(name, PASSWORD, words) for name, words in LOGINS]
