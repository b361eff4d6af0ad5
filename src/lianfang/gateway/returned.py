"""Sheets that go back to whoever sent them: kept for a day with what was wrong, given back annotated."""

from collections.abc import Iterable, Mapping

from django.core.cache import cache

from lianfang.accounts.onboarding import Problem as StaffProblem
from lianfang.accounts.scope import Viewer
from lianfang.core.intake import Fault, Problem, Spot
from lianfang.core.refusal import Refused
from lianfang.gateway.sheets import annotate
from lianfang.intake import files

_KEPT_SECONDS = 24 * 3600


def as_marks(
    problems: Iterable[StaffProblem], columns: Mapping[str, tuple[int, Mapping[str, int]]]
) -> list[Problem]:
    """What is wrong in a sheet of staff, as it is marked there; ``columns`` as ``onboarding`` tells."""
    marks = []
    for each in problems:
        _, places = columns.get(each.sheet, (0, {}))
        spot = Spot(each.sheet, each.row, places.get(each.column, -1), each.heading.zh)
        fault = Fault(f"accounts.{each.column}", each.message, each.remedy)
        marks.append(spot.problem(fault, each.value))
    return marks


def keep(content: bytes, filename: str, problems: Iterable[Problem], *, by: Viewer) -> str:
    """Keep a sheet, sealed, with what is wrong in it; answers the digest by which its sender gets it back."""
    digest = files.keep(content)
    cache.set(_key(digest, by), (filename, tuple(problems)), _KEPT_SECONDS)
    return digest


def annotated(digest: str, *, by: Viewer) -> tuple[str, bytes]:
    """The name and content of the sheet, wrong cells red and how to mend them beside; to its sender alone."""
    kept = cache.get(_key(digest, by))
    if kept is None:
        raise Refused(
            "not_found",
            "这张表已不再保存,请重新上传",
            "the sheet is no longer kept; send it again",
        )
    filename, problems = kept
    name = filename.rpartition(".")[0] or filename
    return f"{name}-annotated.xlsx", annotate(files.kept(digest), filename, problems)


def _key(digest: str, by: Viewer) -> str:
    return f"returned-{by.post_id}-{digest}"
