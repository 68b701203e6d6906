"""How `facts.yaml` and definition files are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, JsonValue

from cluster_rules.compiler.located import WORD, Expression, Flag, Located, Problem, Text
from cluster_rules.language.yaml_nodes import YamlMap

FactKind = Literal["number", "integer", "text", "boolean", "date", "judgement"]

#: `readings` names one choice at most.
ONE_KEY: dict[str, JsonValue] = {"maxProperties": 1}


class WholeEntry(Located):
    """另一本台账的一列：有关各行的合计不会比本项大"""

    register_name: Text = Field(alias="register", title="台账")
    of: Text = Field(alias="field", title="字段", description="下界不小于零、单位同类的数")
    where: dict[str, Text] = Field(title="有关的行", description="那本台账的字段：本台账的字段，两者相等的行")


class UsualEntry(Located):
    """通常不超过的数：超过的，确认以前按来源不一致处理"""

    of: Text = Field(alias="field", title="字段", description="同一行里单位同类的数")
    times: Expression | None = Field(None, title="倍数", description="不写就是 1")
    unless: Text = Field(title="确认的字段", description="同一行里的是非；填“是”表示核对过，确实超过")


class FactEntry(Located):
    """一个事实，或台账的一个字段"""

    title: Text | None = Field(None, title="标题")
    type: Annotated[FactKind, WORD] = Field(
        title="类型",
        description="number 数；integer 整数；text 文字；boolean 是非；date 日期；judgement 由人认定的是非",
    )
    unit: Text | None = Field(None, title="单位", description="不带单位的数按它解释")
    min: Expression | None = Field(None, title="下界", description="缺失的值不会比它小；不带单位时按本字段的单位")
    max: Expression | None = Field(None, title="上界", description="缺失的值不会比它大；不带单位时按本字段的单位")
    quantum: Expression | None = Field(None, title="最小步长")
    format: Annotated[Literal["uscc", "code"], WORD] | None = Field(
        None, title="格式", description="uscc：统一社会信用代码，核对校验位；code：编号，不分空格、横线形状和大小写"
    )
    part_of: Text | None = Field(None, title="所属的总数", description="本项是它的一部分，不会比它大；填大了报错")
    whole_of: WholeEntry | None = Field(
        None, title="是哪一列的总数", description="另一本台账里有关各行的合计不会比它大；大了按来源不一致处理"
    )
    usually_at_most: UsualEntry | None = Field(
        None, title="通常不超过", description="超过多半是单位写错；在确认以前不用来下结论"
    )
    about: Text | None = Field(
        None, title="说的是", description="身份键里的一个字段：它相同的各行，本项应当相同；不同按来源不一致处理"
    )
    values: tuple[Text, ...] = Field((), title="可取的值", description="只能取这些文字")
    sources: tuple[Text, ...] = Field((), title="来源", description="由高到低；来源不一致时只用来给出暂列值")
    evidence: tuple[Text, ...] = Field((), title="佐证材料")
    informative: Flag = Field(False, title="只供人看", description="规则不用它")
    note: Text | None = Field(None, title="说明")


class ValidityEntry(Located):
    """有效期：起止两日都算在内"""

    start: Text = Field(alias="from", title="起日字段")
    end: Text = Field(alias="to", title="止日字段")
    by: Text = Field(title="类型字段", description="按它的值分别规定有效期")
    expiry: dict[str, Text] = Field(
        title="各类型的有效期", description="none 无期限；required 必须有止日；N 年：最长 N 年"
    )


class RegisterEntry(Located):
    """一本台账"""

    title: Text | None = Field(None, title="标题")
    unit: Text = Field(title="计数单位", description="如 家、项")
    key: tuple[Text, ...] = Field(title="身份键", description="同一份表里重复即报错，联合申报时按它合并")
    label: Text | None = Field(None, title="展示字段")
    person: Text | None = Field(
        None, title="代表个人的字段", description="身份键之一，只能填不能识别个人的代号；案卷据此拒收姓名"
    )
    crossed: tuple[Text, ...] = Field(
        (), title="各组合都要有一行", description="身份键的字段；出现过的值的每种组合都有一行才算齐全，缺一种就算不齐全"
    )
    sources: tuple[Text, ...] = Field((), title="来源", description="由高到低")
    evidence: tuple[Text, ...] = Field((), title="佐证材料")
    informative: Flag = Field(False, title="只供人看", description="规则不用它")
    validity: ValidityEntry | None = Field(None, title="有效期")
    fields: dict[str, FactEntry] = Field(title="字段")
    note: Text | None = Field(None, title="说明")


class FactsFile(Located):
    """事实字典"""

    version: Text = Field(title="版本号")
    facts: dict[str, FactEntry] = Field(default_factory=dict, title="标量事实")
    registers: dict[str, RegisterEntry] = Field(default_factory=dict, title="台账")


class TierEntry(Located):
    """一档"""

    when: Expression = Field(title="条件", description='如 ≤ 5000 万元、[10..20]、"甲类"')
    then: Expression = Field(title="取值")


class DefinitionReading(Located):
    """定义在另一口径下的内容"""

    exactly_one = ("is", "tiers")
    needs = (("by", "tiers"), ("tiers", "by"))

    title: Text | None = Field(None, title="标题")
    formula: Expression | None = Field(None, alias="is", title="内容")
    by: Expression | None = Field(None, title="分档依据")
    tiers: tuple[TierEntry, ...] | None = Field(None, title="各档")
    source: Text | None = Field(None, title="出处")
    note: Text | None = Field(None, title="说明")


class DefinitionEntry(Located):
    """一个定义：表达式里直接当名字用"""

    exactly_one = ("is", "tiers")
    needs = (("by", "tiers"), ("tiers", "by"))

    name: Text = Field(title="名字")
    version: Text | None = Field(None, title="版本号", description="可省，取文件的版本")
    title: Text | None = Field(None, title="标题")
    source: Text | None = Field(None, title="出处", description="定义里的数字不在办法原文中，要写明出处")
    of: Text | None = Field(None, title="所属台账", description="写了它就是这本台账的派生字段")
    formula: Expression | None = Field(None, alias="is", title="内容", description="表达式")
    by: Expression | None = Field(None, title="分档依据")
    tiers: tuple[TierEntry, ...] | None = Field(None, title="各档", description="随时间或属性变化的定义")
    readings: dict[str, dict[str, DefinitionReading]] = Field(
        default_factory=dict, title="其他口径", description="口径选择 → 选项 → 要替换的键", json_schema_extra=ONE_KEY
    )
    note: Text | None = Field(None, title="说明")

    @classmethod
    def problems(cls, node: YamlMap, kinds: frozenset[str]) -> Iterator[Problem]:
        yield from super().problems(node, kinds)
        yield from one_choice(node)


class DefinitionsFile(Located):
    """可复用的定义"""

    version: Text = Field(title="版本号")
    definitions: tuple[DefinitionEntry, ...] = Field(title="各定义")


def one_choice(node: YamlMap) -> Iterator[Problem]:
    """`readings` names one choice at most."""
    readings = node.entries.get("readings")
    if isinstance(readings, YamlMap) and len(readings.entries) > 1:
        yield Problem("CR152", "readings", (("count", str(len(readings.entries))),))
