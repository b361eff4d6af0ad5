"""Jobs of the worker: periodic ones, and the long work that pages hand over."""

from procrastinate.contrib.django import app

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.clock import now
from lianfang.gateway import messages
from lianfang.ledger import actions as ledger
from lianfang.measures import actions as measures
from lianfang.people import actions as people
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


@app.periodic(cron="5 0,6,12,18 * * *")
@app.task(queue="clock", queueing_lock="roll", pass_context=False)
def roll(timestamp: int) -> None:
    """Bring everybody under a measure into the new day: the next phase, the tasks of the next 48 hours."""
    with acting(SYSTEM):
        measures.roll(at=now())


@app.periodic(cron="* * * * *")
@app.task(queue="messages", queueing_lock="messages", pass_context=False)
def send_messages(timestamp: int) -> None:
    """Hand the outbox to the robots a site has named; nothing where it has named none."""
    messages.send_waiting(at=now())
