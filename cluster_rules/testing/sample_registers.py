"""The registers of the sample, one function each: rows of text as a promotion organisation would write them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from cluster_rules.testing.dice import Dice
from cluster_rules.testing.sample_units import OTHER, Unit, synthetic_code

#: One row as written: field → text. Blank is missing.
Line = dict[str, str]

APPLICANT = synthetic_code("52", 90001)
DATA_YEAR = 2024

#: The provisions that a person judges.
JUDGED = (
    *("5.1.3", "5.1.4", "5.1.5", "5.1.6", "5.1.8", "5.2.1", "5.2.2", "5.2.7"),
    *("5.3.1", "5.3.3", "5.3.6", "5.3.8", "5.3.11", "5.4.1", "5.4.2"),
    *("5.5.1", "5.5.2", "5.5.4", "5.5.5", "5.5.7", "5.6.1", "5.6.2", "5.6.3", "5.6.4"),
)
PENDING = ("5.2.7", "5.3.6", "5.6.2")


@dataclass(frozen=True, slots=True)
class Register:
    """Rows with the league that reports each (empty: the whole), and where they come from."""

    name: str
    lines: Sequence[tuple[str, Line]]
    source: str
    issuer: str
    evidence: str
    period: str = str(DATA_YEAR)
    complete: bool = True


def yes(value: bool) -> str:
    return "是" if value else "否"


def money(hundredths: int) -> str:
    """Hundredths of 万元 as 万元 with two decimals."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def units_register(units: Iterable[Unit], faults: Collection[str]) -> Register:
    unknown = _without_controlled_share(faults)
    lines = [(unit.league, unit_line(unit, unit.number in unknown)) for unit in units]
    return Register("企业", lines, "统计联网直报名录", "甲市统计局、乙盟统计局（虚构）", "E-10")


def _without_controlled_share(faults: Collection[str]) -> Collection[int]:
    """Firms that have not reported numerically controlled processes: four, or with `missing-nc` fourteen."""
    if "all-met" in faults:
        return ()
    return range(20, 34) if "missing-nc" in faults else (12, 19, 27, 38)


def unit_line(unit: Unit, unreported: bool) -> Line:
    line = _identity(unit)
    if unit.kind == "institute":
        return line | {"从业人员": str(unit.staff), "科研人员": str(unit.researchers)}
    line |= _accounts(unit)
    total, controlled = unit.processes
    if total and not unreported:
        line |= {"关键工序数控化率": f"{100 * controlled // total}%"}
        line |= {"关键工序总数": str(total), "数控化关键工序数": str(controlled)}
    return line | {
        "从业人员": str(unit.staff),
        "科研人员": str(unit.researchers),
        "开展数字化改造": yes(unit.design_tools or unit.number % 3 == 0),
        "数字化研发设计工具": yes(unit.design_tools),
        "全面数字化": yes(unit.digital),
    }


def _identity(unit: Unit) -> Line:
    institute = unit.kind == "institute"
    return {
        "统一社会信用代码": unit.code,
        "名称": unit.name,
        "单位类型": "科研院所" if institute else "企业",
        "盟市": unit.league,
        "园区": "" if institute else _park(unit),
        "在承载园区": yes(not institute and unit.number % 9 != 0),
        "行业代码": unit.industry[0],
        "行业大类": unit.industry[1],
        "行业类别": "服务业" if institute else "工业",
        "规模以上": yes(unit.above_scale),
        "主导产业": yes(unit.dominant),
        "产业关联": yes(not institute and unit.number % 22 != 0),
        "供应关系证明": yes(not institute and unit.number % 2 == 0),
        "独立法人": "是",
        "在集群注册": yes(unit.number != 31),
        "在集群经营": "是",
        "链主企业": yes(unit.kind == "leader"),
        "链主地位": yes(unit.kind == "leader"),
    }


def _park(unit: Unit) -> str:
    return "虚构园区03" if unit.league == OTHER else f"虚构园区0{1 + unit.number % 2}"


def _accounts(unit: Unit) -> Line:
    return {
        "营业收入": money(unit.revenue),
        "主营业务收入": money(unit.revenue * 97 // 100),
        "合并营业收入": money(unit.revenue * (108 if unit.kind == "leader" else 100) // 100),
        "近十二个月营业收入": money(unit.revenue * 101 // 100),
        "工业总产值": money(unit.output),
        "近十二个月工业总产值": money(unit.output * 101 // 100),
        "研发经费": money(unit.research),
        "研发费用": money(unit.research * 92 // 100),
        "加计扣除研发费用": money(unit.research * 85 // 100),
    }


def history_register(units: Iterable[Unit]) -> Register:
    """Three years of the firms above scale; the last one is the data year."""
    lines = [
        (unit.league, _year_line(unit, year, share))
        for unit in units
        if unit.above_scale
        for year, share in ((DATA_YEAR - 2, 84), (DATA_YEAR - 1, 92), (DATA_YEAR, 100))
    ]
    return Register("历年经营", lines, "统计联网直报名录", "甲市统计局、乙盟统计局（虚构）", "E-10", "2022—2024")


def _year_line(unit: Unit, year: int, share: int) -> Line:
    return {
        "统一社会信用代码": unit.code,
        "年度": str(year),
        "营业收入": money(unit.revenue * share // 100),
        "工业总产值": money(unit.output * share // 100),
        "研发经费": money(unit.research * share // 100),
        "研发费用": money(unit.research * 92 * share // 10_000),
        "加计扣除研发费用": money(unit.research * 85 * share // 10_000),
    }


TECH_TERMS = (("2022-11-09", "2025-11-08"), ("2023-10-26", "2026-10-25"), ("2024-12-07", "2027-12-06"))
EXPIRED_TERM = ("2021-12-01", "2024-11-30")


def titles_register(dice: Dice, units: Sequence[Unit], faults: Collection[str]) -> Register:
    """26 high-tech firms of the dominant industry in three terms; 27 firms with 33 titles of quality."""
    dominant = [unit for unit in units if unit.above_scale and unit.dominant]
    chosen = sorted(dice.shuffled(dominant)[:26], key=lambda unit: unit.number)
    lines = [_high_tech(unit, index, faults) for index, unit in enumerate(chosen)]
    growing = sorted(dice.shuffled([u for u in units if u.kind in ("mid", "small")])[:27], key=lambda u: u.number)
    for index, unit in enumerate(growing):
        lines.append(_quality(unit, index, *QUALITY_TITLES[0 if index % 3 else 1]))
        if index % 9 in (0, 4):
            lines.append(_quality(unit, index, *QUALITY_TITLES[2 + index % 2]))
    return Register("资质", lines, "主管部门公布名单", "自治区主管部门（虚构）", "E-11")


#: Type, level, and the days between which such a title holds.
QUALITY_TITLES = (
    ("创新型中小企业", "自治区级", "2023-06-01", "2026-05-31"),
    ("专精特新中小企业", "自治区级", "2023-07-01", "2026-06-30"),
    ("专精特新小巨人企业", "国家级", "2023-07-14", "2026-06-30"),
    ("制造业单项冠军企业", "自治区级", "2023-12-20", "2026-12-31"),
)


def _high_tech(unit: Unit, index: int, faults: Collection[str]) -> tuple[str, Line]:
    expired = "expired-titles" in faults and index % 3 == 0
    start, end = EXPIRED_TERM if expired else TECH_TERMS[index % 3]
    return title_line(unit, "高新技术企业", "国家级", f"虚构GR{index + 1:04d}", start, end)


def _quality(unit: Unit, index: int, kind: str, level: str, start: str, end: str) -> tuple[str, Line]:
    # The first title lacks its end: the list gives none, and the type allows three years at most.
    return title_line(unit, kind, level, f"虚构名单{index + 1:03d}", start, "" if index == 1 else end)


def title_line(unit: Unit, kind: str, level: str, number: str, start: str, end: str) -> tuple[str, Line]:
    line = {"统一社会信用代码": unit.code, "类型": kind, "级别": level, "文号": number, "起": start, "止": end}
    return unit.league, line


def listed_register(units: Sequence[Unit]) -> Register:
    """The leader is listed; one mid-sized firm is quoted on the over-the-counter market only."""
    lines = [
        listing_line(units[0], "上海证券交易所", "虚构A001", "2012-06-18"),
        listing_line(units[14], "全国股转系统", "虚构N001", "2021-03-30"),
    ]
    return Register("上市公司", lines, "证券交易所公开信息", "证券交易所（虚构）", "E-12")


def listing_line(unit: Unit, market: str, code: str, day: str) -> tuple[str, Line]:
    line = {"统一社会信用代码": unit.code, "关系": "本企业", "市场": market, "证券代码": code}
    return unit.league, line | {"上市日期": day, "止": ""}


def patents_register(dice: Dice, units: Sequence[Unit]) -> Register:
    """118 domestic grants, 6 grants abroad from 5 PCT applications, 2 international publications."""
    owners = [unit for unit in units if unit.kind != "small"]
    lines = []
    for number in range(1, 119):
        owner = owners[dice.between(0, len(owners) - 1)]
        kind = ("发明", "实用新型", "外观设计")[(number % 7) // 3]
        lines.append(patent_line(owner, f"虚构CN{number:06d}", kind, grant_day(dice)))
    for document, kind, first, last in (("US", "授权", 1, 6), ("WO", "国际公布", 6, 7)):
        lines += [
            pct_line(
                owners[n % 3], f"虚构{document}{n:06d}", kind, n if kind == "国际公布" else min(n, 5), grant_day(dice)
            )
            for n in range(first, last + 1)
        ]
    return Register("专利", lines, "专利登记簿副本", "国家知识产权局（虚构数据）", "E-13")


def grant_day(dice: Dice) -> str:
    return f"{dice.between(2016, 2024)}-{dice.between(1, 12):02d}-{dice.between(1, 28):02d}"


def patent_line(owner: Unit, number: str, kind: str, day: str) -> tuple[str, Line]:
    line = {"文献号": number, "文献种类": "授权", "授权地": "国内", "PCT途径": "否", "国际申请号": ""}
    line |= {"专利类型": kind, "公告日期": day, "止": "", "权利人": owner.name, "权利人属集群": "是"}
    return owner.league, line


def pct_line(owner: Unit, number: str, document: str, application: int, day: str) -> tuple[str, Line]:
    league, line = patent_line(owner, number, "发明", day)
    line |= {"文献种类": document, "授权地": "境外", "PCT途径": "是"}
    return league, line | {"国际申请号": f"虚构PCT{application:04d}"}


def standards_register(units: Sequence[Unit]) -> Register:
    """Six national standards, two of them with two drafters from the cluster, and one of an association."""
    drafters = ((1, 0, "牵头"), (1, 3, "参与"), (2, 0, "牵头"), (3, 4, "参与"), (4, 5, "参与"), (5, 8, "参与"))
    lines = [standard_line(f"GB/T 虚构{n:03d}-2022", "GB/T", units[i], role) for n, i, role in drafters]
    lines.append(standard_line("GB/T 虚构006-2023", "GB/T", units[9], "参与"))
    lines.append(standard_line("GB/T 虚构006-2023", "GB/T", units[56], "参与"))
    lines.append(standard_line("T/虚构 001-2023", "团体标准", units[10], "牵头"))
    return Register("标准", lines, "国家标准全文公开系统", "标准化主管部门（虚构数据）", "E-14")


def standard_line(number: str, kind: str, unit: Unit, role: str) -> tuple[str, Line]:
    line = {"标准号": number, "标准名称": f"云川样例标准 {number}（虚构）", "标准性质": kind}
    line |= {"起草单位代码": unit.code, "起草单位": unit.name, "起草单位属主导产业": "是", "角色": role}
    return unit.league, line | {"实施日期": "2023-05-01", "止": ""}
