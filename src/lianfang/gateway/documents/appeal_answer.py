"""The answer to an appeal: what was appealed against, what it came to and why, and what follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lianfang.core.words import Words
from lianfang.gateway.documents.notices import (
    Notice,
    _addressed,
    _day,
    _grounds,
    _Sheet,
    _signature,
    _slip,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealAnswer(Notice):
    """``number`` is the appeal's, ``against`` that of the notice appealed against, empty where there is none.

    ``instead`` is what takes the place of the decision, None where it stands; ``grounds`` are those of the
    decision appealed against.
    """

    against: str
    filed_on: date
    outcome: Words
    reasons: str
    instead: Sequence[Words] | None = None


def write_appeal_answer(notice: AppealAnswer) -> bytes:
    """The answer, as a docx file, with the slip on which its receipt is signed."""
    sheet = _Sheet(notice)
    sheet.title(Words("申诉复核答复书", "Answer to your appeal"))
    _addressed(sheet, notice)
    filed, against = _day(notice.filed_on), notice.against
    sheet.say(
        f"您于{filed.zh}对{against or '有关管控决定'}提出的申诉(编号 {notice.number})收悉。"
        f"经没有参与该决定的{notice.issuer}复核,现答复如下。",
        f"Your appeal {notice.number} of {filed.en} against {against or 'the decision about you'} was"
        f" reviewed by {notice.issuer}, which had no hand in that decision.",
    )
    sheet.heading(Words("一、原决定的理由和依据", "What was decided, and why"))
    _grounds(sheet, notice)
    sheet.heading(Words("二、复核结果和理由", "Outcome and reasons"))
    sheet.say(f"{notice.outcome.zh}。{notice.reasons}", f"{notice.outcome.en.capitalize()}. {notice.reasons}")
    if notice.instead is not None:
        sheet.heading(Words("三、变更后的安排", "What follows now"))
        sheet.numbered(notice.instead)
    sheet.heading(Words("四、其他" if notice.instead is not None else "三、其他", "If you still disagree"))
    sheet.say(
        f"复核人:{'、'.join(notice.decided_by)}。仍有异议的,可拨打 {notice.complaint},或依法申请行政复议、"
        "提起行政诉讼。",
        f"Reviewed by {', '.join(notice.decided_by)}. If you still disagree dial {notice.complaint}, or take"
        " the remedies the law gives you.",
    )
    _signature(sheet, notice)
    _slip(sheet, notice)
    return sheet.file()
