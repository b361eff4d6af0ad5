"""Going on to another page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect


def go(request: Any, url: str) -> HttpResponse:
    """To another page; a part of a page asks the whole page to go."""
    if not request.htmx:
        return redirect(url)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = url
    return answer
