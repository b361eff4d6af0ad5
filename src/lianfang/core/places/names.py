"""Names of divisions as people write them: one folding, and the short forms in official use.

Nothing here decides that two names are alike: it lists, for one official name, the written forms that
mean it. Whether a form is unambiguous among its neighbours is the tree's business.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

_NOISE = re.compile("[\\s\u200b-\u200f\u2060\ufeff]+|\\(虚拟\\)")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]+")  # no text of a database or of UTF-8 holds these
_DASHES = str.maketrans(dict.fromkeys("—–―‐‑‒−~〜", "-"))
_FILLER = re.compile(r"[-/.]*|无|市辖区|县|(?:省|自治区)?直辖县级?(?:行政)?(?:区划|单位)?")
_PARALLEL = re.compile(r"(?P<outer>[^()]+)\((?P<inner>[^()]*地区)\)(?:镇|乡|[^()]*族乡)")
_PEOPLES = (
    "各族|壮族|回族|满族|苗族|藏族|彝族|侗族|瑶族|白族|傣族|黎族|畲族|土族|佤族|水族|羌族|怒族|维吾尔族?|蒙古族?|哈萨克族?|"
    "柯尔克孜族?|塔吉克族?|锡伯族?|朝鲜族|土家族|布依族|哈尼族|景颇族|傈僳族|拉祜族|布朗族|纳西族|普米族|独龙族|撒拉族|保安族|"
    "裕固族|东乡族|仫佬族|毛南族|仡佬族|达斡尔族|鄂温克族|鄂伦春族|阿昌族|德昂族|基诺族|高山族|京族|俄罗斯族|门巴族|珞巴族"
)
_STEM = re.compile(f"(?P<stem>.{{2,}}?)(?:{_PEOPLES})+")
_ZONE = re.compile(r"(?:开发区|园区|管理区|示范区|[实试]验区|度假区|合作区|新区)")
_HIGH_TECH = re.compile(r"高新技术(?:产业)?(?:开发区|园区)")
_ECONOMIC = re.compile(r"经济技术开发区")

# Suffix -> what the short form keeps of it; the longest suffix that fits is the one that counts.
_SUFFIXES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "province": (("自治区", ("",)), ("省", ("",)), ("市", ("",))),
    "city": (("自治州", ("州", "")), ("地区", ("",)), ("盟", ("",)), ("市", ("",))),
    "county": (
        ("自治县", ("县", "")),
        ("自治旗", ("旗", "")),
        ("新区", ("",)),
        ("林区", ("",)),
        ("特区", ("",)),
        ("市", ("",)),
        ("区", ("",)),
        ("县", ("",)),
        ("旗", ("",)),
    ),
    "township": (
        ("街道办事处", ("街道", "街道办", "街", "")),
        ("街道", ("街道办事处", "街道办", "街", "")),
        ("地区", ("地区办事处", "")),
        ("族乡", ("乡", "")),
        ("苏木", ("",)),
        ("镇", ("",)),
        ("乡", ("",)),
    ),
    "community": (
        ("社区居民委员会", ("社区居委会", "社区", "居委会", "")),
        ("社区居委会", ("社区居民委员会", "社区", "居委会", "")),
        ("居民委员会", ("居委会", "")),
        ("居委会", ("居民委员会", "")),
        ("村民委员会", ("村委会", "村", "")),
        ("村委会", ("村民委员会", "村", "")),
        ("社区", ("社区居委会", "")),
        ("村", ("村委会", "")),
    ),
}


def fold(text: str) -> str:
    """The text as it is compared: full width and blanks gone, dashes alike, letters small."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).translate(_DASHES).casefold()


def clean(text: str) -> str:
    """The text as it is kept: outer blanks gone, inner runs of blanks one blank.

    Nothing else is touched but what no text can hold: NUL, and halves of characters.
    """
    return " ".join(_UNSTORABLE.sub("", text).split())


def is_filler(folded: str) -> bool:
    """Whether a folded name only fills its column: 市辖区, 县, 省直辖县级行政区划, a blank, a dash."""
    return _FILLER.fullmatch(folded) is not None


def written_forms(folded: str) -> tuple[str, ...]:
    """What one written name may mean: itself; the 地区 in it, as in 三间房(地区)乡; a zone's abbreviation."""
    forms = [folded, _abbreviated(folded)]
    if found := _PARALLEL.fullmatch(folded):
        inner = found["inner"]
        forms.append(found["outer"] + inner if inner == "地区" else inner)
    return tuple(dict.fromkeys(forms))


def short_forms(folded: str, level: str, *, above: Sequence[str] = ()) -> tuple[str, ...]:
    """The other forms in which a division of that level is written.

    Stems of one character are no name (城区 is never 城). ``above`` holds the folded names of the
    province and city, which the long names of development zones repeat.
    """
    forms = list(_cut(folded, level))
    if level == "county" and _ZONE.search(folded):
        forms.extend(_zone_forms(folded, above))
    return tuple(form for form in dict.fromkeys(forms) if form != folded)


@lru_cache(maxsize=8192)
def typed_forms(folded: str, level: str) -> tuple[str, ...]:
    """The full name and the short forms that still say what kind of division it is: 海南州, 民和县."""
    typed = [form for form in _cut(folded, level) if form[-1] in "州县旗"]
    return tuple(dict.fromkeys((folded, *typed)))


def _cut(folded: str, level: str) -> Iterator[str]:
    for suffix, kept in _SUFFIXES.get(level, ()):
        if not folded.endswith(suffix):
            continue
        stem = _without_peoples(folded if suffix == "族乡" else folded[: -len(suffix)], suffix)
        if len(stem) >= 2:
            yield from (stem + ending for ending in kept)
        return


def _without_peoples(stem: str, suffix: str) -> str:
    if suffix == "族乡":
        stem = stem[:-1]
    elif not suffix.startswith("自治"):
        return stem
    found = _STEM.fullmatch(stem)
    return found["stem"] if found else stem


def _zone_forms(folded: str, above: Sequence[str]) -> Iterator[str]:
    for name in _without_above(folded, above):
        yield name
        yield _abbreviated(name)


def _abbreviated(name: str) -> str:
    return _ECONOMIC.sub("经开区", _HIGH_TECH.sub("高新区", name))


def _without_above(folded: str, above: Sequence[str]) -> Iterator[str]:
    yield folded
    for name in above:
        if folded.startswith(name) and len(folded) - len(name) >= 3:
            folded = folded[len(name) :]
            yield folded
