"""The documents of each role say what is on record, in both languages; what they leave out is not on record.

`golden/` has some of them word for word: `python -m tests.procedure.test_forms` writes them anew; review the difference.
"""

import json
import re
import tempfile
import tomllib
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from cluster_rules import FactSheet
from cluster_rules.cli import case_documents
from cluster_rules.cli.language import words
from cluster_rules.explain import document_html, document_markdown, document_text
from cluster_rules.explain.document import Part, Table
from cluster_rules.model.decision import Measurement
from cluster_rules.model.units import UNITS
from cluster_rules.model.values import NO_REASONS, Partial
from cluster_rules.procedure.forms import FORMS, NEED_FACTS, Desk
from cluster_rules.procedure.forms.checks import checks
from cluster_rules.procedure.forms.verification import NEAR, closeness, risks
from cluster_rules.procedure.papers import Papers
from cluster_rules.procedure.records import document_data
from cluster_rules.testing.sample import write_sample
from tests.procedure.refused import NMG
from tests.procedure.test_papers import firm, flat
from tests.procedure.world import BASE, SHEET, Case, day
from tests.repository.sources import PACKAGE

GOLDEN = Path(__file__).with_name("golden")


def full(folder):
    """Filed, corrected before and after the review, published, objected to, confirmed, with an activity."""
    case = Case(folder / "a.case")
    case.facts("2025-03-03")
    case.step("申请", "2025-03-03", "申请书")
    case.correct("负债率", "45%", "2025-03-10", source="审计报告（虚构）", reason="核对")
    case.correct("企业[F-0].产值", "149", "2025-03-11", source="统计（虚构）")
    case.correct("企业[F-0].产值", "148", "2025-03-12", source="统计（虚构）")
    case.step("审查", "2025-03-20", "审查意见", result="合格")
    case.step("公示", "2025-04-04")
    raised = case.object("2025-04-07")
    case.settle(raised.number, "rejected", "2025-04-10")
    case.correct("研发强度", "7%", "2025-04-11")
    case.step("认定", "2025-04-15")
    case.log("2025-05-06")
    return case


def desk(case, today="2025-06-01", locale="zh", known=None):
    return Desk(Papers(case.proceeding, case.file.entries(), day(today), locale, day(known) if known else None))


@pytest.fixture
def case(tmp_path):
    return full(tmp_path)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """The synthetic application under the shipped measure."""
    folder = tmp_path_factory.mktemp("shipped")
    write_sample(folder / "sample")
    case = Case(folder / "a.case", "2025-03-20", NMG)
    filing = NMG.filing(FactSheet.read(folder / "sample"), day("2025-03-20"))
    case.file.append(filing, day("2025-03-20"), admit=NMG.admit)
    return case


def tables(blocks):
    for block in blocks:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Part):
            yield from tables(block.blocks)


def column(table, name):
    return [row[table.header.index(name)] for row in table.rows]


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("kind", FORMS)
def test_a_form_is_a_document_in_every_format(case, locale, kind):
    document = FORMS[kind](desk(case, locale=locale))
    assert document.stamps
    assert document.footer
    assert all(len(row) == len(table.header) for table in tables(document.blocks) for row in table.rows)
    for render in (document_text, document_markdown, document_html):
        text = render(document)
        assert "案-1" in text
        assert "{" not in re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    assert json.loads(json.dumps(document_data(document)))["blocks"]


@pytest.mark.parametrize("kind", [kind for kind in FORMS if kind not in NEED_FACTS])
def test_a_form_about_the_procedure_needs_no_facts(tmp_path, kind):
    assert FORMS[kind](desk(Case(tmp_path / "a.case"))).blocks


def kept(case, kind):
    """The form without the receipt, which hangs on every rule of the measure."""
    return re.sub(r"-[0-9a-f]{64}", "-…", document_markdown(FORMS[kind](desk(case))))


@pytest.mark.parametrize("kind", ["self-check", "gaps", "preliminary", "expert-merge", "publicity"])
def test_a_form_reads_as_it_is_kept(case, kind):
    assert kept(case, kind) == (GOLDEN / f"{kind}.md").read_text(encoding="utf-8")


def test_every_criterion_stands_once_in_the_self_check(shipped):
    made = desk(shipped, "2025-03-21")
    (table,) = tables(FORMS["self-check"](made).blocks)
    assert [row[0].split()[0] for row in table.rows] == [criterion.id for criterion in made.criteria]
    quotes = dict(zip((c.id for c in made.criteria), column(table, "原文"), strict=True))
    assert all(criterion.quote in quotes[criterion.id] for criterion in made.criteria)


def test_the_differences_are_the_corrections_of_the_review(case):
    """The last one of each fact, none that came after the review, and none that was withdrawn."""
    blocks = FORMS["preliminary"](desk(case)).blocks
    corrected = next(table for table in tables(blocks) if "案卷序号" in table.header)
    assert column(corrected, "案卷序号") == ["4", "6"]
    assert column(corrected, "差异") == ["+5 个百分点", "-2 亿元"]
    assert column(corrected, "申报值")[0] == "40%"
    assert column(corrected, "核定值")[0] == "45%"
    criteria = next(tables(blocks))
    changed = {row[0].split()[0] for row in criteria.rows if row[3] != "—"}
    assert changed == {
        finding.id
        for finding in desk(case).filed.record.findings
        if finding.kind != "group"
        and finding.parent
        and finding.measurements != desk(case).verified.findings[finding.id].measurements
    }


def test_a_withdrawn_correction_is_no_difference(tmp_path):
    case = Case(tmp_path / "a.case")
    case.facts("2025-03-03")
    slip = case.correct("负债率", "45%", "2025-03-10")
    case.withdraw(slip.number, "2025-03-11")
    assert "没有更正" in document_text(FORMS["preliminary"](desk(case)))


def test_what_is_verified_is_what_was_known_then(case):
    before = FORMS["preliminary"](desk(case, known="2025-03-10"))
    assert [row[-1] for table in tables(before.blocks) if "案卷序号" in table.header for row in table.rows] == ["4"]


def test_the_greatest_risk_stands_first(shipped):
    found = risks(desk(shipped, "2025-03-21"))
    assert [risk.order for risk in found] == sorted(risk.order for risk in found)
    assert {risk.kind for risk in found} >= {"near", "contributor", "document", "judgement"}
    assert all(risk.distance <= NEAR for risk in found if risk.kind == "near")


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (Fraction(11, 10), Fraction(1, 10)),
        (1, Fraction(0)),
        (Fraction(9, 10), Fraction(1, 10)),
        (2, Fraction(1)),
        (Partial(NO_REASONS, Fraction(1, 2), 3), Fraction(0)),
        (Partial(NO_REASONS, Fraction(3, 2), 3), Fraction(1, 2)),
        (Partial(NO_REASONS, 2, None), None),
    ],
)
def test_closeness_is_exact(actual, expected):
    assert closeness(Measurement(">=", actual, 1, UNITS[""], None)) == expected


def test_the_summary_has_the_21_figures(shipped):
    (table,) = tables(FORMS["recommendation"](desk(shipped, "2025-03-21")).blocks)
    assert len([name for name in table.header if name.startswith("5.")]) == 21
    assert "达标" not in table.rows[0]


def judged(*results):
    rows = [{"条款": "2.6", "结论": result, "认定人": f"专家{n}（虚构）"} for n, result in enumerate(results)]
    return {**SHEET, "registers": {**SHEET["registers"], "专家判断": {"complete": "是", "rows": rows}}}


@pytest.mark.parametrize(
    ("results", "says"),
    [
        (("符合", "符合"), "意见一致"),
        (("符合", "符合", "不符合"), "意见不一致"),
        (("符合", "待定"), "尚有专家未判断"),
        ((), "尚无专家判断"),
    ],
)
def test_disagreement_is_shown_and_not_averaged(tmp_path, results, says):
    case = Case(tmp_path / "a.case")
    case.facts("2025-03-03", judged(*results))
    summary = next(tables(FORMS["expert-merge"](desk(case)).blocks))
    assert summary.rows[0][3].startswith(says)
    status = "达标" if says == "意见一致" else "待判断"
    assert summary.rows[0][4] == status


def test_a_blank_sheet_has_no_findings(shipped):
    blocks = FORMS["expert-sheets"](desk(shipped, "2025-03-21")).blocks
    assert [set(table.rows[0]) for table in tables(blocks)] == [{""}] * 24


def test_the_notice_has_both_ends_with_the_reasons_day_by_day(case):
    text = document_text(FORMS["publicity"](desk(case)))
    assert "当日不计入：2025-04-14（周一）" in text
    assert "当日计入：2025-04-13（周日）" in text
    assert text.count("起算日，不计入") == 1
    assert "公示期：自 2025-04-04（周五） 起" in text or "公示期：自 2025-04-04（周五）起" in text


def test_a_notice_before_its_day_is_a_draft(tmp_path):
    assert "试算" in document_text(FORMS["publicity"](desk(Case(tmp_path / "a.case"))))


def test_the_log_leaves_out_who_objects(case):
    (table,) = tables(FORMS["objections"](desk(case)).blocks)
    assert column(table, "提出人") == [""]
    assert column(table, "结论") == ["不成立"]


def test_two_years_are_compared_when_both_were_filed(case):
    case.facts("2026-01-10", {**SHEET, "data_year": "2025", "facts": {**SHEET["facts"], "负债率": "90%"}})
    text = document_text(FORMS["yearly"](desk(case, "2026-01-20")))
    assert "案卷里没有" not in text
    assert "不再满足的条款（仅供参考）" in text
    assert "90%" in text
    assert "2025-05-06（周二）：走访（虚构）" in text


def test_a_year_without_facts_is_not_filled_in(case):
    text = document_text(FORMS["yearly"](desk(case, "2026-01-20")))
    assert "案卷里没有 2025 年的事实" in text


# Cross-checks


def found(case, today="2025-06-01"):
    return Counter(check.kind for check in checks(desk(case, today)))


def filed(folder, proceeding=NMG, **registers):
    case = Case(folder / "a.case", proceeding=proceeding)
    tables_ = {name: {"complete": "是", "rows": rows} for name, rows in registers.items()}
    case.facts("2025-03-03", {"filing_date": "2025-03-03", "data_year": "2024", "registers": tables_})
    return case


def code(number):
    return firm(number, "", "")["统一社会信用代码"]


def firms(**changed):
    rows = [
        {"统一社会信用代码": code(n), "营业收入": str(5000 + 100 * n), "工业总产值": "5000", "从业人员": "100"}
        for n in range(8)
    ]
    rows[3].update(changed)
    return rows


def test_figures_that_fit_raise_nothing(tmp_path):
    assert not [kind for kind in found(filed(tmp_path, 企业=firms())) if kind.startswith("slip")]


@pytest.mark.parametrize("value", ["52000000", "0.52"])
def test_a_figure_ten_thousand_times_off_is_named(tmp_path, value):
    made = desk(filed(tmp_path, 企业=firms(工业总产值=value, 已核对="是")))
    (slip,) = [check for check in checks(made) if check.kind == "slip_beside"]
    assert "工业总产值" in slip.record
    assert made.material.value_of(f"企业[{code(3)}].工业总产值") == Fraction(value) * 10_000


@pytest.mark.parametrize(("value", "times"), [("53000000", 1), ("53000001", 0), ("5300", 0)])
def test_the_same_figure_in_two_registers_is_compared_exactly(tmp_path, value, times):
    rows = [{"统一社会信用代码": code(3), "年度": "2024", "营业收入": value}]
    assert found(filed(tmp_path, 企业=firms(), 历年经营=rows))["slip_exactly"] == times


@pytest.mark.parametrize(
    ("start", "end", "kind"),
    [
        ("2020-01-01", "2023-01-01", "title_lapsed"),
        ("2024-01-01", "2026-01-01", ""),
        ("2024-01-01", "", "title_open"),
        ("2025-06-01", "2026-01-01", "title_not_yet"),
    ],
)
def test_titles_are_held_against_the_reference_date(tmp_path, start, end, kind):
    row = {"统一社会信用代码": code(3), "类型": "专精特新中小企业", "级别": "自治区级", "起": start, "止": end}
    kinds = [one for one in found(filed(tmp_path, 企业=firms(), 资质=[row])) if one.startswith("title")]
    assert kinds == ([kind] if kind else [])


def test_a_title_of_a_firm_that_is_not_listed_is_shown(tmp_path):
    row = {
        "统一社会信用代码": code(99),
        "类型": "专精特新中小企业",
        "级别": "自治区级",
        "起": "2024-01-01",
        "止": "2026-01-01",
    }
    assert found(filed(tmp_path, 企业=firms(), 资质=[row]))["stranger"] == 1


def test_a_firm_outside_the_area_is_shown(tmp_path):
    rows = firms(在集群注册="否")
    for row in rows:
        row.setdefault("在集群注册", "是")
    assert found(filed(tmp_path, 企业=rows))["outside"] == 1


def test_sources_that_disagree_and_firms_that_a_directory_lacks_are_shown(tmp_path):
    case = Case(tmp_path / "a.case", proceeding=NMG)
    listed = {"complete": "是", "source": "统计联网直报名录", "rows": firms()[:7]}
    declared = {"complete": "是", "source": "申报表", "rows": firms(营业收入="9999")}
    case.facts("2025-03-03", {"registers": {"企业": [listed, declared]}})
    assert found(case)["conflict"] == 1
    assert found(case)["unlisted"] == 1


def test_what_several_leagues_list_is_shown(tmp_path):
    case = Case(tmp_path / "a.case", proceeding=NMG)
    parts = [
        {"subject": name, "registers": {"企业": {"complete": "是", "rows": firms()[first:last]}}}
        for name, first, last in (("甲市（虚构）", 0, 5), ("乙盟（虚构）", 4, 8))
    ]
    case.facts("2025-03-03", {"subject": "甲集群（虚构）", "parts": parts})
    (shared,) = [check for check in checks(desk(case)) if check.kind == "shared"]
    assert shared.values == "甲市（虚构）、乙盟（虚构）"


# The command and the wording


def run(case, *arguments):
    made = case_documents.command(words("zh"), "zh", "documents")
    made.main(
        [str(case.file.path), "--rulesets", str(BASE), "--today", "2025-06-01", *arguments], standalone_mode=False
    )


def test_all_documents_go_into_a_folder(case, tmp_path):
    run(case, "--output", str(tmp_path / "out"), "--format", "html")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {f"{kind}.html" for kind in FORMS}


def test_without_facts_only_what_needs_none_is_written(tmp_path, capsys):
    run(Case(tmp_path / "a.case"), "--output", str(tmp_path / "out"), "--format", "json")
    assert {path.stem for path in (tmp_path / "out").iterdir()} == set(FORMS) - NEED_FACTS
    assert capsys.readouterr().err.count("略过") == len(NEED_FACTS)


def test_one_document_is_shown(case, capsys):
    run(case, "--kind", "objections", "--format", "md")
    assert capsys.readouterr().out.startswith("# 异议登记：案-1")


def test_the_catalogues_have_equal_keys_and_places():
    both = {}
    for locale in ("zh", "en"):
        text = (PACKAGE / "procedure" / "forms" / f"words_{locale}.toml").read_text(encoding="utf-8")
        both[locale] = {key: Counter(re.findall(r"\{(\w+)\}", phrase)) for key, phrase in flat(tomllib.loads(text))}
    assert both["zh"] == both["en"]


def main():
    with tempfile.TemporaryDirectory() as folder:
        case = full(Path(folder))
        GOLDEN.mkdir(exist_ok=True)
        for kind in ("self-check", "gaps", "preliminary", "expert-merge", "publicity"):
            (GOLDEN / f"{kind}.md").write_text(kept(case, kind), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
