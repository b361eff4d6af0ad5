"""Jobs of the worker: periodic ones, and the long work that pages hand over."""

from procrastinate.contrib.django import app

from lianfang.clock import now
from lianfang.ledger import actions as ledger


@app.periodic(cron="* * * * * */10")
@app.task(queue="clock", queueing_lock="seal", pass_context=False)
def seal(timestamp: int) -> None:
    """Seal the ledger's tail: it is never more than about ten seconds behind."""
    ledger.seal(at=now())
