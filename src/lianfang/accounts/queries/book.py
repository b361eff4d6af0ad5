"""The contact book: whom to call, in one's own area and above it."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from lianfang.accounts.models import Post, Role
from lianfang.accounts.scope import Viewer
from lianfang.core.asking import Answer, Ask
from lianfang.places.paths import ancestors, inside

_ORDERS = {"name": "staff__name", "unit": "unit__name", "role": "role", "region": "path"}


@dataclass(frozen=True, slots=True)
class Contact:
    """A line of the contact book."""

    post_id: int
    name: str
    role: str
    title: str
    unit: str
    region: str
    phone: str
    unit_phone: str = ""
    path: str = ""


def contacts(looker: Viewer, ask: Ask) -> Answer[Contact]:
    """Posts in the viewer's area and above it that match words in name, unit, area or telephone."""
    found = within(looker)
    if words := ask.words:
        found = found.filter(
            Q(staff__name__icontains=words)
            | Q(unit__name__icontains=words)
            | Q(region__name__icontains=words)
            | Q(staff__phone__contains=words)
            | Q(title__icontains=words)
        )
    if role := ask.only("role"):
        found = found.filter(role=role)
    first = _ORDERS.get(ask.order, "path")
    ordered = found.order_by(f"-{first}" if ask.descending else first, "unit__name", "staff__name", "id")
    return Answer(tuple(_contact(p) for p in ordered[ask.start : ask.stop]), found.count())


def contact_book(looker: Viewer, *, words: str = "", limit: int = 200) -> list[Contact]:
    """The first lines of the contact book that match."""
    return list(contacts(looker, Ask(words=words, count=limit)).rows)


def within(looker: Viewer) -> QuerySet[Post]:
    if looker.everything:
        where = Q()
    elif not looker.path:
        return Post.objects.none()
    else:
        where = Q(**inside(looker.path)) | Q(path__in=ancestors(looker.path))
    posts = Post.objects.filter(where, valid_to__isnull=True, staff__is_active=True)
    return posts.select_related("staff", "unit", "region").defer("region__boundary")


def _contact(post: Post) -> Contact:
    return Contact(
        post.pk,
        post.staff.name,
        str(Role(post.role).label),
        post.title,
        post.unit.name,
        post.region.name,
        post.staff.phone,
        post.unit.phone,
        post.path,
    )
