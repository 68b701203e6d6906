"""A gap is rounded outward to the step of the figure that has to change, whichever way that figure is read."""

from fractions import Fraction

import pytest

from cluster_rules import load
from tests.mutation.measure import MEASURE, RULESET

FACTS = """\
version: 1.0.0
facts:
  学时: {type: number, unit: 学时, min: 0, quantum: 0.5}
registers:
  历年:
    unit: 个
    key: [年度]
    fields:
      年度: {type: integer}
      学时: {type: number, unit: 学时, min: 0, quantum: 0.5}
"""
GIVEN = {
    "data_year": 2024,
    "facts": {"学时": "39.5"},
    "registers": {"历年": {"complete": True, "rows": [{"年度": 2024, "学时": "39.5"}]}},
}
INDICATORS = ["学时", "历年[年度 = 数据年].学时", "sum(历年.学时)", "max(历年.学时)", "min(历年.学时)"]


@pytest.mark.parametrize("indicator", INDICATORS)
def test_the_gap_is_in_steps_of_the_field(tmp_path, indicator):
    edition = tmp_path / "invented" / "v1"
    edition.mkdir(parents=True)
    (tmp_path / "invented" / "measure.yaml").write_text(MEASURE, encoding="utf-8")
    rows = "".join(
        f'  - {{id: "1.{number}", quote: 条件, indicator: "{each}", require: ≥ 40 学时}}\n'
        for number, each in enumerate(INDICATORS)
    )
    head = 'condition: "1"\nversion: 1.0.0\ntitle: 条件\nprovision: 第一条\ncriteria:\n'
    files = {"ruleset.yaml": RULESET, "facts.yaml": FACTS, "1.yaml": head + rows, "text.txt": "第一条 条件\n"}
    for name, text in files.items():
        (edition / name).write_text(text, encoding="utf-8")
    rules = load("invented", edition="v1", rulesets=[edition], unbound=True)
    finding = rules.decide(GIVEN)[f"1.{INDICATORS.index(indicator)}"]
    assert (finding.status, finding.gap.amount) == ("not_met", Fraction(1, 2))
