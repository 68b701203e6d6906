"""A small invented procedure that is none of the measure's, with facts that meet its rules: what the tests play with."""

from datetime import date

from cluster_rules import FactSheet, load
from cluster_rules.procedure import CaseFile, Document, Event, Proceeding, fold, load_calendar
from cluster_rules.procedure.entries import (
    ActivityLogged,
    CaseEnded,
    EntryWithdrawn,
    FactCorrected,
    ObjectionRaised,
    ObjectionSettled,
    StepDone,
)
from tests.rejected.mistakes import BASE

CALENDAR = load_calendar()
RULES = load("base", edition="v1", rulesets=[BASE])
PROCEEDING = Proceeding(RULES, CALENDAR)

FIRMS = [{"代码": f"F-{n}", "类别": "甲类", "规模以上": "是", "产值": "150"} for n in range(3)]
YEARS = [{"年度": str(2022 + n), "产值": str(40 + n), "能耗": str(90 - n)} for n in range(3)]
TITLES = [{"编号": f"C-{n}", "类型": "示范", "起": "2024-01-01", "止": "2026-12-31"} for n in range(2)]
FINDINGS = [{"条款": criterion, "结论": "符合", "认定人": "专家甲（虚构）"} for criterion in ("2.6",)]
SHEET = {
    "subject": "甲集群（虚构）",
    "synthetic": "是",
    "filing_date": "2025-03-03",
    "reference_date": "2025-03-03",
    "data_year": "2024",
    "facts": {
        "负债率": "40%",
        "研发强度": "6%",
        "规模": "小型",
        "技术得分": "40",
        "有平台": "是",
        "有标准": "是",
        "成立日期": "2010-01-01",
    },
    "registers": {
        "企业": {"complete": "是", "rows": FIRMS},
        "历年": {"complete": "是", "rows": YEARS},
        "称号": {"complete": "是", "rows": TITLES},
        "专家判断": {"complete": "是", "rows": FINDINGS},
    },
}


def day(text):
    return date.fromisoformat(text)


class Case:
    """A case file and the shortest way to record in it; everything is recorded on the day on which it happens."""

    def __init__(self, path, opened="2025-03-03", proceeding=PROCEEDING, synthetic=True):
        self.proceeding = proceeding
        event = proceeding.opening("案-1", "甲集群（虚构）", day(opened), synthetic=synthetic)
        self.file = CaseFile.create(path, event, day(opened))

    def add(self, content, on, *documents, recorded=None, **rest):
        event = Event(content, day(on), documents=tuple(Document(name) for name in documents), **rest)
        return self.file.append(event, day(recorded or on), admit=self.proceeding.admit)

    def facts(self, on, sheet=SHEET, recorded=None):
        event = self.proceeding.filing(FactSheet.from_data(sheet), day(on))
        return self.file.append(event, day(recorded or on), admit=self.proceeding.admit)

    def step(self, name, on, *documents, result="", recorded=None, actor="", **rest):
        return self.add(StepDone(name, result, **rest), on, *documents, recorded=recorded, actor=actor)

    def correct(self, fact, value, on, **rest):
        return self.add(FactCorrected(fact, value, **rest), on)

    def object(self, on, step="公示"):
        return self.add(ObjectionRaised(step, "产值有误（虚构）"), on)

    def settle(self, number, outcome, on):
        return self.add(ObjectionSettled(number, outcome, "核实（虚构）"), on)

    def log(self, on, step="服务"):
        return self.add(ActivityLogged(step, "走访（虚构）"), on)

    def withdraw(self, number, on):
        return self.add(EntryWithdrawn(number, "记错了"), on)

    def end(self, on):
        return self.add(CaseEnded("申请人撤回"), on)

    @property
    def state(self):
        return fold(self.file.entries())

    def until_publicity(self):
        """Filed, reviewed and published: publicity from Friday 2025-04-04 to the fourteenth."""
        self.facts("2025-03-03")
        self.step("申请", "2025-03-03", "申请书")
        self.step("审查", "2025-03-20", "审查意见", result="合格")
        self.step("公示", "2025-04-04")
        return self
