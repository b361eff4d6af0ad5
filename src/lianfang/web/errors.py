"""What went wrong, said to the user: refusals with their reason, missing pages, failures with a number."""

import logging
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.language import spoken

log = logging.getLogger("lianfang.web")
STATUS = {"scope.role": 403, "scope.area": 404, "not_found": 404}


def refusal_page(request: Any, refused: Refused) -> HttpResponse:
    """The page (or, for a part of a page, the plain words) that says why not."""
    status = STATUS.get(refused.code, 409)
    if request.path.startswith("/api/"):
        return refusal_for_programs(refused, status=status)
    if request.htmx:
        return HttpResponse(spoken(refused.words), status=status, content_type="text/plain; charset=utf-8")
    return render(request, "refusal.html", {"refused": refused, "status": status}, status=status)


def refusal_for_programs(refused: Refused, *, status: int) -> HttpResponse:
    """A refusal as programs read it: its code, and the reason in both languages."""
    return JsonResponse(
        {"code": refused.code, "reason": {"zh": refused.words.zh, "en": refused.words.en}}, status=status
    )


def no_post_page(request: Any) -> HttpResponse:
    """For an account that holds no post now: nothing to see, and whom to ask."""
    return render(request, "no_post.html", status=403)


def not_found(request: Any, exception: Exception | None = None) -> HttpResponse:
    """No page at this address."""
    words = Words("没有这个页面", "There is no such page")
    more = Words(
        "地址可能写错了,或者内容已经移走。您可以从首页重新进入,或用搜索框查找。",
        "The address may be mistyped, or the page has moved. Start from the first page, or search.",
    )
    return _error(request, 404, words, more)


def forbidden(request: Any, exception: Exception | None = None) -> HttpResponse:
    """Not allowed, where no rule of ours has given its own reason."""
    words = Words("不能打开这个页面", "This page does not open to you")
    more = Words("您的岗位没有这项权限。", "Your post does not have this right.")
    return _error(request, 403, words, more)


def failure(request: Any) -> HttpResponse:
    """Something broke. What was being written is not written; the number finds it in the log."""
    log.error("request %s failed: %s %s", _number(request), request.method, request.path)
    words = Words("系统出错了,没有保存", "Something went wrong; nothing was saved")
    more = Words(
        "之前保存的内容不受影响。请稍后再试;如果还是这样,请把下面的编号告诉管理员。",
        "What was saved before is safe. Try again in a moment; if it stays so, give the number below to the"
        " administrator.",
    )
    return _error(request, 500, words, more)


def _number(request: Any) -> str:
    return str(getattr(request, "number", ""))


def _error(request: Any, status: int, words: Words, more: Words) -> HttpResponse:
    """The page stands without the shell: it must not fail on what failed before."""
    if getattr(request, "htmx", False):
        return HttpResponse(spoken(words), status=status, content_type="text/plain; charset=utf-8")
    context = {"status": status, "words": words, "more": more, "number": _number(request)}
    return render(request, "error.html", context, status=status)
