"""The headings that lists of people really carry, as they read once brought to their plain form.

Collected from published forms of 2020 to 2022 and from the English templates of other systems.
"""

from lianfang.core.intake.fields import Field

HEADINGS: dict[Field, str] = {
    Field.SERIAL: """
        序号 编号 序 no num number index sn 行号 人员编号 rowno serial serialno 流水号
    """,
    Field.NAME: """
        姓名 名字 真实姓名 中文姓名 中文名 人名 name fullname chinesename personname patientname
        nameinchinese travellername travelername passengername 患者姓名 密接姓名
    """,
    Field.SURNAME: """
        姓 姓氏 surname lastname familyname nachname 英文姓
    """,
    Field.GIVEN: """
        名 givenname firstname forename vorname givennames 英文名
    """,
    Field.IDENTIFIER_KIND: """
        证件类型 证件种类 证件类别 证件名称 身份证件类型 有效证件类型 证照类型 身份证件种类 idtype
        identifiertype documenttype typeofid typeofdocument certificatetype idkind documentkind
    """,
    Field.IDENTIFIER: """
        身份证号 身份证号码 身份证 公民身份号码 公民身份证号码 公民身份证号 居民身份证号 居民身份证号码
        证件号码 证件号 身份证件号码 身份证件号 有效证件号码 有效证件号 证件编号 身份号码 身份证明号码
        身份证号证件号 身份证护照号 身份证护照号码 证件号身份证号 身份证或护照号 身份证或护照号码
        身份证证件号码 护照号 护照号码 护照 通行证号 通行证号码 台胞证号 回乡证号 居住证号 永居证号 idnumber
        idno idcard idcardno idcardnumber nationalid nationalidnumber identitynumber identitycard
        identitycardnumber citizenid residentid residentidnumber identifier passport passportno
        passportnumber documentnumber documentno identificationnumber certificateno certificatenumber
        ausweisnummer
    """,
    Field.PHONE: """
        联系电话 电话 手机号 手机号码 手机 电话号码 联系方式 联系手机 联系电话号码 手机电话 移动电话
        电话手机 手机联系电话 联系号码 联系方式电话 联系方式手机 本人电话 本人手机号 本人联系电话
        本人联系方式 通讯方式 联系电话1 联系电话2 电话1 电话2 手机1 手机2 手机号1 手机号2 备用电话 备用手机
        备用联系电话 固定电话 座机 家庭电话 宅电 phone phonenumber telephone telephonenumber tel telno
        mobile mobilephone mobilenumber mobileno cellphone cell contactnumber contactno contactphone phoneno
        telpersönlich telweitere
    """,
    Field.SEX: """
        性别 男女 sex gender geschlecht
    """,
    Field.AGE: """
        年龄 周岁 岁数 年龄岁 年龄周岁 age ageyears ageinyears
    """,
    Field.BORN: """
        出生日期 出生年月 出生年月日 生日 出生时间 dateofbirth birthdate birthday dob born birthdaydate
        geburtsdatum
    """,
    Field.NATIONALITY: """
        国籍 国籍地区 国籍或地区 国别 nationality citizenship countryofcitizenship
    """,
    Field.WORKPLACE: """
        单位 工作单位 所在单位 所属单位 单位名称 工作单位学校 工作单位或学校 单位学校 就读学校 就读学校名称
        学校 所在学校 工作地点 企业名称 公司 公司名称 单位及职务 学校名称 workplace employer company
        organization organisation unit school placeofwork affiliation
    """,
    Field.ADDRESS: """
        现住址 居住地址 家庭住址 现居住地址 现居住地 现住地址 住址 地址 详细地址 详细住址 目的地详细地址
        目的地地址 目的地 现居住详细地址 现住详细地址 居住地 居住详细地址 家庭地址 家庭详细地址 家庭详细住址
        居住地详细地址 目前住址 返乡目的地 返程目的地 返程目的地详细地址 返回目的地 返回地 到达地 抵达地
        到达地址 到达目的地 拟居住地址 拟住地址 返乡地址 返乡住址 返乡居住地址 返乡详细地址 返乡后居住地址
        返乡后住址 隔离地址 隔离地点 居家地址 落脚点 来后居住地 来后住址 返回后居住地 返回后居住地址 小区
        小区名称 楼栋 楼栋号 单元 房号 门牌号 门牌 小区楼栋 楼栋单元房号 address homeaddress currentaddress
        residentialaddress residence placeofresidence destination destinationaddress addressdetails
        fulladdress stayaddress addressofstay
    """,
    Field.PROVINCE: """
        现住省 居住省 现住省份 居住省份
    """,
    Field.CITY: """
        现住市 居住市 现住城市 居住城市
    """,
    Field.COUNTY: """
        现住县 现住区 现住县区 现住区县 居住县区 居住区县 所属县区 所属区县 所在县区 所在区县 县市区 县区市
        所属县市区 所在县市区 目的地县市区 destinationcounty destinationdistrict
    """,
    Field.TOWNSHIP: """
        乡镇 街道 镇 乡 乡镇街道 镇街 镇乡 街道乡镇 镇街道 所属街道 所属乡镇 所属镇街 所在街道 所在乡镇
        所属乡镇街道 所在镇街 所在乡镇街道 现住街道 现住乡镇 居住街道 居住乡镇 乡街道 街镇 township
        subdistrict town townshipstreet
    """,
    Field.COMMUNITY: """
        社区 村 村社区 社区村 村居 居委会 村委会 居村委 所属社区 所在社区 所属村 所属村社区 所在村
        所在村社区 村居社区 社区行政村 行政村 所属村居 现住社区 居住社区 村街 community village
        neighbourhood neighborhood villagecommunity
    """,
    Field.GRID: """
        网格 网格号 网格名称 所属网格 所在网格 网格编号 grid
    """,
    Field.ORIGIN: """
        来源地 来自 来自何地 来自哪里 出发地 出发地点 出发城市 始发地 何处返程 何处返回 从何处返回
        从何地返回 从何处来 从何地来 从哪里来 从哪返回 返程地 返程前居住地 返回前居住地 返乡前居住地
        返乡前所在地 来前居住地 来前所在地 出发地区 启程地 来源地区 来源城市 外出地 外出地点 旅居地 旅居史
        旅行史 旅居地区 中高风险地区旅居史 旅居轨迹 途经地 途经地区 始发站 出发站 上车站 流出地 输出地
        原居住地 origin from departure departureplace placeofdeparture departurecity comingfrom arrivedfrom
        travelledfrom origincity travelhistory placeoforigin departedfrom
    """,
    Field.ORIGIN_PROVINCE: """
        originprovince departureprovince
    """,
    Field.ORIGIN_CITY: """
        来源地级市 出发地级市
    """,
    Field.ORIGIN_COUNTY: """
        origincounty origindistrict
    """,
    Field.RISK_AREA: """
        风险地区 风险区 风险区域 中高风险地区 中高风险区 高风险区 高中低风险区 涉及风险地区 涉及风险区
        所在风险区 途经风险区 风险区名称 风险地区名称 途经风险地区 停留风险区 停留地点 riskarea riskzone
        riskregion
    """,
    Field.RISK_LEVEL: """
        风险等级 风险级别 风险类别 风险区等级 风险地区等级 风险区类型 风险类型 来源地风险等级 出发地风险等级
        区域等级 risklevel riskgrade riskclass
    """,
    Field.LEFT: """
        离开时间 离开日期 离开风险区时间 离开风险区日期 离开风险地区时间 离开风险地区日期 最后停留时间
        最后停留日期 离开中高风险地区时间 离开中高风险区时间 离开高风险区时间 离开来源地时间 离开出发地时间
        最后离开时间 离开当地时间 离开疫区时间 最后旅居时间 离开旅居地时间 最后一次离开时间 left leftat
        leftdate leftriskarea dateleft lastday laststay lastdayinriskarea
    """,
    Field.ARRIVED: """
        到达时间 到达日期 抵达时间 抵达日期 到达本地时间 抵达本地时间 到达本市时间 抵达本市时间 来返时间
        来返日期 到达目的地时间 抵达目的地时间 到家时间 返抵时间 arrived arrival arrivaltime arrivaldate
        arrivedat dateofarrival datearrived timeofarrival
    """,
    Field.TRANSPORT: """
        交通工具 交通方式 出行方式 来返方式 返程所乘交通工具 乘坐的交通工具 所乘交通工具 乘坐交通工具
        返乡交通工具 出行交通工具 返乡方式 返程方式 返程交通工具 来返交通工具 交通工具类型 返程交通方式
        来返交通方式 出行工具 transport transportation meansoftransport modeoftransport vehicle travelmode
        conveyance transportmode
    """,
    Field.RIDE: """
        车次 航班号 航班 班次 车次航班号 车次航班 航班号车次 航班车次 列车车次 返程所乘车次航班 车次或航班号
        航班车次号 车船班次 交通工具班次 交通工具信息 具体车次 具体车次航班 车次班次 车牌号 车牌 车牌号码
        自驾车车牌号 车次号 车次航班号车牌号 车次车牌号 交通工具号 交通工具班次号 train trainno trainnumber
        flight flightno flightnumber ride plateno platenumber licenseplate flightortrain trainorflight
        tripno
    """,
    Field.SEAT: """
        座位号 座位 座号 车厢座位 车厢 车厢号 车厢座位号 车厢号座位号 座位号车厢 席位 铺位 舱位 舱室 seat
        seatno seatnumber coach carriage
    """,
    Field.CODE_COLOUR: """
        健康码 码色 健康码颜色 健康码状态 赋码颜色 赋码 健康码码色 健康码类型 当前码色 healthcode codecolour
        codecolor healthcodecolour healthcodecolor
    """,
    Field.CONTACT_GRADE: """
        接触类型 密接类型 接触者类型 接触者类别 密接次密接 密接或次密接 密接类别 接触等级 接触级别
        密切接触者类型 密接者类型 是否密接 contacttype contactgrade contactclass contactclassification
        contactlevel typeofcontact
    """,
    Field.LAST_EXPOSURE: """
        最后接触时间 最后接触日期 末次接触时间 末次接触日期 最后一次接触时间 最后一次接触日期 最近接触时间
        末次暴露时间 末次暴露日期 最后暴露时间 最后暴露日期 最近一次接触时间 与病例最后接触时间
        与病例末次接触时间 lastexposure lastexposuredate lastcontact lastcontactdate dateoflastcontact
        dateoflastexposure
    """,
    Field.LINKED: """
        关联密接 关联密接姓名 关联密接者 关联密接者姓名 关联密切接触者 关联密切接触者姓名 所关联密接
        所关联密接姓名 所属密接 所属密接姓名 对应密接 对应密接姓名 对应密接者姓名 上级密接 上级密接姓名
        上游密接 上游密接姓名 接触的密接 接触的密接姓名 接触密接姓名 linkedcontact linkedcontactname
        linkedclosecontact linkedclosecontactname relatedclosecontact relatedclosecontactname closecontact
        closecontactname sourcecontact sourcecontactname
    """,
    Field.LINKED_IDENTIFIER: """
        关联密接身份证 关联密接身份证号 关联密接身份证号码 关联密接证件号 关联密接证件号码
        关联密接者身份证号 关联密接者身份证号码 关联密接者证件号码 关联密切接触者身份证号
        关联密切接触者身份证号码 关联密切接触者证件号码 所关联密接身份证号 所关联密接身份证号码
        所关联密接证件号码 所属密接身份证号 所属密接身份证号码 所属密接证件号码 对应密接身份证号
        对应密接身份证号码 对应密接证件号码 上级密接身份证号 上级密接身份证号码 上级密接证件号码
        上游密接身份证号 上游密接身份证号码 接触的密接身份证号 接触密接身份证号 linkedcontactid
        linkedcontactids linkedcontactidno linkedcontactidnumber linkedcontactsid linkedcontactidcard
        linkedclosecontactid linkedclosecontactidno linkedclosecontactidnumber relatedclosecontactid
        closecontactid closecontactidno closecontactidnumber sourcecontactid sourcecontactidnumber
    """,
    Field.GUARDIAN: """
        监护人 监护人姓名 代报人 代报人姓名 代填人 代填人姓名 代办人 代办人姓名 家长 家长姓名 联系人
        联系人姓名 紧急联系人 紧急联系人姓名 家属 家属姓名 家属联系人 在淳联系人 本地联系人 本地联系人姓名
        guardian guardianname proxy proxyname parent parentname nextofkin emergencycontact
        emergencycontactperson
    """,
    Field.GUARDIAN_PHONE: """
        监护人电话 监护人联系电话 监护人手机号 监护人联系方式 代报人电话 代报人联系电话 代报人联系方式
        家长电话 家长联系电话 家长联系方式 家长手机号 联系人电话 联系人联系电话 联系人手机号 联系人联系方式
        紧急联系人电话 紧急联系电话 紧急联系人联系电话 紧急联系人联系方式 家属电话 家属联系电话 家属联系方式
        代办人电话 代办人联系电话 家长姓名及联系方式 本地联系人电话 guardianphone guardiantelephone
        guardiancontact proxyphone parentphone emergencycontactphone emergencyphone emergencycontactnumber
        contactpersonphone
    """,
    Field.NOTE: """
        备注 备注1 备注2 说明 备注说明 其他 其它 其他说明 其他备注 其他备注信息 附注 情况说明 特殊情况
        特殊情况说明 note notes remark remarks comment comments
    """,
}
"""By field, in plain form (see ``synonyms.normal``). No heading stands under two fields."""

WEAK: dict[Field, str] = {
    Field.ARRIVED: """
        返程时间 返程日期 返乡时间 返乡日期 返乡具体时间 返回时间 返回日期 来本地时间 来时间 返程具体时间
        拟返乡时间 拟返回时间 预计返乡时间 拟到达时间 预计到达时间 预计抵达时间 到站时间 落地时间
        入境时间 入境日期 entrydate dateofentry einreisedatum
    """,
    Field.ADDRESS: """
        户内地址 居住地点 所在地 所在位置 当前所在地 目前所在地 现所在地
    """,
    Field.ORIGIN: """
        行程轨迹 行程 途经 轨迹 活动轨迹
    """,
    Field.IDENTIFIER: """
        证件 号码
    """,
    Field.LEFT: """
        出发时间 出发日期 启程时间 发车时间 起飞时间 departuretime departuredate departedat dateofdeparture
        timeofdeparture
    """,
    Field.CODE_COLOUR: """
        转码情况 赋码情况
    """,
    Field.NATIONALITY: """
        国家 country
    """,
    Field.CONTACT_GRADE: """
        判定结果 判定类型 判定类别
    """,
    Field.LAST_EXPOSURE: """
        接触时间 接触日期 暴露时间 exposuredate contactdate
    """,
}
"""Headings that are read so only where no other column says it better."""
