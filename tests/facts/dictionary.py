"""A small fact dictionary with every kind of fact and field, and codes to fill it."""

from cluster_rules.facts.uscc import check_character
from cluster_rules.model.dictionary import Dictionary, FactType, RegisterType, Usual, Validity, Whole, judgement_fact
from cluster_rules.model.types import BOOLEAN, DATE, NUMBER, TEXT, NumberType, TextType
from cluster_rules.model.units import UNITS

MONEY, PEOPLE = NumberType(UNITS["万元"].dimension), NumberType(UNITS["人"].dimension)


def code(number):
    body = f"91000000YCXN{number:05d}"
    return body + check_character(body)


def fields(*given):
    return {field.name: field for field in given}


FIRMS = RegisterType(
    name="企业",
    key=("统一社会信用代码",),
    unit=UNITS["家"],
    label="名称",
    sources=("统计联网直报名录", "审计报告", "申报表"),
    fields=fields(
        FactType("统一社会信用代码", TEXT, format="uscc"),
        FactType("名称", TEXT, informative=True),
        FactType("盟市", TextType(("甲市", "乙盟"))),
        FactType("规模以上", BOOLEAN),
        FactType("营业收入", MONEY, unit=UNITS["万元"], low=0, quantum=100),
        FactType("数控化率", NUMBER, unit=UNITS["%"], low=0, high=1),
        FactType("从业人员", PEOPLE, unit=UNITS["人"], low=0, integral=True),
        FactType("科研人员", PEOPLE, unit=UNITS["人"], low=0, integral=True, part_of="从业人员"),
        FactType("链主地位", BOOLEAN, judged=True),
    ),
)

TITLES = RegisterType(
    name="资质",
    key=("统一社会信用代码", "类型"),
    unit=UNITS["项"],
    validity=Validity("起", "止", "类型", {"高新技术企业": 3, "绿色工厂": "none", "小巨人": "required"}),
    fields=fields(
        FactType("统一社会信用代码", TEXT, format="uscc"),
        FactType("类型", TextType(("高新技术企业", "绿色工厂", "小巨人"))),
        FactType("级别（文号）", TEXT, informative=True),
        FactType("起", DATE),
        FactType("止", DATE),
    ),
)

STANDARDS = RegisterType(
    name="标准",
    key=("标准号",),
    unit=UNITS["项"],
    fields=fields(FactType("标准号", TEXT, format="code"), FactType("角色", TEXT)),
)

ENERGY = RegisterType(
    name="能耗",
    key=("年度", "盟市"),
    unit=UNITS["项"],
    crossed=("年度", "盟市"),
    fields=fields(FactType("年度", NUMBER, unit=UNITS[""], integral=True, low=2000, high=2100), FactType("盟市", TEXT)),
)

CITIES = RegisterType(
    name="盟市合计",
    key=("盟市",),
    unit=UNITS["项"],
    fields=fields(
        FactType("盟市", TextType(("甲市", "乙盟"))),
        FactType("营业收入", MONEY, unit=UNITS["亿元"], low=0, whole_of=Whole("企业", "营业收入", (("盟市", "盟市"),))),
        FactType("研发", MONEY, unit=UNITS["亿元"], low=0, usually_at_most=Usual("营业收入", 2, "已核对")),
        FactType("已核对", BOOLEAN),
    ),
)

DICTIONARY = Dictionary(
    facts=fields(
        FactType("占有率", NUMBER, unit=UNITS["%"], low=0, high=1, sources=("行业协会证明", "申报表")),
        FactType("年产值", MONEY, unit=UNITS["亿元"], low=0),
        FactType("出口产值", MONEY, unit=UNITS["亿元"], low=0, part_of="年产值"),
        FactType("组织类型", TextType(("社会团体", "事业单位", "无"))),
        FactType("产品代码", TEXT),
        FactType("组织代码", TEXT, format="uscc"),
        FactType("成立日期", DATE),
        FactType("法人", BOOLEAN),
        FactType("第三方地位", BOOLEAN, judged=True),
        FactType("得分", NUMBER, unit=UNITS["分"], low=0, high=10, judged=True),
        FactType(judgement_fact("5.2.7"), BOOLEAN, judged=True),
        FactType(judgement_fact("5.3.6"), BOOLEAN, judged=True),
    ),
    registers={register.name: register for register in (FIRMS, TITLES, STANDARDS, ENERGY, CITIES)},
    provisions=("5.1.1", "5.2.7", "5.3.6"),
)
