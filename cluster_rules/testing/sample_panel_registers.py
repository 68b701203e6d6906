"""The registers of an application of a made-up panel: rows that come to what its profile says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cluster_rules.testing.dice import Dice
from cluster_rules.testing.sample_panel_profile import Profile
from cluster_rules.testing.sample_panel_units import draw_panel_units
from cluster_rules.testing.sample_registers import (
    DATA_YEAR,
    EXPIRED_TERM,
    JUDGED,
    QUALITY_TITLES,
    TECH_TERMS,
    Line,
    Register,
    grant_day,
    history_register,
    listing_line,
    money,
    patent_line,
    pct_line,
    standard_line,
    title_line,
    unit_line,
    yes,
)
from cluster_rules.testing.sample_services import (
    PRODUCT,
    benchmarks_register,
    energy_line,
    evidence_register,
    founders_register,
    green_line,
    internet_registers,
    judgement_line,
    market_line,
    organisations_register,
    parks_register,
    platform_line,
    sale_line,
    talents_register,
)
from cluster_rules.testing.sample_units import Unit

_STATISTICS = "统计部门（虚构）"


def draw_panel_registers(profile: Profile, dice: Dice) -> Iterator[Register]:
    """All registers of the application."""
    units = draw_panel_units(profile, dice)
    yield _units(profile, units)
    if profile.has_conflict:
        yield _audit(units)
    yield history_register(units)
    yield _titles(profile, dice, units)
    yield _listed(profile, units)
    yield _patents(profile, dice, units)
    yield _standards(profile, units)
    yield _platforms(profile, units)
    yield from _internet(profile, units)
    yield parks_register()
    yield _green(profile, units)
    yield _energy(profile)
    yield from _sales(profile, units)
    yield benchmarks_register({"benchmark"} if profile.has_benchmark else ())
    yield _some_of(talents_register(), profile.some("5.6.6"))
    yield organisations_register()
    yield founders_register(units)
    yield evidence_register(() if profile.has_document else {"missing-document"})
    yield _judgements(profile, dice)


def _units(profile: Profile, units: Sequence[Unit]) -> Register:
    related = profile.of("5.2.4", 20)
    lines = []
    for index, unit in enumerate(units):
        line = unit_line(unit, unreported=0 < index <= profile.without_controlled)
        if unit.kind != "institute":
            line |= {"产业关联": yes(index < related or not unit.above_scale), "在集群注册": "是"}
        if unit.above_scale and 0 < index <= profile.without_research:
            line["研发经费"] = ""
        lines.append((unit.league, line))
    return Register("企业", lines, "统计联网直报名录", _STATISTICS, "E-10")


def _audit(units: Sequence[Unit]) -> Register:
    """An audit report that gives the leader a sixth less R&D."""
    leader = units[0]
    line = {"统一社会信用代码": leader.code, "研发经费": money(leader.research * 5 // 6)}
    return Register("企业", [("", line)], "审计报告", "会计师事务所（虚构）", "E-20", complete=False)


def _titles(profile: Profile, dice: Dice, units: Sequence[Unit]) -> Register:
    firms = [unit for unit in units if unit.kind != "institute"]
    dominant = [unit for unit in firms if unit.dominant]
    lines = []
    for index, unit in enumerate(dice.shuffled(dominant)[: profile.of("5.3.7", 20)]):
        term = EXPIRED_TERM if index < profile.expired else TECH_TERMS[index % 3]
        lines.append(title_line(unit, "高新技术企业", "国家级", f"虚构GR{index + 1:04d}", *term))
    for index, unit in enumerate(dice.shuffled(firms[1:])[: profile.of("5.2.6", 20)]):
        kind, level, start, end = QUALITY_TITLES[index % 4 if index % 5 == 0 else index % 2]
        lines.append(title_line(unit, kind, level, f"虚构名单{index + 1:03d}", start, end))
    source = ("主管部门公布名单", "自治区主管部门（虚构）", "E-11")
    return Register("资质", lines, *source, complete=profile.has_all_titles)


def _listed(profile: Profile, units: Sequence[Unit]) -> Register:
    lines = [
        listing_line(unit, "上海证券交易所", f"虚构A{unit.number:05d}", "2012-06-18")
        for unit in units[: profile.some("5.2.8")]
    ]
    return Register("上市公司", lines, "证券交易所公开信息", "证券交易所（虚构）", "E-12")


def _patents(profile: Profile, dice: Dice, units: Sequence[Unit]) -> Register:
    """Up to four grants abroad, the rest at home."""
    total = profile.of("5.3.5", 20)
    abroad = min(dice.between(0, 4), total)
    owners = [unit for unit in units if unit.kind != "small"]
    lines = []
    for number in range(1, total - abroad + 1):
        owner = owners[dice.between(0, len(owners) - 1)]
        lines.append(patent_line(owner, f"虚构CN{number:06d}", ("发明", "实用新型")[number % 2], grant_day(dice)))
    lines += [pct_line(owners[0], f"虚构US{n:06d}", "授权", n, grant_day(dice)) for n in range(1, abroad + 1)]
    return Register("专利", lines, "专利登记簿副本", "国家知识产权局（虚构数据）", "E-13")


def _standards(profile: Profile, units: Sequence[Unit]) -> Register:
    lines = [
        standard_line(f"GB/T 虚构{number:03d}-2022", "GB/T", units[number % 5], "牵头" if number % 3 == 1 else "参与")
        for number in range(1, profile.of("5.3.9", 4) + 1)
    ]
    return Register("标准", lines, "国家标准全文公开系统", "标准化主管部门（虚构数据）", "E-14")


_PLATFORMS = ("制造业创新中心", "重点实验室", "技术创新中心", "工程研究中心", "工业设计中心")


def _platforms(profile: Profile, units: Sequence[Unit]) -> Register:
    levels = ["国家级"] * profile.of("5.3.10a", 2) + ["自治区级"] * profile.of("5.3.10b", 5)
    lines = [
        platform_line(f"{number:02d}", _PLATFORMS[number % 5], level, units[number % 4], "")
        for number, level in enumerate(levels, 1)
    ]
    return Register("公共服务平台", lines, "主管部门公布名单", "自治区主管部门（虚构）", "E-15")


def _internet(profile: Profile, units: Sequence[Unit]) -> Iterator[Register]:
    platform, node = internet_registers(units)
    yield _some_of(platform, profile.some("5.4.7"))
    yield _some_of(node, profile.some("5.4.6"))


def _some_of(register: Register, count: int) -> Register:
    """The register, or an empty one of the same source."""
    lines = register.lines if count else ()
    return Register(register.name, lines, register.source, register.issuer, register.evidence, register.period)


_GREEN = ("绿色工厂", "绿色供应链管理企业", "绿色设计示范企业", "节水型企业")


def _green(profile: Profile, units: Sequence[Unit]) -> Register:
    levels = ["国家级"] * profile.of("5.5.9a", 3) + ["自治区级"] * profile.of("5.5.9b", 5)
    lines = [
        (unit.league, green_line(unit.code, unit.name, _GREEN[index % 4], level))
        for index, (unit, level) in enumerate(zip(units, levels, strict=False))
    ]
    return Register("绿色制造", lines, "主管部门公布名单", "工业和信息化主管部门（虚构）", "E-18")


def _energy(profile: Profile) -> Register:
    """Carbon intensity falls every year, or rises in the last."""
    rise = 0 if profile.share["5.5.3"] >= 95 else 60_000
    lines = []
    for index, league in enumerate(profile.leagues):
        for back in range(4, -1, -1):
            carbon = 412_000 + 6_000 * (4 - back) + (0 if back else rise)
            lines.append((league, energy_line(league, DATA_YEAR - back, 4 - back, carbon, 4 - 3 * index)))
    return Register("能耗碳排放", lines, "统计部门核定", _STATISTICS, "E-19", "2020—2024")


def _sales(profile: Profile, units: Sequence[Unit]) -> Iterator[Register]:
    """Three firms sell the declared product; the country's sales are 100 亿元."""
    total = profile.of("5.1.7", 200_000)
    parts = (total * 6 // 10, total * 3 // 10)
    amounts = (*parts, total - sum(parts))
    lines = [sale_line(unit, PRODUCT, amount) for unit, amount in zip(units, amounts, strict=False)]
    yield Register("产品销售", lines, "审计报告", "会计师事务所（虚构）", "E-20")
    market = [market_line(PRODUCT, f"样例{profile.industry}产品（虚构）", 1_000_000)]
    yield Register("产品市场", market, "行业协会证明", "全国性行业协会（虚构）", "E-21")


def _judgements(profile: Profile, dice: Dice) -> Register:
    order = dice.shuffled(JUDGED)
    pending, against = order[: profile.pending], order[profile.pending]
    lines: list[tuple[str, Line]] = []
    for criterion in JUDGED:
        for expert in ("专家甲", "专家乙"):
            refuses = criterion == against and (profile.rejected or (profile.disputed and expert == "专家乙"))
            found = "待定" if criterion in pending else "不符合" if refuses else "符合"
            lines.append(("", judgement_line(criterion, expert, found)))
    return Register("专家判断", lines, "", "", "", "")
