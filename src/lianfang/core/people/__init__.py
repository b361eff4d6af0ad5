"""Rules about people: documents, names and telephones, how these are shown, and who is the same person."""

from lianfang.core.people.cells import Unreadable
from lianfang.core.people.digits import check_digit
from lianfang.core.people.identifiers import Identifier, IdentifierNote, read_identifier
from lianfang.core.people.kinds import IdentifierKind, Sex, read_kind
from lianfang.core.people.marks import Agreement, Conflict, Marks, Number, merge_conflicts
from lianfang.core.people.masks import HIDDEN, mask_address, mask_identifier, mask_name, mask_phone
from lianfang.core.people.matching import (
    Ambiguous,
    Candidate,
    Claim,
    New,
    Same,
    claim_of,
    compare,
    match,
)
from lianfang.core.people.names import Name, NameNote, name_index_form, read_name
from lianfang.core.people.phones import Phone, PhoneKind, read_phones
from lianfang.core.people.surnames import COMPOUND_SURNAMES, SURNAME_READINGS
from lianfang.core.people.writing import is_ideograph, normalise_name, split_name

__all__ = [
    "COMPOUND_SURNAMES",
    "HIDDEN",
    "SURNAME_READINGS",
    "Agreement",
    "Ambiguous",
    "Candidate",
    "Claim",
    "Conflict",
    "Identifier",
    "IdentifierKind",
    "IdentifierNote",
    "Marks",
    "Name",
    "NameNote",
    "New",
    "Number",
    "Phone",
    "PhoneKind",
    "Same",
    "Sex",
    "Unreadable",
    "check_digit",
    "claim_of",
    "compare",
    "is_ideograph",
    "mask_address",
    "mask_identifier",
    "mask_name",
    "mask_phone",
    "match",
    "merge_conflicts",
    "name_index_form",
    "normalise_name",
    "read_identifier",
    "read_kind",
    "read_name",
    "read_phones",
    "split_name",
]
