"""Staff by name, account or telephone, in one statement: what the one search box asks."""

from django.db.models import Count, F, Q, Window

from lianfang.accounts.models import Staff
from lianfang.accounts.queries.book import Contact, _contact, within
from lianfang.accounts.scope import Viewer
from lianfang.core.asking import Answer
from lianfang.places.paths import inside


def look_up_staff(looker: Viewer, words: str, *, limit: int) -> Answer[tuple[int, Contact]]:
    """Posts that the viewer may call, with the number of their holder.

    Whoever administers staff finds those of the own area alone, whose files they may open.
    """
    digits = words.isascii() and words.isdigit()
    named = Q(staff__phone__contains=words) if digits else Q(staff__name__icontains=words)
    found = within(looker).filter(named | Q(staff__username__iexact=words))
    if "onboard_staff" in looker.may:
        found = found.filter(**inside(looker.path))
    page = list(
        found.annotate(total=Window(Count("pk"))).order_by(F("path").desc(), "staff__name", "pk")[:limit]
    )
    rows = tuple((post.staff_id, _contact(post)) for post in page)
    return Answer(rows, page[0].total if page else 0)


def staff_named(words: str, *, limit: int = 200) -> list[int]:
    """Numbers of accounts whose name or account holds the words, closed ones too: who did what stays."""
    found = Staff.objects.filter(Q(name__icontains=words) | Q(username__iexact=words))
    return list(found.order_by("pk").values_list("pk", flat=True)[:limit])
