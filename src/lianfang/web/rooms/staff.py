"""Administration of staff: the list, one account, appointments, what is done to an account."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.accounts import actions, queries
from lianfang.accounts.queries import PostRow, Role
from lianfang.core.asking import Answer, Ask
from lianfang.core.days import local_day
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.language import say
from lianfang.places import queries as places
from lianfang.places.queries import UnitRow
from lianfang.web.bulk import answer_each, chosen_ids, do_each
from lianfang.web.door import door
from lianfang.web.listing import Act, Chip, Column, Filter, Listing, choices_of
from lianfang.web.rooms.staff_forms import AppointForm, ReasonForm

_ACCOUNTS = ("onboard_staff", "end_sessions")
_STATES = (
    ("ended", Words("已结束的岗位", "Ended posts")),
    ("disabled", Words("账号已停用", "Account closed")),
    ("never", Words("从未登录", "Never signed in")),
    ("no_second_factor", Words("应有而无二次验证", "Second factor missing")),
)


def _state(row: PostRow) -> Chip:
    if row.until is not None:
        return Chip(Words("已结束", "ended"))
    if not row.active:
        return Chip(Words("已停用", "closed"), "soon")
    if row.last_login is None:
        return Chip(Words("未登录过", "never signed in"))
    return Chip(Words("在岗", "at work"), "ok")


class PostsToRead(Listing[PostRow]):
    """Posts of one's area, for those who only end sessions."""

    name = Words("人员岗位", "Staff and posts")
    search = Words("姓名、账号、电话或单位", "name, account, telephone or unit")
    export_verb = "onboard_staff"
    columns = (
        Column(
            "name",
            Words("姓名", "Name"),
            lambda row: row.name,
            link=lambda row: reverse("staff_file", args=[row.staff_id]),
        ),
        Column("username", Words("账号", "Account"), lambda row: row.username, label=True),
        Column("role", Words("岗位", "Post"), lambda row: row.role_words),
        Column("title", Words("职务", "Title"), lambda row: row.title or None, order=False, page=False),
        Column("unit", Words("单位", "Unit"), lambda row: row.unit),
        Column("region", Words("区划", "Area"), lambda row: row.region),
        Column("phone", Words("手机", "Telephone"), lambda row: row.phone, order=False, page=False),
        Column(
            "last_login",
            Words("上次登录", "Last signed in"),
            lambda row: row.last_login,
            kind="moment",
            label=True,
        ),
        Column("state", Words("状态", "State"), _state, order=False, aside=True),
    )
    filters = (
        Filter("role", Words("岗位", "Post"), choices_of(Role)),
        Filter("state", Words("状态", "State"), _STATES, none=Words("状态:在任", "State: in force")),
    )
    empty = Words("还没有人员", "No staff yet")

    def fetch(self, ask: Ask) -> Answer[PostRow]:
        return queries.posts(self.viewer, ask)


class PostList(PostsToRead):
    """The same list for administrators."""

    acts = (Act("end", Words("结束岗位", "End posts"), "posts_end", danger=True),)
    next_step = (Words("批量开户", "Bring staff in"), "onboard")


@door(*_ACCOUNTS)
@require_GET
def staff(request: Any) -> HttpResponse:
    """Staff and their posts."""
    kind = PostList if "onboard_staff" in request.viewer.may else PostsToRead
    return kind(request).respond("accounts/staff.html")


@door("onboard_staff")
@require_POST
def end_posts(request: Any) -> HttpResponse:
    """End the chosen posts from today, each with its own result."""
    ids = chosen_ids(request)
    today = local_day(request.now)
    outcomes = do_each(
        ids,
        lambda post_id: actions.end_post(post_id, on=today, by=request.viewer, at=request.now),
        names=queries.names_of(ids),
    )
    done = Words("已结束 {count} 个岗位", "{count} posts ended")
    return answer_each(request, outcomes, done=done, back=reverse("staff"))


@door(*_ACCOUNTS)
@require_GET
def staff_file(request: Any, staff_id: int) -> HttpResponse:
    """One account: posts, sign-in, and what may be done to it."""
    return _file(request, staff_id)


def _file(request: Any, staff_id: int, *, password: str = "") -> HttpResponse:
    context = {
        "file": queries.staff_file(request.viewer, staff_id),
        "covers": queries.covers_of(staff_id, at=request.now),
        "may_appoint": "onboard_staff" in request.viewer.may,
        "is_me": staff_id == request.user.pk,
        "password": password,
        "reason": ReasonForm(),
    }
    return render(request, "accounts/staff_file.html", context)


@door("onboard_staff")
@require_POST
def give_password(request: Any, staff_id: int) -> HttpResponse:
    """Draw a new password and show it this once, to be handed over."""
    found = queries.staff_file(request.viewer, staff_id)
    password = actions.drawn_password()
    actions.set_password(found.username, password, by=request.viewer, at=request.now)
    return _file(request, staff_id, password=password)


_ACTS: dict[str, tuple[Any, Words, bool]] = {
    "disable": (
        actions.disable,
        Words("账号已停用并退出", "The account is closed and signed out"),
        True,
    ),
    "enable": (actions.enable, Words("账号已恢复", "The account is open again"), False),
    "sessions": (actions.end_sessions, Words("已在所有设备上退出", "Signed out on every device"), False),
    "second-factor": (
        actions.reset_second_factor,
        Words("二次验证已重置,本人下次登录时重新设置", "Reset; it is set up anew at the next sign-in"),
        True,
    ),
}


@door(*_ACCOUNTS)
@require_POST
def act_on(request: Any, staff_id: int, act: str) -> HttpResponse:
    """Close or open an account, end its sessions, reset its second factor."""
    if act not in _ACTS:
        raise Refused("not_found", "没有这项操作", "no such act")
    do, done, with_reason = _ACTS[act]
    queries.staff_file(request.viewer, staff_id)
    reason = ReasonForm(request.POST)
    if with_reason and not reason.is_valid():
        raise Refused("accounts.reason", "请写明原因", "say why")
    given = {"reason": reason.cleaned_data["reason"]} if with_reason else {}
    do(staff_id, **given, by=request.viewer, at=request.now)
    messages.success(request, say(*done))
    return redirect("staff_file", staff_id)


@door("onboard_staff")
@require_POST
def end_post(request: Any, post_id: int) -> HttpResponse:
    """End one post from today."""
    post = queries.post(post_id)
    if post is None or not request.viewer.sees(post.path):
        raise Refused("not_found", "没有这个岗位", "no such post")
    actions.end_post(post_id, on=local_day(request.now), by=request.viewer, at=request.now)
    messages.success(request, say("岗位已结束", "The post has ended"))
    return redirect("staff_file", post.staff_id)


class UnitChoice(Listing[UnitRow]):
    """Units to appoint somebody to."""

    name = Words("单位", "Units")
    search = Words("单位或区划名称", "unit or area")
    export_verb = "administer"
    columns = (
        Column(
            "name",
            Words("单位", "Unit"),
            lambda row: row.name,
            link=lambda row: f"{reverse('staff_new')}?unit={row.id}",
        ),
        Column("kind", Words("类型", "Kind"), lambda row: row.kind_words),
        Column("region", Words("区划", "Area"), lambda row: row.region),
    )
    empty = Words("还没有单位", "No units yet")
    next_step = (Words("到区划中添加", "Add one to an area"), "places")

    def fetch(self, ask: Ask) -> Answer[UnitRow]:
        return places.units(self.viewer.path, ask)


@door("onboard_staff")
@require_http_methods(["GET", "POST"])
def appoint(request: Any) -> HttpResponse:
    """Appoint somebody: first the unit is chosen, then who and as what."""
    unit_id = request.GET.get("unit", "")
    if not unit_id.isdigit():
        return UnitChoice(request).respond("accounts/choose_unit.html")
    unit = places.unit(int(unit_id))
    if not request.viewer.sees(unit.path):
        raise Refused("not_found", "没有这个单位", "no such unit")
    form = AppointForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (post_id := _appointed(request, unit, form)):
        messages.success(request, say("已任命", "Appointed"))
        return redirect("staff_file", queries.viewer_of_post(post_id).staff_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/appoint.html", {"form": form, "unit": unit}, status=status)


def _appointed(request: Any, unit: UnitRow, form: AppointForm) -> int | None:
    """The number of the post, or None with the mistake noted on the form."""
    given = form.cleaned_data
    region_id = 0
    if given["region"]:
        areas = places.resolve([given["region"]], under=request.viewer.path)[given["region"]]
        if len(areas) != 1:
            form.add_error(
                "region",
                say("没有找到,或不止一个;请填编码", "Not found, or more than one; write the code"),
            )
            return None
        region_id = areas[0].id
    appointment = actions.Appointment(
        given["username"] or given["phone"], given["name"], given["phone"], unit.id, given["role"],
        region_id=region_id, title=given["title"],
    )  # fmt: skip
    try:
        return actions.appoint(appointment, by=request.viewer, at=request.now)
    except Refused as refused:
        form.add_error(None, say(*refused.words))
        return None


@door("administer")
@require_POST
def close_unit(request: Any, unit_id: int) -> HttpResponse:
    """Close a unit with every post in it."""
    found = places.unit(unit_id)
    if not request.viewer.sees(found.path):
        raise Refused("not_found", "没有这个单位", "no such unit")
    ended = actions.close_unit(unit_id, on=local_day(request.now), by=request.viewer, at=request.now)
    messages.success(request, say(f"已撤销,同时结束 {ended} 个岗位", f"Closed, and {ended} posts ended"))
    return redirect("place", found.region_id)


urlpatterns = [
    path("administration/staff/", staff, name="staff"),
    path("administration/staff/new/", appoint, name="staff_new"),
    path("administration/staff/<int:staff_id>/", staff_file, name="staff_file"),
    path("administration/staff/<int:staff_id>/password/", give_password, name="staff_password"),
    path("administration/staff/<int:staff_id>/<slug:act>/", act_on, name="staff_act"),
    path("administration/units/<int:unit_id>/close/", close_unit, name="unit_close"),
    path("administration/posts/end/", end_posts, name="posts_end"),
    path("administration/posts/<int:post_id>/end/", end_post, name="post_end"),
]
