"""Jobs of the worker: periodic ones, and the long work that pages hand over. Their clock is UTC."""

from contextlib import suppress
from typing import Any

from procrastinate.contrib.django import app

from lianfang.accounts import queries as accounts
from lianfang.accounts.scope import SYSTEM, acting
from lianfang.clock import now
from lianfang.core.days import instant, local_day, plus
from lianfang.core.refusal import Refused
from lianfang.gateway import inbound, messages, risk_work
from lianfang.ledger import actions as ledger
from lianfang.measures import actions as measures
from lianfang.people import actions as people
from lianfang.places import queries as places
from lianfang.situation import actions as situation
from lianfang.tasks import actions as tasks


@app.periodic(cron="* * * * * */10")
@app.task(queue="clock", queueing_lock="seal", pass_context=False)
def seal(timestamp: int) -> None:
    """Seal the ledger's tail: it is never more than about ten seconds behind."""
    ledger.seal(at=now())


@app.periodic(cron="* * * * *")
@app.task(queue="clock", queueing_lock="watch", pass_context=False)
def watch(timestamp: int) -> None:
    """Look at every task whose next look has come, and end what was granted until now."""
    at = now()
    with acting(SYSTEM):
        tasks.watch(at=at)
        people.end_expired(by=SYSTEM, at=at)


@app.periodic(cron="5 16,22,4,10 * * *")
@app.task(queue="clock", queueing_lock="roll", pass_context=False)
def roll(timestamp: int) -> None:
    """Bring everybody under a measure into the new day: at five past midnight and thrice more."""
    with acting(SYSTEM):
        measures.roll(at=now())


@app.periodic(cron="* * * * *")
@app.task(queue="messages", queueing_lock="messages", pass_context=False)
def send_messages(timestamp: int) -> None:
    """Hand the outbox to the robots a site has named; nothing where it has named none."""
    messages.send_waiting(at=now())


@app.task(queue="lists", name="receive_list")
def receive_list(*, told: dict[str, str], post_id: int, at: str, **file: Any) -> None:
    """Receive a kept file as the post that sent it in; why it became no list is noted for its page."""
    waiting = inbound.Waiting(**file)
    try:
        inbound.receive_kept(waiting, told=told, by=accounts.viewer_of_post(post_id), at=instant(at))
    except Refused as refused:
        inbound.note_failure(waiting.sha256, waiting.source, refused.words)


@app.task(queue="lists", name="receive_risk_list")
def receive_risk_list(*, sha256: str, filename: str, as_of: str, post_id: int, at: str) -> None:
    """Read a kept list of risk areas as the post that sent it in; a refusal is noted for its page."""
    upload = risk_work.Upload(sha256=sha256, filename=filename, as_of=instant(as_of) if as_of else None)
    with suppress(Refused):
        risk_work.receive(upload, by=accounts.viewer_of_post(post_id), at=instant(at))


@app.task(queue="lists", name="foresee_risk_lists")
def foresee_risk_lists(*, at: str) -> None:
    """Count what the waiting lists of risk areas would change."""
    with suppress(Refused):
        risk_work.foresee(at=instant(at))


@app.task(queue="lists", name="apply_risk_lists")
def apply_risk_lists(*, post_id: int, at: str) -> None:
    """Decide again by the waiting lists of risk areas, as the post that asked for it."""
    with suppress(Refused):
        risk_work.apply(by=accounts.viewer_of_post(post_id), at=instant(at))


@app.periodic(cron="*/10 * * * *")
@app.task(queue="figures", queueing_lock="figures", pass_context=False)
def count_today(timestamp: int) -> None:
    """Count every region's figures of the day so far, for boards."""
    at = now()
    with acting(SYSTEM):
        for top in places.below(None):
            situation.fill(top.area.path, day=local_day(at), by=SYSTEM, at=at)


@app.periodic(cron="20 16 * * *")
@app.task(queue="figures", queueing_lock="close", pass_context=False)
def close_yesterday(timestamp: int) -> None:
    """Close the figures of the day that has ended (twenty past midnight, local time)."""
    at = now()
    with acting(SYSTEM):
        situation.close_period(plus(local_day(at), -1), by=SYSTEM, at=at)


@app.periodic(cron="30 22,4 * * *")
@app.task(queue="figures", queueing_lock="reports", pass_context=False)
def give_out_reports(timestamp: int) -> None:
    """Give every unit the reports it owes about the day (half past six in the morning, local time)."""
    at = now()
    with acting(SYSTEM):
        situation.give_out(local_day(at), by=SYSTEM, at=at)
