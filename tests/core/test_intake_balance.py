"""Received = accepted + duplicate + rejected + ambiguous + pending, always."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.intake import Balance, balance
from lianfang.core.refusal import Refused

count = st.integers(0, 10**6)


@given(count, count, count, count, count)
def test_the_parts_make_up_the_whole(a: int, b: int, c: int, d: int, e: int) -> None:
    made = balance(received=a + b + c + d + e, accepted=a, duplicate=b, rejected=c, ambiguous=d, pending=e)
    assert made == Balance(a + b + c + d + e, a, b, c, d, e)


@given(count, count, count, count, count, st.integers(-(10**6), 10**6).filter(bool))
def test_one_row_lost_or_invented_is_refused(a: int, b: int, c: int, d: int, e: int, off: int) -> None:
    with pytest.raises(Refused) as refused:
        balance(received=a + b + c + d + e + off, accepted=a, duplicate=b, rejected=c, ambiguous=d, pending=e)
    assert refused.value.code == "list.unbalanced"
    assert str(a) in refused.value.words.zh


def test_counts_below_zero_are_refused_even_where_they_add_up() -> None:
    with pytest.raises(Refused):
        balance(received=0, accepted=1, duplicate=-1, rejected=0, ambiguous=0)


@given(st.lists(st.tuples(count, count, count, count, count), max_size=8))
def test_the_balance_of_all_portions_is_their_sum(portions: list[tuple[int, int, int, int, int]]) -> None:
    total = sum((Balance(sum(one), *one) for one in portions), Balance())
    assert total.received == sum(sum(one) for one in portions)
    assert total.accepted == sum(one[0] for one in portions)
