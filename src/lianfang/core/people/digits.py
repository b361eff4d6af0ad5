"""What the signs of a national number say: check digit, birth date, sex, province."""

from datetime import date
from operator import mul

from lianfang.core.people.kinds import Sex

EARLIEST_YEAR = 1880
"""Nobody alive was born before; an earlier year is a slip of the pen."""

_PROVINCE_CODES = """
11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83
"""
PROVINCES = frozenset(_PROVINCE_CODES.split())
"""Province codes (GB/T 2260), with those that permits of Hong Kong, Macao and Taiwan residents begin with."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def check_digit(first_seventeen: str) -> str:
    """The eighteenth sign (GB 11643, ISO 7064 MOD 11-2): a digit or X.

    Any one digit changed and any two neighbours exchanged give another sign.
    """
    total = sum(map(mul, map(int, first_seventeen), _WEIGHTS))
    return "10X98765432"[total % 11]


def passport_check_digit(signs: str) -> str:
    """The check digit of machine-readable travel documents (ICAO 9303): weights 7, 3, 1; A is 10, Z is 35."""
    return str(sum(int(sign, 36) * (7, 3, 1)[place % 3] for place, sign in enumerate(signs)) % 10)


def sex_of(digit: str) -> Sex:
    """Male for an odd last digit of the serial, female for an even one."""
    return Sex.MALE if int(digit) % 2 else Sex.FEMALE


def day_of(digits: str) -> date | None:
    """The day that eight digits name, or None where there is no such day."""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
