"""Numbers of documents: read in any dress, refused with a remedy, never guessed."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lianfang.core.people import (
    Identifier,
    IdentifierKind,
    IdentifierNote,
    Sex,
    Unreadable,
    check_digit,
    read_identifier,
    read_kind,
)

TEACHER = "11010519491231002X"
TODAY = date(2022, 8, 5)


def read(cell: object, *, kind: str | None = None, on: date | None = None) -> Identifier:
    found = read_identifier(cell, kind=kind, on=on)
    assert isinstance(found, Identifier), found
    return found


def refused(cell: object, *, kind: str | None = None, on: date | None = None) -> Unreadable:
    found = read_identifier(cell, kind=kind, on=on)
    assert isinstance(found, Unreadable), found
    assert found.message.zh
    assert found.message.en
    assert found.remedy.zh
    assert found.remedy.en
    return found


@st.composite
def numbers_of_eighteen(draw: st.DrawFn) -> str:
    area = draw(st.sampled_from(["110105", "411528", "650102", "810000", "830000", "911124", "932682"]))
    born = draw(st.dates(min_value=date(1900, 1, 1), max_value=date(2022, 1, 1)))
    body = f"{area}{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return body + check_digit(body)


# --- eighteen signs ---


def test_a_resident_card_says_kind_birth_sex_and_area() -> None:
    found = read(TEACHER)
    assert found == Identifier(
        IdentifierKind.RESIDENT_ID, TEACHER, born=date(1949, 12, 31), sex=Sex.FEMALE, area="110105"
    )
    assert found.checked
    assert found.masked == "110***********002X"


@pytest.mark.parametrize(
    "written",
    [
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "11010519491231002×",
        "11010519491231002Х",  # Cyrillic
        "'11010519491231002X",
        " 110105 19491231 002X ",
        "110105-19491231-002X",
        "110105－19491231－002X",
        "\u202d11010519491231002X\u202c",
        "110105\n19491231002X",
    ],
)
def test_every_dress_of_a_number_is_one_number(written: str) -> None:
    assert read(written).value == TEACHER


@pytest.mark.parametrize(
    ("number", "born", "sex"),
    [
        ("810000199408230021", date(1994, 8, 23), Sex.FEMALE),
        ("830000199201300022", date(1992, 1, 30), Sex.FEMALE),
    ],
)
def test_residence_permits_of_hong_kong_and_taiwan_residents_are_known(
    number: str, born: date, sex: Sex
) -> None:
    found = read(number)
    assert (found.kind, found.born, found.sex) == (IdentifierKind.HMT_RESIDENCE_PERMIT, born, sex)
    assert not found.notes


@pytest.mark.parametrize(
    ("number", "area", "nationality", "sex"),
    [
        ("932682198501010017", "320000", "682", Sex.MALE),
        ("911124198108030024", "110000", "124", Sex.FEMALE),
    ],
)
def test_new_foreign_permanent_residence_cards_are_known(
    number: str, area: str, nationality: str, sex: Sex
) -> None:
    found = read(number)
    assert found.kind is IdentifierKind.FOREIGN_PERMANENT_RESIDENCE
    assert (found.area, found.nationality, found.sex) == (area, nationality, sex)
    assert not found.notes


@given(numbers_of_eighteen())
def test_a_well_formed_number_is_read_as_itself(number: str) -> None:
    assert read(number).value == number
    assert read(number, kind="护照").kind is read(number).kind


@given(numbers_of_eighteen(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_sign_is_always_found(number: str, place: int, sign: str) -> None:
    assume(number[place] != sign)
    assert isinstance(read_identifier(number[:place] + sign + number[place + 1 :]), Unreadable)


@given(numbers_of_eighteen(), st.integers(0, 16))
def test_two_neighbours_exchanged_are_always_found(number: str, place: int) -> None:
    assume(number[place] != number[place + 1])
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert isinstance(read_identifier(swapped), Unreadable)


@given(st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.booleans()), st.none() | st.text())
def test_no_cell_whatever_breaks_the_reading(cell: object, kind: str | None) -> None:
    found = read_identifier(cell, kind=kind, on=TODAY)
    assert isinstance(found, Identifier | Unreadable)


@given(numbers_of_eighteen())
def test_what_a_spreadsheet_made_of_a_number_is_never_taken_for_it(number: str) -> None:
    assume("X" not in number)
    assert refused(float(number)).code == "identifier.damaged"
    assert refused(int(number)).code == "identifier.damaged"
    assert refused(f"{int(number):.5E}").code == "identifier.damaged"
    shown = read_identifier(number[:15] + "000")
    assert isinstance(shown, Unreadable) or IdentifierNote.MAY_BE_DAMAGED in shown.notes


def test_a_number_ending_in_000_that_passes_is_noted_and_counts_as_unchecked() -> None:
    body = next(b for b in (f"110105194912{day}100" for day in range(10, 32)) if check_digit(b) == "0")
    found = read(body + "0")
    assert found.notes == {IdentifierNote.MAY_BE_DAMAGED}
    assert not found.checked


def test_a_wrong_check_digit_is_refused_and_shown_masked() -> None:
    found = refused("110105194912310029")
    assert found.code == "identifier.check_digit"
    assert found.masked == "110***********0029"


@pytest.mark.parametrize("birth", ["19491331", "20230229", "18491231", "20220806"])
def test_a_birth_that_cannot_be_is_refused(birth: str) -> None:
    body = f"110105{birth}002"
    assert refused(body + check_digit(body), on=TODAY).code == "identifier.birth_date"


def test_without_a_day_of_reading_a_late_birth_passes() -> None:
    body = "11010520990101002"
    assert read(body + check_digit(body)).born == date(2099, 1, 1)


def test_an_area_of_no_province_is_noted_never_refused() -> None:
    body = "77010519491231002"
    assert read(body + check_digit(body)).notes == {IdentifierNote.AREA_UNKNOWN}


def test_a_number_follows_its_form_where_the_list_calls_it_otherwise() -> None:
    found = read("810000199408230021", kind="身份证")
    assert found.kind is IdentifierKind.HMT_RESIDENCE_PERMIT
    assert found.notes == {IdentifierNote.KIND_DIFFERS}


@pytest.mark.parametrize("number", ["1101051949123100", "1101051949123100288", "11010519491231X"])
@pytest.mark.parametrize("kind", [None, "居民身份证"])
def test_a_number_with_signs_missing_or_over_is_refused_with_their_count(
    number: str, kind: str | None
) -> None:
    found = refused(number, kind=kind)
    assert found.code == "identifier.length"
    assert str(len(number)) in found.message.zh


# --- fifteen signs ---


def test_a_first_generation_number_is_raised_to_eighteen_signs_and_noted() -> None:
    found = read("110105491231002")
    assert found.value == TEACHER
    assert found.notes == {IdentifierNote.FIRST_GENERATION}
    assert not found.checked
    assert read(110105491231002.0, kind="身份证") == found


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("110105491331002", "identifier.birth_date"),
        ("110105991231997", "identifier.century"),
        ("770105491231002", "identifier.length"),
        ("810000491231002", "identifier.length"),
    ],
)
def test_a_first_generation_number_that_cannot_be_is_refused(number: str, code: str) -> None:
    assert refused(number).code == code


@pytest.mark.parametrize(("number", "born"), [("CAN110081080310", date(1981, 8, 3))])
def test_an_old_permanent_residence_card_is_known(number: str, born: date) -> None:
    found = read(number, kind="永居证", on=TODAY)
    assert found.kind is IdentifierKind.FOREIGN_PERMANENT_RESIDENCE
    assert (found.born, found.nationality, found.area, found.sex) == (born, "CAN", "110000", Sex.UNKNOWN)
    assert found.checked
    assert read(number, on=TODAY) == found


def test_the_check_digit_of_an_old_card_is_advice() -> None:
    found = read("CAN110081080311")
    assert found.notes == {IdentifierNote.CHECK_UNCONFIRMED}
    assert not found.checked


def test_the_century_of_an_old_card_stays_open_where_both_could_be() -> None:
    assert read("CAN110001080310").born is None
    assert read("CAN110020080310", on=TODAY).born is None
    assert read("CAN110005080310", on=TODAY).born == date(2005, 8, 3)
    assert refused("CAN110001130310").code == "identifier.birth_date"


# --- other kinds ---


@pytest.mark.parametrize(
    ("written", "kind", "value"),
    [
        ("E12345678", "护照", "E12345678"),
        ("ea 1234567", "passport", "EA1234567"),
        ("H12345678", "护照", "H12345678"),
        ("H12345678", "回乡证", "H12345678"),
        ("m1234567801", "港澳居民来往内地通行证", "M12345678"),
        ("12345678", "台胞证", "12345678"),
        ("1234567801(B)", "台湾居民来往大陆通行证", "12345678"),
        ("12345678", "passport", "12345678"),
    ],
)
def test_a_declared_kind_is_read_by_its_own_form(written: str, kind: str, value: str) -> None:
    found = read(written, kind=kind)
    assert found.value == value
    assert found.kind is read_kind(kind)
    assert not found.notes
    assert not found.checked


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("E12345678", "身份证"),
        ("E12345678", "港澳台居民居住证"),
        ("E12345678", "永久居留证"),
        ("ABCDEFGH", "护照"),
        ("1234", "护照"),
        ("E12345678", "回乡证"),
        ("1234567", "台胞证"),
    ],
)
def test_a_number_unlike_its_declared_kind_is_refused_with_the_form_expected(written: str, kind: str) -> None:
    found = refused(written, kind=kind)
    declared = read_kind(kind)
    assert declared
    assert found.code == "identifier.form"
    assert declared.words.zh in found.message.zh
    assert declared.words.en in found.message.en


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("H12345678", IdentifierKind.MAINLAND_TRAVEL_PERMIT_HM),
        ("E12345678", IdentifierKind.PASSPORT),
        ("EA1234567", IdentifierKind.PASSPORT),
    ],
)
def test_without_a_kind_letters_and_digits_are_inferred_and_noted(written: str, kind: IdentifierKind) -> None:
    found = read(written)
    assert found.kind is kind
    assert found.notes == {IdentifierNote.KIND_INFERRED}


@pytest.mark.parametrize("written", ["12345678", "19900101", "张三", "ABCDEFGH1"])
def test_without_a_kind_nothing_else_is_guessed(written: str) -> None:
    assert refused(written).code == "identifier.kind_needed"


def test_a_passport_from_a_number_cell_may_have_lost_its_zeros() -> None:
    assert read(12345678, kind="护照").notes == {IdentifierNote.LEADING_ZERO}


@pytest.mark.parametrize(
    ("written", "kind"),
    [("无", None), ("暂无", "身份证"), ("none", None), ("", "无证件"), (None, "no_document")],
)
def test_no_document_is_said_not_left_out(written: str | None, kind: str | None) -> None:
    assert read(written, kind=kind) == Identifier(IdentifierKind.NO_DOCUMENT, "")


def test_a_number_beside_no_document_is_a_contradiction_unless_it_proves_itself() -> None:
    assert refused("E12345678", kind="无证件").code == "identifier.kind_contradicts"
    assert read(TEACHER, kind="无证件").notes == {IdentifierNote.KIND_DIFFERS}


@pytest.mark.parametrize("empty", ["", "  ", None, "'"])
def test_an_empty_cell_is_missing(empty: str | None) -> None:
    assert refused(empty).code == "identifier.missing"


def test_a_kind_nobody_knows_is_refused() -> None:
    assert refused(TEACHER, kind="会员卡").code == "identifier.kind_unknown"


def test_a_date_in_the_column_is_refused() -> None:
    assert refused(date(2022, 8, 1)).code == "identifier.form"


# --- words, suggestions, privacy ---


@pytest.mark.parametrize("kind", IdentifierKind)
def test_every_kind_is_known_by_its_value_and_both_names(kind: IdentifierKind) -> None:
    assert {read_kind(kind.value), read_kind(kind.words.zh), read_kind(kind.words.en)} == {kind}
    assert read_kind("") is None


def test_every_note_and_sex_has_words() -> None:
    assert all(note.words.zh and note.words.en for note in IdentifierNote)
    assert [sex.words for sex in Sex] == [("男", "male"), ("女", "female"), ("未知", "unknown")]


def test_what_the_list_says_otherwise_is_shown_not_overwritten() -> None:
    found = read(TEACHER)
    assert not found.differences()
    assert not found.differences(born=date(1949, 12, 31), sex=Sex.FEMALE)
    assert len(found.differences(born=date(1949, 12, 30), sex=Sex.MALE)) == 2
    assert not read("E12345678").differences(born=date(1949, 12, 30), sex=Sex.MALE)


def test_a_number_does_not_slip_out_in_a_trace() -> None:
    assert TEACHER not in repr(read(TEACHER))
    assert "1949" not in repr(read(TEACHER))


def test_a_plain_number_is_read_as_one_that_needs_tidying():
    """The short way for plain numbers and the long way (a blank in front) say the same."""
    for number in ("11010519491231002X", "110105194912310021", "810000199408230021", "110105194912310000"):
        assert read_identifier(number) == read_identifier(f" {number}")
