"""An amendment gives the next edition: what it names changes, the text and its quotes together, and nothing else."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from cluster_rules import RulesError, load
from cluster_rules.analysis.amend import amend
from cluster_rules.analysis.amend.amended import next_version
from cluster_rules.analysis.compare import compare
from cluster_rules.cli import application
from cluster_rules.compiler.versions import version_problems, write_versions
from cluster_rules.engine import surface_of
from tests.docs.pages import PROJECT, blocks
from tests.rejected.amended import HEAD
from tests.rejected.mistakes import BASE

PAGE = PROJECT / "docs" / "zh" / "changing-rules.md"
SHIPPED = PROJECT / "rulesets" / "nmg-advanced-manufacturing-cluster"


def run(*arguments):
    return CliRunner().invoke(application, [str(argument) for argument in arguments])


class Base:
    """A copy of the base measure, amended at will."""

    def __init__(self, folder):
        self.folder = folder
        shutil.copytree(BASE, folder / "base")
        self.source = folder / "base" / "v1"

    def amended(self, changes, head=HEAD):
        path = self.folder / "amendment.yaml"
        path.write_text(head + changes, encoding="utf-8")
        return amend(path, rulesets=[self.folder / "base"])

    def differences(self, amended):
        """File → the lines that are gone, and the lines that are new."""
        found = {}
        for name in amended.touched:
            old, new = ((self.source / name).read_bytes(), amended.files[name])
            found[name] = without(old, new), without(new, old)
        return found


def without(these, others):
    kept = others.decode().split("\n")
    return [line for line in these.decode().split("\n") if line not in kept]


@pytest.fixture
def base(tmp_path):
    return Base(tmp_path)


OUTPUT = """\
  - provision: 第一条
    text: {old: 产值达 300 亿元以上, new: 产值达 500 亿元以上}
    criterion: "1.2"
    change: {require: {old: ≥ 300 亿元, new: ≥ 500 亿元}}
"""


def test_text_quote_ledger_and_threshold_change_together_and_nothing_else(base):
    found = base.differences(base.amended(OUTPUT))
    assert found == {
        "1.yaml": (
            ["version: 1.0.0", "    quote: 产值达 300 亿元以上", "    require: ≥ 300 亿元"],
            ["version: 1.1.0", "    quote: 产值达 500 亿元以上", "    require: ≥ 500 亿元"],
        ),
        "ledger.yaml": (
            ["version: 1.0.0", '  - {provision: 第一条, quote: 第一条 应当有甲类企业 3 家以上，产值达 300 亿元以上，负债率不超过 60%。, treatment: encoded, ids: ["1.1", "1.2", "1.3"]}'],
            ["version: 1.1.0", '  - {provision: 第一条, quote: 第一条 应当有甲类企业 3 家以上，产值达 500 亿元以上，负债率不超过 60%。, treatment: encoded, ids: ["1.1", "1.2", "1.3"]}'],
        ),
        "ruleset.yaml": (["edition: v1", "version: 1.0.0"], ["edition: v2", "version: 1.1.0"]),
        "text.txt": (
            ["第一条 应当有甲类企业 3 家以上，产值达 300 亿元以上，负债率不超过 60%。"],
            ["第一条 应当有甲类企业 3 家以上，产值达 500 亿元以上，负债率不超过 60%。"],
        ),
    }  # fmt: skip


def test_line_ends_marks_and_comments_of_the_rest_stay(base):
    for path in base.source.iterdir():
        text = path.read_text(encoding="utf-8").replace("criteria:\n", "criteria:   # 逐条\n\n")
        path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    amended = base.amended(OUTPUT)
    assert amended.files["2.yaml"] == (base.source / "2.yaml").read_bytes()
    for name in amended.touched:
        old, new = (base.source / name).read_bytes(), amended.files[name]
        assert new.startswith(b"\xef\xbb\xbf")
        assert new.count(b"\r\n") == new.count(b"\n") == old.count(b"\n")
    assert b"criteria:   # \xe9\x80\x90" in amended.files["1.yaml"]


def test_an_amendment_touches_only_the_criterion_it_names(base):
    old = load("base", edition="v1", rulesets=[base.folder / "base"])
    provisions = {c.id: c.provision for c in old.ruleset.criteria()}
    for identity, provision in provisions.items():
        change = f'  - {{provision: {provision}, criterion: "{identity}", change: {{note: {{new: 修订说明}}}}}}\n'
        with base.amended(change).rules() as new:
            # Criteria without a version of their own get their file's.
            touched = [found.id for found in compare(old, new).changed if found.weight != "version"]
            assert touched == [identity]


def test_the_edition_is_written_whole_and_can_be_loaded(base, tmp_path):
    amended = base.amended(OUTPUT)
    written = amended.write(tmp_path / "out")
    assert written == tmp_path / "out" / "base" / "v2"
    for path in base.source.iterdir():
        assert (tmp_path / "out" / "base" / "v1" / path.name).read_bytes() == path.read_bytes()
    assert {path.name for path in written.iterdir()} == {path.name for path in base.source.iterdir()}
    rules = load("base", edition="v2", rulesets=[tmp_path / "out"])
    assert (rules.ruleset.version, rules.chosen.is_hypothetical) == ("1.1.0", True)


def test_it_can_be_written_beside_the_edition_it_amends_and_never_over_anything(base):
    amended = base.amended(OUTPUT)
    amended.write(base.folder)
    assert load("base", edition="v2", rulesets=[base.folder]).ruleset.edition.id == "v2"
    other = base.folder / "other"
    base.amended(OUTPUT.replace("1.2", "1.2"), HEAD.replace("id: v2", "id: v3")).write(other)
    result = run("amend", base.folder / "amendment.yaml", "--rulesets", base.folder / "base", "--output", other)
    assert (result.exit_code, "CR615" in result.stderr) == (2, True)


def test_an_edition_that_binds_supersedes_the_one_it_amends(base):
    head = HEAD.replace("status: draft", "status: in_force").replace(
        "effective_from: unknown", "effective_from: 2024-01-01"
    )
    amended = base.amended(OUTPUT, head)
    text = amended.measure_file.decode()
    assert "id: v1, title: 测试用办法（虚构）, status: superseded" in text
    amended.write(base.folder)
    days = {"2023-12-31": "v1", "2024-01-01": "v2", "2024-01-02": "v2"}
    found = {day: load("base", as_of=day, rulesets=[base.folder]).chosen.edition.id for day in days}
    assert found == days


def test_fingerprints_follow_what_changed(base, tmp_path):
    write_versions(surface_of(base.source))
    before = (base.source / "versions.yaml").read_text(encoding="utf-8").splitlines()
    amended = base.amended(OUTPUT)
    written = amended.write(tmp_path / "out")
    assert version_problems(surface_of(written)) == []
    after = amended.files["versions.yaml"].decode().splitlines()
    changed = [line.split(":")[0].strip() for line in before if line not in after]
    # Criteria without a version of their own go with their file.
    assert changed == ['"ruleset.yaml"', '"1.yaml"', '"ledger.yaml"', '"text.txt"', '"1.1"', '"1.2"', '"1.3"']


@pytest.mark.parametrize(
    ("version", "following"),
    [("1.0.0", "1.1.0"), ("1.9.3", "1.10.0"), ("2", "3"), ("2024-1", "2024-2"), ("v1b", "v2b"), ("甲", "甲.1")],
)
def test_versions_go_up(version, following):
    assert next_version(version) == following


def test_a_new_criterion_gets_its_words_in_the_ledger(base):
    amended = base.amended(
        """\
  - provision: 第一条
    text: {after: 产值达 300 亿元以上, new: ，乙类企业 1 家以上}
    add:
      after: "1.2"
      criterion: {id: "1.2a", quote: 乙类企业 1 家以上, indicator: 'count(企业[类别 = "乙类"])', require: ≥ 1 家}
"""
    )
    ledger = amended.files["ledger.yaml"].decode()
    assert "quote: 第一条 应当有甲类企业 3 家以上，产值达 300 亿元以上，, " in ledger
    assert '{provision: 第一条, quote: 乙类企业 1 家以上, treatment: encoded, ids: ["1.2a"]}' in ledger
    with amended.rules() as rules:
        assert [c.id for c in rules.ruleset.criteria()][:4] == ["1.1", "1.2", "1.2a", "1.3"]


def test_a_whole_condition_comes_in_a_file_of_its_own(base):
    amended = base.amended(
        """\
  - provision: 第六条
    text: {after: 有平台、有标准、有协会。, new: 第六条 产值达 80 亿元以上；管理较规范。}
    add:
      after: "2"
      file: 6.yaml
      condition:
        condition: "6"
        version: 1.0.0
        title: 其他
        provision: 第六条
        criteria:
          - {id: "6.1", quote: 产值达 80 亿元以上, indicator: sum(企业.产值), require: ≥ 80 亿元}
          - {id: "6.2", quote: 管理较规范, judgement: 管理是否较规范}
"""
    )
    assert amended.files["6.yaml"].decode().startswith('condition: "6"\nversion: 1.0.0\n')
    assert (
        'quote: 第六条 产值达 80 亿元以上；管理较规范。, treatment: encoded, ids: ["6.1", "6.2"]'
        in amended.files["ledger.yaml"].decode()
    )
    with amended.rules() as rules:
        assert [c.id for c in rules.ruleset.criteria()][-2:] == ["6.1", "6.2"]


def test_a_criterion_goes_with_its_words(base):
    amended = base.amended(
        """\
  - {provision: 第三条, text: {old: 有称号 2 项以上；}, delete: {criterion: "2.5"}}
  - {provision: 第三条, delete: {register: 称号}}
"""
    )
    with amended.rules() as rules:
        assert "2.5" not in {c.id for c in rules.ruleset.criteria()}
        assert "2.5" not in {name for entry in rules.ruleset.ledger for name in entry.ids}
    assert "第三条 品牌影响力较强；" in amended.files["text.txt"].decode()


def test_cases_that_name_the_edition_name_the_new_one(base):
    (base.source / "a.cases.yaml").write_text('edition: "v1"  # 版本\ncases: []\n', encoding="utf-8")
    (base.source / "b.cases.yaml").write_text("cases: []\n", encoding="utf-8")
    files = base.amended(OUTPUT).files
    assert files["a.cases.yaml"].decode() == 'edition: "v2"  # 版本\ncases: []\n'
    assert files["b.cases.yaml"].decode() == "cases: []\n"


def test_which_of_several_occurrences_is_meant_can_be_said(base):
    amended = base.amended(
        """\
  - provision: 第二条
    text: {old: 不低于, new: 高于, which: 2}
    criterion: "2.1"
    change: {"require/tiers": {old: [{when: '"小型"', then: ≥ 5%}, {when: '"其他"', then: ≥ 3%}], new: [{when: '"小型"', then: "> 5%"}, {when: '"其他"', then: "> 3%"}]}}
  - {provision: 第二条, text: {old: 研发强度不低于, new: 研发强度高于}}
"""
    )
    assert "研发强度高于 5%，其他企业高于 3%" in amended.files["text.txt"].decode()


def test_words_are_matched_apart_from_white_space_and_width(base):
    amended = base.amended(OUTPUT.replace("old: 产值达 300 亿元以上", "old: 产值达３００亿元以上"))
    assert "产值达 500 亿元以上" in amended.files["text.txt"].decode()


SETTLED = """\
  - {provision: 第一条, settle: {choice: 企业范围, old: 全部, new: 仅规上, why: 试用（虚构）}}
"""


def test_a_settled_reading_keeps_what_every_option_means(base):
    old = load("base", edition="v1", rulesets=[base.folder / "base"])
    with base.amended(SETTLED).rules() as new:
        before, after = (next(c for c in r.ruleset.criteria() if c.id == "1.1") for r in (old, new))
        assert {reading: test.truth for reading, test in before.tests.items()} == {
            reading: test.truth for reading, test in after.tests.items()
        }
        assert [(c.aspect, c.old, c.new) for found in compare(old, new).changed for c in found.changes] == [
            ("reading", "全部", "仅规上"),
        ]


def test_a_choice_that_is_settled_can_go(base):
    amended = base.amended(SETTLED + "  - {provision: 第一条, delete: {choice: 企业范围}}\n")
    assert "choices" not in amended.files["ruleset.yaml"].decode()
    assert "readings" not in amended.files["definitions.yaml"].decode()
    with amended.rules() as rules:
        assert rules.ruleset.choices == {}


@pytest.mark.once
def test_every_choice_of_the_shipped_measure_can_be_settled_otherwise(tmp_path):
    """Every option of every criterion means the same under every default.

    Two are left out: with these the thresholds would not be those that the quotes state, which is refused.
    """
    old = load(SHIPPED.name, edition="provisional")
    head = HEAD.replace("measure: base", f"measure: {SHIPPED.name}").replace("amends: v1", "amends: provisional")
    tests = {c.id: {reading: test.truth for reading, test in c.tests.items()} for c in old.ruleset.criteria()}
    lines = []
    for choice in (choice for choice in old.ruleset.choices.values() if choice.name not in {"一批", "领先口径"}):
        other = next(option.name for option in choice.options if option.name != choice.default)
        lines.append(
            f"  - {{provision: 第五条, settle: {{choice: {choice.name}, old: {choice.default}, new: {other}, why: 试}}}}\n"
        )
    path = tmp_path / "all.yaml"
    path.write_text(head + "".join(lines), encoding="utf-8")
    with amend(path).rules() as new:
        assert {
            c.id: {reading: test.truth for reading, test in c.tests.items()} for c in new.ruleset.criteria()
        } == tests


@pytest.mark.once
def test_the_procedure_follows_the_text(tmp_path):
    head = HEAD.replace("measure: base", f"measure: {SHIPPED.name}").replace("amends: v1", "amends: provisional")
    path = tmp_path / "procedure.yaml"
    text = "  - provision: 第九条\n    text: {old: 公示 5 个工作日, new: 公示 7 个工作日}\n"
    path.write_text(head + text, encoding="utf-8")
    with pytest.raises(RulesError, match="CR809 期限“5 个工作日”在引文里没有依据"):
        amend(path)
    term = '    step: "9.4"\n    change: {clock/lasts: {old: 5 个工作日, new: 7 个工作日}}\n'
    path.write_text(head + text + term, encoding="utf-8")
    procedure = amend(path).files["procedure.yaml"].decode()
    assert "quote: 在自治区工业和信息化厅网站公示 7 个工作日" in procedure


def worked_example(folder):
    block = next(block for block in blocks(PAGE) if block.file == "假设修订.yaml")
    path = Path(folder) / "假设修订.yaml"
    path.write_text(block.text, encoding="utf-8")
    return path


@pytest.mark.once
def test_the_worked_example_leaves_every_other_line_of_the_shipped_measure(tmp_path):
    amended = amend(worked_example(tmp_path))
    source = SHIPPED / "provisional"
    assert amended.touched == ("5-2.yaml", "5-3.yaml", "ledger.yaml", "ruleset.yaml", "text.txt", "versions.yaml")
    for path in source.iterdir():
        if path.name not in amended.touched:
            assert amended.files[path.name] == path.read_bytes()
    gone = without((source / "5-2.yaml").read_bytes(), amended.files["5-2.yaml"])
    assert gone == ["version: 1.0.0", "    quote: 集群主导产业年产值达 300 亿元以上", "    require: ≥ 300 亿元"]
    assert version_problems(surface_of(amended.write(tmp_path / "out"))) == []


@pytest.mark.once
def test_the_command_says_what_changes_and_writes(tmp_path):
    path = worked_example(tmp_path)
    result = run("amend", path, "--lang", "en")
    assert "criterion 5.2.5, require: ≥ 300 亿元 → ≥ 500 亿元" in result.output
    assert "is settled as" in result.output
    assert run("amend", path, "--output", tmp_path / "out").exit_code == 0
    assert run("check", path).output == f"{path}：没有问题\n"
    assert '"edition": "hypothetical"' in run("amend", path, "--format", "json").output


#: A slip in the amended edition, and what `compare` says of it beside the amendment.
MISTAKES = {
    "wrong unit": ("5-2.yaml", "require: ≥ 500 亿元", "require: ≥ 500 万元", "5.2.5", "looser"),
    "wrong digit": ("5-3.yaml", "require: ≥ 25 家", "require: ≥ 52 家", "5.3.7", "stricter"),
    "turned": ("5-2.yaml", "    require: ≥ 60%", '    require: "> 60%"', "5.2.9", "stricter"),
    "filter lost": ("5-3.yaml", "[主导产业 = true and 是高新技术企业 = true]", "[是高新技术企业 = true]", "5.3.7", "no_stricter"),
    "elsewhere": ("5-4.yaml", "require: ≥ 60%", "require: ≥ 6%", "5.4.3", "looser"),
}  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_the_amended_edition_shows(tmp_path, name):
    file, old, new, identity, direction = MISTAKES[name]
    amended = amend(worked_example(tmp_path))
    written = amended.write(tmp_path / "out")
    text = (written / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (written / file).write_text(text.replace(old, new), encoding="utf-8")
    slipped = load(SHIPPED.name, edition="hypothetical", rulesets=[tmp_path / "out"])
    with amended.rules() as meant:
        assert [(c.id, c.direction) for c in compare(meant, slipped).changed] == [(identity, direction)]
    checked = run("check", written / "ruleset.yaml")
    assert checked.exit_code == 1
    assert "CR180" in checked.stderr
    if name != "filter lost":
        assert "CR251" in checked.stderr or "CR252" in checked.stderr
