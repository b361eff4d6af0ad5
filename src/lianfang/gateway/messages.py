"""Sending the outbox to group robots. Off unless a site names its robots.

``LIANFANG_ROBOTS`` is a JSON object from the code of a region to the address of its group's robot, as
Apprise (BSD-2) writes it: ``{"379901": "wecombot://KEY"}``. A message goes to the robot of the nearest
region at or above its area. Robots take twenty messages a minute, so what waits for one robot goes as one
digest; a digest holds counts and never a personal value.
"""

import json
import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.ledger import actions as ledger
from lianfang.ledger import queries as ledger_queries
from lianfang.places import queries as places
from lianfang.places.paths import ancestors

LONGEST = 1800
"""Characters of a digest; a robot of the common kinds takes 2048 bytes or more of text."""

Send = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Sent:
    """What one pass did: messages sent, and those that wait because no robot or no network took them."""

    sent: int
    waiting: int


def robots() -> dict[str, str]:
    """The robots a site has named, by code of the region; none where it has not."""
    given = os.environ.get("LIANFANG_ROBOTS", "")
    if not given:
        return {}
    try:
        named = json.loads(given)
        return {str(code): str(address) for code, address in named.items()}
    except (ValueError, AttributeError):
        raise Refused(
            "messages.robots",
            'LIANFANG_ROBOTS 应为 JSON,如 {{"379901": "wecombot://KEY"}}',
            'LIANFANG_ROBOTS should be JSON such as {{"379901": "wecombot://KEY"}}',
        ) from None


def send_waiting(*, at: datetime, send: Send | None = None) -> Sent:
    """Send what waits, one digest for each robot. What fails is tried again, five times at most."""
    named = robots()
    if not named:
        return Sent(0, 0)
    waiting = list(ledger_queries.unsent())
    address_of = _addresses(named)
    by_robot: dict[str, list[ledger_queries.Waiting]] = defaultdict(list)
    for message in waiting:
        if address := _nearest(address_of, message.path):
            by_robot[address].append(message)
    sent = 0
    for address, messages in by_robot.items():
        ok = (send or by_apprise)(address, digest([m.words for m in messages]))
        ledger.settle_messages([m.id for m in messages], at=at if ok else None)
        sent += len(messages) if ok else 0
    return Sent(sent, len(waiting) - sent)


def _addresses(named: Mapping[str, str]) -> dict[str, str]:
    """Path of a region → its robot; a code that is no region is passed over."""
    areas = {code: places.area_by_code(code) for code in named}
    return {area.path: named[code] for code, area in areas.items() if area is not None}


def _nearest(address_of: Mapping[str, str], path: str) -> str:
    return next((address_of[p] for p in reversed(ancestors(path)) if p in address_of), "")


def digest(texts: Sequence[Words]) -> str:
    """Texts as one message, each kind once with how often it occurs; Chinese, the language of the groups."""
    counts: dict[str, int] = {}
    for words in texts:
        counts[words.zh] = counts.get(words.zh, 0) + 1
    lines = [f"{text}(×{count})" if count > 1 else text for text, count in counts.items()]
    return "\n".join(lines)[:LONGEST]


def by_apprise(address: str, text: str) -> bool:
    """Hand a text to a robot; False where it did not take it."""
    import apprise

    robot = apprise.Apprise()
    return bool(robot.add(address)) and bool(robot.notify(body=text, title="联防"))
