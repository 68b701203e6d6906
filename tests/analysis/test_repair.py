"""The smallest repair is what trying every application finds; what is fixed stays, and what is impossible is none."""

from fractions import Fraction
from itertools import product

import pytest
from click.testing import CliRunner

from cluster_rules import load
from cluster_rules.analysis.proofs.repair import repair
from cluster_rules.analysis.proofs.repaired import repaired
from cluster_rules.cli import application
from cluster_rules.testing.sample import write_sample
from tests.agreement import runs, sources
from tests.mutation.measure import MEASURE, RULESET

pytest.importorskip("z3")

NAMES = ("甲", "乙", "丙")
MOST = 5


def written(folder, facts, criteria):
    """A measure with these facts and the criteria of its one condition."""
    edition = folder / "invented" / "v1"
    edition.mkdir(parents=True)
    (folder / "invented" / "measure.yaml").write_text(MEASURE, encoding="utf-8")
    files = {
        "ruleset.yaml": RULESET,
        "facts.yaml": f"version: 1.0.0\n{facts}",
        "1.yaml": f'condition: "1"\nversion: 1.0.0\ntitle: 条件\nprovision: 第一条\ncriteria:\n{criteria}',
        "text.txt": "第一条 条件\n",
    }
    for name, text in files.items():
        (edition / name).write_text(text, encoding="utf-8")
    return load("invented", edition="v1", rulesets=[edition], unbound=True)


def criterion(number, indicator, requirement):
    return f'  - {{id: "1.{number}", quote: 条件, indicator: {indicator}, require: "{requirement}"}}\n'


def drawn(folder, rng):
    """A measure of three conditions on sums of three whole numbers from 0 to 5."""
    facts = "".join(f"  {name}: {{type: integer, min: 0, max: {MOST}}}\n" for name in NAMES)
    tests = ((term(rng), f"{rng.choice(['>=', '<=', '>'])} {rng.randint(0, 9)}") for _ in range(3))
    criteria = "".join(criterion(number, *test) for number, test in enumerate(tests))
    return written(folder, f"facts:\n{facts}", criteria + criterion(9, " + ".join(NAMES), ">= 0"))


GROUPS = ("any_of", "all_of", "none_of", "at_least")


def grouped(folder, rng):
    """A measure of two groups, one of which may hold another, on sums of three whole numbers."""
    facts = "".join(f"  {name}: {{type: integer, min: 0, max: {MOST}}}\n" for name in NAMES)
    trees = [group(rng, f"1.{number}", nested=rng.random() < 0.5) for number in (1, 2)]
    return written(
        folder,
        f"facts:\n{facts}",
        "".join(f"  - {tree}\n" for tree in [*trees, leaf("1.9", f"{' + '.join(NAMES)} >= 0")]),
    )


def group(rng, name, *, nested=False):
    kind = rng.choice(GROUPS)
    leaves = [
        leaf(f"{name}.{n}", f"{term(rng)} {rng.choice(['>=', '<=', '>'])} {rng.randint(0, 9)}")
        for n in range(rng.randint(2, 3))
    ]
    children = [*leaves, *([group(rng, f"{name}.8")] if nested else [])]
    listed = f"[{', '.join(children)}]"
    held = (
        f"at_least: {{count: {rng.randint(1, len(children))}, of: {listed}}}"
        if kind == "at_least"
        else f"{kind}: {listed}"
    )
    return f'{{id: "{name}", {held}}}'


def leaf(name, test):
    return f'{{id: "{name}", quote: 条件, test: "{test}"}}'


def term(rng):
    parts = rng.sample(NAMES, rng.randint(1, 3))
    return " + ".join(f"{rng.randint(2, 3)} * {name}" if rng.random() < 0.4 else name for name in parts)


def by_trying(rules, start, fixed):
    """The least (number of figures, whether one falls, change) of all applications that meet everything; None for none."""
    free = [name for name in NAMES if name not in fixed]
    costs = []
    for values in product(range(MOST + 1), repeat=len(free)):
        changed = {**start, **dict(zip(free, values, strict=True))}
        if rules.decide({"facts": changed}).verdict == "met":
            differing = [name for name in start if changed[name] != start[name]]
            falls = any(changed[name] < start[name] for name in start)
            change = sum(Fraction(abs(changed[n] - start[n]), start[n] or 1) for n in differing)
            costs.append((len(differing), falls, change))
    return min(costs, default=None)


def test_it_is_what_trying_every_application_finds(tmp_path):
    kinds = set()
    for number, (name, rng) in enumerate(sources("repair", 12)):
        rules = drawn(tmp_path / str(number), rng)
        start = {each: rng.randint(0, MOST) for each in NAMES}
        fixed = set(rng.sample(NAMES, rng.choice([0, 0, 1, 2])))
        facts = rules.bind({"facts": start})
        found, best = repair(rules, facts, fixed, seconds=20), by_trying(rules, start, fixed)
        if best is None:
            assert found.impossible, name
            assert found.figures is None
            kinds.add("impossible")
            continue
        assert found.fewest, name
        assert found.least, name
        change = sum(Fraction(abs(f.new - f.old), f.old or 1) for f in found.figures)
        falls = any(figure.new < figure.old for figure in found.figures)
        assert (len(found.figures), falls, change) == best, name
        assert not {figure.path for figure in found.figures} & fixed
        assert rules.decide_bound(repaired(facts, found.figures)).verdict == "met"
        kinds.add(len(found.figures))
    assert len(kinds) > 2 or runs(12) < 12, kinds


def test_groups_ask_for_no_more_than_they_do(tmp_path):
    """Alternatives, vetoes and so many of many, also where some figure is not known: what trying finds, is found."""
    kinds = {kind_of_repair(tmp_path / str(n), *source) for n, source in enumerate(sources("repair of groups", 30))}
    assert len(kinds) > 2 or runs(30) < 30, kinds


def kind_of_repair(folder, name, rng):
    """What becomes of one measure with groups: never more, and never less, than trying finds."""
    rules, unknown = grouped(folder, rng), rng.choice([*NAMES, None, None])
    start = {each: rng.randint(0, MOST) for each in NAMES if each != unknown}
    facts = rules.bind({"facts": start})
    found, decision = repair(rules, facts, seconds=20), rules.decide_bound(facts)
    if decision.verdict in {"unknown", "met"}:
        assert found.asked == (), name
        return "nothing"
    if any(decision[top].status == "unknown" for top in ("1.1", "1.2", "1.9")):
        return "open"
    best = by_trying(rules, start, {unknown})
    if found.figures is None:
        # Nothing may be hoped of what is not known, even where the same is met either way.
        assert (best is None and found.impossible) or (found.obstacles and not found.impossible), name
        return "none"
    assert rules.decide_bound(repaired(facts, found.figures)).verdict == "met", name
    change = sum(Fraction(abs(f.new - f.old), f.old or 1) for f in found.figures)
    cost = (len(found.figures), any(figure.new < figure.old for figure in found.figures), change)
    assert cost == best or (cost > best and not found.fewest), name
    return len(found.figures)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample") / "sample"
    write_sample(folder)
    return folder


def run(*arguments):
    return CliRunner().invoke(application, ["repair", *map(str, arguments)])


def test_the_sample_lacks_849_wan_of_research(sample):
    result = run(sample, "--fixed", "企业.营业收入", "--fixed", "企业.研发费用")
    assert result.exit_code == 0, result.output
    assert "18,000 万元 → 18,849 万元（增加 849 万元）" in result.output
    assert "已证明：更少的数不行" in result.output
    assert "8.49 million more" in run(sample, "--fixed", "企业.营业收入", "--lang", "en").output


def test_more_research_comes_before_less_revenue(sample):
    output = run(sample, "--fixed", "企业.研发费用").output
    assert "研发经费：18,000 万元 → 18,849 万元（增加 849 万元）" in output
    assert "减少" not in output


def test_a_figure_between_two_steps_can_still_change(tmp_path):
    """It is stated finer than people count: that is no proof that nothing helps."""
    facts = "facts:\n  甲: {type: number, unit: 万元, min: 0, quantum: 1}\n"
    rules = written(tmp_path, facts, criterion(1, "甲", ">= 5 万元"))
    found = repair(rules, rules.bind({"facts": {"甲": "3.5"}}))
    assert [(figure.old, figure.new) for figure in found.figures] == [(35_000, 50_000)]
    assert found.fewest
    assert found.least


def test_a_whole_rises_with_its_part_and_nothing_open_is_lost(tmp_path):
    """A figure that only bounds another one may change too; what is not settled is not settled for the worse."""
    facts = "facts:\n  全部: {type: integer, min: 0, max: 9}\n  其中: {type: integer, min: 0, part_of: 全部}\n  未知: {type: integer, min: 0}\n"
    bounded = criterion(1, "其中", ">= 6") + criterion(9, "全部 + 未知", ">= 0")
    rules = written(tmp_path / "a", facts, bounded)
    found = repair(rules, rules.bind({"facts": {"全部": 3, "其中": 2, "未知": 0}}))
    assert {(figure.field, figure.new) for figure in found.figures} == {("全部", 6), ("其中", 6)}
    lost = (
        criterion(1, "其中", ">= 6") + criterion(2, "全部 - 其中 + 未知 - 未知", ">= 4") + criterion(9, "未知", ">= 0")
    )
    rules = written(tmp_path / "b", facts, lost)
    facts = rules.bind({"facts": {"全部": 9, "其中": 2}})
    assert rules.decide_bound(facts)["1.2"].status != "not_met"
    found = repair(rules, facts)
    repaired_facts = repaired(facts, found.figures or ())
    assert rules.decide_bound(repaired_facts)["1.2"].status != "not_met"
    assert not found.impossible


def test_what_is_fixed_exists(sample):
    result = run(sample, "--fixed", "企业.营业收人")
    assert result.exit_code == 2
    assert "CR763" in result.stderr
    assert "企业.营业收入" in result.stderr


def test_what_is_fixed_stays(sample):
    result = run(sample, "--fixed", "企业")
    assert result.exit_code == 1
    assert "已证明：只改变这些数" in result.output


def test_what_is_not_known_is_named():
    rules = load("nmg-advanced-manufacturing-cluster", edition="provisional")
    firm = {
        "统一社会信用代码": "91990000MA0000015Q",
        "行业类别": "工业",
        "规模以上": "是",
        "主导产业": "是",
        "在集群经营": "是",
    }
    rows = [{**firm, "工业总产值": "1 亿元"}]
    data = {"facts": {}, "registers": {"企业": {"complete": False, "rows": rows}}}
    assert repair(rules, rules.bind(data)).asked == ()
    whole = {**data, "registers": {"企业": {"complete": True, "rows": rows}}}
    found = repair(rules, rules.bind(whole), seconds=5)
    assert "5.2.5" in found.asked
    assert found.figures is None


FACTS = """\
facts:
  收入: {type: integer, min: 0}
  研发: {type: integer, min: 0, part_of: 收入}
registers:
  市场:
    unit: 项
    key: [产品]
    fields:
      产品: {type: text}
      全部: {type: integer, min: 0, whole_of: {register: 销售, field: 数量, where: {产品: 产品}}}
  销售:
    unit: 项
    key: [产品, 企业]
    fields:
      产品: {type: text}
      企业: {type: text}
      数量: {type: integer, min: 0}
"""


def shares(folder, least):
    """A measure on research, which is a part of what is earned, and on a share of the market."""
    share = f"sum(销售.数量) - {least} * sum(市场.全部)"
    return written(folder, FACTS, criterion(1, "研发 + 0 * 收入", ">= 20") + criterion(2, share, ">= 0"))


MATERIAL = {
    "facts": {"收入": "10", "研发": "5"},
    "registers": {
        "市场": {"complete": True, "rows": [{"产品": "甲", "全部": "10"}]},
        "销售": {"complete": True, "rows": [{"产品": "甲", "企业": "A", "数量": "4"}, {"产品": "甲", "企业": "B", "数量": "2"}]},
    },
}  # fmt: skip


def test_no_part_becomes_greater_than_its_whole(tmp_path):
    rules = shares(tmp_path, 1)
    found = repair(rules, rules.bind(MATERIAL))
    new = {figure.path: figure.new for figure in found.figures}
    assert (new["研发"], new["收入"]) == (20, 20)
    sold = [new.get("销售[甲、A].数量", 4), new.get("销售[甲、B].数量", 2)]
    assert new.get("市场[甲].全部", 10) == sum(sold)
    assert found.fewest


def test_what_parts_forbid_is_impossible(tmp_path):
    rules = shares(tmp_path, 2)
    assert repair(rules, rules.bind(MATERIAL), fixed={"市场"}).impossible
