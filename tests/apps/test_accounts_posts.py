"""Posts and accounts: who may appoint whom, where, and what ends when an account is closed."""

from datetime import date

import pytest
from django.test import Client

from lianfang.accounts import actions, queries
from lianfang.accounts.actions import Appointment
from lianfang.accounts.models import Staff
from lianfang.accounts.scope import SYSTEM
from lianfang.core.asking import Ask
from lianfang.core.refusal import Refused
from tests.cast import MORNING, PASSWORD

pytestmark = pytest.mark.django_db


def refusal(act, *arguments, **named) -> str:
    with pytest.raises(Refused) as refused:
        act(*arguments, **named)
    return refused.value.code


def appoint(cast, role: str, code: str, username: str = "new", by=None) -> int:
    appointment = Appointment(username, "新人", "13900001111", cast.units[code], role)
    return actions.appoint(appointment, by=by or cast.administrator, at=MORNING)


def test_the_same_person_unit_and_role_again_is_the_same_post(cast):
    first = appoint(cast, "grid", "379901100001001")
    assert appoint(cast, "grid", "379901100001001") == first
    assert queries.viewer_of_post(first).path == cast.paths["379901100001001"]


def test_nobody_appoints_outside_the_own_area(cast):
    county_admin = queries.viewer_of_post(appoint(cast, "administrator", "379901", "countyadmin"))
    assert refusal(appoint, cast, "grid", "379902100001001", by=county_admin) == "scope.area"
    assert appoint(cast, "grid", "379901100001001", by=county_admin)


def test_nobody_appoints_themselves(cast):
    assert refusal(appoint, cast, "leader", "3799", "admin") == "accounts.oneself"


@pytest.mark.parametrize("role", ["city", "auditor", "security"])
def test_who_runs_the_system_holds_no_other_post(cast, role):
    appoint(cast, "administrator", "379901", "second")
    assert refusal(appoint, cast, role, "379901", "second") == "accounts.apart"


def test_who_holds_a_post_does_not_become_the_auditor(cast):
    assert refusal(appoint, cast, "auditor", "379901", "chen") == "accounts.apart"


def test_only_an_administrator_appoints(cast):
    assert refusal(appoint, cast, "grid", "379901100001001", by=cast.county_officer) == "scope.role"


def test_an_ended_post_is_no_longer_acted_as(cast):
    staff = Staff.objects.get(username="wang")
    actions.end_post(cast.grid_worker.post_id, on=date(2022, 8, 5), by=cast.administrator, at=MORNING)
    assert queries.posts_of(staff, at=MORNING) == []
    assert queries.viewer_of(staff, at=MORNING) is None
    (row,) = queries.posts(cast.administrator, Ask(filters={"state": "ended"})).rows
    assert (row.name, row.until) == ("王网格", date(2022, 8, 5))


def test_closing_a_unit_ends_its_posts(cast):
    closed = actions.close_unit(
        cast.units["379901100001001"], on=date(2022, 8, 5), by=cast.administrator, at=MORNING
    )
    assert closed == 1
    assert queries.posts_of(Staff.objects.get(username="wang"), at=MORNING) == []


def test_a_list_of_staff_is_searched_filtered_ordered_and_paged(cast):
    def names(**ask) -> list[str]:
        return [row.name for row in queries.posts(cast.administrator, Ask(**ask)).rows]

    assert names(words="镇长") == ["张镇长"]
    assert names(filters={"role": "leader"}, order="name") == ["何指挥", "秦指挥", "高指挥"]
    everyone = queries.posts(cast.administrator, Ask(count=5))
    assert (len(everyone.rows), everyone.total) == (5, 13)
    seen = [n for start in range(0, 13, 5) for n in names(start=start, count=5, order="role")]
    assert len(set(seen)) == 13


def test_an_administrator_sees_the_staff_of_the_own_area_only(cast):
    county_admin = queries.viewer_of_post(appoint(cast, "administrator", "379901", "countyadmin"))
    assert "孙专班" not in {row.name for row in queries.posts(county_admin, Ask()).rows}
    assert refusal(queries.staff_file, county_admin, cast.neighbour_officer.staff_id) == "not_found"
    assert queries.staff_file(county_admin, cast.grid_worker.staff_id).name == "王网格"


def test_headquarters_need_a_second_factor_and_grid_workers_do_not(cast):
    def needs(username: str) -> bool:
        return queries.needs_second_factor(queries.posts_of(Staff.objects.get(username=username), at=MORNING))

    assert needs("lin")
    assert not needs("wang")
    filtered = queries.posts(cast.administrator, Ask(filters={"state": "no_second_factor"}))
    assert "王网格" not in {row.name for row in filtered.rows}
    assert "林专班" in {row.name for row in filtered.rows}


@pytest.mark.parametrize("password", ["short", "1234567890", "password123"])
def test_a_weak_password_is_refused(cast, password):
    assert refusal(actions.set_password, "wang", password, by=SYSTEM, at=MORNING) == "accounts.weak_password"


def test_a_county_administrator_cannot_take_over_a_city_account(cast):
    county_admin = queries.viewer_of_post(appoint(cast, "administrator", "379901", "countyadmin"))
    for act in (actions.end_sessions, actions.enable):
        assert refusal(act, cast.commander.staff_id, by=county_admin, at=MORNING) == "scope.area"
    assert refusal(
        actions.set_password, "gao", "a long new password", by=county_admin, at=MORNING
    ) == "scope.area"  # fmt: skip


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(Staff.objects.get(username=username))
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def test_a_closed_account_is_out_at_once_and_cannot_sign_in(cast):
    client = signed_in("wang")
    assert is_signed_in(client)
    actions.disable(cast.grid_worker.staff_id, reason="离职", by=cast.administrator, at=MORNING)
    assert not is_signed_in(client)
    answer = Client().post("/accounts/login/", {"login": "wang", "password": PASSWORD})
    assert answer.status_code != 302 or "/accounts/inactive/" in answer["Location"]
    actions.enable(cast.grid_worker.staff_id, by=cast.administrator, at=MORNING)
    assert is_signed_in(signed_in("wang"))


def test_ending_sessions_signs_a_person_out_everywhere(cast):
    first, second = signed_in("wang"), signed_in("wang")
    actions.end_sessions(cast.grid_worker.staff_id, by=cast.administrator, at=MORNING)
    assert not is_signed_in(first)
    assert not is_signed_in(second)
    assert is_signed_in(signed_in("wang"))


def test_nobody_closes_the_own_account(cast):
    assert refusal(
        actions.disable, cast.administrator.staff_id, reason="x", by=cast.administrator, at=MORNING
    ) == "accounts.oneself"  # fmt: skip


def test_a_lost_second_factor_is_taken_away_with_a_reason(cast):
    from allauth.mfa.models import Authenticator

    staff = Staff.objects.get(username="lin")
    Authenticator.objects.create(user=staff, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert queries.staff_file(cast.administrator, staff.pk).second_factor
    actions.reset_second_factor(staff.pk, reason="手机丢失", by=cast.administrator, at=MORNING)
    assert not queries.staff_file(cast.administrator, staff.pk).second_factor
