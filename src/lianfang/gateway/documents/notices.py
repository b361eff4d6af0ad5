"""Notices to a person: of isolation and of release, each with the slip on which its receipt is signed.

A notice says what, why by which row of which edition, from when until when, where, who decided, what the
person's rights are and where to complain. For a foreign person every part stands in English below it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from lianfang.core.days import days_between
from lianfang.core.measures.by_hand import ROW as BY_HAND
from lianfang.core.words import Words
from lianfang.gateway.documents.fonts import SUBHEADING, set_face
from lianfang.gateway.documents.layout import REAL, Look, Page, rule
from lianfang.gateway.documents.punctuation import wide

_BLANK = "_" * 16

RIGHTS = (
    Words(
        "知悉对您采取措施的理由、依据和期限,查阅您的本人记录以及查看过记录的人员;",
        "to know the reason, rule and length of the measure, to see your own record and who looked at it;",
    ),
    Words(
        "期间的生活照料、就医、用药、心理援助和与亲友联系;",
        "to be cared for, to see a doctor, to have medicines, psychological help and contact with family;",
    ),
    Words(
        "家中有需要照料的老人、儿童、患者或宠物的,请当场告知,由属地安排;",
        "to have old people, children, patients or animals at home looked after: say so now;",
    ),
    Words("期满且符合条件的,按时解除并取得解除通知。", "to be released in time, with a notice of release."),
)
"""What every notice says of rights; a site may give its own."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason: the row of the edition, what it says of this person, and the text it stands on."""

    row: str
    because: Words
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What both notices have in common. ``foreign`` adds the English; names are written in full.

    ``decided_by`` are the posts and names that signed. ``answer_hours`` is how soon a complaint is answered,
    by a reviewer of another unit. ``mark`` is the word across the page that says that it is not real.
    """

    number: str
    issuer: str
    name: str
    identifier: str
    address: str
    measure: Words
    grounds: Sequence[Ground]
    edition: Words
    decided_by: Sequence[str]
    signed_on: date
    contact: str
    complaint: str
    answer_hours: int = 24
    foreign: bool = False
    mark: Words = REAL


@dataclass(frozen=True, slots=True, kw_only=True)
class IsolationNotice(Notice):
    """A measure begins. ``until`` is its earliest last day, ``cap`` the latest (both in)."""

    place: str
    start: date
    until: date
    cap: date | None = None
    tests: Sequence[date] = ()
    rights: Sequence[Words] = RIGHTS


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseNotice(Notice):
    """A measure has ended: ``met`` are the conditions that were met, ``afterwards`` what follows."""

    start: date
    ended: date
    met: Sequence[Words] = ()
    afterwards: Words | None = None


class _Sheet:
    """A notice under way: each text in Chinese and, where the person is foreign, in English below it."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice
        self.page = Page(Look("zh", notice.mark.zh, compact=True, code=notice.number))

    def title(self, words: Words) -> None:
        self.page.title(self.page.look.said(words))
        if self.notice.foreign:
            self.page.centred(words.en)
        self.page.centred(self.page.look.said(Words(f"编号:{self.notice.number}", "")))

    def heading(self, words: Words) -> None:
        text = self.page.look.said(words)
        self.page.heading(f"{text}  {words.en}" if self.notice.foreign else text, 1)

    def say(self, zh: str, en: str) -> None:
        self.page.text(self.page.look.said(Words(zh, en)))
        if self.notice.foreign:
            added = self.page.text(en)
            set_face(added.runs[0]._r.get_or_add_rPr(), SUBHEADING)

    def numbered(self, texts: Iterable[Words]) -> None:
        for number, words in enumerate(texts, 1):
            self.say(f"{number}. {words.zh}", f"{number}. {words.en}")

    def slip(self, *labels: Words) -> None:
        """A line of the slip: labels with blanks to be filled in by hand, kept on one page with the rest."""
        named = (
            f"{words.zh} {words.en}" if self.notice.foreign and words.en else words.zh for words in labels
        )
        text = "  ".join(f"{name}:{_BLANK}" for name in named)
        line = self.page.text(wide(text), indented=False)
        line.paragraph_format.keep_with_next = True

    def file(self) -> bytes:
        self.page.document.core_properties.title = self.notice.number
        self.page.document.core_properties.author = self.notice.issuer
        out = BytesIO()
        self.page.document.save(out)
        return out.getvalue()


def write_isolation_notice(notice: IsolationNotice) -> bytes:
    """The notice that a measure begins, as a docx file."""
    sheet = _Sheet(notice)
    sheet.title(Words(f"{notice.measure.zh}告知书", f"Notice of {notice.measure.en}"))
    _addressed(sheet, notice)
    edition = notice.edition
    sheet.say(
        f"依照传染病防治有关法律法规和{edition.zh},您需接受{notice.measure.zh}。现将有关事项告知如下。",
        f"By the law on infectious diseases and the {edition.en} you are placed under {notice.measure.en}.",
    )
    sheet.heading(Words("一、理由和依据", "Reason"))
    _grounds(sheet, notice)
    sheet.heading(Words("二、期限和地点", "When and where"))
    _period(sheet, notice)
    sheet.heading(Words("三、您的权利", "Your rights"))
    sheet.numbered(notice.rights)
    sheet.heading(Words("四、决定和申诉", "Decision and complaint"))
    _complaint(sheet, notice)
    _signature(sheet, notice)
    _slip(sheet, notice)
    return sheet.file()


def write_release_notice(notice: ReleaseNotice) -> bytes:
    """The notice that a measure has ended, as a docx file."""
    sheet = _Sheet(notice)
    sheet.title(Words(f"解除{notice.measure.zh}告知书", f"Notice of release from {notice.measure.en}"))
    _addressed(sheet, notice)
    start, ended = _day(notice.start), _day(notice.ended)
    sheet.say(
        f"您自{start.zh}起接受{notice.measure.zh},依照{notice.edition.zh}已符合解除条件,自{ended.zh}起解除。",
        f"You were under {notice.measure.en} from {start.en}. By the {notice.edition.en} the conditions of"
        f" release are met, and the measure ends on {ended.en}.",
    )
    sheet.heading(Words("一、原管控理由", "Why the measure stood"))
    _grounds(sheet, notice)
    sheet.heading(Words("二、解除依据", "Conditions met"))
    sheet.numbered(notice.met or (Words("期限届满。", "The period is over."),))
    if notice.afterwards is not None:
        sheet.say(f"解除后:{notice.afterwards.zh}", f"Afterwards: {notice.afterwards.en}")
    sheet.heading(Words("三、决定和申诉", "Decision and complaint"))
    _complaint(sheet, notice)
    _signature(sheet, notice)
    _slip(sheet, notice)
    return sheet.file()


def _addressed(sheet: _Sheet, notice: Notice) -> None:
    sheet.page.text(sheet.page.look.said(Words(f"{notice.name}:", "")), indented=False)
    sheet.say(
        f"身份证件号码:{notice.identifier}。现住址:{notice.address}。",
        f"Document number: {notice.identifier}. Address: {notice.address}.",
    )


def _grounds(sheet: _Sheet, notice: Notice) -> None:
    for number, ground in enumerate(notice.grounds, 1):
        if ground.row == BY_HAND:
            sheet.say(f"{number}. {ground.because.zh}。", f"{number}. {ground.because.en}.")
            continue
        sheet.say(
            f"{number}. {ground.because.zh}。依据:{notice.edition.zh}第{ground.row}项({ground.source})。",
            f"{number}. {ground.because.en}. Rule: {notice.edition.en}, row {ground.row} ({ground.source}).",
        )


def _period(sheet: _Sheet, notice: IsolationNotice) -> None:
    start, until = _day(notice.start), _day(notice.until)
    count = days_between(notice.start, notice.until) + 1
    sheet.say(
        f"自{start.zh}起至{until.zh}止(含当日,共{count}天),到期自动结束;期限只能由新的决定延长。",
        f"From {start.en} to {until.en}, both days included ({count} days). It ends by itself; only a new"
        " decision can lengthen it.",
    )
    if notice.cap is not None and notice.cap > notice.until:
        cap = _day(notice.cap)
        sheet.say(
            f"解除所需检测结果未出的,最迟至{cap.zh}。",
            f"While a result needed for release is owed it may last until {cap.en} at the latest.",
        )
    sheet.say(f"地点:{notice.place}。", f"Place: {notice.place}.")
    if notice.tests:
        days = [_day(day) for day in notice.tests]
        sheet.say(
            f"核酸检测:{'、'.join(day.zh for day in days)}。",
            f"Tests on {', '.join(day.en for day in days)}.",
        )


def _complaint(sheet: _Sheet, notice: Notice) -> None:
    who = "、".join(notice.decided_by)
    sheet.say(f"决定人:{who}。联系人:{notice.contact}。", f"Decided by {who}. Contact: {notice.contact}.")
    sheet.say(
        f"如有异议,可向{notice.complaint}申诉,由作出决定以外的单位复核,{notice.answer_hours}小时内答复。",
        f"If you disagree, complain to {notice.complaint}: another unit reviews it and answers within"
        f" {notice.answer_hours} hours.",
    )


def _signature(sheet: _Sheet, notice: Notice) -> None:
    sheet.page.text("", indented=False)
    sheet.page.right(notice.issuer, characters=2).paragraph_format.keep_with_next = True
    sheet.page.right(_day(notice.signed_on).zh, characters=4)


def _slip(sheet: _Sheet, notice: Notice) -> None:
    """The slip below the cut: who was told, when, by whom, and why not where they would not sign."""
    cut = sheet.page.text("", indented=False)
    rule(cut, "bottom")
    cut.paragraph_format.keep_with_next = True
    title = "送达回执  Receipt" if notice.foreign else "送达回执"
    sheet.page.centred(title).paragraph_format.keep_with_next = True
    told = sheet.page.text(wide(f"编号:{notice.number}  被告知人:{notice.name}"), indented=False)
    told.paragraph_format.keep_with_next = True
    sheet.slip(Words("签收", "Signed"), Words("时间", "When"))
    sheet.slip(Words("送达人", "Served by"), Words("见证人", "Witness"))
    sheet.slip(Words("未签收的原因", "Reason if not signed"))


def _day(day: date) -> Words:
    return Words(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {_MONTHS[day.month - 1]} {day.year}")


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
