"""Reading staff and posts: who may act as what, whom to call, who stands in for whom."""

from lianfang.accounts.models import Role
from lianfang.accounts.queries.book import Contact, contact_book, contacts
from lianfang.accounts.queries.by_words import look_up_staff, staff_named
from lianfang.accounts.queries.staff import (
    CoverRow,
    PostRow,
    StaffFile,
    covers,
    covers_of,
    posts,
    staff_file,
    staff_names,
    stand_ins,
)
from lianfang.accounts.queries.viewers import (
    holders,
    names_of,
    needs_second_factor,
    post,
    posts_of,
    viewer,
    viewer_among,
    viewer_of,
    viewer_of_post,
    viewers_of_posts,
)

__all__ = [
    "Contact",
    "CoverRow",
    "PostRow",
    "Role",
    "StaffFile",
    "contact_book",
    "contacts",
    "covers",
    "covers_of",
    "holders",
    "look_up_staff",
    "names_of",
    "needs_second_factor",
    "post",
    "posts",
    "posts_of",
    "staff_file",
    "staff_named",
    "staff_names",
    "stand_ins",
    "viewer",
    "viewer_among",
    "viewer_of",
    "viewer_of_post",
    "viewers_of_posts",
]
