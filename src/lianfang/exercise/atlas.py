"""The names on the map of 云泽市 Yunze and of the invented places its travellers come from.

Codes are of the invented province 江东省 (37, of which 3799 is used by nobody) and of two more whose codes
are in no list of divisions.
"""

PROVINCE = ("37", "江东省")
CITY = ("3799", "云泽市")

COUNTIES: tuple[tuple[str, str, tuple[float, float], tuple[str, ...]], ...] = (
    ("379921", "青石县", (284, 84), ("北关镇", "河口镇", "石桥乡", "青阳镇", "大岭镇", "松坪乡", "黄土坡乡")),
    (
        "379902", "云中区", (222, 190),
        ("站前街道", "西河街道", "解放路街道", "东风街道", "文昌街道", "云山街道", "南湖街道", "新城街道"),
    ),
    (
        "379903", "东陵区", (430, 104),
        ("东陵街道", "陵北街道", "钟楼街道", "桥西街道", "开元街道", "柳林镇", "双泉镇"),
    ),
    ("379922", "河口县", (112, 80), ("城关镇", "三汊镇", "渡口镇", "芦洲镇", "沙湾乡", "东堤乡")),
    ("379923", "白沙县", (88, 200), ("沙洲镇", "白石镇", "桃源镇", "梅溪乡", "竹园乡", "枫林镇")),
    ("379924", "南津县", (372, 192), ("南津镇", "津河镇", "永丰镇", "马鞍镇", "云岭乡", "铜锣乡")),
)  # fmt: skip
"""Code, name, where its middle lies on the sheet, townships."""

_QUARTERS = """
    东风 南街 新华 建设 和平 青年 文化 永安 长乐 朝阳 光明 幸福 胜利 友谊 团结 红旗 向阳 育才 滨河 花园 锦绣
    康宁 富强 民主 春晖 翠湖 西苑 北苑 金桥 银杏 丰泽 兴隆 安居 学府 迎宾 书院 鼓楼 望江 平安 凤凰
"""
QUARTERS = tuple(_QUARTERS.split())
"""Names of communities in towns."""

_VILLAGES = """
    王庄 李家洼 张家湾 刘家坪 陈家沟 赵家集 孙家楼 周家塘 吴家店 徐家桥 马家堡 朱家湾 胡家冲 郭家营 何家坝
    高家堰 林家坳 罗家畈 郑家滩 梁家岭 谢家渡 宋家寨 唐家垄 许家圩 韩家峪 冯家坡 邓家岩 曹家庙 彭家墩 曾家台
"""
VILLAGES = tuple(_VILLAGES.split())
KNOWN = {"河口镇": ("东风社区", "南街社区"), "石桥乡": ("石桥村",), "沙洲镇": ("新洲社区",)}
"""Communities whose names people expect in their township."""

_ROADS = """
    青年路 人民路 解放路 建设街 文化路 新华街 滨河路 中山路 迎宾大道 东大街 西大街 和平路 学府路 云山路
    南湖路
"""
ROADS = tuple(_ROADS.split())

ELSEWHERE: tuple[tuple[str, str, str, str], ...] = (
    ("38", "海西省", "province", ""),
    ("3801", "临港市", "city", "38"),
    ("380102", "港东区", "county", "3801"),
    ("380103", "望海区", "county", "3801"),
    ("380121", "盐滩县", "county", "3801"),
    ("3802", "宁洲市", "city", "38"),
    ("380202", "宁城区", "county", "3802"),
    ("380221", "宁水县", "county", "3802"),
    ("39", "岭北省", "province", ""),
    ("3901", "定川市", "city", "39"),
    ("390102", "川阳区", "county", "3901"),
    ("390121", "北岭县", "county", "3901"),
    ("3902", "雁原市", "city", "39"),
    ("390202", "雁东区", "county", "3902"),
    ("390221", "雁水县", "county", "3902"),
    ("3798", "越溪市", "city", "37"),
    ("379802", "溪东区", "county", "3798"),
    ("379821", "溪源县", "county", "3798"),
)
"""Invented places elsewhere: where the risk areas of the lists lie and where travellers come from."""
