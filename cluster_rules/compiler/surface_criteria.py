"""How the files of standing and of the conditions are written: criteria, groups, and ways to decide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag

from cluster_rules.compiler.located import WORD, Expression, Located, Problem, Text, kind_of
from cluster_rules.compiler.surface_facts import ONE_KEY, TierEntry, one_choice
from cluster_rules.language.yaml_nodes import YamlMap

ForceWord = Literal["shall", "should"]
Direction = Literal["strictly_decreasing", "not_increasing", "strictly_increasing", "not_decreasing"]

#: Each says how a criterion is decided; they exclude one another.
KINDS = ("indicator", "test", "judgement", "document", "trend", "score")
GROUPS = ("all_of", "any_of", "none_of", "at_least")


class Tiers(Located):
    """分档门槛"""

    by: Expression = Field(title="分档依据")
    tiers: tuple[TierEntry, ...] = Field(title="各档")


class Judged(Located):
    """由人判断的除外情形"""

    judgement: Text = Field(title="要判断的问题")


class AidEntry(Located):
    """供判断参考的指标；不影响结论"""

    title: Text = Field(title="标题")
    formula: Expression = Field(alias="is", title="表达式")
    unit: Text | None = Field(None, title="展示单位")


class TrendEntry(Located):
    """趋势：台账逐年比较"""

    needs = (("over", "year"), ("year", "over"))

    over: Expression | None = Field(None, title="台账", description="与 year 合用；都省去时比较的量里用“年”")
    year: Text | None = Field(None, title="年度字段", description="与 over 合用")
    value: Expression = Field(
        title="比较的量", description="有 over 时是台账一行的算式；没有时是一年的总量，用“年”指那一年"
    )
    last: Text = Field(title="年数", description="最近几年，截至数据年")
    direction: Annotated[Direction, WORD] = Field(
        title="方向",
        description="strictly_decreasing 逐年下降；not_increasing 不上升；strictly_increasing 逐年上升；not_decreasing 不下降",
    )
    unit: Text | None = Field(None, title="展示单位")


class EachEntry(Located):
    """逐年都要满足：表达式里用“年”"""

    last: Text = Field(title="年数", description="数据年起往前数")


class BandEntry(Located):
    """一档分数"""

    when: Expression = Field(title="条件")
    points: Expression = Field(title="分数")


class ScoreItem(Located):
    """一个评分项：由分档或由人给分"""

    exactly_one = ("indicator", "judged")
    needs = (("indicator", "bands"), ("bands", "indicator"), ("judged", "maximum"))

    title: Text = Field(title="标题")
    quote: Text | None = Field(None, title="引文")
    indicator: Expression | None = Field(None, title="指标")
    bands: tuple[BandEntry, ...] | None = Field(None, title="各档")
    judged: Text | None = Field(None, title="由人给分", description="事实字典里的一个事实")
    maximum: Expression | None = Field(None, title="满分")
    evidence: tuple[Text, ...] = Field((), title="佐证材料")
    guidance: Text | None = Field(None, title="指引")
    note: Text | None = Field(None, title="说明")


class ScoreSection(Located):
    """评分的一部分"""

    title: Text = Field(title="标题")
    minimum: Expression | None = Field(None, title="最低分")
    maximum: Expression | None = Field(None, title="最高分", description="超过的不计")
    items: tuple[ScoreItem, ...] = Field(title="各项")


class BonusEntry(Located):
    """加分"""

    maximum: Expression | None = Field(None, title="最高加分")
    items: tuple[ScoreItem, ...] = Field(title="各项")


class ScoreEntry(Located):
    """评分"""

    passing: Expression = Field(alias="pass", title="合格线", description="如 ≥ 60 分")
    sections: tuple[ScoreSection, ...] = Field(title="各部分")
    bonus: BonusEntry | None = Field(None, title="加分")


Requirement: TypeAlias = Annotated[
    Annotated[Expression, Tag("a text")] | Annotated[Tiers, Tag("a map")],
    Discriminator(lambda value: "a map" if kind_of(value) == "map" else "a text"),
]
Exception_: TypeAlias = Annotated[
    Annotated[Expression, Tag("a text")] | Annotated[Judged, Tag("a map")],
    Discriminator(lambda value: "a map" if kind_of(value) == "map" else "a text"),
]


class _Test(Located):
    """The keys that say how something is decided."""

    indicator: Expression | None = Field(None, title="指标", description="与 require 合用")
    require: Requirement | None = Field(
        None, title="要求", description='≥ 300 亿元、> 0、[10..20]、"甲类"，或分档 {by, tiers}'
    )
    unit: Text | None = Field(None, title="展示单位", description="默认取门槛的单位")
    each: EachEntry | None = Field(None, title="逐年", description="逐年都要满足；表达式里用“年”")
    test: Expression | None = Field(None, title="是非表达式")
    judgement: Text | None = Field(None, title="由人判断", description="要判断的问题")
    document: Text | None = Field(None, title="凭文件", description="需要哪种文件")
    trend: TrendEntry | None = Field(None, title="趋势")
    score: ScoreEntry | None = Field(None, title="评分")
    unless: Exception_ | None = Field(None, title="除外", description="成立即视为满足")
    source: Text | None = Field(None, title="出处", description="门槛里有原文没有的数字时写明")
    evidence: tuple[Text, ...] = Field((), title="佐证材料")
    note: Text | None = Field(None, title="说明")


class CriterionReading(_Test):
    """一条在另一口径下的判定：写要替换的键"""

    at_most_one = KINDS

    title: Text | None = Field(None, title="标题")


class CriterionEntry(_Test):
    """一条"""

    extensible = True
    exactly_one = KINDS
    needs = (("indicator", "require"), ("require", "indicator"))

    id: Text = Field(title="条目号", description="全版本唯一")
    version: Text | None = Field(None, title="版本号", description="可省，取文件的版本")
    title: Text | None = Field(None, title="标题")
    provision: Text | None = Field(None, title="条款", description="可省，取所在组的条款，再取文件的")
    quote: Text = Field(title="引文", description="逐字；空白与全半角差异忽略")
    sic: Text | None = Field(None, title="原文瑕疵", description="引文照录原文的错漏时说明")
    force: Annotated[ForceWord, WORD] = Field(
        "shall", title="效力", description="shall 应当；should 鼓励、优先、原则上：只提示，不影响结论"
    )
    guidance: Text | None = Field(None, title="指引", description="给评审人")
    aids: tuple[AidEntry, ...] = Field((), title="参考指标")
    readings: dict[str, dict[str, CriterionReading]] = Field(
        default_factory=dict, title="其他口径", description="口径选择 → 选项 → 要替换的键", json_schema_extra=ONE_KEY
    )

    @classmethod
    def problems(cls, node: YamlMap, kinds: frozenset[str]) -> Iterator[Problem]:
        yield from super().problems(node, kinds)
        yield from one_choice(node)

    @property
    def kind(self) -> str:
        """The key that says how it is decided, such as `indicator`; for a plugin, the plugin's."""
        return next(key for key in self.node.entries if key in KINDS or key not in _criterion_keys())


class GroupEntry(Located):
    """一组：组里各条按“都要、有一、都不、至少几”合起来"""

    exactly_one = (*GROUPS, *KINDS)

    id: Text = Field(title="条目号", description="全版本唯一")
    version: Text | None = Field(None, title="版本号", description="可省，取文件的版本")
    title: Text | None = Field(None, title="标题")
    provision: Text | None = Field(None, title="条款", description="可省，取所在组的条款，再取文件的")
    quote: Text | None = Field(None, title="引文")
    sic: Text | None = Field(None, title="原文瑕疵")
    force: Annotated[ForceWord, WORD] = Field("shall", title="效力")
    guidance: Text | None = Field(None, title="指引")
    note: Text | None = Field(None, title="说明")
    all_of: tuple[CriterionTree, ...] | None = Field(None, title="都要满足")
    any_of: tuple[CriterionTree, ...] | None = Field(None, title="满足其一")
    none_of: tuple[CriterionTree, ...] | None = Field(None, title="都不成立", description="一票否决")
    at_least: AtLeast | None = Field(None, title="至少几项")

    @property
    def kind(self) -> Literal["all_of", "any_of", "none_of", "at_least"]:
        if self.at_least is not None:
            return "at_least"
        return "all_of" if self.all_of is not None else "any_of" if self.any_of is not None else "none_of"

    @property
    def children(self) -> tuple[CriterionEntry | GroupEntry, ...]:
        """The entries of the group, in order."""
        if self.at_least is not None:
            return self.at_least.of
        return self.all_of or self.any_of or self.none_of or ()


class AtLeast(Located):
    """至少几项"""

    count: Text = Field(title="几项")
    of: tuple[CriterionTree, ...] = Field(title="各项")


def _is_group(value: Any) -> str:
    return "a group" if isinstance(value, dict) and any(kind in value for kind in GROUPS) else "a criterion"


CriterionTree: TypeAlias = Annotated[
    Annotated[CriterionEntry, Tag("a criterion")] | Annotated[GroupEntry, Tag("a group")],
    Discriminator(_is_group),
]


class ConditionFile(Located):
    """一个认定条件，或一项申报资格"""

    exactly_one = ("condition", "standing")

    condition: Text | None = Field(None, title="认定条件号", description="与 standing 二选一")
    standing: Text | None = Field(None, title="申报资格号", description="与 condition 二选一")
    version: Text = Field(title="版本号")
    title: Text = Field(title="标题")
    provision: Text = Field(title="条款")
    criteria: tuple[CriterionTree, ...] = Field(title="各条", description="都要满足；按原文顺序")
    note: Text | None = Field(None, title="说明")

    @property
    def id(self) -> str:
        """The number of the condition or of the standing."""
        number = self.condition or self.standing
        return number.text if number else ""

    def entries(self) -> Iterator[CriterionEntry | GroupEntry]:
        """Every criterion and group, each group before its children."""
        for entry in self.criteria:
            yield from _walk(entry)


def _walk(entry: CriterionEntry | GroupEntry) -> Iterator[CriterionEntry | GroupEntry]:
    yield entry
    if isinstance(entry, GroupEntry):
        for child in entry.children:
            yield from _walk(child)


def _criterion_keys() -> frozenset[str]:
    return frozenset(info.alias or name for name, info in CriterionEntry.model_fields.items())
