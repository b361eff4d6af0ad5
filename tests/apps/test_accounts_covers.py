"""Standing in: who arranges it, for how long, and what the stand-in may do meanwhile."""

import pytest

from lianfang.accounts import actions, queries
from lianfang.accounts.models import Staff
from lianfang.core.asking import Ask
from lianfang.core.days import after
from lianfang.core.refusal import Refused
from tests.cast import MORNING

pytestmark = pytest.mark.django_db
NOON, EVENING = after(MORNING, hours=3), after(MORNING, hours=9)


def cover(cast, by, *, post=None, stand_in=None, since=NOON, until=EVENING) -> int:
    return actions.cover(
        (post or cast.grid_worker).post_id,
        (stand_in or cast.other_grid_worker).staff_id,
        since=since, until=until, reason="请假", by=by, at=MORNING,
    )  # fmt: skip


def acts_as(username: str, at) -> list[int]:
    return [post.pk for post in queries.posts_of(Staff.objects.get(username=username), at=at)]


def test_a_stand_in_acts_as_the_post_during_the_cover_and_not_before_or_after(cast):
    cover(cast, cast.grid_worker)
    own, covered = cast.other_grid_worker.post_id, cast.grid_worker.post_id
    assert acts_as("zhao", MORNING) == [own]
    assert acts_as("zhao", NOON) == [own, covered]
    assert acts_as("zhao", EVENING) == [own]


def test_the_stand_in_is_named_as_who_acts(cast):
    cover(cast, cast.grid_worker)
    viewer = queries.viewer_of(Staff.objects.get(username="zhao"), at=NOON, post_id=cast.grid_worker.post_id)
    assert (viewer.post_id, viewer.staff_id) == (
        cast.grid_worker.post_id,
        cast.other_grid_worker.staff_id,
    )


def test_a_superior_arranges_covers_in_the_own_area_and_nowhere_else(cast):
    assert cover(cast, cast.township_officer)
    for by, code in ((cast.neighbour_officer, "scope.area"), (cast.other_grid_worker, "scope.role")):
        with pytest.raises(Refused) as refused:
            cover(cast, by, since=EVENING, until=after(EVENING, hours=1))
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"until": NOON}, "accounts.cover_end"),
        ({"since": after(MORNING, hours=-3), "until": after(MORNING, hours=-1)}, "accounts.cover_end"),
        ({"stand_in": "grid_worker"}, "accounts.stand_in"),
    ],
)
def test_a_cover_that_makes_no_sense_is_refused(cast, change, reason):
    if "stand_in" in change:
        change = {"stand_in": getattr(cast, change["stand_in"])}
    with pytest.raises(Refused) as refused:
        cover(cast, cast.grid_worker, **change)
    assert refused.value.code == reason


def test_two_people_do_not_stand_in_for_one_post_at_once(cast):
    cover(cast, cast.grid_worker)
    with pytest.raises(Refused) as refused:
        cover(cast, cast.grid_worker, stand_in=cast.community_officer, since=after(NOON, hours=1))
    assert refused.value.code == "accounts.cover_twice"
    assert cover(
        cast, cast.grid_worker, stand_in=cast.community_officer, since=EVENING, until=after(EVENING, hours=1)
    )


def test_a_cover_is_ended_early_or_taken_back(cast):
    coming = cover(cast, cast.grid_worker)
    actions.end_cover(coming, by=cast.grid_worker, at=MORNING)
    assert queries.covers_of(cast.grid_worker.staff_id, at=MORNING) == []
    running = cover(cast, cast.grid_worker)
    actions.end_cover(running, by=cast.township_officer, at=after(NOON, hours=1))
    assert acts_as("zhao", after(NOON, hours=2)) == [cast.other_grid_worker.post_id]
    actions.end_cover(running, by=cast.township_officer, at=after(NOON, hours=2))
    (past,) = queries.covers(cast.township_officer, Ask(filters={"state": "past"}), at=EVENING).rows
    assert past.until == after(NOON, hours=1)


def test_whoever_stands_in_for_headquarters_needs_a_second_factor(cast):
    cover(cast, cast.county_officer, post=cast.county_officer, stand_in=cast.community_officer)
    staff = Staff.objects.get(username="li")
    assert not queries.needs_second_factor(queries.posts_of(staff, at=MORNING))
    assert queries.needs_second_factor(queries.posts_of(staff, at=NOON))


def test_stand_ins_are_looked_for_in_the_own_area_and_above(cast):
    names = [row.name for row in queries.stand_ins(cast.grid_worker, "")]
    assert "李社区" in names
    assert "王网格" not in names
    assert "孙专班" not in names
    assert [row.name for row in queries.stand_ins(cast.county_officer, "王")] == ["王网格"]


def test_the_contact_book_reaches_the_own_area_and_upwards(cast):
    book = {line.name for line in queries.contact_book(cast.grid_worker)}
    assert {"王网格", "李社区", "张镇长", "陈专班", "高指挥"} <= book
    assert "赵网格" not in book
    assert "孙专班" not in book
    found = queries.contacts(cast.county_officer, Ask(words="东风社区", order="name"))
    assert [line.name for line in found.rows] == ["李社区", "王网格", "赵网格"]
