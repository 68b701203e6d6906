"""The bundled sample: the same files everywhere, and in them what its table promises, counted by hand."""

import csv
import hashlib
import io
import re
from fractions import Fraction
from pathlib import Path

import pytest

from cluster_rules.compiler.dictionary import build_dictionary
from cluster_rules.compiler.state import Compilation
from cluster_rules.compiler.surface import load_surface
from cluster_rules.facts import bind, read_sheet
from cluster_rules.facts.uscc import is_valid
from cluster_rules.model.dictionary import Dictionary, FactType, judgement_fact
from cluster_rules.model.types import BOOLEAN
from cluster_rules.testing import sample
from cluster_rules.testing.dice import Dice
from cluster_rules.testing.sample import FAULTS, write_sample
from cluster_rules.testing.sample_registers import JUDGED
from cluster_rules.testing.sample_units import SHORTFALL, synthetic_code

RULESET = Path(__file__).parents[2] / "rulesets/nmg-advanced-manufacturing-cluster/provisional"
REFERENCE = "2025-03-31"


def written(folder, *faults, seed=sample.DEFAULT_SEED):
    return {path.relative_to(folder).as_posix(): path for path in write_sample(folder, seed=seed, faults=faults)}


def table(files, name, encoding="utf-8-sig"):
    return list(csv.DictReader(io.StringIO(files[f"{name}.csv"].read_bytes().decode(encoding), newline="")))


def digest(files):
    whole = hashlib.sha256()
    for name, path in sorted(files.items()):
        whole.update(name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def above_scale(files):
    return [row for row in table(files, "企业") if row["规模以上"] == "是"]


def total(rows, field):
    return sum(Fraction(row[field]) for row in rows)


def test_the_generator_is_splitmix64():
    # The first values of the reference implementation for the seed 1234567.
    dice = Dice(1234567)
    assert [dice.next() for _ in range(3)] == [6457827717110365317, 3203168211198807973, 9817491932198370423]


def test_the_same_seed_writes_the_same_bytes(tmp_path):
    first, second = written(tmp_path / "1"), written(tmp_path / "2")
    assert digest(first) == digest(second) == "879aa4cbcbc7a8e644558c54677429991585513c0092033e766226a7c841a060"
    assert digest(written(tmp_path / "3", seed=1)) != digest(first)


def test_everything_says_that_it_is_made_up(tmp_path):
    files = written(tmp_path / "s")
    assert "synthetic: 是" in files["application.yaml"].read_text(encoding="utf-8")
    rows = table(files, "企业")
    assert len(rows) == 60
    for row in rows:
        assert "（虚构）" in row["名称"]
        assert is_valid(row["统一社会信用代码"])
        assert row["统一社会信用代码"][2:12] == "000000YCXN"


@pytest.mark.parametrize("seed", [sample.DEFAULT_SEED, 0, 1, 2**63])
def test_the_research_of_all_is_just_short_and_the_mean_is_not(tmp_path, seed):
    firms = above_scale(written(tmp_path / "s", seed=seed))
    short = total(firms, "营业收入") / 50 - total(firms, "研发经费")
    assert len(firms) == 44
    assert 0 <= SHORTFALL - short < Fraction(1, 100)
    assert sum(Fraction(f["研发经费"]) / Fraction(f["营业收入"]) for f in firms) / 44 > Fraction(3, 100)


@pytest.mark.parametrize("seed", [sample.DEFAULT_SEED, 0, 1, 2**63])
def test_the_other_numbers_pass(tmp_path, seed):
    files = written(tmp_path / "s", seed=seed)
    firms = above_scale(files)
    dominant = {row["统一社会信用代码"] for row in table(files, "企业") if row["主导产业"] == "是"}
    output = sum(Fraction(f["工业总产值"]) for f in firms if f["主导产业"] == "是")
    titles = [t for t in table(files, "资质") if t["起"] <= REFERENCE <= t["止"]]
    tech = {t["统一社会信用代码"] for t in titles if t["类型"] == "高新技术企业"} & dominant
    quality = {t["统一社会信用代码"] for t in titles if t["类型"] != "高新技术企业"}
    controlled = [Fraction(f["关键工序数控化率"].rstrip("%")) for f in firms if f["关键工序数控化率"]]
    assert output >= 3_000_000
    assert sum(f["产业关联"] == "是" for f in firms) >= 20
    assert (len(tech), len(quality)) == (26, 26)
    assert len(controlled) == 40
    assert sum(controlled) / 44 >= 50
    assert Fraction(sum(f["数字化研发设计工具"] == "是" for f in firms), 44) >= Fraction(60, 100)
    assert Fraction(sum(f["全面数字化"] == "是" for f in firms), 44) >= Fraction(30, 100)
    assert total(firms, "科研人员") / total(firms, "从业人员") > Fraction(68, 1000)


def test_output_short(tmp_path):
    firms = above_scale(written(tmp_path / "s", "output-short"))
    assert total(firms, "工业总产值") == 3_001_000
    assert total([f for f in firms if f["主导产业"] == "是"], "工业总产值") < 3_000_000


def test_missing_nc_leaves_the_mean_open(tmp_path):
    firms = above_scale(written(tmp_path / "s", "missing-nc"))
    known = [Fraction(f["关键工序数控化率"].rstrip("%")) for f in firms if f["关键工序数控化率"]]
    assert sum(known) / 44 < 50 < (sum(known) + 100 * (44 - len(known))) / 44


def test_expired_titles(tmp_path):
    titles = table(written(tmp_path / "s", "expired-titles"), "资质")
    assert sum(t["类型"] == "高新技术企业" and t["止"] >= REFERENCE for t in titles) < 20


def test_every_fault_changes_the_files_and_stands_in_the_table(tmp_path):
    plain = digest(written(tmp_path / "plain"))
    for fault in FAULTS:
        assert digest(written(tmp_path / fault, fault)) != plain
        assert f"| `{fault}` |" in sample.__doc__
    assert set(re.findall(r"^\| `([\w-]+)` \|", sample.__doc__, re.MULTILINE)) == set(FAULTS)


def test_gb18030_says_the_same(tmp_path):
    plain, other = written(tmp_path / "1"), written(tmp_path / "2", "gb18030")
    for name in plain:
        if name.endswith(".csv"):
            assert table(plain, name[:-4]) == table(other, name[:-4], "gb18030")


@pytest.mark.parametrize("faults", [(), *((fault,) for fault in FAULTS), FAULTS])
def test_every_variant_can_be_read(tmp_path, faults):
    sheet = read_sheet(written(tmp_path / "s", *faults)["application.yaml"].parent)
    assert sheet.subject.synthetic
    assert len(sheet.parts) == (2 if "joint" in faults else 0)


@pytest.fixture(scope="module")
def dictionary():
    state = Compilation(load_surface(RULESET))
    build_dictionary(state)
    judged = {judgement_fact(number) for number in JUDGED}
    facts = {name: FactType(name, BOOLEAN, judged=True) for name in judged}
    return Dictionary({**state.dictionary.facts, **facts}, state.dictionary.registers)


@pytest.mark.parametrize("faults", [(), *((fault,) for fault in FAULTS), FAULTS])
def test_every_variant_fits_the_dictionary_of_the_measure(tmp_path, dictionary, faults):
    write_sample(tmp_path / "s", faults=faults)
    bound = bind(read_sheet(tmp_path / "s"), dictionary)
    assert bound.warnings == ()
    leader = f"企业[{synthetic_code('91', 1)}].研发经费"
    assert (leader in [conflict.fact for conflict in bound.conflicts]) == ("conflict" in faults)
    assert all(register.complete and not register.doubts for register in bound.registers.values())
    assert set(bound.registers) == {*dictionary.registers}


def test_a_joint_application_is_the_union_of_its_parts(tmp_path, dictionary):
    write_sample(tmp_path / "whole")
    write_sample(tmp_path / "joint", faults=["joint"])
    whole, joint = (bind(read_sheet(tmp_path / name), dictionary) for name in ("whole", "joint"))
    for name, register in whole.registers.items():
        assert joint.registers[name].records == register.records
