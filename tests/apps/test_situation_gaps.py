"""Who should be held and is not: the register counts as the rules do, on every way people can have come."""

import random
from datetime import date

import pytest

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.asking import Ask
from lianfang.core.days import after, local_day, plus
from lianfang.core.findings import Located, Method, Outcome
from lianfang.core.situation import gaps as rules
from lianfang.core.situation.gaps import Case, Notice, Sent, Spell, Why
from lianfang.findings.models import Finding
from lianfang.intake.models import Forward, InboundRow
from lianfang.measures.models import Decision, Order, Span, Stay
from lianfang.situation import queries
from lianfang.situation.counting import gaps as counting
from lianfang.situation.queries import gaps
from lianfang.situation.queries.glance import glance
from lianfang.tasks.models import Task
from tests.cast import MORNING
from tests.factories.pushes import adopt, person, push

pytestmark = pytest.mark.django_db

NOW = after(MORNING, hours=9)
TODAY = local_day(NOW)
MANY = 60
STEPS = {
    Why.NOT_FOUND: "locate", Why.UNSIGNED: "sign_order", Why.UNSERVED: "serve_notice",
    Why.NOT_BEGUN: "begin_stay",
}  # fmt: skip


class Past:
    """Everything that can have befallen one person, at random, written to the tables."""

    def __init__(self, decision: Decision, row: InboundRow, chance: random.Random) -> None:
        self.person, self.path, self.decision, self.row = decision.person_id, decision.path, decision, row
        self.chance = chance

    def case(self) -> Case:
        with acting(SYSTEM):
            return Case(
                days=self.spans(),
                stays=self.stays(),
                notice=self.notice(),
                outcome=self.outcome(),
                sent=self.sent(),
                due=self.clocks(),
            )

    def hours(self, low: int, high: int):
        return after(NOW, hours=self.chance.randint(low, high))

    def spans(self) -> tuple[tuple[date, date], ...]:
        found = []
        for _ in range(self.chance.randint(1, 2)):
            measure = self.chance.choice(["central", "home_iso", "self_monitor", "test_only"])
            first = plus(TODAY, self.chance.choice([-6, -2, 0, 1]))
            last = plus(first, self.chance.choice([0, 2, 6]))
            Span.objects.create(
                decision=self.decision, person_id=self.person, path=self.path, row="9-01", cap=last,
                person_class="traveller", measure=measure, start=first, until=last,
            )  # fmt: skip
            if measure in ("central", "home_iso"):
                found.append((first, last))
        return tuple(found)

    def stays(self) -> tuple[Spell, ...]:
        if self.chance.random() < 0.75:
            return ()
        began, ended = self.hours(-100, 2), self.chance.choice([None, self.hours(3, 30), self.hours(-20, 0)])
        if ended is not None and ended < began:
            ended = None
        why = self.chance.choice(["released", "cap", "phase", "replaced"]) if ended else ""
        Stay.objects.create(
            person_id=self.person, path=self.path, measure="central", person_class="traveller",
            edition="cn-covid19-9", began=began, planned_end=TODAY, ended=ended, ended_why=why,
            opening_balance=True,
        )  # fmt: skip
        return (Spell(began, ended, why),)

    def notice(self) -> Notice | None:
        if self.chance.random() < 0.5:
            return None
        signed = self.chance.choice([None, self.hours(-30, 3)])
        second = self.chance.choice([False, False, True])
        served = after(signed, hours=1) if signed and self.chance.random() < 0.5 else None
        withdrawn = self.chance.choice([None, None, self.hours(-10, 10)])
        Order.objects.create(
            number=f"T-{self.person}", kind="isolation", person_id=self.person, path=self.path,
            decision=self.decision, measure="central", ground={}, start=TODAY, until=TODAY,
            drafted=after(NOW, hours=-40), needs_second=second, first_signed=signed, served=served,
            withdrawn=withdrawn, withdrawn_reason="x" if withdrawn else "",
        )  # fmt: skip
        if withdrawn is not None and withdrawn <= NOW:
            return None
        done = signed is not None and signed <= NOW and not second
        return Notice(signed=done, served=served is not None and served <= NOW)

    def outcome(self) -> Outcome | None:
        held = []
        for _ in range(self.chance.randint(0, 2)):
            at, told = self.hours(-60, 4), self.chance.choice(list(Outcome))
            retracted = self.chance.choice([None, None, None, self.hours(-20, 20)])
            payload = Located(outcome=told, method=Method.CALL, attempted_by="王网格", forward_to=None)
            Finding.objects.create(
                subject_id=self.person, kind="located", occurred=at, recorded=at, source="field",
                path=self.path, payload={"outcome": str(payload.outcome)}, retracted=retracted,
                retracted_why="x" if retracted else "",
            )  # fmt: skip
            if at <= NOW and told.closes and (retracted is None or retracted > NOW):
                held.append((at, len(held), told))
        return max(held)[-1] if held else None

    def sent(self) -> Sent | None:
        if self.chance.random() < 0.5:
            return None
        at = self.hours(-40, 3)
        answered = self.chance.choice([None, after(at, hours=5)])
        accepted = self.chance.random() < 0.5 if answered else None
        Forward.objects.create(
            row=self.row, path=self.path, home=self.row.home, to="外省", why="left", sent=at,
            answered=answered, accepted=accepted, receipt="HZ" if answered else "",
        )  # fmt: skip
        if at > NOW:
            return None
        return Sent(at, accepted if answered and answered <= NOW else None)

    def clocks(self) -> tuple:
        found = []
        for why, kind in STEPS.items():
            if self.chance.random() < 0.5:
                continue
            due = self.hours(-12, 12)
            end = self.chance.choice(["settled", "withdrawn", "excused", "", "", ""])
            at = self.hours(-6, 6)
            standing = {"settled": "met", "": "open"}.get(end, end)
            body = {"reason": "x", end: at} if end else {}
            Task.objects.create(
                key=f"t:{self.person}:{kind}", kind=kind, person_id=self.person, place_path=self.path,
                owner_id=TEMPLATE["owner_id"], owner_path=self.path, opens=after(NOW, hours=-50), due=due,
                made=after(NOW, hours=-50), standing=standing, **body,
            )  # fmt: skip
            if not end or at > NOW:
                found.append((why, due))
        return tuple(found)


TEMPLATE: dict[str, int] = {}


@pytest.fixture
def crowd(cast):
    """People pushed and decided, of whom nothing else is known any more."""
    adopt(cast)
    push(cast, [person(n) for n in range(MANY)])
    with acting(SYSTEM):
        TEMPLATE["owner_id"] = Task.objects.filter(kind="locate").values_list("owner_id", flat=True)[0]
        Task.objects.all().delete()
        Span.objects.all().delete()
        rows = {row.person_id: row for row in InboundRow.objects.exclude(person_id=None)}
        decisions = list(Decision.objects.order_by("person_id"))
    return [(decision, rows[decision.person_id]) for decision in decisions]


@pytest.mark.parametrize("seed", range(4))
def test_the_register_shares_out_who_is_not_held_as_the_rules_do(cast, crowd, seed):
    chance = random.Random(seed)
    cases = {decision.person_id: Past(decision, row, chance).case() for decision, row in crowd}
    wanted = {n: found for n, case in cases.items() if (found := rules.gap(case, now=NOW))}
    with acting(SYSTEM):
        listed = gaps.unheld(SYSTEM, Ask(count=MANY), now=NOW)
        found = {row.id: (row.why, row.due, row.late) for row in listed.rows}
        assert found == {n: (gap.why, gap.due, gap.late(NOW)) for n, gap in wanted.items()}
        assert sorted(gaps.not_held(SYSTEM, now=NOW)) == sorted(wanted)
        seen = queries.count_now(SYSTEM, cast.paths["3799"], day=TODAY, now=NOW)
        shares = {(s.why, late): n for s in gaps.shares(SYSTEM, now=NOW) for late, n in _of(s)}
        at_a_glance = glance(SYSTEM, cast.paths["3799"], now=NOW)
    assert len(wanted) > 5
    assert shares == rules.shared_out(wanted.values(), now=NOW)
    late = sum(gap.late(NOW) for gap in wanted.values())
    assert _value(seen, "not_isolated") == at_a_glance.gap == listed.total == len(wanted)
    assert _value(seen, "not_isolated.late") == at_a_glance.gap_late == late
    assert _value(seen, "not_isolated.in_time") == len(wanted) - late
    for why in Why:
        assert _value(seen, f"not_isolated.{why}") == sum(gap.why is why for gap in wanted.values())


def _of(share):
    return [(late, n) for late, n in ((True, share.late), (False, share.count - share.late)) if n]


def _value(picture, name):
    cell = picture.whole.cell(name)
    return cell.known if cell else 0


def test_a_list_narrowed_to_a_step_or_a_clock_holds_as_many_as_its_share(cast, crowd):
    chance = random.Random(9)
    for decision, row in crowd:
        Past(decision, row, chance).case()
    with acting(SYSTEM):
        shares = gaps.shares(SYSTEM, now=NOW)
        for share in shares:
            ask = Ask(filters={"why": str(share.why)}, count=1)
            assert gaps.unheld(SYSTEM, ask, now=NOW).total == share.count
            assert gaps.unheld(SYSTEM, Ask(filters={**ask.filters, "clock": "late"}), now=NOW).total == (
                share.late
            )
        last = gaps.unheld(SYSTEM, Ask(start=1000), now=NOW)
    assert (last.rows, last.total) == ((), sum(share.count for share in shares))


def test_the_way_of_the_present_and_that_of_any_instant_name_the_same_reasons():
    assert set(STEPS) == set(counting._STEPS)
    assert {name.rpartition(".")[2] for name in counting.gap_metrics("unsigned|late")} == {
        "not_isolated", "late", "unsigned",
    }  # fmt: skip
