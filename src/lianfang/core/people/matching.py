"""Is this the person we know? Same, new, or for somebody to look at; never guessed.

Personal values stay sealed. What is compared are blind indexes, and what the rules see is only which of them
agree. The rules are one table, read from the top; the first row that fits a candidate says how it stands to
the claim.

Why the rows are as they are. A number with a check digit of its own is hardly another's by a slip of the pen;
other numbers are (and passports of two countries may be alike), so these need the name beside them. Families
share telephones, so a telephone alone says household, not person; but within a family two people do not bear
the same whole name, so name and telephone together are one person unless birth date, sex or a lifelong number
speaks against it. Names that only sound alike (same surname, same initials) on one telephone are as often
sisters as slips. A name alone, even with a birth date, is shared by many in a city.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import NamedTuple

from lianfang.core.people.marks import (
    Agreement,
    Marks,
    births_agree,
    names_agree,
    numbers_agree,
    sets_agree,
    sexes_agree,
)
from lianfang.core.words import Words


@dataclass(frozen=True, slots=True)
class Claim:
    """Which of the three that can find a person a row holds, readable."""

    numbered: bool
    named: bool
    phoned: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known person and how far its marks agree with those of the claim; see :func:`compare`."""

    person_id: int
    number: Agreement
    name: Agreement
    phone: Agreement
    born: Agreement
    sex: Agreement


def claim_of(marks: Marks) -> Claim:
    """What a claim holds, told from its marks."""
    return Claim(numbered=bool(marks.numbers), named=bool(marks.names), phoned=bool(marks.phones))


def compare(claim: Marks, known: Marks, *, person_id: int) -> Candidate:
    """How the marks of a known person agree with those of a claim."""
    return Candidate(
        person_id,
        number=numbers_agree(claim.numbers, known.numbers),
        name=names_agree(claim, known),
        phone=sets_agree(claim.phones, known.phones),
        born=births_agree(claim.born, known.born),
        sex=sexes_agree(claim.sex, known.sex),
    )


@dataclass(frozen=True, slots=True)
class Same:
    """The claim is about this person."""

    person_id: int
    rule: str
    because: Words


@dataclass(frozen=True, slots=True)
class New:
    """The claim is about nobody known."""

    rule: str
    because: Words


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Somebody has to look; ``candidates`` is empty where the claim itself says too little."""

    candidates: tuple[int, ...]
    rule: str
    because: Words


class Standing(IntEnum):
    """How one candidate stands to the claim; the greater, the more it matters."""

    OTHER = 0
    """Somebody else."""
    POSSIBLE = 1
    """To be looked at, unless another one is certain."""
    LIKELY = 2
    """This person, unless anybody else comes into question."""
    DOUBTFUL = 3
    """To be looked at in any case."""
    CERTAIN = 4
    """This person, unless another is certain, likely or doubtful."""


class Rule(NamedTuple):
    """One row of the table: what has to agree how, and how such a candidate stands."""

    code: str
    number: frozenset[Agreement]
    name: frozenset[Agreement]
    phone: frozenset[Agreement]
    born: frozenset[Agreement]
    sex: frozenset[Agreement]
    standing: Standing
    because: Words


_ANY = frozenset(Agreement)
_YES = frozenset({Agreement.AGREES})
_NEAR = frozenset({Agreement.NEARLY})
_MIXED = frozenset({Agreement.MIXED})
_NO = frozenset({Agreement.DISAGREES})
_OPEN = frozenset({Agreement.UNKNOWN})
_NOT_NO = _ANY - _NO
_NOT_YES = _ANY - _YES

# fmt: off
RULES: tuple[Rule, ...] = (
    #    code                    number   name            phone       born      sex      standing
    Rule("number_and_name",      _YES,    _YES,           _ANY,       _ANY,     _ANY,    Standing.CERTAIN,
         Words("证件号码和姓名相同", "same identifier and name")),
    Rule("number_near_name",     _YES,    _NEAR,          _ANY,       _ANY,     _ANY,    Standing.CERTAIN,
         Words("证件号码相同,姓名读音相近(可能写错字)", "same identifier; name alike, perhaps a slip")),
    Rule("number_alone",         _YES,    _OPEN,          _ANY,       _ANY,     _ANY,    Standing.CERTAIN,
         Words("证件号码相同,未填姓名", "same identifier; no name to compare")),
    Rule("number_other_name",    _YES,    _NO,            _ANY,       _ANY,     _ANY,    Standing.DOUBTFUL,
         Words("证件号码相同但姓名不同", "same identifier but another name")),
    Rule("numbers_contradict",   _MIXED,  _ANY,           _ANY,       _ANY,     _ANY,    Standing.DOUBTFUL,
         Words("一个证件号码相同,另一个不同", "one identifier is the same, another contradicts")),
    Rule("weak_number_birth",    _NEAR,   _YES,           _ANY,       _NO,      _ANY,    Standing.POSSIBLE,
         Words("证件号码和姓名相同但出生日期不同", "same number and name but another birth date")),
    Rule("weak_number_and_name", _NEAR,   _YES,           _ANY,       _NOT_NO,  _ANY,    Standing.CERTAIN,
         Words("证件号码和姓名相同", "same identifier and name")),
    Rule("weak_number",          _NEAR,   _NOT_YES,       _ANY,       _ANY,     _ANY,    Standing.POSSIBLE,
         Words("号码相同(无校验位),姓名不能印证", "same number, but unconfirmed by check digit or name")),
    Rule("other_number_same",    _NO,     _YES,           _YES,       _ANY,     _ANY,    Standing.POSSIBLE,
         Words("姓名和电话相同但证件号码不同", "same name and telephone but another identifier")),
    Rule("other_number",         _NO,     _ANY,           _ANY,       _ANY,     _ANY,    Standing.OTHER,
         Words("证件号码不同", "another identifier")),
    Rule("phone_name_birth",     _OPEN,   _YES,           _YES,       _NO,      _ANY,    Standing.POSSIBLE,
         Words("姓名和电话相同但出生日期不同", "same name and telephone but another birth date")),
    Rule("phone_name_sex",       _OPEN,   _YES,           _YES,       _ANY,     _NO,     Standing.POSSIBLE,
         Words("姓名和电话相同但性别不同", "same name and telephone but another sex")),
    Rule("phone_and_name",       _OPEN,   _YES,           _YES,       _ANY,     _ANY,    Standing.LIKELY,
         Words("姓名和电话相同,证件号码无法比较", "same name and telephone; no identifier to compare")),
    Rule("phone_near_name",      _OPEN,   _NEAR,          _YES,       _ANY,     _ANY,    Standing.POSSIBLE,
         Words("电话相同,姓名读音相近(可能是兄弟姐妹)", "same telephone, name alike; perhaps siblings")),
    Rule("phone_alone",          _OPEN,   _OPEN,          _YES,       _ANY,     _ANY,    Standing.POSSIBLE,
         Words("只有电话相同", "only the telephone is the same")),
    Rule("household",            _OPEN,   _NO,            _YES,       _ANY,     _ANY,    Standing.OTHER,
         Words("电话相同但姓名不同,可能是同住家人", "same telephone, another name; perhaps one household")),
    Rule("namesake",             _OPEN,   _YES,           _NOT_YES,   _NO,     _ANY,    Standing.OTHER,
         Words("同名但出生日期不同", "same name but another birth date")),
    Rule("name_and_birth",       _OPEN,   _YES,           _NOT_YES,   _YES,    _NOT_NO, Standing.POSSIBLE,
         Words("姓名和出生日期相同,无其他依据", "same name and birth date; nothing else confirms it")),
    Rule("name_alone",           _OPEN,   _YES,           _OPEN,      _ANY,     _NOT_NO, Standing.POSSIBLE,
         Words("姓名相同,证件和电话都无法比较", "same name; neither identifier nor telephone to compare")),
    Rule("name_only",            _OPEN,   _YES,           _NO,        _OPEN,    _NOT_NO, Standing.OTHER,
         Words("只有姓名相同,电话不同", "only the name is the same; the telephones differ")),
    Rule("nothing",              _ANY,    _ANY,           _ANY,       _ANY,     _ANY,    Standing.OTHER,
         Words("没有足以认定的相同项", "nothing agrees that would tell a person")),
)
# fmt: on

_NEW = Words("没有找到可能的同一人", "nobody known comes into question")
_NEW_BESIDE = Words("有相似人员但不是同一人:{zh}", "somebody alike is known but is another: {en}")
_TOO_LITTLE = Words(
    "既无姓名也无证件号码,无法认定", "neither a name nor an identifier: nobody can be told from it"
)
_SEVERAL = Words("有多名可能的人员,请人工认定:{zh}", "several people come into question; please decide: {en}")


def rule_for(candidate: Candidate) -> Rule:
    """The first row of the table that fits; the last one fits everybody."""
    return _rule((candidate.number, candidate.name, candidate.phone, candidate.born, candidate.sex))


@cache
def _rule(bits: tuple[Agreement, ...]) -> Rule:
    return next(
        rule for rule in RULES if all(bit in allowed for bit, allowed in zip(bits, rule[1:6], strict=True))
    )


def match(claim: Claim, candidates: Sequence[Candidate]) -> Same | New | Ambiguous:
    """Whom a claim is about. A candidate given twice counts once, by its stronger row.

    Same: exactly one is certain and nobody else likely or doubtful, or exactly one is likely and nobody
    else even possible. New: all are somebody else, and the claim holds a name or a number. Otherwise
    ambiguous.
    """
    judged: dict[int, Rule] = {}
    for candidate in candidates:
        rule, seen = rule_for(candidate), judged.get(candidate.person_id)
        if seen is None or rule.standing > seen.standing:
            judged[candidate.person_id] = rule
    ranked = sorted(judged.items(), key=lambda pair: (-pair[1].standing, pair[0]))
    possible = [(person, rule) for person, rule in ranked if rule.standing > Standing.OTHER]
    if not possible:
        return _new(claim, [rule for _, rule in ranked])
    return _decide(possible)


def _decide(possible: Sequence[tuple[int, Rule]]) -> Same | Ambiguous:
    """Between those who come into question, the strongest first."""
    person, best = possible[0]
    rival = possible[1][1].standing if len(possible) > 1 else Standing.OTHER
    if rival < _YIELDS.get(best.standing, Standing.OTHER):
        return Same(person, best.code, best.because)
    because = _said(_SEVERAL, best) if len(possible) > 1 else best.because
    return Ambiguous(tuple(person for person, _ in possible), best.code, because)


_YIELDS = {Standing.CERTAIN: Standing.LIKELY, Standing.LIKELY: Standing.POSSIBLE}
"""A candidate of the first standing is the person where every other stands below the second."""


def _new(claim: Claim, others: Sequence[Rule]) -> New | Ambiguous:
    if not claim.named and not claim.numbered:
        return Ambiguous((), "too_little", _TOO_LITTLE)
    alike = [rule for rule in others if rule.code != "nothing"]
    return New(alike[0].code, _said(_NEW_BESIDE, alike[0])) if alike else New("nobody", _NEW)


def _said(words: Words, rule: Rule) -> Words:
    return words.fill(zh=rule.because.zh, en=rule.because.en)
