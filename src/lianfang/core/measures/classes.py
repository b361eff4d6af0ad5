"""The classes of facts: what a person may be, what may bear on it, and which dates each comes with."""

from dataclasses import dataclass

from lianfang.core.findings.values import Cause
from lianfang.core.measures.vocabulary import MEASURES
from lianfang.core.words import Words

DAY, DAYS, MOMENT, CHOICE, NUMBER, TEXT = "day", "days", "moment", "choice", "number", "text"


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a fact: its kind, whether it must be given, and whether it may lie ahead."""

    name: str
    kind: str
    words: Words
    required: bool = False
    choices: tuple[str, ...] = ()
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class FactClass:
    """A class of fact. ``because`` is the reason it gives, filled from the fact's own values.

    ``subject`` is true of what a person *is* (a contact, a traveller …), which rules speak of; false
    of circumstances (a result, an unsuitable home …), which only bear on those.
    """

    name: str
    words: Words
    because: Words
    fields: tuple[Field, ...]
    subject: bool = True

    def field(self, name: str) -> Field | None:
        """The field of that name, if this class has it."""
        return next((field for field in self.fields if field.name == name), None)


RISKS = ("none", "low", "middle", "high")  # in rising order
SEVERITIES = ("mild", "moderate", "severe", "critical")
OUTCOMES = ("negative", "positive", "grey", "invalid")

_KNOWN = Field(
    "known", DAY, Words("发现日(缺省为判定当日)", "day the person was found (default: the day decided)")
)


def _subject(name: str, words: Words, because: Words, *fields: Field) -> FactClass:
    return FactClass(name, words, because, (*fields, _KNOWN))


def _circumstance(name: str, words: Words, because: Words, *fields: Field) -> FactClass:
    return FactClass(name, words, because, fields, subject=False)


def _day(name: str, zh: str, en: str, *, required: bool = True, ahead: bool = False) -> Field:
    return Field(name, DAY, Words(zh, en), required=required, ahead=ahead)


_EXPOSED = _day("last_exposure", "末次暴露日", "day of last exposure")
_RISK = Words("旅居地风险等级", "risk level of the area stayed in")
_TAKEN = Field("taken", MOMENT, Words("采样时间", "when the sample was taken"), required=True)
_CONTACT = Words(
    "第几名关联密接(只有一名时可不写)", "which linked contact, by a number (not needed where there is one)"
)
_OUTCOME = Field("outcome", CHOICE, Words("结果", "outcome"), required=True, choices=OUTCOMES)
_CT = Field("ct", NUMBER, Words("Ct 值(N、ORF 中较低者)", "Ct value (the lower of N and ORF)"))

CLASSES = {
    known.name: known
    for known in (
        _subject(
            "close_contact",
            Words("密切接触者", "close contact"),
            Words("密切接触者,末次暴露 {last_exposure}", "close contact, last exposed {last_exposure}"),
            _EXPOSED,
        ),
        _subject(
            "secondary_contact",
            Words("密接的密接", "contact of a close contact"),
            Words(
                "密接的密接,末次暴露 {last_exposure}",
                "contact of a close contact, last exposed {last_exposure}",
            ),
            _EXPOSED,
        ),
        _subject(
            "general_contact",
            Words("一般接触者", "general contact"),
            Words("一般接触者,末次暴露 {last_exposure}", "general contact, last exposed {last_exposure}"),
            _EXPOSED,
        ),
        _subject(
            "venue_exposed",
            Words("涉疫场所暴露人员", "person exposed in an affected venue"),
            Words(
                "涉疫场所暴露人员,末次暴露 {last_exposure}", "exposed in an affected venue {last_exposure}"
            ),
            _EXPOSED,
        ),
        _subject(
            "companion",
            Words("时空伴随人员", "time-space companion"),
            Words(
                "时空伴随人员,末次交集 {last_exposure}", "time-space companion, last crossing {last_exposure}"
            ),
            _EXPOSED,
        ),
        _subject(
            "entrant",
            Words("入境人员", "entrant from abroad"),
            Words("入境人员,{entry} 入境", "entered the country {entry}"),
            _day("entry", "入境日", "day of entry"),
        ),
        _subject(
            "traveller",
            Words("风险区旅居史人员", "traveller from a risk area"),
            Words("有{risk}旅居史,{left} 离开", "stayed in a {risk} area, left {left}"),
            Field("risk", CHOICE, _RISK, required=True, choices=RISKS),
            Field(
                "risk_worst",
                CHOICE,
                Words("离开后回溯期内该地最高等级", "worst level of that area since, within the look-back"),
                choices=RISKS,
            ),
            Field(
                "risk_now",
                CHOICE,
                Words("该地现等级(最新名单)", "level of that area now, by the newest list"),
                choices=RISKS,
            ),
            _day("left", "离开风险区日", "day of leaving the risk area"),
            _day("arrived", "抵达日", "day of arrival", required=False),
        ),
        _subject(
            "case",
            Words("确诊病例", "confirmed case"),
            Words("确诊病例,{positive} 采样阳性", "confirmed case, positive sample of {positive}"),
            _day("positive", "首个阳性样本采样日", "day the first positive sample was taken"),
            Field("severity", CHOICE, Words("临床分型", "clinical severity"), choices=SEVERITIES),
        ),
        _subject(
            "asymptomatic",
            Words("无症状感染者", "asymptomatic infection"),
            Words(
                "无症状感染者,{positive} 采样阳性", "asymptomatic infection, positive sample of {positive}"
            ),
            _day("positive", "首个阳性样本采样日", "day the first positive sample was taken"),
        ),
        _subject(
            "recovered",
            Words("出院(舱)人员", "discharged after recovery"),
            Words("治愈出院(舱),{discharged}", "discharged after recovery {discharged}"),
            _day("discharged", "出院(舱)日", "day of discharge"),
        ),
        _subject(
            "high_risk_post",
            Words("结束闭环作业的高风险岗位人员", "staff of a high-risk post leaving its closed loop"),
            Words("高风险岗位人员,{left_post} 结束闭环", "high-risk post, left its closed loop {left_post}"),
            _day("left_post", "结束闭环日", "day of leaving the closed loop"),
        ),
        _circumstance(
            "result",
            Words("本人检测结果", "own test result"),
            Words("{taken} 采样,{outcome}", "sample of {taken}: {outcome}"),
            _TAKEN,
            _OUTCOME,
            _CT,
            Field("kit", TEXT, Words("检测试剂", "reagent kit")),
            Field("lab", TEXT, Words("检测机构", "laboratory")),
        ),
        _circumstance(
            "linked_result",
            Words("所关联密接的检测结果", "test result of the linked close contact"),
            Words("关联密接 {taken} 采样,{outcome}", "linked contact's sample of {taken}: {outcome}"),
            _TAKEN,
            _OUTCOME,
            Field("contact", TEXT, _CONTACT),
        ),
        _circumstance(
            "linked_contact",
            Words("关联密接(尚无结果也列出)", "a linked close contact, with results or without"),
            Words("关联密接 {contact}", "linked close contact {contact}"),
            Field("contact", TEXT, _CONTACT, required=True),
        ),
        _circumstance(
            "home_unsuitable",
            Words("不具备居家隔离条件", "home unsuitable for isolation"),
            Words("不具备居家隔离条件", "home unsuitable for isolation"),
            _day("since", "核实日", "day established", required=False),
        ),
        _circumstance(
            "chooses_central",
            Words("自愿集中隔离", "chooses a central site"),
            Words("自愿集中隔离", "chooses a central site"),
            _day("since", "提出日", "day asked for", required=False),
        ),
        _circumstance(
            "symptom",
            Words("症状", "symptom"),
            Words("{since} 出现症状", "symptoms since {since}"),
            _day("since", "症状出现日", "day of onset"),
            Field("what", TEXT, Words("症状描述", "what is felt")),
        ),
        _circumstance(
            "override",
            Words("人工判定", "decision by a person"),
            Words("人工判定:{ground},由{by}决定", "decided by hand: {ground}, by {by}"),
            Field("measure", CHOICE, Words("措施", "measure"), choices=tuple(MEASURES)),
            _day("start", "开始日", "first day", ahead=True),
            _day("until", "结束日", "last day", ahead=True),
            Field("tests", DAYS, Words("采样日,以逗号分隔", "days of tests, parted by commas")),
            Field("in_place_of", TEXT, Words("所停用的条目,以逗号分隔", "rows set aside, parted by commas")),
            Field("cause", CHOICE, Words("缘由", "cause"), choices=tuple(map(str, Cause))),
            Field("ground", TEXT, Words("依据", "ground"), required=True),
            Field("by", TEXT, Words("决定人(岗位)", "post that decided"), required=True),
            Field("second", TEXT, Words("第二签发人", "second signer")),
        ),
    )
}
SUBJECTS = tuple(name for name, known in CLASSES.items() if known.subject)

# Choices that are spoken inside a reason: field name -> choice -> words.
CHOICE_WORDS = {
    "risk": {
        "high": Words("高风险区", "high-risk"),
        "middle": Words("中风险区", "medium-risk"),
        "low": Words("低风险区", "low-risk"),
        "none": Words("非风险区", "no-risk"),
    },
    "outcome": {
        "negative": Words("阴性", "negative"),
        "positive": Words("阳性", "positive"),
        "grey": Words("灰区", "grey zone"),
        "invalid": Words("无效", "invalid"),
    },
}
# Other spellings of a choice that people write, read as the one after them.
SPELLINGS = {"medium": "middle", "mid": "middle", "高": "high", "中": "middle", "低": "low"}
