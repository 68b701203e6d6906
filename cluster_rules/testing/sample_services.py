"""The registers of the sample that are not about firms: platforms, parks, green lists, energy, people, evidence."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cluster_rules.testing.sample_registers import APPLICANT, DATA_YEAR, JUDGED, PENDING, Line, Register, money
from cluster_rules.testing.sample_units import CORE, OTHER, Unit, synthetic_code

PRODUCT, SECOND_PRODUCT = "虚构3239-01", "虚构3985-02"


def platforms_register(units: Sequence[Unit]) -> Register:
    """Two national platforms, one of them regional too, five regional ones, and one of another kind."""
    rows = (
        ("01", "制造业创新中心", "国家级", 56, ""),
        ("02", "重点实验室", "国家级", 57, ""),
        ("02", "重点实验室", "自治区级", 57, ""),
        ("03", "技术创新中心", "自治区级", 0, ""),
        ("04", "工程研究中心", "自治区级", 1, ""),
        ("05", "工业设计中心", "自治区级", 3, ""),
        ("06", "企业技术中心", "自治区级", 4, ""),
        ("07", "重点实验室", "自治区级", 59, ""),
        ("08", "新型研发机构", "自治区级", 58, "待定"),
    )
    lines = [platform_line(number, kind, level, units[host], similar) for number, kind, level, host, similar in rows]
    return Register("公共服务平台", lines, "主管部门公布名单", "自治区主管部门（虚构）", "E-15")


def platform_line(number: str, kind: str, level: str, host: Unit, similar: str) -> tuple[str, Line]:
    line = {"平台编号": f"虚构平台{number}", "平台名称": f"云川样例{kind}{number}（虚构）", "类型": kind}
    line |= {"类似平台": similar, "级别": level, "文号": f"虚构文〔2023〕{number}号", "依托单位": host.name}
    return host.league, line | {"属集群": "是", "起": "2023-03-01", "止": ""}


def internet_registers(units: Sequence[Unit]) -> tuple[Register, Register]:
    """One regional industrial internet platform and one second-level node."""
    platform = {"平台编号": "虚构工业互联网01", "平台名称": "云川样例工业互联网平台（虚构）", "级别": "自治区级"}
    platform |= {"文号": "虚构文〔2022〕11号", "属集群": "是", "起": "2022-09-01", "止": ""}
    node = {"前缀": "虚构88.000", "节点名称": "云川样例二级节点（虚构）", "类型": "二级节点"}
    node |= {"运营单位": units[0].name, "许可证号": "虚构许可0001", "属集群": "是", "起": "2022-05-20", "止": ""}
    return (
        Register("工业互联网平台", [(CORE, platform)], "主管部门公布名单", "自治区主管部门（虚构）", "E-16"),
        Register("标识解析二级节点", [(CORE, node)], "标识注册服务许可", "通信管理部门（虚构）", "E-17"),
    )


def parks_register() -> Register:
    rows = (("01", CORE, "国家级"), ("02", CORE, "自治区级"), ("03", OTHER, "自治区级"))
    lines = [
        (league, {"园区代码": f"虚构园区{n}", "名称": f"云川样例园区{n}（虚构）", "盟市": league, "级别": level})
        for n, league, level in rows
    ]
    return Register("园区", lines, "园区设立批复", "自治区人民政府（虚构）", "E-02")


def green_register(units: Sequence[Unit]) -> Register:
    """Three national and six regional firms, one of them with two titles, and one national park."""
    firms = [(units[i], "国家级") for i in (0, 2, 5)] + [(units[i], "自治区级") for i in (6, 7, 9, 12, 15, 20)]
    kinds = ("绿色工厂", "绿色供应链管理企业", "绿色工厂", "绿色设计示范企业", "节水型企业")
    lines = [
        (unit.league, green_line(unit.code, unit.name, kinds[i % 5], level)) for i, (unit, level) in enumerate(firms)
    ]
    lines.append((units[0].league, green_line(units[0].code, units[0].name, "绿色供应链管理企业", "国家级")))
    lines.append((CORE, green_line("虚构园区01", "云川样例园区01（虚构）", "绿色工业园区", "国家级")))
    return Register("绿色制造", lines, "主管部门公布名单", "工业和信息化主管部门（虚构）", "E-18")


def green_line(code: str, name: str, kind: str, level: str) -> Line:
    line = {"主体代码": code, "名称": name, "类型": kind, "级别": level, "文号": "虚构绿色名单2023"}
    return line | {"起": "2023-12-29", "止": ""}


def energy_register() -> Register:
    """Five years of each league; carbon intensity of both together falls every year."""
    lines = [
        (league, energy_line(league, DATA_YEAR - 4 + index, index, 412_000 + 6_000 * index, scale))
        for league, scale in ((CORE, 4), (OTHER, 1))
        for index in range(5)
    ]
    return Register("能耗碳排放", lines, "统计部门核定", "甲市统计局、乙盟统计局（虚构）", "E-19", "2020—2024")


def energy_line(league: str, year: int, index: int, carbon: int, scale: int) -> Line:
    """The year number `index` of a league, `scale` times as large as the smallest."""
    value_added = (120_000 + 9_000 * index) * scale
    line = {"年度": str(year), "盟市": league, "二氧化碳排放量": str(carbon * scale)}
    line |= {"工业增加值": str(value_added), "工业总产值": str(value_added * 9 // 2)}
    line |= {"能源消费总量": str((150_000 + 2_000 * index) * scale)}
    return line | {"非化石能源消费量": str((31_000 + 3_500 * index) * scale)}


def sales_registers(units: Sequence[Unit]) -> tuple[Register, Register]:
    """Sales of two products: 23.4 % of the country for the declared one, 18 % for the other."""
    shares = ((0, 150_000), (1, 21_000), (2, 34_000), (6, 29_000))
    lines = [sale_line(units[i], PRODUCT, amount) for i, amount in shares]
    lines += [sale_line(units[i], SECOND_PRODUCT, amount) for i, amount in ((4, 16_200), (5, 10_800))]
    market = [
        market_line(PRODUCT, "云川样例主导产品（虚构）", 1_000_000),
        market_line(SECOND_PRODUCT, "云川样例产品二（虚构）", 150_000),
    ]
    return (
        Register("产品销售", lines, "审计报告", "会计师事务所（虚构）", "E-20"),
        Register("产品市场", market, "行业协会证明", "全国性行业协会（虚构）", "E-21"),
    )


def sale_line(unit: Unit, product: str, amount: int) -> tuple[str, Line]:
    line = {"统一社会信用代码": unit.code, "产品代码": product, "年度": str(DATA_YEAR)}
    return unit.league, line | {"销售额": money(amount * 100), "销量": str(amount // 4)}


def market_line(product: str, name: str, amount: int) -> tuple[str, Line]:
    line = {"代码": product, "年份": str(DATA_YEAR), "产品名称": name, "主导产品": "是"}
    return "", line | {"全国销售额": money(amount * 100), "全国销量": str(amount // 4)}


def benchmarks_register(faults: Collection[str]) -> Register:
    """Shares of research staff elsewhere. The national figure of the industry has not come, unless it is asked for."""
    national = "6.80%" if {"all-met", "benchmark"} & set(faults) else ""
    rows = [("32", "全国", national), ("32", "自治区", "5.90%")]
    rows += [("39", "全国", "9.10%"), ("38", "全国", "7.60%"), ("34", "全国", "7.20%")]
    lines = [
        ("", {"指标": "科研人员占比", "行业": i, "地区": r, "年份": str(DATA_YEAR), "数值": v, "出处": "虚构统计年鉴"})
        for i, r, v in rows
    ]
    return Register("基准值", lines, "中国统计年鉴", "统计部门（虚构数据）", "E-22")


def talents_register() -> Register:
    rows = (
        ("T-01", CORE, "国家级", "是", "是", "246", "5 年", "否", "是"),
        ("T-02", CORE, "自治区级", "是", "是", "231", "3 年", "否", "待定"),
        ("T-03", OTHER, "自治区级", "否", "否", "60", "", "是", "待定"),
    )
    return Register("人才", [_talent(*row) for row in rows], "用人单位证明", "用人单位（虚构）", "E-23")


def _talent(
    code: str, league: str, level: str, leads: str, employed: str, days: str, term: str, guest: str, confirmed: str
) -> tuple[str, Line]:
    line = {"人员代号": code, "人才计划": "样例人才计划（虚构）", "级别": level, "产业领军": leads, "在集群工作": "是"}
    line |= {"劳动关系": employed, "在岗天数": days, "合同年限": term, "柔性引进": guest}
    return league, line | {"长期工作确认": confirmed}


def organisations_register() -> Register:
    """The applicant itself and an association of the other league."""
    rows = (
        (APPLICANT, CORE, "云川稀土产业促进中心（虚构）", "产业促进组织", "是", "2021-04-16"),
        (synthetic_code("51", 90002), OTHER, "云川样例行业协会（虚构）", "行业协会", "否", "2018-08-08"),
    )
    lines = [
        (
            league,
            {"组织代码": code, "名称": name, "类型": kind, "登记备案": "民政登记", "在集群所在地": "是"}
            | {"产业相关": "是", "申报主体": applicant, "登记备案日期": day, "止": ""},
        )
        for code, league, name, kind, applicant, day in rows
    ]
    return Register("行业组织", lines, "民政部门登记信息", "民政部门（虚构）", "E-24")


def founders_register(units: Sequence[Unit]) -> Register:
    rows = (
        (units[0].code, units[0].name, "集群龙头企业"),
        (synthetic_code("51", 90002), "云川样例行业协会（虚构）", "社会团体"),
        (units[-4].code, units[-4].name, "科研机构"),
    )
    lines = [("", {"发起人代码": code, "名称": name, "类型": kind, "类似发起人": ""}) for code, name, kind in rows]
    return Register("发起人", lines, "促进组织章程", "云川稀土产业促进中心（虚构）", "E-25", "")


#: Number, provision, document, who issued it.
_DOCUMENTS = (
    ("E-01", "5.1.1", "集群区域范围规划批复", "甲市人民政府（虚构）"),
    ("E-02", "5.1.2", "产业承载园区设立批复", "自治区人民政府（虚构）"),
    ("E-03", "5.3.2", "创新联合体共建协议", "云川稀土产业促进中心（虚构）"),
    ("E-04", "5.5.6", "绿色低碳服务机制实施方案", "甲市工业和信息化局（虚构）"),
    ("E-05", "5.5.8", "绿色智能装备清单", "云川稀土产业促进中心（虚构）"),
    ("E-10", "5.2.5", "规模以上工业企业统计数据核定表", "甲市统计局、乙盟统计局（虚构）"),
    ("E-11", "5.2.6", "优质企业和高新技术企业名单", "自治区主管部门（虚构）"),
    ("E-12", "5.2.8", "上市公司公开信息", "证券交易所（虚构）"),
    ("E-13", "5.3.5", "专利登记簿副本", "国家知识产权局（虚构数据）"),
    ("E-14", "5.3.9", "国家标准起草单位信息", "标准化主管部门（虚构数据）"),
    ("E-15", "5.3.10a", "公共服务平台认定文件", "自治区主管部门（虚构）"),
    ("E-16", "5.4.7", "工业互联网平台名单", "自治区主管部门（虚构）"),
    ("E-17", "5.4.6", "标识注册服务许可", "通信管理部门（虚构）"),
    ("E-18", "5.5.9a", "绿色制造名单", "工业和信息化主管部门（虚构）"),
    ("E-19", "5.5.3", "能耗和碳排放核定表", "甲市统计局、乙盟统计局（虚构）"),
    ("E-20", "5.1.7", "主导产品销售审计报告", "会计师事务所（虚构）"),
    ("E-21", "5.1.7", "全国市场规模证明", "全国性行业协会（虚构）"),
    ("E-22", "5.3.12", "统计年鉴相应页", "统计部门（虚构数据）"),
    ("E-23", "5.6.6", "人才在岗证明（不含个人信息）", "用人单位（虚构）"),
    ("E-24", "5.6.5", "行业组织登记信息", "民政部门（虚构）"),
    ("E-25", "3.2", "促进组织章程和法人登记证书", "云川稀土产业促进中心（虚构）"),
)


def evidence_register(faults: Collection[str]) -> Register:
    left_out = {"E-01"} if "missing-document" in faults else set()
    lines = [
        ("", {"编号": n, "条款": p, "文件": d, "页码": f"{3 * i + 1}", "出具单位": by, "日期": "2025-02-28"})
        for i, (n, p, d, by) in enumerate(_DOCUMENTS)
        if n not in left_out
    ]
    return Register("佐证材料", lines, "", "", "", "")


def judgements_register(faults: Collection[str]) -> Register:
    """Two experts on every judgement; three are still pending, unless they are asked to be found."""
    pending = () if {"all-met", "judged"} & set(faults) else PENDING
    lines = [
        ("", judgement_line(criterion, expert, _conclusion(criterion, expert, pending, faults)))
        for criterion in JUDGED
        for expert in ("专家甲", "专家乙")
    ]
    return Register("专家判断", lines, "", "", "", "")


def _conclusion(criterion: str, expert: str, pending: Collection[str], faults: Collection[str]) -> str:
    if criterion in pending:
        return "待定"
    if criterion == "5.5.5" and ("not-found" in faults or ("disputed" in faults and expert == "专家乙")):
        return "不符合"
    return "符合"


def judgement_line(criterion: str, expert: str, found: str) -> Line:
    settled = found != "待定"
    line = {"条款": criterion, "结论": found, "认定人": f"{expert}（虚构）", "日期": "2025-03-18" if settled else ""}
    return line | {"理由": "样例理由（虚构）" if settled else ""}
