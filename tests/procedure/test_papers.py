"""Status, calendar and history say in both languages what the entries come to, and for machines the same."""

import json
import re
import tomllib
from collections import Counter

import pytest

from cluster_rules import load
from cluster_rules.explain import document_html, document_markdown, document_text
from cluster_rules.facts.uscc import check_character
from cluster_rules.procedure import Proceeding
from cluster_rules.procedure.papers import Papers
from cluster_rules.procedure.records import due_data, history_data, status_data
from tests.procedure.refused import NMG
from tests.procedure.world import BASE, CALENDAR, Case, day
from tests.repository.sources import PACKAGE


@pytest.fixture
def case(tmp_path):
    """Published, with an objection that was settled, a correction that was recorded late, and one entry withdrawn."""
    case = Case(tmp_path / "a.case").until_publicity()
    raised = case.object("2025-04-07")
    case.settle(raised.number, "rejected", "2025-04-10")
    slip = case.log("2025-04-11")
    case.withdraw(slip.number, "2025-04-11")
    case.correct("负债率", "45%", "2025-04-12", source="审计报告（虚构）", reason="核对")
    return case


def papers(case, today, locale="zh", known=None):
    return Papers(case.proceeding, case.file.entries(), day(today), locale, day(known) if known else None)


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("name", ["status", "due", "history"])
def test_a_paper_is_a_document_in_every_form(case, locale, name):
    document = getattr(papers(case, "2025-04-13", locale), name)()
    assert document.stamps
    for render in (document_text, document_markdown, document_html):
        text = render(document)
        assert "案-1" in text
        assert "{" not in re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    if locale == "en":
        # What is Chinese in an English paper is the measure's, the applicant's or the user's own.
        assert "办法没有规定" not in document_text(document)


def test_the_status_says_where_every_step_stands(case):
    text = document_text(papers(case, "2025-04-13").status())
    assert "公示：由受理机关办" in text
    assert "截止 2025-04-14（周一）（几种读法取较晚的）" in text
    assert "当日不计入：2025-04-14（周一）" in text
    assert "当日计入：2025-04-13（周日）" in text
    assert "应附而未附" not in text
    assert "第 6 条，2025-04-07（周一）" in text
    assert "没有平台的证明" not in text


def test_advice_is_given_unless_its_expression_is_known_to_hold(case):
    case.correct("有平台", "否", "2025-04-13")
    assert "没有平台的证明" in document_text(papers(case, "2025-04-13").status())
    assert "There is no proof of a platform" in document_text(papers(case, "2025-04-13", "en").status())


def test_what_was_known_on_a_day_can_be_shown_later(case):
    before = document_text(papers(case, "2025-04-13", known="2025-04-06").status())
    after = document_text(papers(case, "2025-04-13").status())
    assert "提出异议" not in before
    assert "异议" in after
    assert "只看 2025-04-06 以前记下的" in before


def test_the_history_keeps_what_was_withdrawn_and_what_was_said(case):
    text = document_text(papers(case, "2025-04-13").history())
    assert "服务 持续开展服务：走访（虚构）（已撤回）" in text
    assert "来源：审计报告（虚构）" in text
    assert text.count("回执 ") == len(case.file.entries()) + 1


def test_the_reasons_for_a_day_are_shown_one_by_one(case):
    text = document_text(papers(case, "2025-04-05").due())
    assert "2025-04-04（周五）：起算日，不计入" in text
    assert "2025-04-13（周日）：第 10 日" in text


def test_machines_get_the_same(case):
    made = papers(case, "2025-04-13")
    status = json.loads(json.dumps(status_data(made)))
    assert {step["step"]: step["status"] for step in status["steps"]}["公示"] == "running"
    assert status["verdict"] == "met"
    found = due_data(made)["due"]
    assert [(item["step"], item["day"], item["left"]) for item in found] == [("公示", "2025-04-14", 1)]
    assert [reading["day"] for reading in found[0]["term"]["readings"]] == ["2025-04-14", "2025-04-13"]
    history = history_data(made)["entries"]
    assert [entry["number"] for entry in history if entry["withdrawn"]] == [8]
    assert status["receipt"] == str(case.file.entries()[-1].receipt)


#: A firm that counts in the output of the dominant industry.
FIRM = dict.fromkeys(("规模以上", "主导产业", "在集群注册", "在集群经营"), "是") | {"行业类别": "工业"}


def firm(number, league, output):
    body = f"91150000MA{number:07d}"
    return {**FIRM, "统一社会信用代码": body + check_character(body), "盟市": league, "工业总产值": output}


def is_warned(path, area, *firms):
    case = Case(path, proceeding=NMG)
    rows = [firm(number, *each) for number, each in enumerate(firms)]
    case.facts("2025-03-03", {"facts": {"核心区盟市": area}, "registers": {"企业": {"complete": "是", "rows": rows}}})
    return "请核对受理的盟市" in document_text(papers(case, "2025-03-03").status())


@pytest.mark.parametrize(("area", "warned"), [("甲市", False), ("乙盟", True), ("丙市", True), ("", True)])
def test_a_warning_is_given_of_a_core_area_that_is_not_where_most_output_is(tmp_path, area, warned):
    firms = [("甲市", "100"), ("乙盟", "60"), ("乙盟", "30")]
    assert is_warned(tmp_path / "a.case", area, *firms) is warned


def test_a_cluster_in_one_league_has_no_core_area_to_check(tmp_path):
    assert not is_warned(tmp_path / "a.case", "", ("甲市", "100"), ("甲市", "60"))


def test_a_paper_on_rules_that_bind_nobody_says_so(tmp_path):
    draft = Proceeding(load("base", edition="v1", rulesets=[BASE], unbound=True), CALENDAR)
    case = Case(tmp_path / "a.case", proceeding=draft)
    assert "假设" in papers(case, "2025-03-03").status().stamps[0]
    assert "假设" in papers(case, "2025-03-03").due().stamps[0]


def test_made_up_facts_are_stamped_whatever_the_case_says(tmp_path):
    case = Case(tmp_path / "a.case", synthetic=False)
    assert papers(case, "2025-03-03").status().stamps == ()
    case.facts("2025-03-03")
    assert "虚构" in papers(case, "2025-03-03").status().stamps[0]


def test_the_activities_of_a_year_can_be_asked_for(case):
    case.log("2025-06-01")
    case.log("2026-01-05")
    assert [entry.number for entry in case.state.activities_of(2025)] == [11]
    assert [entry.number for entry in case.state.activities_of(2026)] == [12]


def test_what_the_measure_leaves_open_is_shown(tmp_path):
    case = Case(tmp_path / "a.case", proceeding=NMG)
    text = document_text(papers(case, "2025-03-03").status())
    assert "7.1 提交申请报告：办法没有规定（not_specified）：申报要求的内容" in text
    assert "办理期限：办法没有规定" in text


def flat(data, prefix=""):
    for key, value in data.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def test_the_catalogues_have_equal_keys_and_places():
    found = {}
    for locale in ("zh", "en"):
        text = (PACKAGE / "procedure" / f"words_{locale}.toml").read_text(encoding="utf-8")
        found[locale] = {key: Counter(re.findall(r"\{(\w+)\}", phrase)) for key, phrase in flat(tomllib.loads(text))}
    assert found["zh"] == found["en"]


def test_every_phrase_is_used():
    """By its key, or by a key that is put together from a word of the model."""
    package = [*(PACKAGE / "procedure").glob("*.py"), PACKAGE / "model" / "procedure.py"]
    code = "".join(path.read_text(encoding="utf-8") for path in package).replace("'", '"')
    text = (PACKAGE / "procedure" / "words_zh.toml").read_text(encoding="utf-8")
    for key, _ in flat(tomllib.loads(text)):
        section, _, name = key.partition(".")
        assert f'"{key}' in code or (f'f"{section}.{{' in code and f'"{name}' in code), key
