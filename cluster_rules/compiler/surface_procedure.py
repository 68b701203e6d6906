"""How `procedure.yaml` is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from cluster_rules.compiler.located import WORD, Expression, Flag, Located, Problem, Text
from cluster_rules.compiler.surface_cases import VerdictWord
from cluster_rules.language.yaml_nodes import YamlMap


class ActorEntry(Located):
    """一个参与者"""

    id: Text = Field(title="代号", description="步骤的 actor 用它")
    title: Text = Field(title="名称")
    title_en: Text | None = Field(None, title="英文名称")
    provision: Text = Field(title="条款")
    quote: Text = Field(title="引文", description="逐字")
    note: Text | None = Field(None, title="说明")


class ResultEntry(Located):
    """一个步骤可能的结果"""

    name: Text = Field(title="结果")
    ends: Flag = Field(False, title="是否终结", description="是：程序到此为止")


class GuardEntry(Located):
    """办理的前提；三者取其一"""

    exactly_one = ("findings", "verdict", "no_objection_to")

    findings: tuple[Text, ...] | None = Field(None, title="须满足的条目", description="条目号，逐条须为满足")
    verdict: tuple[Annotated[VerdictWord, WORD], ...] | None = Field(
        None, title="结论须为其一", description="评估结论，见 decide"
    )
    no_objection_to: Text | None = Field(None, title="须无异议的步骤", description="没有未办结或成立的异议")


class ClockEntry(Located):
    """期限；三者取其一"""

    exactly_one = ("lasts", "within", "yearly")
    needs = (
        ("within", "since"),
        ("since", "within"),
        ("lasts", "first_day"),
        ("within", "first_day"),
        ("first_day", "closes"),
    )

    lasts: Text | None = Field(None, title="持续", description="如 5 个工作日、10 日；期满才能办后面的步骤")
    within: Text | None = Field(None, title="时限", description="自 since 起多少日内办理")
    since: Text | None = Field(None, title="起算步骤")
    yearly: Text | None = Field(None, title="每年的期限", description="月-日，如 01-31")
    first_day: dict[str, Annotated[Literal["excluded", "included"], WORD]] = Field(
        default_factory=dict, title="首日是否计入", description="读法 → excluded 不计入、included 计入；可以有几种"
    )
    closes: Annotated[Literal["later", "earlier"], WORD] | None = Field(
        None, title="取哪一日", description="几种读法的日期不同时取较晚（later）或较早（earlier）的"
    )
    roll: Annotated[Literal["none", "previous", "next"], WORD] = Field(
        "none", title="逢休息日", description="none 不变；previous 提前；next 顺延"
    )
    interpretation: Text | None = Field(None, title="解释记录")
    why: Text | None = Field(None, title="理由")

    @classmethod
    def problems(cls, node: YamlMap, kinds: frozenset[str]) -> Iterator[Problem]:
        yield from super().problems(node, kinds)
        if "roll" in node.entries and "yearly" not in node.entries:
            yield Problem("CR151", "roll", (("other", "yearly"),))


class AdviceEntry(Located):
    """提示：不影响办理"""

    unless: Expression = Field(title="除非", description="一个是非表达式；已知为真时不提示")
    say: Text = Field(title="提示什么")
    say_en: Text | None = Field(None, title="英文提示")
    interpretation: Text | None = Field(None, title="解释记录")


class StepEntry(Located):
    """一个步骤"""

    id: Text = Field(title="步骤号", description="台账里程序条目的 ids 用它")
    title: Text = Field(title="标题")
    title_en: Text | None = Field(None, title="英文标题")
    actor: Text = Field(title="由谁办", description="参与者的代号")
    to: Text | None = Field(None, title="向谁", description="参与者的代号")
    provision: Text = Field(title="条款")
    quote: Text = Field(title="引文", description="逐字")
    kind: Annotated[Literal["act", "duty", "rule"], WORD] = Field(
        "act", title="种类", description="act 办理一次；duty 持续的职责，逐次记录；rule 职权和原则，不用办理"
    )
    force: Annotated[Literal["shall", "should", "may"], WORD] = Field(
        "shall", title="约束力", description="shall 须办；should 鼓励；may 可以办，也可以不办"
    )
    after: tuple[Text, ...] = Field((), title="在哪些步骤之后", description="步骤号；写“步骤号 结果”要求它是那个结果")
    inputs: tuple[Text, ...] = Field((), title="须有的材料", description="此前已有，或随本步骤提交")
    outputs: tuple[Text, ...] = Field((), title="产生的材料", description="随本步骤提交")
    guards: tuple[GuardEntry, ...] = Field((), title="前提")
    results: tuple[ResultEntry, ...] = Field((), title="结果", description="有几种结果的步骤，办理时写明是哪一种")
    clock: ClockEntry | None = Field(None, title="期限")
    advice: tuple[AdviceEntry, ...] = Field((), title="提示")
    objections: Flag = Field(False, title="可以提异议")
    ranking: Flag = Field(False, title="可以记使用者自己的排序", description="一律注明不是办法的规定")
    not_specified: tuple[Text, ...] = Field((), title="办法没有规定的", description="逐项写明，不从别处补充")
    interpretation: Text | None = Field(None, title="解释记录")
    note: Text | None = Field(None, title="说明")


class ProcedureFile(Located):
    """程序：参与者、材料、步骤"""

    procedure: Text = Field(title="程序名称")
    version: Text = Field(title="版本号")
    actors: tuple[ActorEntry, ...] = Field(title="参与者")
    documents: tuple[Text, ...] = Field((), title="材料", description="步骤的 inputs、outputs 用这些名字")
    steps: tuple[StepEntry, ...] = Field(title="步骤", description="按原文顺序")
    not_specified: tuple[Text, ...] = Field((), title="办法没有规定的")
    note: Text | None = Field(None, title="说明")
