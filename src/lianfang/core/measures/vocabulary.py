"""The closed lists of words that editions are written in.

A disease, a region or a protocol is never named here: those are data. What stands here is what the
program has to understand, such as which measure is the stricter.
"""

from dataclasses import dataclass

from lianfang.core.words import Words


@dataclass(frozen=True, slots=True)
class Measure:
    """What may be asked of a person; ``severity`` ranks them, the larger the stricter."""

    name: str
    words: Words
    severity: int


MEASURES = {
    measure.name: measure
    for measure in (
        Measure("central", Words("集中隔离医学观察", "isolation at a central site"), 50),
        Measure("home_iso", Words("居家隔离医学观察", "isolation at home"), 40),
        Measure("home_monitor", Words("居家健康监测", "health monitoring at home"), 30),
        Measure("self_monitor", Words("自我健康监测", "self health monitoring"), 20),
        Measure("test_only", Words("核酸检测", "testing only"), 10),
    )
}

# What a status code beside a value says about where the value was found.
STATUSES = {
    "V1": Words("官方文件或发布会原文可查", "quoted from the official document or its spokesperson"),
    "V2": Words("经转载查到,与官方口径一致", "found in a re-post that agrees with the official line"),
    "D": Words("由已查实的数值推算", "derived by arithmetic from verified numbers"),
    "L": Words("地方规定,非全国规定", "a local rule, not a national one"),
    "P": Words(
        "文件未写明,为产品约定,可改", "the text is silent: a convention of the product, to be overridden"
    ),
}
NATIONAL_STATUSES = ("V1", "V2", "D", "P")
UNSHIPPABLE_STATUSES = ("M", "NF")
BY_A_PERSON = "O"  # the status of a reason that stands on a person's signed override, not on a text


COUNT_FROM = ("prev_end", "found")  # besides the date fields of the rule's own class
CREDITS = ("none", "elapsed", "skip_phase_after")
TESTS_FROM = ("phase", "found")
MISSED_TESTS = ("none", "make_up")
RISK_AS_OF = ("stay", "any_in_window", "now")
CIRCUMSTANCES = ("home_unsuitable", "chooses_central")
SAMPLES = ("nasopharyngeal", "oropharyngeal")
GRADES = ("close_contact", "secondary_contact", "general_contact", "venue_exposed", "companion")
JUDGES = ("auto", "person", "none")
LEVELS = ("grid", "community", "township", "county", "city", "province")
