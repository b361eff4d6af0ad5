"""A pushed xlsx of 200,000 rows from file to committed tasks: goal 3,000 rows/s, peak memory 1.5 GB.

Beside it: 5,000 of its rows, drawn at random, one at a time through the same actions (they must decide and
ask alike), and the limit: the bare reading of the file and COPY of its cells.
"""

import os
import random
from collections.abc import Callable, Iterator
from hashlib import file_digest
from pathlib import Path
from typing import Any

from bench.ground import Lap, fresh_city, lap

ROWS = int(os.environ.get("LIANFANG_BENCH_ROWS", "200000"))
SAMPLE = int(os.environ.get("LIANFANG_BENCH_SAMPLE", "5000"))
AT = "2022-08-05T09:00+08:00"
HEAD = (
    "序号", "姓名", "性别", "证件类型", "身份证号", "联系电话", "来源地", "风险等级", "离开时间", "到达时间",
    "交通工具", "车次", "座位号", "现住址", "健康码",
)  # fmt: skip
Told = dict[str, tuple[Any, ...]]


def run(line: Callable[[str], None]) -> None:
    """Receive the list, then a part of it one by one, then only read and copy it."""
    file = _file()
    regions = fresh_city()
    with lap() as whole:
        done = _receive(file, regions)
    line(_rate(f"receive {ROWS:,} rows, tasks committed", whole, ROWS, f"peak {whole.peak_mb:,.0f} MB"))
    line(f"  balance: {done.balance.accepted:,} accepted, {done.balance.ambiguous:,} to be settled")
    chosen = sorted(random.Random(7).sample(range(ROWS), min(SAMPLE, ROWS)))
    together = _told(_numbers(file, chosen))
    sample = _excerpt(file, chosen)
    with lap() as bare:
        _read_and_copy(file)
    line(
        _rate(
            "bare reading and COPY of the same file",
            bare,
            ROWS,
            f"{whole.seconds / bare.seconds:.1f} × faster",
        )
    )
    regions = fresh_city()
    with lap() as alone:
        _receive(sample, regions, portion=1)
    slower = (alone.seconds / len(chosen)) / (whole.seconds / ROWS)
    line(_rate(f"{len(chosen):,} of them one at a time", alone, len(chosen), f"{slower:.0f} × slower"))
    line(f"  same decisions and tasks: {'yes' if together == _told(_numbers(sample, None)) else 'NO'}")


def _rate(what: str, took: Lap, rows: int, more: str) -> str:
    return f"  {what:<42} {took.seconds:8.1f} s {rows / took.seconds:10,.0f} rows/s  {more}"


def _file() -> Path:
    """The list, written once and kept."""
    file = Path(os.environ["LIANFANG_HOME"]) / f"push-{ROWS}.xlsx"
    if not file.exists():
        _write(file, _rows())
    return file


def _write(file: Path, rows: Iterator[list[Any]]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("推送")
        sheet.write_row(0, 0, HEAD)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, row)


def _rows() -> Iterator[list[Any]]:
    """Invented travellers of the county of ``fresh_city``; a number is given once, many names often."""
    from lianfang.core.people import check_digit

    chance = random.Random(5)
    surnames, given = (
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗",
        "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲建国华红亮",
    )
    origins = [f"江北省远山市{name}区" for name in ("高阳", "临水", "白石", "南湖")]
    for n in range(ROWS):
        born = f"{1940 + n % 70}{n // 70 % 12 + 1:02d}{n // 840 % 28 + 1:02d}"
        body = f"3799{n // 23520 % 90 + 10:02d}{born}{chance.randrange(1000):03d}"
        left = chance.randrange(1, 4)
        yield [
            n + 1,
            chance.choice(surnames) + chance.choice(given) + chance.choice(given),
            "男" if int(body[-1]) % 2 else "女",
            "身份证",
            body + check_digit(body),
            f"13{n + 100000000:09d}",
            chance.choice(origins),
            chance.choice(("高风险", "中风险", "低风险")),
            f"2022-08-{left:02d}",
            f"2022-08-{left + 1:02d} {chance.randrange(24):02d}:{chance.randrange(60):02d}",
            chance.choice(("火车", "飞机", "自驾")),
            f"G{chance.randrange(1, 999)}",
            f"{chance.randrange(1, 17)}车{chance.randrange(1, 20)}A",
            f"云泽市青石县河口镇第{n % 40}社区{n % 5}号网格{chance.randrange(1, 99)}号楼{n % 900 + 101}室",
            chance.choice(("绿码", "黄码")),
        ]


def _excerpt(file: Path, chosen: list[int]) -> Path:
    """The chosen rows as a list of their own."""
    from lianfang.gateway.sheets import read

    wanted, part = set(chosen), file.with_name(f"sample-{len(chosen)}.xlsx")
    with read(file) as book:
        _write(part, (cells for number, cells in book.sheets[0].rows() if number - 2 in wanted))
    return part


def _receive(file: Path, regions: dict[str, int], *, portion: int = 0) -> Any:
    from lianfang.accounts.scope import SYSTEM
    from lianfang.core.days import instant
    from lianfang.gateway.sheets import read
    from lianfang.intake import actions
    from lianfang.intake.actions import receiving

    usual, receiving.PORTION = receiving.PORTION, portion or receiving.PORTION
    with file.open("rb") as opened:
        digest = file_digest(opened, "sha256").hexdigest()
    try:
        with read(file) as book:
            new = actions.NewList(
                source="省推送",
                filename=file.name,
                sha256=digest,
                sheets=book.sheets,
                region_id=regions["379901"],
            )
            return actions.receive(new, by=SYSTEM, at=instant(AT))
    finally:
        receiving.PORTION = usual


def _numbers(file: Path, chosen: list[int] | None) -> list[str]:
    """Identity numbers of the chosen rows, of all where none are chosen."""
    from lianfang.gateway.sheets import read

    wanted = None if chosen is None else set(chosen)
    with read(file) as book:
        return [
            str(cells[4])
            for number, cells in book.sheets[0].rows()
            if number > 1 and (wanted is None or number - 2 in wanted)
        ]


_DECIDED = """
    SELECT i.index, d.edition, d.reasons::text, d.days::text,
        (SELECT array_agg((t.kind, t.due, t.clause, u.name)::text ORDER BY t.key) FROM tasks_task AS t
         JOIN places_unit AS u ON u.id = t.owner_id WHERE t.person_id = i.person_id)
    FROM people_identifier AS i LEFT JOIN measures_decision AS d
        ON d.person_id = i.person_id AND d.superseded IS NULL
    WHERE i.index = ANY(%s)
"""


def _told(numbers: list[str]) -> Told:
    """What was decided and asked for each number."""
    from django.db import connection

    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.people.indexes import number_index

    index = {number_index(number): number for number in numbers}
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_DECIDED, [list(index)])
        return {index[bytes(row[0])]: row[1:] for row in cursor.fetchall()}


def _read_and_copy(file: Path) -> None:
    """The limit: the cells of the file as text in a table."""
    from django.db import connection, transaction

    from lianfang.gateway.sheets import read

    columns = ", ".join(f"c{n} text" for n in range(len(HEAD)))
    with transaction.atomic(), connection.cursor() as cursor, read(file) as book:
        cursor.execute(f"CREATE TEMP TABLE bare ({columns}) ON COMMIT DROP")
        with cursor.cursor.copy("COPY bare FROM STDIN") as copying:
            for _, cells in book.sheets[0].rows():
                copying.write_row([None if cell is None else str(cell) for cell in cells])
