"""Lists as sources push them: rows of invented people, written as files, received like any other."""

import csv
import io
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.core.days import instant
from lianfang.core.people import check_digit
from lianfang.gateway.sheets import read
from lianfang.intake import actions
from lianfang.measures import actions as measures
from tests.cast import MORNING

SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
GRID_1 = "云泽市青石县河口镇东风社区1号网格"
GRID_2 = "云泽市青石县河口镇东风社区2号网格"
FAR_GRID = "云泽市青石县石桥乡石桥村1号网格"


def adopt(cast: Any) -> None:
    """The ninth edition in force in the city."""
    with acting(SYSTEM):
        number = measures.propose(
            "cn-covid19-9",
            region_id=cast.regions["3799"],
            valid_from=instant("2022-08-01T00:00+08:00"),
            applies_to="new",
            by=cast.commander,
            at=MORNING,
        )
        measures.sign(number, by=cast.second_commander, at=MORNING)


def id_number(n: int) -> str:
    """A number with its check digit, of somebody born in 1980 (odd numbers are men)."""
    body = f"37990119800{n // 28 % 9 + 1}{n % 28 + 1:02d}{n % 1000:03d}"
    return body + check_digit(body)


def person(n: int, **changes: str) -> dict[str, str]:
    """The row of invented person number ``n``, with some columns changed."""
    name = SURNAMES[n % 10] + GIVEN[n // 10 % 20] + GIVEN[(n // 200 + n) % 20]
    row = {
        "姓名": name,
        "身份证号": id_number(n),
        "联系电话": f"1380{n:07d}",
        "来源地": "江北省远山市高阳区",
        "风险等级": "高风险",
        "离开时间": "2022-08-03",
        "到达时间": "2022-08-04 12:30",
        "交通工具": "火车",
        "车次": f"G{n % 900 + 1}",
        "现住址": f"{GRID_1}{n % 90 + 1}号楼{n % 9 + 1}0{n % 4 + 1}室",
    }
    return row | changes


def file_of(rows: Sequence[Mapping[str, str]]) -> bytes:
    """The rows as a CSV file, headings first."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def push(
    cast: Any,
    content: bytes | Sequence[Mapping[str, str]],
    *,
    by: Any = None,
    region: str = "379901",
    **how: Any,
) -> actions.Received:
    """Receive a file (or rows as one) as the county's officer; ``how`` goes to NewList, save at and watch."""
    data = content if isinstance(content, bytes) else file_of(content)
    at, watch = how.pop("at", MORNING), how.pop("watch", lambda so_far: None)
    with read(data, how.pop("filename", "推送.csv")) as book:
        new = actions.NewList(
            **{"source": "省推送", "filename": book.filename} | how,
            sha256=sha256(data).hexdigest(),
            sheets=book.sheets,
            region_id=cast.regions[region],
        )
        return actions.receive(new, by=by or cast.county_officer, at=at, watch=watch)
