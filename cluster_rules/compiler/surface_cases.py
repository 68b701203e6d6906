"""How case files and applications are written."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag

from cluster_rules.compiler.located import WORD, Cell, Flag, Located, Text, kind_of

VerdictWord = Literal["inadmissible", "not_met", "unknown", "needs_judgement", "met"]
StatusWord = Literal["met", "not_met", "unknown", "needs_judgement", "error"]
RoleWord = Literal["standing", "condition", "soft"]


class ClaimEntry(Located):
    """一个事实的一种说法"""

    value: Cell = Field(title="值", description="空白＝缺失")
    source: Text | None = Field(None, title="来源")
    period: Text | None = Field(None, title="所属期")
    issuer: Text | None = Field(None, title="出具单位")
    date: Text | None = Field(None, title="出具日期")
    evidence: tuple[Text, ...] = Field((), title="佐证材料编号")
    note: Text | None = Field(None, title="说明")


class RegisterSource(Located):
    """一本台账的一个来源"""

    at_most_one = ("file", "rows")

    file: Text | None = Field(None, title="CSV 文件", description="与 rows 二选一")
    rows: tuple[dict[str, Cell], ...] | None = Field(None, title="各行")
    complete: Flag = Field(False, title="是否完整", description="完整的空台账是真正的零")
    source: Text | None = Field(None, title="来源")
    period: Text | None = Field(None, title="所属期")
    issuer: Text | None = Field(None, title="出具单位")
    date: Text | None = Field(None, title="出具日期")
    evidence: tuple[Text, ...] = Field((), title="佐证材料编号")
    note: Text | None = Field(None, title="说明")


Claim: TypeAlias = Annotated[
    Annotated[Cell, Tag("a text")] | Annotated[ClaimEntry, Tag("a map")],
    Discriminator(lambda value: "a map" if kind_of(value) == "map" else "a text"),
]
Claims: TypeAlias = Annotated[
    Annotated[Cell, Tag("a text")] | Annotated[ClaimEntry, Tag("a map")] | Annotated[tuple[Claim, ...], Tag("a list")],
    Discriminator(lambda value: f"a {kind_of(value)}"),
]
RegisterSources: TypeAlias = Annotated[
    Annotated[Annotated[Literal["无"], WORD], Tag("a text")]
    | Annotated[RegisterSource, Tag("a map")]
    | Annotated[tuple[RegisterSource, ...], Tag("a list")],
    Discriminator(lambda value: f"a {kind_of(value)}"),
]


class ApplicationFile(Located):
    """申报材料"""

    measure: Text | None = Field(None, title="办法代号")
    edition: Text | None = Field(None, title="版本号")
    case: Text | None = Field(None, title="案件类型", description="办法区分的，如 新申报、复核")
    subject: Text | None = Field(None, title="申报对象", description="集群")
    applicant: Text | None = Field(None, title="申报单位")
    synthetic: Flag = Field(False, title="是否虚构")
    filing_date: Text | None = Field(None, title="申报日期")
    reference_date: Text | None = Field(None, title="基准日")
    reference_basis: Annotated[Literal["notice", "filing"], WORD] | None = Field(
        None, title="基准日的依据", description="notice 通知规定的截止日；filing 申报日"
    )
    data_year: Text | None = Field(None, title="数据年")
    facts: dict[str, Claims] = Field(default_factory=dict, title="事实")
    registers: dict[str, RegisterSources] = Field(default_factory=dict, title="台账")
    parts: Annotated[
        Annotated[tuple[Text, ...], Tag("a list")] | Annotated[dict[str, ApplicationFile], Tag("a map")],
        Discriminator(lambda value: "a map" if kind_of(value) == "map" else "a list"),
    ] = Field((), title="联合申报的各部分", description="子文件夹的名字，或内嵌的映射")


class ExpectedFinding(Located):
    """对一条的期望；只核对写出来的"""

    status: Annotated[StatusWord, WORD] | None = Field(None, title="状态")
    role: Annotated[RoleWord, WORD] | None = Field(
        None, title="作用", description="standing 受理前提；condition 认定条件；soft 只提示"
    )
    required: Text | None = Field(None, title="要求", description="符号和数，如 ≥ 30%")
    actual: Text | None = Field(None, title="实际值")
    gap: Text | None = Field(None, title="差距")
    reading_dependent: Flag | None = Field(None, title="是否取决于口径")


Expected: TypeAlias = Annotated[
    Annotated[Annotated[StatusWord, WORD], Tag("a text")] | Annotated[ExpectedFinding, Tag("a map")],
    Discriminator(lambda value: "a map" if kind_of(value) == "map" else "a text"),
]


class Expectation(Located):
    """期望；只核对写出来的"""

    verdict: Annotated[VerdictWord, WORD] | None = Field(None, title="结论")
    reading_dependent: Flag | None = Field(None, title="结论是否取决于口径")
    findings: dict[str, Expected] = Field(default_factory=dict, title="各条")


class CaseEntry(Located):
    """一个用例"""

    name: Text = Field(title="名称")
    note: Text | None = Field(None, title="说明")
    base: Text | None = Field(None, title="以哪个用例为底", description="同一文件中另一个用例的名称，取其申报材料")
    given: ApplicationFile = Field(title="申报材料", description="没给的就是缺失；有 base 的只写与它不同之处")
    readings: dict[str, Text] = Field(default_factory=dict, title="口径", description="口径选择 → 选项")
    expect: Expectation = Field(title="期望")


class CasesFile(Located):
    """用例"""

    measure: Text | None = Field(None, title="办法代号")
    edition: Text | None = Field(None, title="版本号")
    cases: tuple[CaseEntry, ...] = Field(title="各用例")
