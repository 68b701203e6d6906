"""A small decision made by hand: one criterion of every kind of outcome, decided by the scalar engine."""

from datetime import date
from fractions import Fraction

from cluster_rules.backends.measuring import measurements_of
from cluster_rules.backends.scalar import decide
from cluster_rules.explain import Material
from cluster_rules.model import ir
from cluster_rules.model.decision import Step
from cluster_rules.model.dictionary import Dictionary, FactType, RegisterType
from cluster_rules.model.ruleset import (
    Aid,
    Choice,
    Comparand,
    Condition,
    Criterion,
    Edition,
    Group,
    LedgerEntry,
    Option,
    Ruleset,
    Test,
)
from cluster_rules.model.sheet import BoundFacts, BoundRegister, Conflict, Source, Subject
from cluster_rules.model.types import BOOLEAN, NUMBER, TEXT, NumberType
from cluster_rules.model.units import UNITS
from cluster_rules.model.values import Partial, Reason

MONEY = NumberType((("元", 1),))
FIRMS = NumberType((("家", 1),))
WAN, YI, PERCENT, JIA = UNITS["万元"], UNITS["亿元"], UNITS["%"], UNITS["家"]
STATISTICS = Source("统计联网直报", "2024", "甲市统计局", ("E-01",))
FIRM_NAMES = ("云川稀土集团（虚构）", "甲磁材料（虚构）", "乙合金（虚构）", "丙电机（虚构）")


def dictionary():
    fields = {
        "统一社会信用代码": FactType("统一社会信用代码", TEXT),
        "名称": FactType("名称", TEXT, informative=True),
        "规模以上": FactType("规模以上", BOOLEAN),
        "主导产业": FactType("主导产业", BOOLEAN),
        "营业收入": FactType("营业收入", MONEY, unit=WAN, low=0, quantum=100),
        "研发经费": FactType("研发经费", MONEY, unit=WAN, low=0, quantum=10000),
        "工业总产值": FactType("工业总产值", MONEY, unit=WAN, low=0, quantum=100),
        "数控化率": FactType("数控化率", NUMBER, title="关键工序数控化率", unit=PERCENT, low=0, high=1),
    }
    firms = RegisterType("企业", ("统一社会信用代码",), fields, JIA, "企业名录", "名称")
    facts = {
        "市场占有率": FactType("市场占有率", NUMBER, title="主导产品全国市场占有率", unit=PERCENT, low=0, high=1),
        "品牌": FactType("品牌", BOOLEAN, judged=True),
        "促进组织法人": FactType("促进组织法人", BOOLEAN),
        "联合申报": FactType("联合申报", BOOLEAN),
        "严重失信": FactType("严重失信", BOOLEAN),
        "能耗超标": FactType("能耗超标", BOOLEAN),
        "绿色机制": FactType("绿色机制", BOOLEAN),
    }
    return Dictionary(facts, {"企业": firms})


def field(slot, name):
    kind = {"规模以上": BOOLEAN, "主导产业": BOOLEAN, "数控化率": NUMBER}.get(name, MONEY)
    return ir.FieldReference(kind, slot, name, text=name)


def fact(name):
    return ir.FactReference(NUMBER if name == "市场占有率" else BOOLEAN, name, text=name)


def is_true(expression):
    return ir.Comparison("=", expression, ir.Constant(BOOLEAN, True, text="true"), text=f"{expression.text} = true")


SCALE = ir.Selection("企业", 0, is_true(field(0, "规模以上")), "企业[规模以上 = true]")
LEADING = ir.Selection(
    "企业",
    1,
    ir.Connective("and", (is_true(field(1, "规模以上")), is_true(field(1, "主导产业")))),
    "企业[规模以上 = true 且 主导产业 = true]",
)

OUTPUT = ir.Sum(MONEY, LEADING, field(1, "工业总产值"), text="sum(规上工业企业[主导产业 = true].工业总产值)")
INTENSITY = ir.Ratio(
    NUMBER,
    SCALE,
    field(0, "研发经费"),
    field(0, "营业收入"),
    text="sum(规上工业企业.研发经费) / sum(规上工业企业.营业收入)",
)
OWN_INTENSITY = ir.Arithmetic(NUMBER, "/", field(0, "研发经费"), field(0, "营业收入"), text="研发经费 / 营业收入")
ONE = ir.Constant(NUMBER, 1, text="1")
MEAN_INTENSITY = ir.Ratio(NUMBER, SCALE, OWN_INTENSITY, ONE, style="mean", text="mean(规上工业企业.研发强度)")
NUMERICAL = ir.Ratio(NUMBER, SCALE, field(0, "数控化率"), ONE, style="mean", text="mean(规上工业企业.数控化率)")
COUNT = ir.Count(FIRMS, SCALE, text="count(规上工业企业)")


def test(indicator, operator, threshold, unit):
    bound = ir.Constant(indicator.type, threshold, text=unit.format(threshold))
    comparison = ir.Comparison(operator, indicator, bound, text=f"{indicator.text} {operator} {bound.text}")
    return Test(comparison, (Comparand(comparison, unit),), f"{operator} {unit.format(threshold)}")


def truth(expression, requirement):
    return Test(expression, (), requirement)


def criterion(id, title, kind, quote, tests, **more):
    provision = more.pop("provision", "第五条（二）")
    tests = tests if isinstance(tests, dict) else {(): tests}
    return Criterion(id, "1.0.0", title, kind, provision, quote, tests, **more)


CHOICE = Choice(
    "平均研发投入强度",
    "“平均”指合计之比还是各企业强度的平均？",
    (Option("合计之比", "研发经费合计 ÷ 营业收入合计"), Option("各企业平均", "各企业研发投入强度的算术平均")),
    "合计之比",
    "统计公报把 R&D 经费与营业收入之比称作平均水平",
    "A5",
)


def ruleset(hypothetical=()):
    edition = Edition(
        "demo",
        "provisional",
        "示例集群认定办法（暂行）",
        "Demonstration Measure for Clusters (Provisional)",
        "示例工业和信息化厅",
        "in_force",
        interpreter="示例工业和信息化厅",
        notes=("示例办法，只用于测试",),
    )
    ledger = (LedgerEntry("第十三条", "本办法由示例工业和信息化厅负责解释。", "set_aside", reason="解释权"),)
    standing = Condition("3", "1.0.0", "申报资格", "第三条", (standing_criterion(),), standing=True)
    return Ruleset(
        edition,
        "1.0.0",
        dictionary(),
        (standing, scale_condition(), other_condition()),
        {CHOICE.name: CHOICE},
        ledger,
        "sha256:" + "a" * 16,
        "sha256:" + "b" * 16,
        hypothetical,
    )


def standing_criterion():
    return criterion(
        "3.3",
        "第三方法人组织",
        "document",
        "专业服务集群建设发展的第三方法人组织",
        truth(is_true(fact("促进组织法人")), "法人登记证"),
        provision="第三条",
    )


def scale_condition():
    intensity = {
        ((CHOICE.name, "合计之比"),): test(INTENSITY, ">=", Fraction(2, 100), PERCENT),
        ((CHOICE.name, "各企业平均"),): test(MEAN_INTENSITY, ">=", Fraction(2, 100), PERCENT),
    }
    return Condition(
        "5.2",
        "1.0.0",
        "产业规模效益突出",
        "第五条（二）",
        (
            criterion("5.2.4", "规模以上工业企业", "number", "聚集了 3 家以上企业", test(COUNT, ">=", 3, JIA)),
            criterion(
                "5.2.5",
                "主导产业年产值",
                "number",
                "集群主导产业年产值达 300 亿元以上",
                test(OUTPUT, ">=", 300 * 10**8, YI),
                evidence=("统计部门盖章的产值证明",),
            ),
            criterion(
                "5.2.7",
                "品牌影响力",
                "judgement",
                "具有较强品牌影响力",
                truth(is_true(fact("品牌")), "集群品牌影响力是否较强"),
                question="集群品牌影响力是否较强？",
                guidance="看区域公用品牌、驰名商标和行业排名。",
                aids=(Aid("规上企业数", COUNT, JIA),),
            ),
            criterion(
                "5.3.4",
                "规上企业平均研发投入强度",
                "number",
                "集群规上企业平均研发投入强度不低于 2%",
                intensity,
                choices=(CHOICE.name,),
                provision="第五条（三）",
                evidence=("研发统计表", "审计报告"),
                note="研发经费取统计口径。",
            ),
        ),
    )


def other_condition():
    return Condition(
        "5.9",
        "1.0.0",
        "其他条件",
        "第五条（九）",
        (
            criterion(
                "5.9.1",
                "市场占有率",
                "number",
                "市场占有率达 20% 以上",
                test(fact("市场占有率"), ">=", Fraction(1, 5), PERCENT),
            ),
            criterion(
                "5.9.2", "数控化率", "number", "数控化率不低于 50%", test(NUMERICAL, ">=", Fraction(1, 2), PERCENT)
            ),
            Group(
                "5.9.3",
                "any_of",
                (
                    criterion(
                        "5.9.3a",
                        "绿色机制",
                        "document",
                        "建立了绿色低碳服务机制",
                        truth(is_true(fact("绿色机制")), "服务机制文件"),
                    ),
                    criterion(
                        "5.9.3b", "规上企业百家", "number", "或者聚集 100 家以上企业", test(COUNT, ">=", 100, JIA)
                    ),
                ),
                title="绿色机制或规模",
            ),
            Group(
                "5.9.4",
                "none_of",
                (
                    criterion(
                        "5.9.4a",
                        "严重失信",
                        "document",
                        "列入严重失信名单的",
                        truth(is_true(fact("严重失信")), "严重失信 = 是"),
                    ),
                    criterion(
                        "5.9.4b",
                        "能耗超标",
                        "document",
                        "能耗超标的",
                        truth(is_true(fact("能耗超标")), "能耗超标 = 是"),
                    ),
                ),
                title="一票否决",
            ),
            criterion(
                "5.9.5",
                "联合申报",
                "document",
                "鼓励联合申报",
                truth(is_true(fact("联合申报")), "联合申报 = 是"),
                force="should",
            ),
        ),
    )


def firm(number, revenue, research, output, control, above=True):
    return {
        "统一社会信用代码": f"9115000000000000{number:02d}",
        "名称": FIRM_NAMES[number] if number < len(FIRM_NAMES) else f"第{number}企业（虚构）",
        "规模以上": above,
        "主导产业": True,
        "营业收入": revenue * 10**4,
        "研发经费": research if isinstance(research, Partial) else research * 10**4,
        "工业总产值": output * 10**4,
        "数控化率": control,
    }


def absent(key, name, low=0, high=None):
    return Partial(frozenset({Reason("missing", "企业", key, name)}), low, high)


def firms():
    rows = [
        firm(0, 1_500_000, 18_000, 1_520_000, Fraction(62, 100)),
        firm(1, 60_000, 7_640, 61_000, Fraction(41, 100)),
        firm(2, 40_000, 4_000, 42_000, absent("911500000000000002", "数控化率", 0, 1)),
        firm(3, 3_652, 2_000, 3_700, absent("911500000000000003", "数控化率", 0, 1)),
    ]
    keys = tuple(row["统一社会信用代码"] for row in rows)
    blank = {name: Partial(frozenset({Reason("incomplete", "企业")}), 0) for name in rows[0]}
    return BoundRegister("企业", tuple(rows), True, blank, keys, (None,) * len(rows))


def facts(**changed):
    values = {
        "市场占有率": Partial(frozenset({Reason("conflict", "市场占有率")}), Fraction(19, 100), Fraction(234, 1000)),
        "品牌": Partial(frozenset({Reason("judgement", "品牌")})),
        "促进组织法人": True,
        "联合申报": False,
        "严重失信": False,
        "能耗超标": Partial(frozenset({Reason("missing", "能耗超标")})),
        "绿色机制": True,
    } | changed
    subject = Subject(
        "云川稀土新材料集群（虚构）",
        "云川稀土产业促进中心（虚构）",
        "demo",
        date(2025, 3, 20),
        date(2025, 3, 31),
        "notice",
        2024,
        synthetic=True,
    )
    claims = ((Fraction(234, 1000), Source("行业协会证明")), (Fraction(19, 100), Source("申报表")))
    return BoundFacts(
        subject,
        values,
        {"企业": firms()},
        {"企业": STATISTICS, "促进组织法人": Source("申报表", evidence=("E-02",)), "绿色机制": Source("申报表")},
        (Conflict("市场占有率", claims, Fraction(234, 1000)),),
    )


def steps(bound):
    """Computations as the engine makes them, for the criteria of this sample."""
    rows = bound.registers["企业"].records

    def total(name):
        ranked = sorted(rows, key=lambda row: -row[name])
        top = tuple((row["名称"], row[name]) for row in ranked[:3])
        return Step(f"sum(规上工业企业.{name})", sum(row[name] for row in rows), WAN, len(rows), 0, top)

    def of(finding):
        if finding.id == "5.3.4":
            parts = (total("研发经费"), total("营业收入"))
            return (Step(INTENSITY.text, finding.measurements[0].actual, PERCENT, len(rows), 0, (), parts),)
        if finding.id == "5.2.5":
            found = total("工业总产值")
            return (Step(OUTPUT.text, found.value, YI, len(rows), 0, found.contributors),)
        if finding.id in {"5.2.4", "5.2.7"}:
            return (Step(COUNT.text, len(rows), JIA, len(rows), 0, ()),)
        if finding.id == "5.9.2":
            return (Step(NUMERICAL.text, finding.measurements[0].actual, PERCENT, len(rows), 0, ()),)
        return ()

    return of


def material(hypothetical=(), **changed):
    rules, bound = ruleset(hypothetical), facts(**changed)
    return Material(
        decide(rules, bound), rules, bound, steps(bound), measured(rules, bound), "cluster_rules 0.1.0 scalar",
        date(2025, 3, 31), (),
    )  # fmt: skip


def measured(rules, bound):
    criteria = {criterion.id: criterion for criterion in rules.criteria()}
    return lambda finding, reading: measurements_of(criteria[finding.id].tests[reading], bound, rules.dictionary)


__all__ = ["material"]
