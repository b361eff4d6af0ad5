"""What a page asks of a list."""

from lianfang.core.asking import Answer, Ask


def test_a_filter_that_is_not_set_is_empty():
    ask = Ask(filters={"role": "grid"})
    assert (ask.only("role"), ask.only("unit")) == ("grid", "")


def test_the_same_question_can_be_asked_for_other_rows():
    ask = Ask(words="王", order="name", descending=True)
    later = ask.rows(50, 25)
    assert (later.start, later.stop) == (50, 75)
    assert (later.words, later.order, later.descending) == ("王", "name", True)


def test_an_answer_knows_how_many_there_are_beyond_its_rows():
    assert Answer(rows=(1, 2), total=9).total == 9
