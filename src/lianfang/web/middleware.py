"""The door of every page: who is looking, what time it is, and the wall around the request."""

import logging
import os
import secrets
from collections.abc import Callable
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from lianfang.accounts import queries as accounts
from lianfang.accounts.scope import NOBODY, acting
from lianfang.clock import now
from lianfang.core.refusal import Refused
from lianfang.ledger.exercise import mark
from lianfang.web import sessions
from lianfang.web.door import Door, door_of
from lianfang.web.errors import no_post_page, refusal_for_programs, refusal_page
from lianfang.web.going import go

log = logging.getLogger("lianfang.web")
_SIGN_IN, _PROGRAMS = "/accounts/", "/api/"
_FIRST = {
    "account_login": Refused("accounts.sign_in", "请先登录", "sign in first"),
    "account_change_password": Refused(
        "accounts.password_given",
        "请先在网页上设一个自己的密码",
        "first choose a password of your own on the pages",
    ),
    "mfa_activate_totp": Refused(
        "accounts.second_factor", "请先在网页上启用二次验证", "first set up the second factor on the pages"
    ),
}
"""What stands before a page, as programs are told it."""


class DoorMiddleware:
    """Reads the clock once, names the viewer, and runs the view inside the viewer's area.

    A refusal becomes a page that says why; nothing that was written before it stays. Every answer carries
    a number to quote, the milliseconds it took to make it and, where nothing here is real, that it is not.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.now, request.number = now(), secrets.token_hex(4).upper()
        request.mark, began = mark(), perf_counter()
        _look_who_is_there(request)
        response = self.get_response(request)
        response["X-Request-Id"] = request.number
        if request.mark is not None:
            response["X-Lianfang-Exercise"] = request.mark.kind
        response["Server-Timing"] = f"page;dur={(perf_counter() - began) * 1000:.1f}"
        return response

    def process_view(
        self, request: Any, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Call the view inside the wall, so that its queries and its template see one area."""
        if request.path.startswith(_SIGN_IN):
            return None  # signing in writes its own rows in its own transactions, failures too
        entrance = door_of(view) or Door()
        if turned_away := _turned_away(request, entrance):
            return turned_away
        try:
            if refused := entrance.why_not(request.viewer):
                raise refused
            if getattr(view, "own_transaction", False):
                return view(request, *args, **kwargs)
            with acting(request.viewer):
                response = view(request, *args, **kwargs)
                if callable(getattr(response, "render", None)):
                    response = response.render()  # type: ignore[attr-defined]
                return response
        except Refused as refused:
            return refusal_page(request, refused)


def _look_who_is_there(request: Any) -> None:
    """Name the viewer of the request; a signed-in person reads in the language of the account."""
    request.posts, request.viewer = [], NOBODY
    if not request.user.is_authenticated:
        return
    request.posts = accounts.posts_of(request.user, at=request.now)
    if sessions.is_over(request):
        auth.logout(request)
        request.session_over = True
        return
    translation.activate(request.user.language)
    chosen = request.session.get("post")
    request.viewer = accounts.viewer_among(request.posts, request.user, post_id=chosen) or NOBODY


def _turned_away(request: Any, entrance: Door) -> HttpResponse | None:
    """Where a request must go first: to sign in, to a password or second factor of its own; else None."""
    if entrance.public:
        return None
    if not request.user.is_authenticated:
        first = "account_login"
    elif request.user.password_given:
        first = "account_change_password"
    elif lacks_second_factor(request) and not is_demo():
        first = "mfa_activate_totp"
    else:
        return no_post_page(request) if request.viewer is NOBODY else None
    if request.path.startswith(_PROGRAMS):
        return refusal_for_programs(_FIRST[first], status=401)
    return _send(request, first, over=getattr(request, "session_over", False))


def lacks_second_factor(request: Any) -> bool:
    """Whether the person's posts ask for a second factor that is not set up; looked up once a request."""
    if not hasattr(request, "lacks_factor"):
        needed = accounts.needs_second_factor(request.posts)
        request.lacks_factor = needed and not is_mfa_enabled(request.user)
    return bool(request.lacks_factor)


def is_demo() -> bool:
    """Whether this is the demonstration, whose printed logins must open every post."""
    return os.environ.get("LIANFANG_DEMO", "") not in {"", "0"}


def _send(request: Any, name: str, *, over: bool = False) -> HttpResponse:
    """To a page of signing in, and back here afterwards; a part of a page asks the whole page to go."""
    asked = urlsplit(request.htmx.current_url or "/").path if request.htmx else request.get_full_path()
    back = {"next": asked} if request.method == "GET" or request.htmx else {}
    target = f"{reverse(name)}?{urlencode(back | ({'over': '1'} if over else {}))}".rstrip("?")
    return go(request, target)
