"""The application in `docs/zh/applications.md` can be read as it stands."""

import re
from pathlib import Path

from cluster_rules.compiler.dictionary import build_dictionary
from cluster_rules.compiler.state import Compilation
from cluster_rules.compiler.surface import load_surface
from cluster_rules.facts import bind, read_sheet
from cluster_rules.model.dictionary import judgement_fact
from cluster_rules.model.values import Partial
from tests.facts.dictionary import DICTIONARY

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/zh/applications.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_the_application_and_its_table(tmp_path):
    (tmp_path / "application.yaml").write_text(blocks("yaml")[0], encoding="utf-8")
    (tmp_path / "企业.csv").write_text(blocks("text")[0], encoding="utf-8")
    state = Compilation(load_surface(ROOT / "rulesets/nmg-advanced-manufacturing-cluster/provisional"))
    build_dictionary(state)
    bound = bind(read_sheet(tmp_path), state.dictionary)
    assert bound.warnings == ()
    firms = bound.registers["企业"]
    assert [record["营业收入"] for record in firms.records] == [15_000_000_000, 840_000_000, 19_000_000]
    assert isinstance(firms.records[1]["关键工序数控化率"], Partial)
    assert (bound.registers["上市公司"].complete, bound.registers["上市公司"].records) == (True, ())


def test_evidence_and_judgements(tmp_path):
    names = ("佐证材料", "专家判断")
    registers = "".join(f"  {name}: {{file: {name}.csv}}\n" for name in names)
    (tmp_path / "application.yaml").write_text(f"registers:\n{registers}", encoding="utf-8")
    for name, text in zip(names, blocks("text")[1:], strict=True):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    bound = bind(read_sheet(tmp_path), DICTIONARY)
    assert bound.registers["佐证材料"].keys == ("E-01",)
    assert isinstance(bound.facts[judgement_fact("5.2.7")], Partial)
