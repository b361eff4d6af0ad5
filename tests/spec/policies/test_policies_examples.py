"""The worked examples of every edition hold; they print as documentation."""

import pytest

from lianfang.policies import list_editions
from lianfang.policies.examples import run

EXAMPLES = [
    pytest.param(edition, example, id=f"{edition.id}-{example.name}")
    for edition in list_editions()
    for example in edition.examples
]


@pytest.mark.parametrize(("edition", "example"), EXAMPLES)
def test_a_worked_example_holds(edition, example):
    assert run(edition, example).differences == ()


@pytest.mark.parametrize("edition", list_editions(), ids=lambda edition: edition.id)
def test_every_edition_has_enough_examples_and_every_own_row_occurs_in_one(edition):
    assert len(edition.examples) >= 8
    reached = " ".join(example.rows for example in edition.examples).split()
    with_phases = {rule.row for rule in edition.rules if rule.row in edition.own_rows and rule.phases}
    assert with_phases <= set(reached)
