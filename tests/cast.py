"""The small district that every test knows, built through the real actions.

云泽市 Yunze has two counties. 青石县 Qingshi has 河口镇 Hekou (communities 东风 Dongfeng with grids 1 and 2,
and 南街 Nanjie with grid 1) and 石桥乡 Shiqiao (community 石桥 with grid 1). 白沙县 Baisha has 沙洲镇 Shazhou
(community 新洲 Xinzhou with grid 1): the neighbours, who must not see.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lianfang.core.days import instant

MORNING = instant("2022-08-05T09:00+08:00")

REGIONS = (
    ("37", "江东省", "province", ""),
    ("3799", "云泽市", "city", "37"),
    ("379901", "青石县", "county", "3799"),
    ("379901100", "河口镇", "township", "379901"),
    ("379901100001", "东风社区", "community", "379901100"),
    ("379901100001001", "东风社区1号网格", "grid", "379901100001"),
    ("379901100001002", "东风社区2号网格", "grid", "379901100001"),
    ("379901100002", "南街社区", "community", "379901100"),
    ("379901100002001", "南街社区1号网格", "grid", "379901100002"),
    ("379901200", "石桥乡", "township", "379901"),
    ("379901200001", "石桥村", "community", "379901200"),
    ("379901200001001", "石桥村1号网格", "grid", "379901200001"),
    ("379902", "白沙县", "county", "3799"),
    ("379902100", "沙洲镇", "township", "379902"),
    ("379902100001", "新洲社区", "community", "379902100"),
    ("379902100001001", "新洲社区1号网格", "grid", "379902100001"),
)
UNIT_KIND = {
    "city": "headquarters",
    "county": "headquarters",
    "township": "township",
    "community": "community",
    "grid": "grid",
}


@dataclass(frozen=True)
class Cast:
    """The district: region and unit numbers by code, and the people at their posts."""

    regions: dict[str, int]
    paths: dict[str, str]
    units: dict[str, int]
    grid_worker: Any
    other_grid_worker: Any
    community_officer: Any
    township_officer: Any
    county_officer: Any
    city_officer: Any
    commander: Any
    second_commander: Any
    county_commander: Any
    neighbour_officer: Any
    neighbour_grid_worker: Any
    administrator: Any
    auditor: Any


POSTS = {
    "grid_worker": ("wang", "王网格", "379901100001001", "grid"),
    "other_grid_worker": ("zhao", "赵网格", "379901100001002", "grid"),
    "community_officer": ("li", "李社区", "379901100001", "community"),
    "township_officer": ("zhang", "张镇长", "379901100", "township"),
    "county_officer": ("chen", "陈专班", "379901", "county"),
    "city_officer": ("lin", "林专班", "3799", "city"),
    "commander": ("gao", "高指挥", "3799", "leader"),
    "second_commander": ("he", "何指挥", "3799", "leader"),
    "county_commander": ("qin", "秦指挥", "379901", "leader"),
    "neighbour_officer": ("sun", "孙专班", "379902", "county"),
    "neighbour_grid_worker": ("zhou", "周网格", "379902100001001", "grid"),
    "administrator": ("admin", "系统管理", "3799", "administrator"),
    "auditor": ("audit", "审计", "3799", "auditor"),
}
PASSWORD = "correct horse battery"


def assemble(*, at: datetime = MORNING, password: str = PASSWORD) -> Cast:
    """Build the district. Runs inside the caller's transaction, as the system."""
    from lianfang.accounts import actions as accounts
    from lianfang.accounts import queries as staff
    from lianfang.accounts.scope import SYSTEM, acting
    from lianfang.places import actions as places
    from lianfang.places import queries as tree
    from lianfang.vault import actions as vault

    with acting(SYSTEM):
        vault.open_purpose("register", by=SYSTEM, at=at)
        regions = places.add_regions([places.NewRegion(*row) for row in REGIONS], by=SYSTEM, at=at)
        bodies = [
            places.NewUnit(f"{name}{'指挥部' if kind == 'headquarters' else ''}", kind, regions[code])
            for code, name, level, _ in REGIONS
            if (kind := UNIT_KIND.get(level))
        ]
        numbers = places.add_units(bodies, by=SYSTEM, at=at)
        units = dict(zip((r[0] for r in REGIONS if r[2] in UNIT_KIND), numbers, strict=True))
        posts = accounts.appoint_many(
            [
                accounts.Appointment(username, name, f"1380000{n:04d}", units[code], role)
                for n, (username, name, code, role) in enumerate(POSTS.values())
            ],
            by=SYSTEM,
            at=at,
            password=password,
        )
        viewers = {key: staff.viewer_of_post(post) for key, post in zip(POSTS, posts, strict=True)}
        paths = {code: area.path for code, area in _areas(tree, regions).items()}
    return Cast(regions=regions, paths=paths, units=units, **viewers)


def _areas(tree: Any, regions: dict[str, int]) -> dict[str, Any]:
    by_id = tree.regions_by_id(regions.values())
    return {code: by_id[number] for code, number in regions.items()}
