"""Under which names personal values are sealed, and the blind indexes by which they are found again.

What each index tells is written in ``models``. Every value comes in the form ``core.people`` gave it.
"""

from lianfang.core.people import name_index_form
from lianfang.vault.sealing import blind

NAME = "person.name"
NUMBER = "identifier.number"
PHONE = "phone.number"
ADDRESS = "household.address"
BORN = "person.born"
SEX = "person.sex"


def name_index(name: str) -> bytes:
    """Of a whole name, in the form in which names are compared."""
    return blind("name", name_index_form(name))


def surname_index(surname: str) -> bytes:
    """Of a surname, one character or two."""
    return blind("surname", surname)


def initials_index(letters: str) -> bytes:
    """Of one reading of a name by its initials, in lower case."""
    return blind("initials", letters)


def number_index(number: str) -> bytes:
    """Of a document's number, whatever the document is called."""
    return blind("identifier", number)


def phone_index(number: str) -> bytes:
    """Of a telephone number in international form."""
    return blind("phone", number)


def tail_index(digits: str) -> bytes:
    """Of the last four digits of a telephone number."""
    return blind("phone_tail", digits[-4:])


def address_index(address: str) -> bytes:
    """Of an address, blanks apart."""
    return blind("address", "".join(address.split()))
