"""The closed lists of values that findings use, with their words."""

from lianfang.core.findings.worded import Worded


class Kind(Worded):
    """Every kind of finding; the code is what the register stores."""

    ARRIVAL = "arrival", "来返", "arrival"
    RISK_STAY = "risk_stay", "风险区旅居", "stay in a risk area"
    EXPOSURE = "exposure", "接触暴露", "exposure"
    CODE_COLOUR = "code_colour", "健康码(来源所报)", "health code as reported"
    SYMPTOM = "symptom", "症状", "symptoms"
    LOCATED = "located", "核实结果", "outcome of the search"
    CONTACTED = "contacted", "联系记录", "attempt to reach"
    CHECK_IN = "check_in", "每日健康", "daily health check"
    OCCUPATION = "occupation", "职业", "occupation"
    VULNERABILITY = "vulnerability", "特殊需要", "special needs"
    HOME_UNSUITABLE = "home_unsuitable", "不具备居家条件", "home not suitable"
    CHOOSES_CENTRAL = "chooses_central", "自愿集中隔离", "chooses a central site"
    OVERRIDE = "override", "人工判定", "decision by hand"


class Transport(Worded):
    """How somebody came."""

    TRAIN = "train", "铁路", "train"
    PLANE = "plane", "飞机", "plane"
    COACH = "coach", "客运", "coach"
    CAR = "car", "自驾", "private car"
    LORRY = "lorry", "货车", "lorry"
    SHIP = "ship", "轮船", "ship"
    OTHER = "other", "其他", "other"


class RiskLevel(Worded):
    """Level of a risk area, in the words of the published lists; none: on no line of the list."""

    HIGH = "high", "高风险", "high risk"
    MIDDLE = "middle", "中风险", "middle risk"
    LOW = "low", "低风险", "low risk"
    NONE = "none", "未列入", "not listed"


class Basis(Worded):
    """Where the level of a risk stay comes from."""

    REPORTED = "reported", "来源所报", "as reported by the source"
    LOOKED_UP = "looked_up", "按风险区名单查得", "looked up in the list of risk areas"
    UNKNOWN = "unknown", "未知", "unknown"


class Grade(Worded):
    """How close an exposure was, as judged."""

    CLOSE_CONTACT = "close_contact", "密切接触者", "close contact"
    SECONDARY_CONTACT = "secondary_contact", "次密接", "contact of a close contact"
    GENERAL_CONTACT = "general_contact", "一般接触者", "general contact"
    VENUE_EXPOSED = "venue_exposed", "涉疫场所暴露人员", "exposed at an affected venue"
    COMPANION = "companion", "时空伴随者", "time-space companion"


class Relation(Worded):
    """What the two shared (五同)."""

    JOURNEY = "same_journey", "同行", "same journey"
    VEHICLE = "same_vehicle", "同车", "same vehicle"
    ROOM = "same_room", "同屋", "same room"
    MEAL = "same_meal", "同食", "same meal"
    WORK = "same_work", "同工", "same work"
    OTHER = "other", "其他", "other"


class Colour(Worded):
    """Colours and marks that sources report; this product gives nobody a colour."""

    GREEN = "green", "绿码", "green code"
    YELLOW = "yellow", "黄码", "yellow code"
    RED = "red", "红码", "red code"
    STARRED = "starred", "行程卡带星号", "starred travel card"


class Sign(Worded):
    """Signs a lay person can state; no diagnosis."""

    FEVER = "fever", "发热", "fever"
    COUGH = "cough", "咳嗽", "cough"
    FATIGUE = "fatigue", "乏力", "fatigue"
    SMELL_TASTE = "smell_taste", "嗅觉味觉减退", "loss of smell or taste"
    BLOCKED_NOSE = "blocked_nose", "鼻塞", "blocked nose"
    RUNNY_NOSE = "runny_nose", "流涕", "runny nose"
    SORE_THROAT = "sore_throat", "咽痛", "sore throat"
    CONJUNCTIVITIS = "conjunctivitis", "结膜炎", "conjunctivitis"
    MUSCLE_PAIN = "muscle_pain", "肌肉酸痛", "muscle pain"
    DIARRHOEA = "diarrhoea", "腹泻", "diarrhoea"
    BREATHLESSNESS = "breathlessness", "气促", "breathlessness"
    OTHER = "other", "其他", "other"


class Method(Worded):
    """How somebody was sought or spoken to."""

    CALL = "call", "电话", "telephone call"
    VISIT = "visit", "上门", "visit"
    MESSAGE = "message", "短信", "message"


class Outcome(Worded):
    """What the search for a pushed person came to."""

    FOUND = "found", "已找到", "found"
    LEFT = "left", "已离开本地", "has left"
    NOT_HERE = "not_here", "不在本辖区", "is not in this area"
    WRONG_NUMBER = "wrong_number", "号码有误", "wrong number"
    NO_SUCH_PERSON = "no_such_person", "查无此人", "no such person"
    REFUSED = "refused", "拒绝配合", "refused"
    UNREACHABLE = "unreachable", "暂未联系上", "not reached yet"

    @property
    def closes(self) -> bool:
        """Whether the search ends with it; "not reached yet" is an attempt, not an end."""
        return self is not Outcome.UNREACHABLE

    @property
    def forwards(self) -> bool:
        """Whether the person is pushed on to another area, to be accepted there."""
        return self in (Outcome.LEFT, Outcome.NOT_HERE)

    @property
    def returns(self) -> bool:
        """Whether the row goes back to its sender, who alone can mend it."""
        return self in (Outcome.WRONG_NUMBER, Outcome.NO_SUCH_PERSON)


class Need(Worded):
    """What makes a measure harder on a person, so that somebody looks after it."""

    LIVES_ALONE = "lives_alone", "独居", "lives alone"
    ELDERLY = "elderly", "高龄", "very old"
    CHILD = "child", "未成年人", "child"
    PREGNANT = "pregnant", "孕产妇", "pregnant"
    DIALYSIS = "dialysis", "透析", "dialysis"
    CANCER = "cancer", "肿瘤治疗", "cancer treatment"
    MEDICINE = "medicine", "长期用药", "needs medicine"
    DISABLED = "disabled", "残障", "disabled"
    MENTAL = "mental", "精神障碍", "mental illness"
    NO_TELEPHONE = "no_telephone", "无手机", "no telephone"
    INTERPRETER = "interpreter", "需要翻译", "needs an interpreter"
    PET = "pet", "养宠物", "has a pet"
    OTHER = "other", "其他", "other"


class HomeFault(Worded):
    """Why a home will not do for isolation."""

    NO_SEPARATE_ROOM = "no_separate_room", "无单独房间", "no room of one's own"
    SHARED_TOILET = "shared_toilet", "无独立卫生间", "no toilet of one's own"
    SHARED_AIR = "shared_air", "共用中央空调", "shared central air conditioning"
    DORMITORY = "dormitory", "集体宿舍", "dormitory"
    FRAIL_HOUSEHOLD = "frail_household", "同住有老幼病弱", "frail people in the household"
    NO_CARER = "no_carer", "无人照料", "nobody to care"
    OTHER = "other", "其他", "other"


class Cause(Worded):
    """Why a person decides in place of the rules: epidemiological grounds, a closed list, nothing else."""

    EXPOSURE = "exposure", "流调认定的接触", "contact established by tracing"
    RISK_STAY = "risk_stay", "风险区旅居", "stay in a risk area"
    RESULT = "result", "检测结果", "test results"
    SYMPTOM = "symptom", "症状", "symptoms"
    HOME = "home", "居住条件或特殊需要", "the home or special needs"
    SILENT = "silent", "方案没有规定,专家研判", "the edition is silent; judged by experts"
    APPEAL = "appeal", "申诉复核", "review of an appeal"
