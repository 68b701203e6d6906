"""How `measure.yaml`, `ruleset.yaml`, `ledger.yaml` and `versions.yaml` are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from cluster_rules.compiler.located import WORD, Day, Flag, Located, Problem, Text
from cluster_rules.language.yaml_nodes import YamlMap, YamlText

_FOLDER_NAME = re.compile(r"\w[\w.-]*")

EditionStatus = Literal["in_force", "draft", "superseded"]
AfterWord = Literal["warn", "refuse"]
Treatment = Literal["encoded", "judged", "procedural", "set_aside"]
Operator = Literal["<", "<=", ">", ">="]


class SuccessorEntry(Located):
    """取代这个版本、而规则尚未编写的文本"""

    title: Text = Field(title="名称")
    number: Text | None = Field(None, title="文号")
    issued_on: Day = Field(title="印发日期", description="年-月-日；不知道就写 unknown")
    effective_from: Day = Field(title="施行日期", description="年-月-日，含当日；不知道就写 unknown")
    verified: Flag = Field(title="是否核实", description="见过原文写 true；据报道、未见原文写 false")
    decisions: Annotated[AfterWord, WORD] = Field(
        "warn", title="此后的评估", description="warn 照常评估并提醒（默认）；refuse 不评估"
    )
    source: Text = Field(title="消息来源")


class TransitionCase(Located):
    """一类案件仍用旧版本"""

    case: Text = Field(title="案件类型", description="measure.yaml 的 cases 之一，如 复核")
    edition: Text = Field(title="仍用哪个版本")
    filed_from: Day | None = Field(None, title="自哪天起申报的", description="含当日；默认为本版本的施行日期")
    filed_before: Day = Field(title="在哪天以前申报的", description="不含当日；不知道就写 unknown")


class TransitionEntry(Located):
    """新旧衔接：本版本施行后，哪些案件仍用旧版本"""

    provision: Text = Field(title="条款", description="哪一条规定的")
    cases: tuple[TransitionCase, ...] = Field(title="各类案件")


class EditionEntry(Located):
    """一个版本"""

    id: Text = Field(title="版本号", description="版本文件夹的名字，如 provisional")
    title: Text = Field(title="版本标题", description="办法在这个版本的全称")
    title_en: Text | None = Field(None, title="英文标题")
    status: Annotated[EditionStatus, WORD] = Field(
        title="状态", description="in_force 施行；draft 草案（只能按名字选用，输出标明假设）；superseded 已被取代"
    )
    issued_on: Day = Field(title="印发日期", description="年-月-日；不知道就写 unknown")
    effective_from: Day = Field(title="施行日期", description="年-月-日，含当日；不知道就写 unknown")
    effective_until: Day | None = Field(
        None, title="失效日期", description="年-月-日，当日起不再施行；不知道就写 unknown；没有就省去"
    )
    out_of_force: Annotated[AfterWord, WORD] = Field(
        "warn", title="指名用在不施行的日子", description="warn 照常评估并提醒（默认）；refuse 不评估"
    )
    successor: SuccessorEntry | None = Field(
        None, title="后继文本", description="已取代或据报道已取代本版本，规则尚未编写"
    )
    transition: TransitionEntry | None = Field(None, title="新旧衔接")
    notes: tuple[Text, ...] = Field((), title="说明")

    @classmethod
    def problems(cls, node: YamlMap, kinds: frozenset[str]) -> Iterator[Problem]:
        name = node.entries.get("id")
        if isinstance(name, YamlText) and not _FOLDER_NAME.fullmatch(name.text):
            yield Problem("CR158", "id", (("found", name.text),))


class MeasureFile(Located):
    """办法：名称、制定机关、各版本"""

    measure: Text = Field(title="办法代号", description="办法文件夹的名字")
    title: Text = Field(title="办法名称")
    title_en: Text | None = Field(None, title="英文名称")
    issuer: Text = Field(title="制定机关")
    cases: tuple[Text, ...] = Field((), title="案件类型", description="新旧衔接要区分的，如 新申报、复核")
    editions: tuple[EditionEntry, ...] = Field(title="各版本", description="由旧到新")
    notes: tuple[Text, ...] = Field((), title="说明")


class OptionEntry(Located):
    """口径选择的一个选项"""

    name: Text = Field(title="选项名")
    title: Text | None = Field(None, title="选项的完整说法")


class ChoiceEntry(Located):
    """口径选择：原文的一处歧义"""

    name: Text = Field(title="选择名", description="各条和定义的 readings 用这个名字")
    question: Text = Field(title="歧义在哪里")
    interpretation: Text | None = Field(None, title="解释记录", description="docs/interpretations 下的记录号，如 A5")
    default: Text = Field(title="默认选项")
    why: Text = Field(title="默认的理由")
    options: tuple[OptionEntry, ...] = Field(title="各选项")


class RulesetFile(Located):
    """清单：一个版本由哪些文件组成，有哪些口径选择"""

    needs = (("wording", "wording_source"),)

    measure: Text = Field(title="办法代号")
    edition: Text = Field(title="版本号")
    version: Text = Field(title="规则的版本号", description="规则内容变了就要变")
    language: Text = Field(title="规则语言的版本", description="现为 1")
    text: Text = Field(title="原文文件")
    facts: Text = Field(title="事实字典文件")
    definitions: tuple[Text, ...] = Field((), title="定义文件")
    standing: tuple[Text, ...] = Field((), title="申报资格文件")
    conditions: tuple[Text, ...] = Field(title="认定条件文件", description="按原文顺序")
    ledger: Text | None = Field(None, title="台账文件")
    procedure: Text | None = Field(None, title="程序文件")
    interpreter: Text | None = Field(None, title="解释机关")
    wording: dict[str, Annotated[Operator, WORD]] = Field(
        default_factory=dict, title="本办法的用语", description="用语与通常含义不同时写明它表示哪种比较"
    )
    wording_source: Text | None = Field(None, title="用语的出处")
    choices: tuple[ChoiceEntry, ...] = Field((), title="口径选择")


class LedgerItem(Located):
    """原文的一段"""

    provision: Text = Field(title="条款")
    quote: Text = Field(title="引文", description="逐字")
    treatment: Annotated[Treatment, WORD] = Field(
        title="处理", description="encoded 可计算；judged 由人判断；procedural 程序；set_aside 不编码"
    )
    ids: tuple[Text, ...] = Field((), title="条目号", description="对应的条目")
    steps: tuple[Text, ...] = Field((), title="步骤号", description="对应的程序步骤")
    reason: Text | None = Field(None, title="理由", description="不编码时必填")

    @classmethod
    def problems(cls, node: YamlMap, kinds: frozenset[str]) -> Iterator[Problem]:
        treatment = getattr(node.entries.get("treatment"), "text", "")
        kinds_of_keys = {"set_aside": "reason", "encoded": "ids", "judged": "ids", "procedural": "steps"}
        needed = kinds_of_keys.get(treatment, "treatment")
        if needed not in node.entries:
            yield Problem("CR151", "treatment", (("other", needed),))


class LedgerFile(Located):
    """台账：原文逐句的去向"""

    version: Text = Field(title="版本号")
    entries: tuple[LedgerItem, ...] = Field(title="各段")


class Fingerprint(Located):
    """一个文件、条目或定义的版本与内容指纹"""

    version: Text = Field(title="版本号")
    hash: Text = Field(title="指纹", description="内容的 SHA-256，与注释、键序、格式无关")


class VersionsFile(Located):
    """各文件、各条内容的指纹；由 cluster-rules check --accept 写成"""

    files: dict[str, Fingerprint] = Field(default_factory=dict, title="文件")
    definitions: dict[str, Fingerprint] = Field(default_factory=dict, title="定义")
    criteria: dict[str, Fingerprint] = Field(default_factory=dict, title="条目")
