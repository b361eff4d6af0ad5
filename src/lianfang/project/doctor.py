"""The invariants of the whole, each as one question to the database whose good answer is nothing.

``lianfang doctor`` asks them; so do the tests after every journey. A question names the rows that
break it, by table and number, never by a personal value.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connections

from lianfang.core.words import Words
from lianfang.situation.queries import hash_of


@dataclass(frozen=True, slots=True)
class Invariant:
    """What must hold, and the query for the numbers of the rows where it does not."""

    code: str
    words: Words
    sql: str


@dataclass(frozen=True, slots=True)
class Found:
    """An invariant with the rows that break it (at most a hundred are named)."""

    invariant: Invariant
    rows: tuple[int, ...]

    @property
    def holds(self) -> bool:
        return not self.rows


INVARIANTS = (
    Invariant(
        "task.owner",
        Words("每项任务有责任单位,且单位仍然有效", "every live task has an owner that still exists"),
        "SELECT t.id FROM tasks_task t LEFT JOIN places_unit u ON u.id = t.owner_id"
        " WHERE u.id IS NULL OR (t.standing IN ('open', 'overdue') AND u.valid_to <= %(now)s::date)",
    ),
    Invariant(
        "task.standing",
        Words("已了结的任务有佐证或理由", "a settled task has its evidence or its reason"),
        "SELECT t.id FROM tasks_task t WHERE t.standing IN ('met', 'met_late')"
        " AND NOT EXISTS (SELECT 1 FROM tasks_evidence e WHERE e.task_id = t.id AND e.retracted IS NULL)",
    ),
    Invariant(
        "task.watched",
        Words("未了结的任务都有下次查看时间", "every task that waits has a next look"),
        "SELECT id FROM tasks_task WHERE standing = 'open' AND next_look IS NULL",
    ),
    Invariant(
        "task.path",
        Words("任务的责任路径就是责任单位的路径", "a task's owner path is its owner's"),
        "SELECT t.id FROM tasks_task t JOIN places_unit u ON u.id = t.owner_id WHERE t.owner_path <> u.path",
    ),
    Invariant(
        "stay.order",
        Words("在管措施都有通知书、依据和结束日", "every open measure has its order, its ground and its end"),
        "SELECT s.id FROM measures_stay s LEFT JOIN measures_order o ON o.id = s.order_id"
        " WHERE s.ended IS NULL AND (s.planned_end IS NULL OR COALESCE(s.ground, '{}') = '{}'"
        " OR (NOT s.opening_balance AND (o.first_signed IS NULL OR o.served IS NULL)))",
    ),
    Invariant(
        "stay.once",
        Words("一人同时只在一处被管控", "nobody is held twice at once"),
        "SELECT min(id) FROM measures_stay WHERE ended IS NULL GROUP BY person_id HAVING count(*) > 1",
    ),
    Invariant(
        "order.second",
        Words("需两人签发的通知书由两人签发", "an order that needs two signers has two"),
        "SELECT id FROM measures_order WHERE served IS NOT NULL AND needs_second AND second_signed IS NULL",
    ),
    Invariant(
        "decision.one",
        Words("每人至多一个现行判定", "one standing decision for a person"),
        "SELECT min(id) FROM measures_decision WHERE superseded IS NULL"
        " GROUP BY person_id HAVING count(*) > 1",
    ),
    Invariant(
        "decision.merged",
        Words("现行判定只针对未被合并的人员", "no decision stands for a record that was merged away"),
        "SELECT d.id FROM measures_decision d JOIN people_person p ON p.id = d.person_id"
        " WHERE d.superseded IS NULL AND p.merged_into_id IS NOT NULL",
    ),
    Invariant(
        "person.path",
        Words("人员的路径就是其所在区域的路径", "a person's path is their region's"),
        "SELECT p.id FROM people_person p JOIN places_region r ON r.id = p.region_id WHERE p.path <> r.path",
    ),
    Invariant(
        "region.path",
        Words("区域路径由上级路径和自身编号组成", "a region's path is its parent's and its own number"),
        "SELECT r.id FROM places_region r LEFT JOIN places_region u ON u.id = r.parent_id"
        " WHERE r.path <> COALESCE(u.path || '.', '') || r.id",
    ),
    Invariant(
        "list.balance",
        Words(
            "每份名单:收到 = 采纳 + 重复 + 退回 + 存疑 + 待处理",
            "every list: received = accepted + duplicate + rejected + ambiguous + pending",
        ),
        "SELECT l.id FROM intake_inboundlist l WHERE l.received <>"
        " l.accepted + l.duplicate + l.rejected + l.ambiguous + l.pending",
    ),
    Invariant(
        "list.rows",
        Words("每份名单的条目数与逐条记录一致", "a list counts the rows it keeps"),
        "SELECT l.id FROM intake_inboundlist l LEFT JOIN (SELECT inbound_id,"
        " count(*) FILTER (WHERE state = 'accepted') AS accepted,"
        " count(*) FILTER (WHERE state = 'duplicate') AS duplicate,"
        " count(*) FILTER (WHERE state = 'rejected') AS rejected,"
        " count(*) FILTER (WHERE state = 'ambiguous') AS ambiguous"
        " FROM intake_inboundrow GROUP BY 1) r ON r.inbound_id = l.id"
        " WHERE (l.accepted, l.duplicate, l.rejected, l.ambiguous) <> (COALESCE(r.accepted, 0),"
        " COALESCE(r.duplicate, 0), COALESCE(r.rejected, 0), COALESCE(r.ambiguous, 0))",
    ),
    Invariant(
        "cells.sum",
        Words(
            "各级统计相加一致:下级之和不超过上级",
            "figures add up: what lies below is within what stands above",
        ),
        "SELECT p.id FROM situation_cell p JOIN ("
        " SELECT c.fill_id, c.metric, r.parent_id, sum(c.known) AS known,"
        " sum(c.on_time + c.late + c.missing) AS due FROM situation_cell c"
        " JOIN places_region r ON r.id = c.region_id GROUP BY 1, 2, 3) s"
        " ON (s.fill_id, s.metric, s.parent_id) = (p.fill_id, p.metric, p.region_id)"
        " WHERE s.known > p.known OR s.due > p.on_time + p.late + p.missing",
    ),
    Invariant(
        "cells.kinds",
        Words("各类之和等于总数", "the kinds of a figure make up the figure"),
        "SELECT COALESCE(w.id, k.id) FROM (SELECT * FROM situation_cell"
        " WHERE metric ~ '^(held([.][^.]+)?|entered|released|tasks|reports)$') w"
        " FULL JOIN (SELECT min(id) AS id, fill_id, region_id, substring(metric from '^(.+)[.]') AS metric,"
        " sum(known) AS known, sum(on_time) AS on_time, sum(late) AS late, sum(missing) AS missing"
        " FROM situation_cell WHERE metric ~ '^(held|entered|released|tasks|reports)[.]' GROUP BY 2, 3, 4) k"
        " ON (k.fill_id, k.region_id, k.metric) = (w.fill_id, w.region_id, w.metric)"
        " WHERE (w.known, w.on_time, w.late, w.missing) IS DISTINCT FROM"
        " (k.known, k.on_time, k.late, k.missing)",
    ),
    Invariant(
        "report.task",
        Words("已报送的日报其任务已了结", "the task of a report that was sent is settled"),
        "SELECT r.id FROM situation_report r JOIN tasks_task t ON t.id = r.task_id"
        " WHERE r.sent IS NOT NULL AND t.standing IN ('open', 'overdue')",
    ),
    Invariant(
        "bulletin.members",
        Words(
            "已签发专报所留名单的人数和摘要与其内容一致",
            "the lists kept behind a signed bulletin are those it counted, by number and digest",
        ),
        "SELECT b.id FROM situation_bulletin b WHERE b.signed IS NOT NULL AND ("
        ' SELECT array_agg(said ORDER BY said COLLATE "C")'
        " FROM jsonb_path_query(b.snapshot, 'lax $.members[*]') m, concat_ws('|', m->>'metric',"
        " m->>'standing', m->>'path', m->>'count', m->>'digest') said) IS DISTINCT FROM ("
        " SELECT array_agg(kept ORDER BY kept COLLATE \"C\") FROM situation_members m, concat_ws('|',"
        " m.metric, m.standing, m.path, m.count, encode(m.digest, 'hex')) kept WHERE m.bulletin_id = b.id)",
    ),
    Invariant(
        "bulletin.ledger",
        Words(
            "已签发专报的摘要就是签发时记入台账的摘要",
            "a signed bulletin has the hash that the ledger kept when it was signed",
        ),
        "SELECT b.id FROM situation_bulletin b WHERE b.signed IS NOT NULL AND NOT EXISTS ("
        " SELECT 1 FROM ledger_event e WHERE e.verb = 'situation.bulletin_signed'"
        " AND e.subject_kind = 'bulletin' AND e.subject_id = b.id AND e.body->>'sha256' = b.sha256)",
    ),
)
BULLETIN_HASH = Invariant(
    "bulletin.hash",
    Words("已签发专报的内容与其摘要一致", "a signed bulletin says what its hash was made of"),
    "SELECT id, sha256, snapshot FROM situation_bulletin WHERE signed IS NOT NULL ORDER BY id",
)
"""The one question the database cannot answer alone: its rows are hashed here, one at a time."""


def examine(now: datetime) -> Iterator[Found]:
    """Ask every question as the owner, who sees all rows."""
    with connections["owner"].cursor() as cursor:
        for invariant in INVARIANTS:
            cursor.execute(f"SELECT * FROM ({invariant.sql}) AS broken LIMIT 100", {"now": now})  # noqa: S608 - our own text
            yield Found(invariant, tuple(number for (number,) in cursor.fetchall()))
        yield Found(BULLETIN_HASH, tuple(islice(altered_bulletins(cursor), 100)))


def altered_bulletins(cursor: Any) -> Iterator[int]:
    """The signed bulletins of which the kept hash is not that of what they say."""
    cursor.execute(BULLETIN_HASH.sql)
    while found := cursor.fetchmany(20):
        for number, kept, snapshot in found:
            if hash_of(json.loads(snapshot)) != kept:
                yield number
