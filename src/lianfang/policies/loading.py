"""Loading editions: the shipped ones by id, uploaded ones by folder."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from lianfang.core.measures.edition import Absent, Edition
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.policies import contacts
from lianfang.policies.defects import Defects
from lianfang.policies.header import FILE, Header, read_header
from lianfang.policies.rules import PHASES, RULES, merged, read_rules
from lianfang.policies.tables import unknown

SHIPPED = Path(__file__).parent
# What decisions rest on. Worked examples are not among them: a better example is no new edition.
_CONTENT = (FILE, RULES, PHASES, contacts.CONTACTS, contacts.ROUTINE)


def load(edition_id: str) -> Edition:
    """The shipped edition of that id; refused where there is none."""
    if edition_id not in _shipped_ids():
        raise Refused(
            "edition.unknown",
            "没有方案「{edition}」;可用:{listed}",
            "there is no edition {edition!r}; there are: {listed}",
            edition=edition_id,
            listed=", ".join(_shipped_ids()),
        )
    return _load_shipped(edition_id)


def list_editions() -> tuple[Edition, ...]:
    """Every shipped edition, by the day it came into force."""
    return tuple(sorted((load(name) for name in _shipped_ids()), key=lambda each: (each.valid_from, each.id)))


def load_folder(path: Path, *, among: Iterable[Edition] | None = None) -> Edition:
    """An edition from a folder that somebody uploaded.

    ``among`` are the editions it will stand beside (the shipped ones unless given): its base is looked
    up there, its id must be new there, and a national edition may not overlap another of its disease.
    """
    known = list_editions() if among is None else tuple(among)
    return _read(Path(path), known)


@lru_cache
def _shipped_ids() -> tuple[str, ...]:
    return tuple(sorted(folder.parent.name for folder in SHIPPED.glob(f"*/{FILE}")))


@lru_cache
def _load_shipped(edition_id: str) -> Edition:
    base = _base_of(SHIPPED / edition_id)
    return _read(SHIPPED / edition_id, (load(base),) if base else ())


def _base_of(folder: Path) -> str | None:
    return read_header(folder, Defects()).base


def _read(folder: Path, known: tuple[Edition, ...]) -> Edition:
    defects = Defects()
    header = read_header(folder, defects)
    base = next((edition for edition in known if edition.id == header.base), None)
    _check_among(header, base, known, defects)
    edition = _assembled(folder, header, base, defects)
    _check_tables(folder, edition, base, defects)
    defects.refuse(header.id or folder.name)
    return edition


def _assembled(folder: Path, header: Header, base: Edition | None, defects: Defects) -> Edition:
    national = header.national
    own = read_rules(folder, base=base.rules if base else (), defects=defects, national=national)
    rules, overridden = merged(base.rules if base else (), own)
    own_contacts = contacts.read_contacts(folder, defects=defects, national=national)
    own_routine = contacts.read_routine(folder, defects=defects, national=national)
    return Edition(
        id=header.id,
        name=header.name,
        disease=header.disease,
        kind=header.kind,
        document=header.document,
        issued=header.issued,
        valid_from=header.valid_from,
        valid_to=header.valid_to or (base.valid_to if base and not national else None),
        base=header.base,
        notes=header.notes,
        deadlines={**(base.deadlines if base else {}), **header.deadlines},
        norms={**(base.norms if base else {}), **header.norms},
        escalation=header.escalation or (base.escalation if base else ()),
        rules=rules,
        contacts=contacts.overlaid(base.contacts if base else (), own_contacts),
        routine=contacts.overlaid(base.routine if base else (), own_routine),
        absent=_gaps(header, base, {rule.cls for rule in own.rules}),
        examples=contacts.read_examples(folder, defects=defects, national=national),
        overridden=overridden,
        own_rows=frozenset({rule.row for rule in own.rules} | set(own.patches)),
        digest=_digest(folder, base),
    )


def _gaps(header: Header, base: Edition | None, filled: set[str]) -> tuple[Absent, ...]:
    """What was not found; of the base, what this folder neither gives rows for nor speaks of itself."""
    spoken = filled | {gap.cls for gap in header.absent if gap.cls}
    inherited = base.absent if base else ()
    return (*header.absent, *(gap for gap in inherited if gap.cls not in spoken))


def _digest(folder: Path, base: Edition | None) -> str:
    summed = hashlib.sha256((base.digest if base else "").encode())
    for name in _CONTENT:
        path = folder / name
        content = path.read_bytes().replace(b"\r\n", b"\n") if path.is_file() else b""
        summed.update(f"\n{name} {len(content)}\n".encode() + content)
    return summed.hexdigest()


def _check_tables(folder: Path, edition: Edition, base: Edition | None, defects: Defects) -> None:
    """A table that is not there is no empty table, where the rules need it.

    An edition of its own needs its rules, and all its tables where these rules hold anybody; an overlay
    takes from its base what it does not have, but its own rules that hold somebody need their phases.
    """
    own = [rule for rule in edition.rules if rule.row in edition.own_rows and rule.severity > 0]
    needed = [PHASES] if any(not rule.phases for rule in own) else []
    if base is None:
        needed = [RULES, *((PHASES, contacts.CONTACTS, contacts.ROUTINE) if own else ())]
    for name in needed:
        if not (folder / name).is_file():
            message = Words("文件夹里没有此文件", "this file is not in the folder")
            remedy = Words(
                f"补上 {name};没有内容的,只写表头", f"add {name}; with its header alone where it says nothing"
            )
            defects.add((name, "", ""), folder.name, message, remedy)


def _check_among(header: Header, base: Edition | None, known: tuple[Edition, ...], defects: Defects) -> None:
    ids = [edition.id for edition in known]
    if header.base and base is None:
        defects.add(
            (FILE, "", "base"),
            header.base,
            Words("没有这个方案", "there is no such edition"),
            unknown(ids)[1],
        )
    if base is not None and base.kind != "national":
        message = Words("地方细则不能再作依据", "a local overlay cannot be a base")
        defects.add((FILE, "", "base"), header.base, message, Words("写全国方案", "name a national edition"))
    if header.id in ids:
        remedy = Words("换一个 id,旧判定仍用旧方案", "use a new id: old decisions keep the old edition")
        defects.add((FILE, "", "id"), header.id, Words("id 已被使用", "this id is taken"), remedy)
    for edition in known:
        if header.national and edition.kind == "national" and edition.disease == header.disease:
            _check_dates(header, edition, defects)


def _check_dates(header: Header, other: Edition, defects: Defects) -> None:
    ends_before = header.valid_to is not None and header.valid_to < other.valid_from
    begins_after = other.valid_to is not None and header.valid_from > other.valid_to
    if not ends_before and not begins_after:
        span = f"{header.valid_from} – {header.valid_to or '…'}"
        theirs = f"{other.id} ({other.valid_from} – {other.valid_to or '…'})"
        defects.add(
            (FILE, "", "valid_from"),
            span,
            Words(f"与 {theirs} 的有效期重叠", f"overlaps the dates of {theirs}"),
            Words("调整 valid_from 或 valid_to", "move valid_from or valid_to"),
        )
