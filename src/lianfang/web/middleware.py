"""The door of every page: who is looking, what time it is, and the wall around the request."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lianfang.accounts import queries as accounts
from lianfang.accounts.scope import NOBODY, Viewer, acting
from lianfang.clock import now
from lianfang.core.refusal import Refused

STATUS = {"scope.role": 403, "scope.area": 404, "not_found": 404}
_FREE = ("/accounts/", "/static/", "/declare/", "/language/", "/healthz")


class DoorMiddleware:
    """Reads the clock once, names the viewer, and runs the view inside the viewer's area.

    A refusal becomes a page that says why; nothing that was written before it stays.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = now()  # type: ignore[attr-defined]
        request.viewer = _viewer(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: Any, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse:
        """Call the view inside the wall, so that its queries and its template see one area."""
        if turned_away := _turned_away(request):
            return turned_away
        if getattr(view, "own_transaction", False):
            return view(request, *args, **kwargs)
        try:
            with acting(request.viewer):
                response = view(request, *args, **kwargs)
                if callable(getattr(response, "render", None)):
                    response = response.render()  # type: ignore[attr-defined]
                return response
        except Refused as refused:
            return refusal_page(request, refused)


def _viewer(request: Any) -> Viewer:
    if not request.user.is_authenticated:
        return NOBODY
    chosen = request.session.get("post")
    return accounts.viewer_of(request.user, at=request.now, post_id=chosen) or NOBODY


def _turned_away(request: Any) -> HttpResponse | None:
    """Where a request must go first: to sign in, to set up the second factor, or nowhere."""
    if request.path.startswith(_FREE):
        return None
    if not request.user.is_authenticated:
        if request.headers.get("HX-Request"):
            answer = HttpResponse(status=204)
            answer["HX-Redirect"] = reverse("account_login")
            return answer
        return redirect(f"{reverse('account_login')}?next={request.get_full_path()}")
    return None


def refusal_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The page (or, for htmx, the notice) that says why not."""
    status = STATUS.get(refused.code, 409)
    template = "refusal_notice.html" if request.headers.get("HX-Request") else "refusal.html"
    return render(request, template, {"refused": refused, "status": status}, status=status)
