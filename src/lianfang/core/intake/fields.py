"""What a list of people can say of each person."""

from enum import StrEnum

from lianfang.core.words import Words


class Field(StrEnum):
    """The meaning of a column; the value is what a remembered profile stores."""

    SERIAL = "serial"
    NAME = "name"
    SURNAME = "surname"
    GIVEN = "given"
    IDENTIFIER_KIND = "identifier_kind"
    IDENTIFIER = "identifier"
    PHONE = "phone"
    SEX = "sex"
    AGE = "age"
    BORN = "born"
    NATIONALITY = "nationality"
    WORKPLACE = "workplace"
    ADDRESS = "address"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    COMMUNITY = "community"
    GRID = "grid"
    ORIGIN = "origin"
    ORIGIN_PROVINCE = "origin_province"
    ORIGIN_CITY = "origin_city"
    ORIGIN_COUNTY = "origin_county"
    RISK_AREA = "risk_area"
    RISK_LEVEL = "risk_level"
    LEFT = "left"
    ARRIVED = "arrived"
    TRANSPORT = "transport"
    RIDE = "ride"
    SEAT = "seat"
    CODE_COLOUR = "code_colour"
    CONTACT_GRADE = "contact_grade"
    LAST_EXPOSURE = "last_exposure"
    LINKED = "linked"
    LINKED_IDENTIFIER = "linked_identifier"
    GUARDIAN = "guardian"
    GUARDIAN_PHONE = "guardian_phone"
    NOTE = "note"

    @property
    def words(self) -> Words:
        """The heading this product itself writes, in both languages."""
        return LABELS[self]


LABELS: dict[Field, Words] = {
    Field.SERIAL: Words("序号", "No."),
    Field.NAME: Words("姓名", "Name"),
    Field.SURNAME: Words("姓", "Surname"),
    Field.GIVEN: Words("名", "Given name"),
    Field.IDENTIFIER_KIND: Words("证件类型", "ID type"),
    Field.IDENTIFIER: Words("证件号码", "ID number"),
    Field.PHONE: Words("联系电话", "Phone"),
    Field.SEX: Words("性别", "Sex"),
    Field.AGE: Words("年龄", "Age"),
    Field.BORN: Words("出生日期", "Date of birth"),
    Field.NATIONALITY: Words("国籍", "Nationality"),
    Field.WORKPLACE: Words("工作单位", "Workplace"),
    Field.ADDRESS: Words("现住址", "Address"),
    Field.PROVINCE: Words("现住省", "Province"),
    Field.CITY: Words("现住市", "City"),
    Field.COUNTY: Words("现住县(区)", "County"),
    Field.TOWNSHIP: Words("乡镇(街道)", "Township"),
    Field.COMMUNITY: Words("村(社区)", "Community"),
    Field.GRID: Words("网格", "Grid"),
    Field.ORIGIN: Words("来源地", "Origin"),
    Field.ORIGIN_PROVINCE: Words("来源地省", "Origin province"),
    Field.ORIGIN_CITY: Words("来源地市", "Origin city"),
    Field.ORIGIN_COUNTY: Words("来源地县(区)", "Origin county"),
    Field.RISK_AREA: Words("风险地区", "Risk area"),
    Field.RISK_LEVEL: Words("风险等级", "Risk level"),
    Field.LEFT: Words("离开风险地区时间", "Left risk area"),
    Field.ARRIVED: Words("到达时间", "Arrived"),
    Field.TRANSPORT: Words("交通工具", "Transport"),
    Field.RIDE: Words("车次/航班号", "Train or flight"),
    Field.SEAT: Words("座位号", "Seat"),
    Field.CODE_COLOUR: Words("健康码颜色", "Health code"),
    Field.CONTACT_GRADE: Words("接触类型", "Contact type"),
    Field.LAST_EXPOSURE: Words("最后接触时间", "Last exposure"),
    Field.LINKED: Words("关联密接姓名", "Linked contact"),
    Field.LINKED_IDENTIFIER: Words("关联密接证件号码", "Linked contact's ID"),
    Field.GUARDIAN: Words("监护人或代报人", "Guardian or proxy"),
    Field.GUARDIAN_PHONE: Words("监护人电话", "Guardian's phone"),
    Field.NOTE: Words("备注", "Note"),
}

SEVERAL = frozenset(
    {
        Field.SERIAL,
        Field.IDENTIFIER,
        Field.PHONE,
        Field.ADDRESS,
        Field.WORKPLACE,
        Field.ORIGIN,
        Field.RISK_AREA,
        Field.RIDE,
        Field.SEAT,
        Field.GUARDIAN,
        Field.GUARDIAN_PHONE,
        Field.NOTE,
    }
)
"""Fields that several columns of one list may hold; their texts are joined, their numbers are all kept."""

PARTED = frozenset({Field.LEFT, Field.ARRIVED, Field.LAST_EXPOSURE})
"""Fields that may stand in two columns, one for the day and one for the clock."""

DESTINATION_PARTS = (
    Field.PROVINCE,
    Field.CITY,
    Field.COUNTY,
    Field.TOWNSHIP,
    Field.COMMUNITY,
    Field.GRID,
)
ORIGIN_PARTS = (Field.ORIGIN_PROVINCE, Field.ORIGIN_CITY, Field.ORIGIN_COUNTY)
