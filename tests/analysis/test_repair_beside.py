"""A repair keeps to what figures owe one another: it is written into the application, read anew, and decided."""

from copy import deepcopy
from itertools import product

import pytest

from cluster_rules.analysis.proofs.repair import repair
from tests.agreement import sources
from tests.analysis.test_repair import criterion, written

pytest.importorskip("z3")

REGISTERS = """\
facts:
  能耗: {type: integer, min: 0}
  煤耗: {type: integer, min: 0, part_of: 能耗}
registers:
  企业:
    unit: 家
    key: [代码]
    fields:
      代码: {type: text}
      已核对: {type: boolean}
      总数: {type: integer, min: 0, whole_of: {register: 产品, field: 数, where: {企业: 代码}}}
      收入: {type: integer, min: 0}
      研发: {type: integer, min: 0, usually_at_most: {field: 收入, unless: 已核对}}
  产品:
    unit: 项
    key: [编号]
    fields:
      编号: {type: text}
      企业: {type: text}
      数: {type: integer, min: 0}
  年报:
    unit: 项
    key: [代码, 年度]
    fields:
      代码: {type: text}
      年度: {type: integer}
      注册资本: {type: integer, min: 0, about: 代码}
"""
FIRM = {"代码": "甲", "已核对": "否", "总数": 150, "收入": 150, "研发": 120}
MATERIAL = {
    "facts": {"能耗": 150, "煤耗": 120},
    "registers": {
        "企业": {"complete": True, "rows": [FIRM]},
        "产品": {"complete": True, "rows": [{"编号": "一", "企业": "甲", "数": 120}]},
        "年报": {"complete": True, "rows": [{"代码": "甲", "年度": year, "注册资本": 50} for year in (2023, 2024)]},
    },
}
#: Every field is read by a criterion that is met, whatever becomes of it.
SUM = "'能耗 + 煤耗 + sum(企业.总数) + sum(企业.收入) + sum(企业.研发) + sum(产品[企业 != \"乙\"].数)'"

READ = criterion(8, "'count(年报[注册资本 >= 0])'", ">= 0 项") + criterion(9, SUM, ">= 0")


def changed(figures):
    """The material with the figures of a repair written into it."""
    new = deepcopy(MATERIAL)
    keys = {"企业": ["代码"], "产品": ["编号"], "年报": ["代码", "年度"]}
    for figure in figures:
        rows = new["registers"].get(figure.register, {"rows": [new["facts"]]})["rows"]
        for row in rows:
            if "、".join(str(row[name]) for name in keys.get(figure.register, ())) == figure.key:
                row[figure.field] = figure.new
    return new


@pytest.mark.parametrize(
    "indicator, required, expected",
    [
        ("能耗", "<= 100", {"能耗": 100, "煤耗": 100}),
        ("sum(企业.收入)", "<= 100", {"收入": 100, "研发": 100}),
        ("sum(企业.总数)", "<= 100", {"总数": 100, "数": 100}),
        ("sum(产品.数)", ">= 200", {"总数": 200, "数": 200}),
        ("count(年报[注册资本 >= 100])", ">= 1 项", {"注册资本": 100}),
    ],
)
def test_what_figures_owe_one_another_is_kept(tmp_path, indicator, required, expected):
    rules = written(tmp_path, REGISTERS, criterion(1, f"'{indicator}'", required) + READ)
    found = repair(rules, rules.bind(MATERIAL), seconds=20)
    assert {figure.field: figure.new for figure in found.figures} == expected
    assert len(found.figures) == 2
    assert found.fewest
    decision = rules.decide(changed(found.figures))
    assert (decision.verdict, decision.warnings) == ("met", ())


def test_what_is_fixed_holds_the_others(tmp_path):
    rules = written(tmp_path, REGISTERS, criterion(1, "能耗", "<= 100") + READ)
    assert repair(rules, rules.bind(MATERIAL), fixed=["煤耗"]).impossible


SMALL = """\
facts:
  全部: {type: integer, min: 0, max: 4}
  其中: {type: integer, min: 0, max: 4, part_of: 全部}
  其一: {type: integer, min: 0, max: 4, part_of: 其中}
"""
NAMES = ("全部", "其中", "其一")


def test_parts_of_parts_are_as_trying_finds(tmp_path):
    for number, (name, rng) in enumerate(sources("repair of parts", 12)):
        asked = rng.choice(["全部 - 其中", "其中 - 其一", "全部", "其一", "其中 * 2 - 全部", "全部 - 其一"])
        text = criterion(1, asked, rng.choice([">= 2", "<= 1", "<= 2", ">= 3", "= 2"]))
        rules = written(tmp_path / str(number), SMALL, text + criterion(9, "全部 + 其中 + 其一", ">= 0"))
        whole, part, least = sorted((rng.randint(0, 4) for _ in NAMES), reverse=True)
        start = dict(zip(NAMES, (whole, part, least), strict=True))
        found = repair(rules, rules.bind({"facts": start}), seconds=20)
        if not found.asked:
            continue
        best = min(
            (sum(a != b for a, b in zip(start.values(), values, strict=True))
             for values in product(range(5), repeat=3)
             if list(values) == sorted(values, reverse=True)
             and rules.decide({"facts": dict(zip(NAMES, values, strict=True))}).verdict == "met"),
            default=None,
        )  # fmt: skip
        assert (found.impossible, found.fewest) == (best is None, best is not None), name
        if best is not None:
            assert len(found.figures) == best, name
            new = {**start, **{figure.field: figure.new for figure in found.figures}}
            assert rules.decide({"facts": new}).verdict == "met", name


QUANTUM = "facts:\n  甲: {type: number, unit: 万元, min: 0, quantum: 1}\n  乙: {type: number, unit: 万元, min: 0, quantum: 1}\n"


def test_steps_bind_nobody(tmp_path):
    """Between two steps there is a figure that does; and one figure off its step does where two on theirs would."""
    between = "'甲 >= 5.2 万元 and 甲 <= 5.8 万元'"
    rules = written(
        tmp_path / "a", QUANTUM, f'  - {{id: "1.1", quote: 条件, test: {between}}}\n' + criterion(2, "乙", ">= 0 万元")
    )
    found = repair(rules, rules.bind({"facts": {"甲": "3", "乙": "0"}}))
    assert [(figure.field, figure.new) for figure in found.figures] == [("甲", 52_000)]
    assert rules.decide({"facts": {"甲": "5.2", "乙": "0"}}).verdict == "met"
    never = "'甲 >= 6 万元 and 甲 <= 5 万元 + 0 * 乙'"
    rules = written(tmp_path / "b", QUANTUM, f'  - {{id: "1.1", quote: 条件, test: {never}}}\n')
    assert repair(rules, rules.bind({"facts": {"甲": "3", "乙": "0"}})).impossible
    both = "'甲 + 乙 = 7.5 万元 and 甲 - 乙 = 0.5 万元 * 2'"
    rules = written(tmp_path / "c", QUANTUM, f'  - {{id: "1.1", quote: 条件, test: {both}}}\n')
    found = repair(rules, rules.bind({"facts": {"甲": "4.25", "乙": "1"}}))
    assert not found.impossible
    assert len(found.figures) == 1
