"""The front door: where a post lands, which language, which post one acts as, the one search box."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from lianfang.accounts import actions as accounts
from lianfang.core.refusal import Refused
from lianfang.web.door import door
from lianfang.web.finding import find, finders, only_one
from lianfang.web.shell import Shell

LONGEST = 100
"""Letters of a search; a code of somebody else's may hold a whole page."""


@door()
@require_GET
def home(request: Any) -> HttpResponse:
    """Open the first room of the post: a grid worker's tasks, a headquarters' board."""
    return redirect(Shell(request).first)


@door(public=True)
@require_GET
def healthz(request: Any) -> HttpResponse:
    """Answers when the server and its database do."""
    return JsonResponse({"ok": True, "at": request.now.isoformat()})


@door(public=True)
@require_POST
def language(request: Any) -> HttpResponse:
    """Switch the language of this browser and of the account."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        raise Refused("language.unknown", "没有这种语言", "no such language")
    if request.user.is_authenticated:
        accounts.set_language(request.user.pk, chosen)
    answer = redirect(_back(request))
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=31_536_000, samesite="Lax")
    return answer


@door()
@require_POST
def choose_post(request: Any) -> HttpResponse:
    """Act as another of one's posts, or as one that one stands in for."""
    wanted = request.POST.get("post", "")
    if wanted not in {str(post.pk) for post in request.posts}:
        raise Refused("accounts.not_your_post", "这不是您的岗位", "this is not a post of yours")
    request.session["post"] = int(wanted)
    return redirect("home")


@door("search", "see_people", "onboard_staff")
@require_GET
def search(request: Any) -> HttpResponse:
    """Everything the one search box finds; a single hit opens at once."""
    words = " ".join(request.GET.get("q", "").split())[:LONGEST]
    found = find(request.viewer, words)
    alone = only_one(found)
    if alone is not None and request.GET.get("open") == "1":
        return redirect(alone.url)
    context = {"words": words, "found": found, "finders": finders(request.viewer)}
    return render(request, "search.html", context)


@door("search", "see_people")
@require_GET
def scan(request: Any) -> HttpResponse:
    """The camera of the telephone, a hand-held scanner or a typed number; what it finds opens."""
    context = {"target": reverse("search"), "finders": finders(request.viewer)}
    return render(request, "scan.html", context)


def _back(request: Any) -> str:
    asked = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()})
    return str(asked) if safe else "/"
