"""What the answers of ``lianfang intake risk-areas`` are made of."""

import os
from datetime import datetime
from typing import Any

from lianfang.core.days import ZONE
from lianfang.core.words import Words

Told = tuple[dict[str, Any], list[Words]]
"""An answer as data, and the same in lines to read."""


def language() -> str:
    spoken = os.environ.get("LIANFANG_LANG") or os.environ.get("LANG", "")
    return "zh" if spoken.lower().startswith("zh") else "en"


def local(at: datetime) -> str:
    return at.astimezone(ZONE).isoformat(timespec="minutes")


def same(text: str) -> Words:
    return Words(text, text)


def listing_data(listing: Any) -> dict[str, Any]:
    """The list that an answer stands on."""
    return {
        "id": listing.id,
        "as_of": local(listing.as_of),
        "received": local(listing.received),
        "source": listing.source,
        "sha256": listing.sha256,
    }


def stands_on(listing: Any, at: datetime) -> Words:
    age = f"{listing.age_hours(at):.1f}"
    return Words(
        f"依据 {local(listing.as_of)} 的名单「{listing.source}」,距所问时间 {age} 小时",
        f"by the list of {local(listing.as_of)} ({listing.source}), {age} hours before that instant",
    )


def note_data(note: Any) -> dict[str, Any]:
    return {
        "code": note.code,
        "message": note.words.zh,
        "message_en": note.words.en,
        "times": note.times,
        "where": list(note.where),
    }
