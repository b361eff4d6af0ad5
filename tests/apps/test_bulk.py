"""Sets on their way to the database: as one array, as copied rows."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from lianfang.accounts.scope import SYSTEM, acting
from lianfang.bulk import array, copy_rows, fresh_numbers
from lianfang.tasks.models import Task
from tests.cast import MORNING

pytestmark = pytest.mark.django_db
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


def read_back(values, kind):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}[]", [array(values)])
        return [bytes(v) if kind == "bytea" else v for v in cursor.fetchone()[0]]


@given(st.lists(TEXTS))
def test_an_array_of_texts_is_read_back_as_it_was(texts):
    assert read_back(texts, "text") == texts


@given(st.lists(st.binary(max_size=40)))
def test_an_array_of_bytes_is_read_back_as_it_was(values):
    assert read_back(values, "bytea") == values


@given(st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_an_array_of_numbers_is_read_back_as_it_was(numbers):
    assert read_back(numbers, "bigint") == numbers


def test_values_of_several_types_or_none_are_left_to_the_driver():
    assert array([1, None]) == [1, None]
    assert array([True]) == [True]


def test_fresh_numbers_are_never_given_twice():
    assert len({*fresh_numbers(Task, 3), *fresh_numbers(Task, 2)}) == 5


def test_rows_are_copied_with_their_json_and_instants_shared_or_not(cast):
    shared = {"zh": "甲", "en": "a"}
    due = datetime(2022, 8, 5, 1, 2, 3, 456789, tzinfo=UTC)
    columns = (
        "key", "kind", "place_path", "owner", "owner_path", "edition", "clause", "because", "title", "body",
        "opens", "due", "made", "standing", "reason", "level", "next_look",
    )  # fmt: skip
    unit, path = cast.units["379901100001001"], cast.paths["379901100001001"]
    rows = [
        (
            f"k{n}", "locate", path, unit, path, "", "", shared, {}, {"row": n, "said": '"\\'},
            MORNING, due, MORNING, "open", "", "grid", due if n else None,
        )
        for n in range(3)
    ]  # fmt: skip
    with acting(SYSTEM):
        copy_rows(Task, columns, rows)
        kept = list(Task.objects.order_by("key"))
    told = [(shared, {}, {"row": n, "said": '"\\'}) for n in range(3)]
    assert [(t.because, t.title, t.body) for t in kept] == told
    assert [(t.due, t.next_look) for t in kept] == [(due, due if n else None) for n in range(3)]
