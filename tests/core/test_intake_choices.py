"""Words of closed lists as sources write them."""

import pytest

from lianfang.core.findings.values import Colour, Grade, RiskLevel, Transport
from lianfang.core.intake import Field
from lianfang.core.intake.choices import Choice, read_choice, ride_in
from lianfang.core.people import Sex


@pytest.mark.parametrize(
    ("field", "said", "meant"),
    [
        (Field.SEX, "男", Sex.MALE),
        (Field.SEX, "F", Sex.FEMALE),
        (Field.SEX, "2", Sex.FEMALE),
        (Field.SEX, "1-男", Sex.MALE),
        (Field.SEX, "3", None),
        (Field.RISK_LEVEL, "高风险区", RiskLevel.HIGH),
        (Field.RISK_LEVEL, "Medium", RiskLevel.MIDDLE),
        (Field.RISK_LEVEL, "8月1日起为低风险地区", RiskLevel.LOW),
        (Field.RISK_LEVEL, "高风险、中风险", None),
        (Field.CODE_COLOUR, "绿码(正常)", Colour.GREEN),
        (Field.CODE_COLOUR, "黄", Colour.YELLOW),
        (Field.CODE_COLOUR, "1", None),
        (Field.CONTACT_GRADE, "密切接触者", Grade.CLOSE_CONTACT),
        (Field.CONTACT_GRADE, "密接的密接", Grade.SECONDARY_CONTACT),
        (Field.CONTACT_GRADE, "否", None),
        (Field.TRANSPORT, "0-铁路", Transport.TRAIN),
        (Field.TRANSPORT, "乘坐D3051次动车", Transport.TRAIN),
        (Field.TRANSPORT, "自驾(沪A12345)", Transport.CAR),
        (Field.TRANSPORT, "火车转客车", None),
        (Field.TRANSPORT, "0", None),
    ],
)
def test_a_word_is_understood_or_left_open(field: Field, said: str, meant: Choice | None) -> None:
    assert read_choice(field, said) == meant


@pytest.mark.parametrize(
    ("field", "values"),
    [
        (Field.RISK_LEVEL, RiskLevel),
        (Field.TRANSPORT, Transport),
        (Field.CODE_COLOUR, Colour),
        (Field.CONTACT_GRADE, Grade),
        (Field.SEX, (Sex.MALE, Sex.FEMALE)),
    ],
)
def test_this_products_own_words_are_understood_in_both_languages(field: Field, values: type[Choice]) -> None:
    for value in values:  # type: ignore[attr-defined]
        for said in (*value.words, value.value):
            assert read_choice(field, said) is value, said


@pytest.mark.parametrize(
    ("said", "ride"),
    [
        ("G1234次高铁", "G1234"),
        ("飞机CA1234", "CA1234"),
        ("3U8888", "3U8888"),
        ("g12转g34", ""),
        ("自驾沪A12345", ""),
    ],
)
def test_a_train_or_flight_named_beside_the_vehicle_is_found(said: str, ride: str) -> None:
    assert ride_in(said) == ride
