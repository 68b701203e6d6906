"""How an amendment is written: what it changes of one edition, provision by provision, to give the next."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from cluster_rules.compiler.located import Content, Located, Problem, Text
from cluster_rules.compiler.surface_measure import EditionEntry
from cluster_rules.language.yaml_nodes import YamlMap, YamlText

#: What a change is made to; the name of the key is the kind of thing.
TARGETS = ("criterion", "condition", "definition", "fact", "register", "choice", "ledger", "step")


class TextEdit(Located):
    """对原文的一处修改"""

    exactly_one = ("old", "after")
    needs = (("after", "new"),)

    old: Text | None = Field(None, title="原来的文字", description="在这一条款里找；空白与全半角差异忽略")
    after: Text | None = Field(None, title="在这段文字之后增加", description="与 new 合用")
    new: Text | None = Field(None, title="新的文字", description="省去表示删去 old")
    which: Text | None = Field(None, title="第几处", description="这一条款里不止一处时写明，从 1 数起")


class ValueEdit(Located):
    """对一个键的修改：写明原来的和新的内容"""

    old: Content | None = Field(None, title="原来的内容", description="省去表示原来没有这个键")
    new: Content | None = Field(None, title="新的内容", description="省去表示删去这个键")

    @classmethod
    def problems(cls, node: YamlMap, kinds: frozenset[str]) -> Iterator[Problem]:
        if not node.entries:
            yield Problem("CR149", "", (("kinds", "old, new"),))


class AddEntry(Located):
    """增加一项"""

    exactly_one = ("criterion", "condition", "definition", "fact", "register", "choice", "option")
    needs = (("condition", "file"), ("fact", "as"), ("register", "as"), ("option", "choice_of"))

    criterion: Content | None = Field(None, title="一条或一组", description="写法同认定条件文件")
    condition: Content | None = Field(None, title="一个认定条件", description="写法同认定条件文件；与 file 合用")
    file: Text | None = Field(None, title="写到哪个文件", description="新的认定条件文件的名字")
    definition: Content | None = Field(None, title="定义", description="写法同定义文件")
    fact: Text | None = Field(None, title="事实的名字", description="台账的字段写 台账.字段；与 as 合用")
    own_register: Text | None = Field(None, alias="register", title="台账的名字", description="与 as 合用")
    content: Content | None = Field(None, alias="as", title="事实或台账的内容", description="写法同事实字典")
    choice: Content | None = Field(None, title="口径选择", description="写法同清单的 choices")
    option: Content | None = Field(None, title="口径的一个选项", description="写法同 options 的一项；与 choice_of 合用")
    choice_of: Text | None = Field(None, title="哪个口径选择", description="与 option 合用")
    after: Text | None = Field(None, title="排在哪一项之后", description="条目必填；其余默认排在最后")

    @classmethod
    def problems(cls, node: YamlMap, kinds: frozenset[str]) -> Iterator[Problem]:
        yield from super().problems(node, kinds)
        if "criterion" in node.entries and "after" not in node.entries:
            yield Problem("CR151", "criterion", (("other", "after"),))


class DeleteEntry(Located):
    """删去一项"""

    exactly_one = ("criterion", "definition", "fact", "register", "choice")

    criterion: Text | None = Field(None, title="条目号")
    definition: Text | None = Field(None, title="定义的名字")
    fact: Text | None = Field(None, title="事实的名字")
    own_register: Text | None = Field(None, alias="register", title="台账的名字")
    choice: Text | None = Field(None, title="口径选择", description="它的其他选项同时删去，各条保留默认的读法")

    def named(self) -> Iterator[tuple[str, YamlText]]:
        """The kind and the name of what goes."""
        return _named(self, self.exactly_one)


def _named(entry: Located, kinds: tuple[str, ...]) -> Iterator[tuple[str, YamlText]]:
    nodes = ((kind, entry.node.entries.get(kind)) for kind in kinds)
    return ((kind, node) for kind, node in nodes if isinstance(node, YamlText))


class SettleEntry(Located):
    """口径改定：原文有歧义之处，改以哪一种读法为准"""

    choice: Text = Field(title="口径选择")
    old: Text = Field(title="原来的默认选项")
    new: Text = Field(title="新的默认选项")
    why: Text = Field(title="理由")


class ChangeEntry(Located):
    """一处修改"""

    needs = (
        *((target, "change") for target in TARGETS),
        ("replace", "with"),
        ("with", "replace"),
    )

    provision: Text = Field(title="条款", description="改的是哪一条款")
    text: TextEdit | None = Field(None, title="改原文", description="引文、台账中相应的文字随之改动")
    criterion: Text | None = Field(None, title="改哪一条", description="与 change 合用")
    condition: Text | None = Field(None, title="改哪个认定条件", description="认定条件号或申报资格号；与 change 合用")
    definition: Text | None = Field(None, title="改哪个定义", description="派生字段写 台账.字段；与 change 合用")
    fact: Text | None = Field(None, title="改哪个事实", description="台账的字段写 台账.字段；与 change 合用")
    own_register: Text | None = Field(None, alias="register", title="改哪本台账", description="与 change 合用")
    choice: Text | None = Field(None, title="改哪个口径选择", description="与 change 合用")
    ledger: Text | None = Field(None, title="改台账的哪一段", description="写修改后的引文；与 change 合用")
    step: Text | None = Field(None, title="改程序的哪一步", description="步骤的编号；与 change 合用")
    change: dict[str, ValueEdit] = Field(
        default_factory=dict, title="改哪些键", description="键 → old、new；下级的键用“/”连接"
    )
    replace: Text | None = Field(None, title="整条替换", description="条目号；与 with 合用")
    replacement: Content | None = Field(None, alias="with", title="换成", description="写法同认定条件文件")
    add: AddEntry | None = Field(None, title="增加")
    delete: DeleteEntry | None = Field(None, title="删去")
    settle: SettleEntry | None = Field(None, title="口径改定")
    note: Text | None = Field(None, title="说明")

    def targets(self) -> Iterator[tuple[str, YamlText]]:
        """The kind and the name of what `change` is made to."""
        return _named(self, TARGETS)

    @classmethod
    def problems(cls, node: YamlMap, kinds: frozenset[str]) -> Iterator[Problem]:
        yield from super().problems(node, kinds)
        targets = [key for key in node.entries if key in TARGETS]
        yield from (Problem("CR150", key, (("other", targets[0]),)) for key in targets[1:])
        if "change" in node.entries and not targets:
            yield Problem("CR151", "change", (("other", " / ".join(TARGETS)),))
        acts = ("text", "change", "replace", "add", "delete", "settle")
        if not any(key in node.entries for key in acts):
            yield Problem("CR149", "", (("kinds", ", ".join(acts)),))


class AmendmentFile(Located):
    """修订：对一个版本的逐处修改"""

    amendment: Text = Field(title="修订的名称", description="如 关于修改……的决定")
    measure: Text = Field(title="办法代号")
    amends: Text = Field(title="修订哪个版本")
    edition: EditionEntry = Field(
        title="修订后的版本", description="写法同 measure.yaml 的版本；不是草案的，原版本记为 superseded"
    )
    version: Text | None = Field(None, title="修订后规则的版本号", description="可省，自动加一")
    changes: tuple[ChangeEntry, ...] = Field(title="各处修改", description="依次进行")
    note: Text | None = Field(None, title="说明")
