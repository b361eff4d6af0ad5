"""The front door: where a post lands, which language, which post one acts as."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from lianfang.accounts import queries as accounts
from lianfang.core.refusal import Refused
from lianfang.web.shell import rooms_of


def home(request: Any) -> HttpResponse:
    """Open the first room of the post: a grid worker's tasks, a headquarters' board."""
    rooms = rooms_of(request.viewer.role)
    if rooms:
        return redirect(rooms[0][1])
    return render(request, "home.html")


def healthz(request: Any) -> HttpResponse:
    """Answers when the server and its database do."""
    return JsonResponse({"ok": True, "at": request.now.isoformat()})


@require_POST
def language(request: Any) -> HttpResponse:
    """Switch the language of this browser and of the account."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        raise Refused("language.unknown", "没有这种语言", "no such language")
    answer = redirect(_back(request))
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=31_536_000, samesite="Lax")
    return answer


@require_POST
def choose_post(request: Any) -> HttpResponse:
    """Act as another of one's posts, or as one that one stands in for."""
    wanted = int(request.POST.get("post", 0))
    if wanted not in {p.pk for p in accounts.posts_of(request.user, at=request.now)}:
        raise Refused("accounts.not_your_post", "这不是您的岗位", "this is not a post of yours")
    request.session["post"] = wanted
    return redirect("home")


def _back(request: Any) -> str:
    asked = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()})
    return str(asked) if safe else "/"
