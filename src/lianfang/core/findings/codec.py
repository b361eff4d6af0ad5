"""Payloads as JSON objects and back, the shape read from the dataclass of the kind.

Only what was said is written: an absent key is an unknown. Instants are written in the legal zone,
so that one instant has one text. A refusal names the kind and the field, never the value: it may be personal.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from lianfang.core.days import ZONE
from lianfang.core.findings.payloads import PAYLOADS, Payload
from lianfang.core.findings.values import Kind
from lianfang.core.findings.worded import Worded
from lianfang.core.refusal import Refused

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    required: bool
    read: Callable[[object], object]
    write: Callable[[Any], object]


def to_payload(finding: Payload) -> dict[str, object]:
    """The JSON object of a payload, without its kind; an instant without offset is refused."""
    said = ((field, getattr(finding, field.name)) for field in _shape(finding.kind))
    return {
        field.name: _tried(field, field.write, value, finding.kind)
        for field, value in said
        if value is not None
    }


def from_payload(kind: str, payload: Json) -> Payload:
    """The payload of that kind.

    Refused: an unknown kind, a field the kind does not have, a required field left out, a value of another
    type or outside its closed list, and a payload that contradicts itself.
    """
    known = _kind(kind)
    shape = _shape(known)
    for name in payload.keys() - {field.name for field in shape}:
        raise _refused(
            "unknown_field", "没有「{field}」这一项", "has no field {field!r}", kind=known, field=name
        )
    values = {}
    for field in shape:
        if field.name in payload:
            values[field.name] = _tried(field, field.read, payload[field.name], known)
        elif field.required:
            raise _refused(
                "missing_field", "缺少「{field}」", "lacks {field!r}", kind=known, field=field.name
            )
    return PAYLOADS[known](**values)


def _kind(code: str) -> Kind:
    try:
        return Kind(code)
    except ValueError:
        raise Refused(
            "finding.unknown_kind",
            "没有「{kind}」这类情况",
            "there is no kind of finding {kind!r}",
            kind=code,
        ) from None


def _tried(field: _Field, act: Callable[[Any], object], value: object, kind: Kind) -> object:
    try:
        return act(value)
    except (TypeError, ValueError):
        raise _refused(
            "bad_value", "「{field}」的值无法识别", "has an unreadable {field!r}", kind=kind, field=field.name
        ) from None


def _refused(code: str, zh: str, en: str, *, kind: Kind, field: str) -> Refused:
    return Refused(
        f"finding.{code}",
        "情况「{label_zh}」" + zh,
        "the finding {kind!r} " + en,
        kind=kind.value,
        label_zh=kind.words.zh,
        field=field,
    )


@cache
def _shape(kind: Kind) -> tuple[_Field, ...]:
    shape = PAYLOADS[kind]
    hints = get_type_hints(shape)
    return tuple(_field(each.name, hints[each.name], each.default is MISSING) for each in fields(shape))


def _field(name: str, hint: Any, required: bool) -> _Field:
    plain = tuple(each for each in get_args(hint) if each is not NoneType)
    optional = NoneType in get_args(hint)
    read, write = _codec(plain[0] if optional else hint)
    return _Field(name, required, _or_none(read) if optional else read, write)


def _or_none(read: Callable[[object], object]) -> Callable[[object], object]:
    return lambda value: None if value is None else read(value)


def _codec(hint: Any) -> tuple[Callable[[object], object], Callable[[Any], object]]:
    if get_origin(hint) is tuple:
        read, write = _codec(get_args(hint)[0])
        return _each(read), lambda values: [write(value) for value in values]
    if issubclass(hint, Worded):
        return hint, lambda value: value.value
    return _SIMPLE[hint]


def _each(read: Callable[[object], object]) -> Callable[[object], object]:
    def read_all(values: object) -> object:
        if not isinstance(values, list):
            raise TypeError
        return tuple(read(value) for value in values)

    return read_all


def _exactly(kind: type) -> Callable[[object], object]:
    def read(value: object) -> object:
        if type(value) is not kind:
            raise TypeError
        return value

    return read


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise TypeError
    return float(value)


def _day(value: object) -> date:
    day = date.fromisoformat(str(value))
    if day.isoformat() != value:
        raise ValueError
    return day


def _instant(value: object) -> datetime:
    at = datetime.fromisoformat(str(value))
    if at.tzinfo is None:
        raise ValueError
    return at


def _written_instant(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError
    return at.astimezone(ZONE).isoformat()


_SIMPLE: dict[type, tuple[Callable[[object], object], Callable[[Any], object]]] = {
    str: (_exactly(str), str),
    bool: (_exactly(bool), bool),
    int: (_exactly(int), int),
    float: (_number, _number),
    date: (_day, date.isoformat),
    datetime: (_instant, _written_instant),
}
