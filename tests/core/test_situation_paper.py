"""A paper made of figures: what it says, in both languages, and back from plain data."""

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.days import Window, end_of, start_of
from lianfang.core.situation import Cell
from lianfang.core.situation.metrics import METRICS
from lianfang.core.situation.paper import (
    Figure,
    Heading,
    Line,
    Paragraph,
    Part,
    Table,
    as_data,
    figure,
    from_data,
)
from lianfang.core.words import Words

AUG5 = date(2022, 8, 5)
DAY = Window(start_of(AUG5), end_of(AUG5))
HELD = Figure("held", "1.5", 339)


def test_a_number_that_is_not_known_is_never_printed_as_zero() -> None:
    assert Figure("held", "1", 339).words == Words("339", "339")
    assert Figure("held", "1", 0).words == Words("0", "0")
    assert Figure("held", "1", 0, unknown=2).words == Words("未报", "not reported")
    assert Figure("held", "1", 23, unknown=2).words == Words(
        "至少23(2家未报)", "at least 23 (2 not reported)"
    )


def test_a_figure_is_the_value_of_its_cell_or_one_of_its_counts() -> None:
    cell = Cell(
        metric=METRICS["tasks"],
        region="1.5",
        period=DAY,
        as_of=DAY.end,
        on_time=7,
        late=2,
        missing=1,
        known=9,
    )
    assert figure(cell) == Figure("tasks", "1.5", 9)
    assert figure(cell, Part.MISSING) == Figure("tasks", "1.5", 1, part=Part.MISSING)
    assert figure(cell, Part.EXPECTED).known == 10


def test_a_sentence_says_its_figures_in_the_order_of_each_language() -> None:
    line = Line().say(
        "在管{n}人,其中{c}人集中隔离", "{c} of {n} people are in central isolation", n=HELD, c=HELD
    )
    line.say("。", ".")
    said = line.paragraph()
    assert said.text("zh") == "在管339人,其中339人集中隔离。"
    assert said.text("en") == "339 of 339 people are in central isolation."
    assert said.pieces("zh") == ["在管", HELD, "人,其中", HELD, "人集中隔离。"]


def test_braces_in_a_name_stay_what_they_are() -> None:
    said = Line().say("「{东风}」{n}件", "{Dongfeng} {n}", n=HELD).paragraph()
    assert said.text("zh") == "「{东风}」339件"
    assert said.text("en") == "{Dongfeng} 339"


def test_a_list_is_parted_by_semicolons() -> None:
    said = Line().say("问题", "Problems").listing([Words("一", "one"), Words("二", "two")]).paragraph()
    assert said.text("zh") == "问题:一;二"
    assert said.text("en") == "Problems: one; two"


words = st.builds(Words, st.text(max_size=9), st.text(max_size=9))
figures = st.builds(
    Figure, st.sampled_from(list(METRICS)), st.text("1.", max_size=5), st.integers(0, 10**6),
    st.integers(0, 9), st.sampled_from(Part),
)  # fmt: skip
blocks = st.one_of(
    st.builds(Heading, st.integers(1, 2), words),
    st.builds(
        Paragraph, words, st.dictionaries(st.text("n123", min_size=1, max_size=3), figures, max_size=3)
    ),
    st.builds(
        Table,
        words,
        st.lists(words, max_size=3).map(tuple),
        st.lists(st.lists(st.one_of(words, figures), max_size=3).map(tuple), max_size=3).map(tuple),
    ),
)


@given(st.lists(blocks, max_size=5))
def test_a_paper_read_back_from_its_data_is_the_same_paper(paper: list) -> None:
    assert from_data(json.loads(json.dumps(as_data(paper)))) == tuple(paper)
