"""What is proved of small editions, and of the shipped measure, is what their authors would say."""

import builtins
import os
import subprocess
import sys

import pytest

from cluster_rules import load
from cluster_rules.analysis.proofs.cells import AnyNumber
from cluster_rules.analysis.proofs.claims import compare, equivalent
from cluster_rules.analysis.proofs.encoding import Encoder
from cluster_rules.analysis.proofs.faults import faults
from cluster_rules.analysis.proofs.result import Compared, write_witness
from cluster_rules.analysis.proofs.search import Effort, Question, answer
from cluster_rules.analysis.proofs.terms import TRUE
from cluster_rules.analysis.proofs.usage import Usage, texts_of
from cluster_rules.analysis.proofs.worlds import Making, Rows
from cluster_rules.engine import FactSheet
from cluster_rules.errors import RulesError
from cluster_rules.model.dictionary import JUDGEMENTS
from tests.analysis import small

EFFORT = Effort(60)
SHIPPED = "nmg-advanced-manufacturing-cluster"

#: An edit of the small measure → the criterion it touches, and what the edition becomes.
EDITS = {
    "threshold raised": ("1.yaml", "require: ≥ 300 亿元", "require: ≥ 500 亿元", "1.1", "stricter"),
    "threshold lowered": ("1.yaml", "require: ≥ 300 亿元", "require: ≥ 30 亿元", "1.1", "looser"),
    "unit slip": ("1.yaml", "require: ≥ 300 亿元", "require: ≥ 300 万元", "1.1", "looser"),
    "the same in another unit": ("1.yaml", "require: ≥ 300 亿元", "require: ≥ 3000000 万元", "1.1", "equal"),
    "strict": ("1.yaml", "require: ≥ 300 亿元", 'require: "> 300 亿元"', "1.1", "stricter"),
    "a ratio lowered": ("1.yaml", "require: ≥ 2%}", "require: ≥ 1.9%}", "1.2", "looser"),
    "a filter lost": ("1.yaml", "count(企业[规模以上 = true and 主导产业 = true])", "count(企业[主导产业 = true])", "1.3", "looser"),
    "a filter gained": ("1.yaml", "count(企业[主导产业 = true])", "count(企业[主导产业 = true and 规模以上 = true])", "1.13", "stricter"),
    "another filter": ("1.yaml", "count(企业[主导产业 = true])", "count(企业[规模以上 = true])", "1.13", "incomparable"),
    "a count off by one": ("1.yaml", "require: ≥ 20 家", "require: ≥ 21 家", "1.3", "stricter"),
    "a range shifted": ("1.yaml", "[10 人..20 人]", "[11 人..21 人]", "1.4", "incomparable"),
    "a range without its end": ("1.yaml", "[10 人..20 人]", "[10 人..20 人)", "1.4", "stricter"),
    "a tier lowered": ("1.yaml", "then: ≥ 2 亿元", "then: ≥ 1 亿元", "1.5", "looser"),
    "a day later": ("1.yaml", '@"2020-01-01"', '@"2020-01-02"', "1.8", "looser"),
    "and for or": ("1.yaml", "产值 >= 100 亿元 and 税收", "产值 >= 100 亿元 or 税收", "1.10", "looser"),
}  # fmt: skip


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    return small.rules(tmp_path_factory.mktemp("original")).ruleset


def compared(old, new, only=frozenset(), chosen=None):
    chosen = {} if chosen is None else chosen
    return Compared(old, new, compare(old, new, chosen=chosen, effort=EFFORT, only=frozenset(only)), chosen, 60)


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_told_for_what_it_is(name, original, tmp_path):
    file, before, after, identity, relation = EDITS[name]
    new = small.rules(tmp_path, (file, before, after)).ruleset
    found = compared(original, new, [identity])
    pair = next(each for each in found.pairs if each.about == identity)
    assert pair.relation == relation
    for answered in (pair.stricter, pair.looser):
        assert answered.outcome in {"proved", "refuted"}
        assert (answered.outcome == "refuted") == (answered.witness is not None)


def test_the_verdict_follows_from_its_criteria(original, tmp_path):
    new = small.rules(tmp_path, ("1.yaml", "require: ≥ 300 亿元", "require: ≥ 500 亿元")).ruleset
    found = compared(original, new)
    assert found.is_proved
    assert [pair.about for pair in found.changed] == ["1.1"]
    witness = found.verdict.looser.witness
    assert [record.verdict for record in witness.records] == ["met", "not_met"]


def test_an_edition_is_equivalent_to_itself_and_to_what_says_the_same(original, tmp_path):
    same = small.rules(
        tmp_path, ("1.yaml", "产值 >= 100 亿元 and 税收 >= 3 亿元", "税收 >= 30000 万元 and 产值 >= 100 亿元")
    )
    assert equivalent(original, original).is_proved
    assert equivalent(original, same.ruleset).is_proved


def test_a_difference_under_another_reading_is_a_difference(original, tmp_path):
    edit = ("definitions.yaml", "全部: {is: 大企业}", "全部: {is: 企业}")
    new = small.rules(tmp_path, edit).ruleset
    assert compared(original, new).verdict.relation == "equal"
    proof = equivalent(original, new)
    assert proof.answered.outcome == "refuted"
    assert proof.options == {"范围": "全部"}


def test_a_column_that_is_gone_is_read_by_the_edition_that_has_it(tmp_path):
    old = small.rules(tmp_path / "old").ruleset
    gone = [
        ("facts.yaml", "      主导产业: {type: boolean}\n", ""),
        ("1.yaml", '"count(企业[规模以上 = true and 主导产业 = true])"', '"count(企业[规模以上 = true])"'),
        ("1.yaml", '"count(企业[主导产业 = true])"', "count(企业)"),
    ]
    new = small.rules(tmp_path / "new", *gone).ruleset
    relations = {pair.about: pair.relation for pair in compared(old, new, ["1.3", "1.13"]).pairs}
    assert (relations["1.3"], relations["1.13"]) == ("looser", "looser")


def test_a_fact_that_is_another_kind_of_thing_is_named(tmp_path):
    """No application says the same to both."""
    old = small.rules(tmp_path / "old").ruleset
    edits = [
        ("facts.yaml", "法人: {type: boolean}", "法人: {type: text, values: [有, 无]}"),
        ("standing.yaml", "法人 = true", '法人 = "有"'),
    ]
    new = small.rules(tmp_path / "new", *edits).ruleset
    answered = next(proof for proof in compare(old, new, chosen={}, effort=EFFORT) if proof.about == "0.1").answered
    assert (answered.outcome, [each.name for each in answered.constructs]) == ("unknown", ["法人"])


def test_a_key_that_is_read_otherwise_is_named(tmp_path):
    """The words of the criterion are the same, and what they count is not."""
    old = small.rules(tmp_path / "old").ruleset
    new = small.rules(
        tmp_path / "new", ("facts.yaml", "代码: {type: text}", "代码: {type: text, format: code}")
    ).ruleset
    proofs = {proof.about: proof.answered for proof in compare(old, new, chosen={}, effort=EFFORT)}
    assert (proofs["1.3"].outcome, [each.name for each in proofs["1.3"].constructs]) == ("unknown", ["企业.代码"])
    assert proofs["1.1"].outcome == "proved"


def test_options_are_the_same_by_name_and_not_by_place(tmp_path):
    """An edition that lists its options in another order asks the same under each of them."""
    old = small.rules(tmp_path / "old", ("1.yaml", "count: 1", "count: 2")).ruleset
    swapped = ("ruleset.yaml", "[{name: 规上}, {name: 全部}]", "[{name: 全部}, {name: 规上}]")
    new = small.rules(tmp_path / "new", swapped).ruleset
    proofs = {
        proof.claim: proof
        for proof in compare(old, new, effort=EFFORT, only=frozenset({"1.12"}))
        if proof.about == "verdict"
    }
    assert proofs["looser"].is_proved
    witness = proofs["stricter"].answered.witness
    assert [record.verdict for record in witness.records] == ["not_met", "met"]
    assert witness.options[0] == witness.options[1]


def test_an_option_of_one_edition_alone_is_held_against_the_default_of_the_other(tmp_path):
    more = ("ruleset.yaml", "{name: 全部}]", "{name: 全部}, {name: 主导}]")
    said = ("definitions.yaml", "全部: {is: 大企业}", "全部: {is: 大企业}\n        主导: {is: '企业[主导产业 = true]'}")
    old, new = small.rules(tmp_path / "old").ruleset, small.rules(tmp_path / "new", more, said).ruleset
    for pair in ((old, new), (new, old)):
        proofs = compare(*pair, effort=EFFORT, only=frozenset({"1.2"}))
        refuted = [proof for proof in proofs if proof.answered.outcome == "refuted"]
        assert {proof.about for proof in refuted} >= {"1.2"}
        assert all(
            "主导" in {*w.options[0].values(), *w.options[1].values()} for p in refuted if (w := p.answered.witness)
        )


def test_a_group_that_only_advises_is_no_less_part_of_what_is_found(original, tmp_path):
    """A soft group never changes the verdict; whether it is met is found all the same."""
    group = ("1.yaml", '- id: "1.12"', '- id: "1.12"\n    force: should')
    child = ("1.yaml", "{id: 1.12b, quote: 乙,", "{id: 1.12b, force: should, quote: 乙,")
    one, other = small.rules(tmp_path / "a", group).ruleset, small.rules(tmp_path / "b", group, child).ruleset
    proof = equivalent(one, other)
    assert (proof.about, proof.answered.outcome) == ("1.12", "refuted")


def test_facts_that_are_declared_otherwise_are_named(original, tmp_path):
    new = small.rules(
        tmp_path, ("facts.yaml", "人数: {type: integer, unit: 人, min: 0}", "人数: {type: integer, unit: 人, min: 1}")
    )
    proof = equivalent(original, new.ruleset)
    assert proof.answered.outcome == "unknown"
    assert [(each.kind, each.name) for each in proof.answered.constructs] == [("dictionary", "人数")]


def test_what_the_dictionary_excludes_makes_no_difference(original, tmp_path):
    edit = ("1.yaml", "[10 人..20 人]", "[-5 人..20 人]")
    same = ("1.yaml", "[10 人..20 人]", "[0 人..20 人]")
    one, other = (small.rules(tmp_path / name, each).ruleset for name, each in (("a", edit), ("b", same)))
    assert compared(one, other, ["1.4"]).pairs[0].relation == "equal"


def test_no_time_is_said_to_be_no_time(original, tmp_path):
    new = small.rules(tmp_path, ("1.yaml", "require: ≥ 300 亿元", "require: ≥ 500 亿元")).ruleset
    proofs = compare(original, new, chosen={}, effort=Effort(0.0), only=frozenset({"1.1"}))
    assert {(proof.answered.outcome, proof.answered.obstacle) for proof in proofs} == {("unknown", "timeout")}


def test_what_cannot_be_said_is_named_and_the_same_on_both_sides_is_the_same(tmp_path):
    edit = (
        "1.yaml",
        "quote: 成立, test: '成立日期 <= @\"2020-01-01\"'",
        'quote: 成立, test: \'contains(名称, "集团") and 产值 > 1 亿元 and 成立日期 <= @"2020-01-01"\'',
    )
    name = ("facts.yaml", "  法人: {type: boolean}", "  法人: {type: boolean}\n  名称: {type: text}")
    one = small.rules(tmp_path / "a", edit, name).ruleset
    harder = (edit[0], edit[1], edit[2].replace("> 1 亿元", "> 2 亿元"))
    other = (edit[0], edit[1], edit[2].replace("集团", "公司"))
    stricter, unlike = (small.rules(tmp_path / n, e, name).ruleset for n, e in (("b", harder), ("c", other)))
    proofs = compare(one, stricter, ("stricter",), {}, EFFORT, frozenset({"1.8"}))
    assert proofs[0].is_proved
    answered = compare(one, unlike, ("stricter",), {}, EFFORT, frozenset({"1.8"}))[0].answered
    assert (answered.outcome, answered.obstacle) == ("unknown", "inexpressible")
    assert [(each.kind, each.name) for each in answered.constructs] == [("function", "contains")]


FAULTY = """\
condition: "1"
version: 1.0.0
title: 条件
provision: 第二条
criteria:
  - {id: "1.1", quote: 甲, indicator: 产值, require: ≥ 300 亿元}
  - {id: "1.2", quote: 乙, indicator: 产值, require: ≥ 200 亿元}
  - {id: "1.3", quote: 丙, test: 人数 >= 20 人}
  - {id: "1.4", quote: 丁, test: 人数 < 20 人}
  - {id: "1.5", quote: 戊, indicator: "count(企业[营业收入 < 0 万元])", require: ≥ 1 家}
  - {id: "1.6", quote: 己, indicator: 税收, require: ≥ 0 亿元}
  - {id: "1.7", quote: 庚, test: '法人 = true and 类别 = "甲类" and 成立日期 <= @"2020-01-01"'}
  - {id: "1.8", quote: 辛, indicator: "sum(企业[规模以上 = true and 主导产业 = true].研发)", require: ≥ 1 万元}
"""


def test_faults_of_one_edition_are_found_and_nothing_else(tmp_path):
    edits = [("1.yaml", small.FILES["1.yaml"], FAULTY), ("definitions.yaml", small.FILES["definitions.yaml"], "version: 1.0.0\ndefinitions: []\n"), ("ruleset.yaml", small.FILES["ruleset.yaml"][small.FILES["ruleset.yaml"].index("choices:"):], "")]  # fmt: skip
    found = faults(small.rules(tmp_path, *edits).ruleset, effort=EFFORT)
    proved = {(fault.kind, fault.about): fault.others for fault in found if fault.is_proved}
    assert proved[("unreachable", "1.5")] == ()
    assert proved[("always_met", "1.6")] == ()
    assert proved[("redundant", "1.2")] in {("1.1",), ("1.5",)}
    assert set(proved[("contradictory", "1")]) in ({"1.3", "1.4"}, {"1.5"})
    assert not [
        about for kind, about in proved if kind in {"unreachable", "always_met"} and about not in {"1.5", "1.6"}
    ]


def test_a_witness_is_written_as_files_that_decide_the_same(original, tmp_path):
    new = small.rules(tmp_path / "new", ("1.yaml", "require: ≥ 20 家", "require: ≥ 21 家")).ruleset
    witness = compared(original, new, ["1.3"]).witnesses["1.3-looser"]
    folder = write_witness(tmp_path / "witness", witness, (original, new))
    sheet = FactSheet.read(folder)
    assert sheet.subject.synthetic
    assert sum(1 for _ in sheet.claims.registers["企业"][0].rows) >= 20


def test_editions_with_other_facts_have_a_witness_each(original, tmp_path):
    more = ("facts.yaml", "  法人: {type: boolean}", "  法人: {type: boolean}\n  新事实: {type: boolean}")
    test = (
        "1.yaml",
        "quote: 两项, test: 产值 >= 100 亿元 and 税收",
        "quote: 两项, test: 新事实 = true and 产值 >= 100 亿元 and 税收",
    )
    new = small.rules(tmp_path / "new", more, test).ruleset
    witness = compared(original, new, ["1.10"]).witnesses["1.10-looser"]
    folder = write_witness(tmp_path / "witness", witness, (original, new))
    assert sorted(each.name for each in folder.iterdir()) == ["1-v1", "2-v1"]


def refused(code, act):
    with pytest.raises(RulesError) as found:
        act()
    assert [each.code for each in found.value.diagnostics] == [code]


def test_a_witness_that_the_engine_does_not_confirm_is_an_error(original):
    criterion = next(original.criteria())
    expressions = tuple(test.truth for test in criterion.tests.values())
    question = Question((original,), expressions, lambda findings: TRUE, lambda records: False, ({},), "试")
    refused("CR761", lambda: answer(question, EFFORT))


def test_a_witness_that_cannot_be_written_is_refused(original, tmp_path):
    new = small.rules(tmp_path / "new", ("1.yaml", "require: ≥ 300 亿元", "require: ≥ 500 亿元")).ruleset
    witness = compared(original, new, ["1.1"]).witnesses["1.1-looser"]
    (tmp_path / "taken").write_text("")
    refused("CR764", lambda: write_witness(tmp_path / "taken", witness, (original, new)))


def test_without_the_solver_the_message_says_what_to_install(original, tmp_path, monkeypatch):
    new = small.rules(tmp_path, ("1.yaml", "require: ≥ 300 亿元", "require: ≥ 500 亿元")).ruleset
    real = builtins.__import__

    def blocked(name, *rest, **more):
        if name == "z3":
            raise ImportError("No module named 'z3'")
        return real(name, *rest, **more)

    monkeypatch.delitem(sys.modules, "z3", raising=False)
    monkeypatch.setattr(builtins, "__import__", blocked)
    refused("CR760", lambda: compared(original, new, ["1.1"]))


# The shipped measure


@pytest.fixture(scope="module")
def shipped():
    return load(SHIPPED, edition="provisional")


def test_every_criterion_of_the_measure_can_be_said_under_every_reading(shipped):
    ruleset = shipped.ruleset
    expressions = tuple(test.truth for criterion in ruleset.criteria() for test in criterion.tests.values())
    texts, usage = texts_of([ruleset.dictionary], expressions), Usage.of(expressions, [ruleset.dictionary])
    making = Making([ruleset.dictionary], texts)
    facts = making.facts(usage.facts)
    registers = {
        name: tuple(making.row(f"{name}#{n}", name, fields) for n in range(2)) for name, fields in usage.fields.items()
    }
    worlds = (Rows(facts, registers), AnyNumber(Making([ruleset.dictionary], texts), usage))
    assert JUDGEMENTS.name not in usage.fields
    for world in worlds:
        encoder = Encoder(world, texts, ruleset.dictionary)
        for expression in expressions:
            encoder.truth(expression)
        assert encoder.opaque == {}


@pytest.mark.once
@pytest.mark.parametrize(
    "identity, requirement, relation",
    [
        ("5.2.5", ">= 500 亿元", "stricter"),
        ("5.2.5", "> 300 亿元", "stricter"),
        ("5.2.5", ">= 300 万元", "looser"),
        ("5.3.4", ">= 1.9%", "looser"),
        ("5.2.4", ">= 19 家", "looser"),
        ("5.3.12", ">= 行业平均科研人员占比", "looser"),
    ],
)
def test_a_planted_change_of_the_measure_is_told(shipped, identity, requirement, relation):
    new = shipped.with_overrides({identity: requirement}).ruleset
    found = compared(shipped.ruleset, new, [identity])
    assert next(pair for pair in found.pairs if pair.about == identity).relation == relation


MARKET = (
    ("facts.yaml", "      研发: {type: number, unit: 万元, min: 0}\n", "      研发: {type: number, unit: 万元, min: 0, part_of: 营业收入}\n  市场:\n    unit: 项\n    key: [产品]\n    fields:\n      产品: {type: text}\n      全部: {type: number, unit: 万元, min: 0, quantum: 1, whole_of: {register: 销售, field: 销售额, where: {产品: 产品}}}\n  销售:\n    unit: 项\n    key: [产品, 企业]\n    fields:\n      产品: {type: text}\n      企业: {type: text}\n      销售额: {type: number, unit: 万元, min: 0, quantum: 1}\n"),
)  # fmt: skip


def shares(folder, least):
    """The small measure, with one criterion on the share of what is sold."""
    share = f'quote: 户数, indicator: "sum(销售.销售额) / sum(市场.全部)", require: {least}}}'
    edit = ("1.yaml", 'quote: 户数, indicator: "count(企业[主导产业 = true])", require: ≥ 1 家}', share)
    return small.rules(folder, *MARKET, edit).ruleset


def test_no_witness_has_parts_beyond_their_whole(tmp_path):
    """Where every product that is sold has a row of its market, nobody reaches a share above 100 %."""
    alone, most = (shares(tmp_path / name, least) for name, least in (("a", "≥ 30%"), ("b", "≥ 50%")))
    found = compared(alone, most, ["1.13"])
    pair = next(each for each in found.pairs if each.about == "1.13")
    assert pair.relation == "stricter"
    for row in pair.looser.witness.application.data["registers"]["市场"]["rows"]:
        sold = pair.looser.witness.application.data["registers"]["销售"]["rows"]
        total = sum(wan(each["销售额"]) for each in sold if each["产品"] == row["产品"])
        assert total <= wan(row["全部"])


def wan(text):
    return int(text.removesuffix("万元").strip().replace(",", ""))


def test_the_same_question_has_the_same_witness_in_every_process(tmp_path):
    """Sets of names are walked through in another order in every process; what is asked must not hang on it."""
    program = (
        "import sys, json; from pathlib import Path; from tests.analysis.test_proofs import *\n"
        "old, new = (shares(Path(sys.argv[1]) / name, least) for name, least in (('a', '≥ 30%'), ('b', '≥ 50%')))\n"
        "witness = compared(old, new, ['1.13']).witnesses['1.13-looser']\n"
        "print(json.dumps(witness.application.data, ensure_ascii=False))"
    )
    outputs = set()
    for seed in "123":
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"}
        command = [sys.executable, "-c", program, str(tmp_path / seed)]
        outputs.add(subprocess.run(command, env=environment, check=True, capture_output=True).stdout)
    assert len(outputs) == 1
