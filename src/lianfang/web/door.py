"""Who may open a page: said once at the view, held by the middleware, read by the scope tests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from lianfang.accounts.scope import MAY, Viewer, why_not
from lianfang.core.refusal import Refused

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Door:
    """To whom a page opens: to everybody (``public``), else to posts that may do one of ``verbs``.

    Without verbs a page opens to every post.
    """

    verbs: tuple[str, ...] = ()
    public: bool = False

    def opens_to(self, role: str) -> bool:
        """Whether a post of this role may open the page."""
        return self.public or not self.verbs or bool(set(self.verbs) & MAY.get(role, frozenset()))

    def why_not(self, viewer: Viewer) -> Refused | None:
        """Why the viewer may not open the page, None where they may."""
        if viewer.everything or self.opens_to(viewer.role):
            return None
        return why_not(viewer, self.verbs[0])


def door(*verbs: str, public: bool = False) -> Callable[[View], View]:
    """``@door("see_lists")`` above a view: only posts that may do this open the page.

    Of several verbs one is enough; ``@door()`` opens to every post, ``@door(public=True)`` to everybody.
    The view and its queries still narrow what is seen to the viewer's area.
    """

    def mark(view: View) -> View:
        view.door = Door(verbs, public)  # type: ignore[attr-defined]
        return view

    return mark


def door_of(view: Callable[..., Any]) -> Door | None:
    """The door of a view; None where its writer has not said to whom it opens."""
    found = getattr(view, "door", None)
    return found if isinstance(found, Door) else None
