"""A decision as plain data, for a file, a stored row or a page."""

from lianfang.core.measures.decision import Decision, Reason
from lianfang.core.measures.schedule import Dated
from lianfang.core.measures.vocabulary import MEASURES
from lianfang.core.words import Words


def as_data(decision: Decision, language: str | None = None) -> dict[str, object]:
    """The decision as JSON values. Texts in ``language``; both as ``{"zh", "en"}`` where it is None."""
    return {
        "edition": decision.edition,
        "region": decision.region,
        "digest": decision.digest,
        "reasons": [_reason(reason, language) for reason in decision.reasons],
        "days": [
            {
                "date": day.date.isoformat(),
                "measure": day.measure,
                "test": day.test,
                "due": day.due,
                "rows": list(day.rows),
            }
            for day in decision.days
        ],
        "due": [day.isoformat() for day in decision.due],
        "said": [
            {
                "kind": remark.kind.value,
                "class": remark.cls,
                "row": remark.row,
                "because": _said(remark.because, language),
            }
            for remark in decision.remarks
        ],
    }


def _said(words: Words, language: str | None) -> object:
    return words._asdict() if language is None else words.said_in(language)


def _reason(reason: Reason, language: str | None) -> dict[str, object]:
    return {
        "row": reason.row,
        "because": _said(reason.because, language),
        "status": reason.status,
        "source": reason.source,
        "fact": reason.fact.as_data(),
        "phases": [_phase(phase, language) for phase in reason.phases],
        "release": {
            "state": reason.release.state.value,
            "because": _said(reason.release.because, language),
            "owed": [day.isoformat() for day in reason.release.owed],
            "needs_other": reason.needs_other,
        },
        "conventions": list(reason.conventions),
        "absent": [_said(words, language) for words in reason.absent],
    }


def _phase(phase: Dated, language: str | None) -> dict[str, object]:
    return {
        "phase": phase.number,
        "measure": phase.measure,
        "words": _said(MEASURES[phase.measure].words, language),
        "day_zero": phase.anchor.isoformat(),
        "start": phase.start.isoformat(),
        "until": phase.until.isoformat(),
        "cap": phase.cap.isoformat(),
        "tests": [day.isoformat() for day in phase.tests],
        "due": [day.isoformat() for day in phase.due],
        "make_up": phase.make_up.isoformat() if phase.make_up else None,
        "sample": phase.sample,
        "release": phase.predicate or None,
        "state": phase.release.state.value,
    }
