"""Role × page × area, made from the addresses of the product: who may open what, and whose.

A new page joins by itself. It has to say at its door to whom it opens, and where its address names a
subject, ``tests/apps/subjects.py`` has to know one inside the viewer's area and one beside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from lianfang.accounts import actions as accounts
from lianfang.accounts.models import Role, Staff
from lianfang.accounts.queries import viewer_of_post
from lianfang.accounts.scope import SYSTEM, Viewer, acting
from lianfang.web.door import Door, door_of
from tests.apps.subjects import BESIDE, HERE, SUBJECTS, Subjects
from tests.cast import MORNING

pytestmark = pytest.mark.django_db
PROGRAMS, SIGN_IN = "api/", "accounts/"
MAY_BE_ABSENT = {"instruction_file", "sheet_annotated"}
"""Pages that are there only for some subjects: not every order has an attachment, nor a sheet to go back."""


@dataclass(frozen=True)
class Page:
    """One address: its pattern, its name, whom its door lets in, the subjects in it."""

    route: str
    name: str
    door: Door | None
    subjects: tuple[str, ...]


def pages() -> list[Page]:
    """Every page of the product; signing in and the programming interface have tests of their own."""
    found = [
        Page(route, pattern.name or "", door_of(pattern.callback), tuple(pattern.pattern.converters))
        for route, pattern in _walk(get_resolver())
    ]
    return [page for page in found if not page.route.startswith((PROGRAMS, SIGN_IN))]


def _walk(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route)
        else:
            yield route, pattern


@pytest.fixture
def clients(cast, monkeypatch) -> dict[str, tuple[Viewer, Client]]:
    """A signed-in holder of each role, all in 青石县 or above it."""
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    monkeypatch.setattr("lianfang.web.middleware.now", lambda: MORNING)
    places = {
        Role.GRID: HERE,
        Role.COMMUNITY: "379901100001",
        Role.TOWNSHIP: "379901100",
    }
    found = {}
    for role in Role:
        new = accounts.Appointment(
            f"m-{role}", f"某{role.value}", "", cast.units[places.get(role, "379901")], role
        )
        viewer = viewer_of_post(accounts.appoint(new, by=SYSTEM, at=MORNING))
        client = Client()
        client.force_login(Staff.objects.get(pk=viewer.staff_id))
        found[str(role)] = (viewer, client)
    return found


def test_every_page_says_to_whom_it_opens():
    assert [page.route for page in pages() if page.door is None] == []


def test_the_matrix_knows_a_subject_for_every_page():
    unknown = {name for page in pages() for name in page.subjects} - SUBJECTS.keys()
    assert not unknown, f"add {sorted(unknown)} to tests/apps/subjects.py"


def test_a_stranger_opens_only_what_is_public(cast):
    wrong = []
    for page in pages():
        if page.subjects or page.door is None:
            continue
        sent_away = (
            Client().get(reverse(page.name)).headers.get("Location", "").startswith("/accounts/login/")
        )
        if sent_away is page.door.public:
            wrong.append(page.route)
    assert not wrong


@pytest.mark.parametrize("role", [str(role) for role in Role])
def test_a_role_opens_its_pages_and_no_others(cast, clients, role):
    viewer, client = clients[role]
    subjects = Subjects(cast)
    wrong = []
    for page in pages():
        values, path = values_of(page, subjects, HERE)
        status = client.get(reverse(page.name, kwargs=values)).status_code
        if page.door is not None and not page.door.opens_to(role):
            right = status == 403
        else:
            beside = path is not None and not viewer.sees(path)
            right = status not in {404, 500} or (status == 404 and (beside or page.name in MAY_BE_ABSENT))
        if not right:
            wrong.append((page.route, status))
    assert not wrong


@pytest.mark.parametrize("role", [str(role) for role in Role])
def test_nobody_reaches_a_subject_beside_the_own_area(cast, clients, role):
    viewer, client = clients[role]
    subjects = Subjects(cast)
    wrong = []
    for page in pages():
        values, path = values_of(page, subjects, BESIDE)
        if path is None or viewer.sees(path):
            continue
        url = reverse(page.name, kwargs=values)
        read, written = client.get(url).status_code, client.post(url).status_code
        closed = {403, 404, 405}
        if read not in closed | {302} or written not in closed or read == written == 405:
            wrong.append((page.route, read, written))
    assert not wrong


def values_of(page: Page, subjects: Subjects, code: str) -> tuple[dict[str, Any], str | None]:
    """What an address names in the area of a code, and the path it lies in (None: known to everybody)."""
    with acting(SYSTEM):
        made = {name: subjects.get(name, code) if name in SUBJECTS else (1, None) for name in page.subjects}
    paths = [path for _, path in made.values() if path is not None]
    return {name: value for name, (value, _) in made.items()}, max(paths, default=None)
