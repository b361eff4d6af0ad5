"""The printed pages of the editions are what the data say now."""

from pathlib import Path

from lianfang.policies.printed import print_all, stale, write_all

REPOSITORY = Path(__file__).resolve().parents[3]


def test_the_printed_pages_are_current():
    names = stale(REPOSITORY / "docs" / "reference" / "policies")
    assert not names, f"run `lianfang policy print`: {names}"


def test_pages_that_differ_or_are_not_wanted_are_named_and_mended(tmp_path):
    assert set(write_all(tmp_path)) == set(print_all())
    (tmp_path / "cn-covid19-9.md").write_text("changed by hand")
    (tmp_path / "cn-covid19-99.md").write_text("left over")
    assert stale(tmp_path) == ["cn-covid19-9.md", "cn-covid19-99.md"]
    write_all(tmp_path)
    assert stale(tmp_path) == []
    assert not (tmp_path / "cn-covid19-99.md").exists()


def test_a_page_says_the_convention_the_numbers_and_what_was_not_found():
    page = print_all()["cn-covid19-9.md"]
    assert "次日为第 1 天" in page
    assert "the next is day 1" in page
    assert "| 9-01 | 密切接触者 close_contact |" in page
    assert "1 2 3 5 7" in page
    assert "venue_exposed" in page
    assert "算例 Worked examples" in page
