"""Taking an origin, written as one text, apart into province, city, county and place; nothing is guessed.

``上海市浦东新区张江镇`` begins with names that say what they are; what does not is left in the place.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from lianfang.core.intake import Parts

_MUNICIPAL = re.compile(r"(北京|天津|上海|重庆)市?")
_PROVINCE = re.compile(
    "(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾)省?"
    "|内蒙古(?:自治区)?|广西(?:壮族自治区)?|西藏(?:自治区)?|宁夏(?:回族自治区)?|新疆(?:维吾尔自治区)?"
    r"|(?:香港|澳门)(?:特别行政区)?|\w{2,3}?省"
)
_CITY = re.compile(r"\w{1,10}?(?:自治州|地区|盟|州(?!市|区|县)|市)")
_COUNTY = re.compile(r"\w{1,10}?(?:自治县|自治旗|新区|区|县|市|旗)")
_BETWEEN = re.compile(r"[\s/、,,·›>\-—]+")
_SEVERAL = re.compile(r"[;;]")


class Origin(NamedTuple):
    """An origin in parts as a risk list writes them; empty where not said."""

    province: str = ""
    city: str = ""
    county: str = ""
    place: str = ""


def origin_of(parts: Parts, text: str) -> Origin:
    """The origin of a row: from columns of its own where there are any, else from its text."""
    if parts.province or parts.city or parts.county:
        said = text if text != "".join(parts) else ""
        return Origin(parts.province, parts.city, parts.county, _below(said, parts))
    return split_origin(text)


def _below(text: str, parts: Parts) -> str:
    for name in (parts.province, parts.city, parts.county):
        text = text.removeprefix(name)
    return text.strip()


@lru_cache(maxsize=20_000)
def split_origin(text: str) -> Origin:
    """The parts that the text itself names; of several origins in one text the first."""
    first = _SEVERAL.split(text, maxsplit=1)[0].strip()
    names = _BETWEEN.split(first)
    if len(names) > 1 and _PROVINCE.fullmatch(names[0]):
        province, city, county = (*names, "")[:3]
        return Origin(province, city, county, "".join(names[3:]))
    rest = "".join(names)
    province = city = ""
    if found := _MUNICIPAL.match(rest):
        province = city = f"{found[1]}市"
        rest = rest[found.end() :].removeprefix("市辖区").removeprefix(province)
    elif found := _PROVINCE.match(rest):
        province, rest = found[0], rest[found.end() :]
    if not city and (found := _CITY.match(rest)):
        city, rest = found[0], rest[found.end() :]
    county = ""
    if (province or city) and (found := _COUNTY.match(rest)):
        county, rest = found[0], rest[found.end() :]
    return Origin(province, city, county, rest)
