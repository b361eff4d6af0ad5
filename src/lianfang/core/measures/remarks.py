"""What is said beside the reasons: why no measure follows, what the edition does not say, what to report."""

from collections.abc import Collection, Iterable

from lianfang.core.days import days_between
from lianfang.core.measures.classes import CLASSES
from lianfang.core.measures.decision import Kind, Remark
from lianfang.core.measures.edition import Edition, Rule
from lianfang.core.measures.facts import Fact, Facts
from lianfang.core.refusal import Refused
from lianfang.core.words import Words


def outside_window(fact: Fact, rule: Rule) -> Words | None:
    """Why the rule's look-back does not reach the fact: counted from the day found, that day being 0."""
    anchor = next(field.name for field in CLASSES[fact.cls].fields if field.required and field.kind == "day")
    day, found = fact.needed(anchor), fact.needed("known")
    gone = days_between(day, found)
    if rule.lookback_days is None or gone <= rule.lookback_days:
        return None
    return Words(
        f"不适用:{day} 距发现日 {found} 已 {gone} 天,本条只回溯 {rule.lookback_days} 天",
        f"no rule applies because {day} is {gone} days before the day found, {found}; "
        f"the row looks back {rule.lookback_days} days",
    )


def run_out(fact: Fact) -> Words:
    """Every day of every phase had gone when the person was found."""
    found = fact.needed("known")
    return Words(
        f"发现日 {found} 时各阶段均已届满", f"every day had gone when the person was found on {found}"
    )


def circumstances(facts: Facts) -> Iterable[Remark]:
    """What an own positive result or a symptom calls for, whatever the rules say."""
    infected = facts.of_class("case", "asymptomatic", "recovered")
    for fact in () if infected else facts.of_class("result"):
        if fact.get("outcome") == "positive":
            words = fact.words()
            yield Remark(
                Kind.POSITIVE,
                fact.cls,
                None,
                Words(f"{words.zh}:须报告并判定病例", f"{words.en}: report it and determine the case"),
            )
    for fact in facts.of_class("symptom"):
        words = fact.words()
        yield Remark(
            Kind.SYMPTOM,
            fact.cls,
            None,
            Words(f"{words.zh}:立即报告并就诊", f"{words.en}: report at once and see a doctor"),
        )


def remark(kind: Kind, fact: Fact, edition: Edition, rule: Rule, words: Words) -> Remark:
    """A remark on a rule that fits the fact."""
    because = fact.words()
    return Remark(
        kind,
        fact.cls,
        rule.row,
        Words(
            f"{edition.name.zh}第 {rule.row} 条({because.zh}):{words.zh}",
            f"row {rule.row} of the {edition.name.en} ({because.en}): {words.en}",
        ),
    )


def unsaid(fact: Fact, edition: Edition, *, levels: Collection[str | None] = ()) -> Remark:
    """The edition has no row for the fact; a place on no risk list is said to be just that.

    ``levels`` are the risk levels as of the instants that the edition's rows ask about.
    """
    if set(levels) == {"none"}:
        because = fact.words()
        return Remark(
            Kind.NO_MEASURE,
            fact.cls,
            None,
            Words(
                f"{because.zh}:不在风险区名单,不适用任何条目",
                f"{because.en}: on no risk list, no rule applies",
            ),
        )
    gaps = edition.missing(cls=fact.cls)
    named = _named(fact, edition, levels)
    return Remark(
        Kind.NO_ROW,
        fact.cls,
        None,
        Words(
            f"{edition.name.zh}({edition.id})没有 {named} 的条目"
            + "".join(f":{gap.words.zh}" for gap in gaps),
            f"edition {edition.id} has no row for {named}" + "".join(f": {gap.words.en}" for gap in gaps),
        ),
    )


def _named(fact: Fact, edition: Edition, levels: Collection[str | None]) -> str:
    """The class, with the values its rows ask about where there are such rows."""
    fields = dict.fromkeys(condition.field for rule in edition.rules_for(fact.cls) for condition in rule.when)
    values = {field: fact.text(field) for field in fields}
    if "risk" in values:
        values["risk"] = "/".join(sorted(str(level) for level in levels))
    return " ".join((fact.cls, *(f"{field}={value}" for field, value in values.items())))


def refuse_unsaid(edition: Edition, remarks: list[Remark]) -> None:
    """Refuse when the edition says nothing of any of the facts."""
    if remarks and all(remark.kind is Kind.NO_ROW for remark in remarks):
        raise Refused(
            "edition.no_row",
            "{said_zh}。请由地方细则补充条目,或由有权人员签署决定(override)",
            "{said_en}. Add a row in a local overlay, or give a person's signed decision (override)",
            said_zh=";".join(remark.because.zh for remark in remarks),
            said_en="; ".join(remark.because.en for remark in remarks),
            edition=edition.id,
            classes=[remark.cls for remark in remarks],
        )
