"""Which kinds of tasks there are, whom or what each concerns, and what proves it done."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from lianfang.core.findings import CheckIn, Contacted, Located, Payload, Worded


class SubjectKind(Worded):
    """What a task is about."""

    PERSON = "person", "人员", "person"
    ROW = "row", "名单条目", "row of a list"
    LIST = "list", "推送名单", "list"
    ORDER = "order", "指令", "order"
    DOCUMENT = "document", "文书", "document"
    DECLARATION = "declaration", "报备", "declaration"
    UNIT = "unit", "单位", "unit"
    PLACE = "place", "场所", "place"


class Subject(NamedTuple):
    """One person, row, order, unit …, by its id in the register; its text is ``person:17``."""

    kind: SubjectKind
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


class EvidenceKind(Worded):
    """What may come in for a task; an attempt is kept and shown but settles nothing."""

    ATTEMPTED = "attempted", "联系未果", "attempt without an outcome"
    LOCATED = "located", "核实有结果", "search with an outcome"
    DECIDED = "decided", "已判定", "decided"
    SIGNED = "signed", "已签发", "signed"
    SERVED = "served", "已送达", "served"
    STAY_BEGAN = "stay_began", "已落实管控", "stay begun"
    SAMPLED = "sampled", "已采样", "sampled"
    RESULT = "result", "已出结果", "result in"
    CHECK_IN = "check_in", "已登记健康", "health entered"
    RELEASED = "released", "已解除", "released"
    ACCEPTED = "accepted", "已接收", "accepted"
    DECLINED = "declined", "已退回", "sent back"
    ACKNOWLEDGED = "acknowledged", "已签收", "acknowledged"
    FED_BACK = "fed_back", "已反馈", "fed back"
    REPORTED = "reported", "已报送", "reported"
    ROW_SETTLED = "row_settled", "已认定", "row settled"
    ANSWERED = "answered", "已答复", "answered"


class TaskKind(Worded):
    """Every kind of task, named by the act it asks for."""

    LOCATE = "locate", "核实落地", "find and check"
    REVIEW_ROW = "review_ambiguous", "认定疑似同一人", "settle an ambiguous row"
    ANSWER_DECLARATION = "answer_declaration", "答复报备", "answer a declaration"
    DECIDE = "decide", "人工判定", "decide by hand"
    SIGN_ORDER = "sign_order", "签发通知书", "sign the notice"
    SERVE_NOTICE = "serve_notice", "送达通知书", "serve the notice"
    BEGIN_STAY = "begin_stay", "落实管控", "begin the stay"
    SAMPLE = "sample", "采样", "take the sample"
    DAILY_CHECK = "daily_check", "每日健康", "daily health check"
    RELEASE = "release", "解除管控", "release"
    ACCEPT_HANDOVER = "handover_accept", "接收移交", "accept the handover"
    COUNTERSIGN = "countersign", "复签人工判定", "countersign a decision by hand"
    ANSWER_APPEAL = "answer_appeal", "复核申诉", "answer the appeal"
    ACKNOWLEDGE_ORDER = "order_ack", "签收指令", "acknowledge the order"
    ANSWER_ORDER = "order_feedback", "反馈指令", "report on the order"
    REPORT = "report", "报送日报", "send the report"


@dataclass(frozen=True, slots=True)
class Nature:
    """What is true of every task of a kind.

    ``lapses``: it belongs to its day, so that one first thought of after its due instant is no task any
    more (nobody can be asked to swab yesterday). The others are asked for even when they are born late.
    ``stays``: it stays with who owes it when the person is handed over; an appeal keeps its reviewer.
    """

    subject: SubjectKind
    settled_by: frozenset[EvidenceKind]
    lapses: bool = False
    stays: bool = False


def _nature(
    subject: SubjectKind, *settled_by: EvidenceKind, lapses: bool = False, stays: bool = False
) -> Nature:
    return Nature(subject, frozenset(settled_by), lapses, stays)


NATURES: Mapping[TaskKind, Nature] = MappingProxyType(
    {
        TaskKind.LOCATE: _nature(SubjectKind.PERSON, EvidenceKind.LOCATED),
        TaskKind.REVIEW_ROW: _nature(SubjectKind.ROW, EvidenceKind.ROW_SETTLED),
        TaskKind.ANSWER_DECLARATION: _nature(SubjectKind.DECLARATION, EvidenceKind.ANSWERED),
        TaskKind.DECIDE: _nature(SubjectKind.PERSON, EvidenceKind.DECIDED),
        TaskKind.SIGN_ORDER: _nature(SubjectKind.DOCUMENT, EvidenceKind.SIGNED),
        TaskKind.SERVE_NOTICE: _nature(SubjectKind.DOCUMENT, EvidenceKind.SERVED),
        TaskKind.BEGIN_STAY: _nature(SubjectKind.PERSON, EvidenceKind.STAY_BEGAN),
        TaskKind.SAMPLE: _nature(SubjectKind.PERSON, EvidenceKind.SAMPLED, EvidenceKind.RESULT, lapses=True),
        TaskKind.DAILY_CHECK: _nature(SubjectKind.PERSON, EvidenceKind.CHECK_IN, lapses=True),
        TaskKind.RELEASE: _nature(SubjectKind.PERSON, EvidenceKind.RELEASED),
        TaskKind.ACCEPT_HANDOVER: _nature(SubjectKind.PERSON, EvidenceKind.ACCEPTED, EvidenceKind.DECLINED),
        TaskKind.COUNTERSIGN: _nature(SubjectKind.DOCUMENT, EvidenceKind.SIGNED, stays=True),
        TaskKind.ANSWER_APPEAL: _nature(SubjectKind.DOCUMENT, EvidenceKind.ANSWERED, stays=True),
        TaskKind.ACKNOWLEDGE_ORDER: _nature(
            SubjectKind.ORDER, EvidenceKind.ACKNOWLEDGED, EvidenceKind.FED_BACK
        ),
        TaskKind.ANSWER_ORDER: _nature(SubjectKind.ORDER, EvidenceKind.FED_BACK),
        TaskKind.REPORT: _nature(SubjectKind.UNIT, EvidenceKind.REPORTED),
    }
)
"""What is true of each kind; a new kind of task is one member above and one row here."""


def settles(task: TaskKind, evidence: EvidenceKind) -> bool:
    """Whether evidence of that kind proves a task of this kind done."""
    return evidence in NATURES[task].settled_by


def evidence_of(finding: Payload) -> EvidenceKind | None:
    """What a finding is evidence of; None where it proves no task by itself."""
    match finding:
        case Located(outcome=outcome):
            return EvidenceKind.LOCATED if outcome.closes else EvidenceKind.ATTEMPTED
        case Contacted():
            return EvidenceKind.ATTEMPTED
        case CheckIn():
            return EvidenceKind.CHECK_IN
    return None
