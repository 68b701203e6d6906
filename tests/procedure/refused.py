"""What is refused about case files and calendars. `refused.toml` has the exact note: `python -m tests.procedure.refused`
writes it anew; review the difference."""

import io
import json
import sqlite3
import tempfile
import tomllib
from contextlib import closing, redirect_stderr
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from cluster_rules import load
from cluster_rules.cli import case_add, case_documents
from cluster_rules.cli.language import words
from cluster_rules.errors import RulesError
from cluster_rules.model.procedure import Result
from cluster_rules.procedure import CaseFile, Event, Proceeding, Receipt, fold, load_calendar, store
from cluster_rules.procedure.chain import read_receipt
from cluster_rules.procedure.entries import ActivityLogged
from cluster_rules.procedure.forms import Desk
from cluster_rules.procedure.forms.publicity import publicity_notice
from cluster_rules.procedure.forms.self_check import self_check
from cluster_rules.procedure.papers import Papers
from tests.procedure.world import BASE, CALENDAR, PROCEEDING, RULES, SHEET, Case, day

NMG = Proceeding(load("nmg-advanced-manufacturing-cluster", edition="provisional"), CALENDAR)
FILE = Path(__file__).with_name("refused.toml")

YEAR = """\
years:
  - year: 2027
    source: 测试用（虚构）
    holidays:
      - {name: 元旦, from: 2027-01-01, to: 2027-01-03}
    make_up_days:
      - {day: 2027-01-09, name: 元旦}
"""


def published(folder):
    return Case(folder / "a.case").until_publicity()


def confirmed(folder):
    case = published(folder)
    case.step("认定", "2025-04-15")
    return case


def opened(folder):
    return Case(folder / "a.case")


def filed(folder):
    case = opened(folder)
    case.facts("2025-03-03")
    return case


def calendar(old="", new="", text=YEAR):
    """A calendar file with one mistake."""

    def read(folder):
        path = folder / "calendar.yaml"
        path.write_text(text.replace(old, new) if old else text, encoding="utf-8")
        load_calendar(path)

    return read


def tampered(statement, receipt=None):
    """A case file that somebody changed behind our back."""

    def verify(folder):
        case = published(folder)
        connection = sqlite3.connect(case.file.path)
        connection.executescript(f"DROP TRIGGER never_changed; DROP TRIGGER never_deleted; {statement}")
        connection.close()
        raise RulesError(case.file.problems([receipt] if receipt else []))

    return verify


def command(*arguments):
    """What the command says of its options."""

    def run(folder):
        case = opened(folder)
        base = [str(case.file.path), "--rulesets", str(BASE), "--today", "2025-03-04"]
        case_add.command(words("zh"), "zh", "add").main([*base, *arguments], standalone_mode=False)

    return run


def second_file(folder):
    other = folder / "other.case"
    with closing(sqlite3.connect(other)) as connection:
        connection.executescript("CREATE TABLE t (x); INSERT INTO t VALUES (1)")
    CaseFile(other).entries()


def no_database(folder):
    (folder / "x.case").write_text("这不是案卷" * 500, encoding="utf-8")
    CaseFile(folder / "x.case").entries()


def busy(folder):
    case, patience = opened(folder), store.PATIENCE
    lock = sqlite3.connect(case.file.path, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    store.PATIENCE = 0.01
    try:
        case.log("2025-03-04")
    finally:
        store.PATIENCE = patience
        lock.close()


def other_event(folder):
    case = opened(folder)
    for on in ("2025-03-04", "2025-03-05"):
        event = Event(ActivityLogged("服务", "走访"), day(on), key="k-1")
        case.file.append(event, day("2025-03-05"), admit=PROCEEDING.admit)


def without_publicity(folder):
    entries = opened(folder).file.entries()
    steps = {name: step for name, step in RULES.ruleset.procedure.steps.items() if not step.objections}
    proceeding = with_procedure(replace(RULES.ruleset.procedure, steps=steps))
    publicity_notice(Desk(Papers(proceeding, entries, day("2025-03-04"))))


def documents_of_all(folder):
    case = opened(folder)
    made = case_documents.command(words("zh"), "zh", "documents")
    made.main([str(case.file.path), "--rulesets", str(BASE), "--today", "2025-03-04"], standalone_mode=False)


def facts(**changed):
    return {**SHEET, **changed}


def with_procedure(procedure):
    return Proceeding(replace(RULES, ruleset=replace(RULES.ruleset, procedure=procedure)), CALENDAR)


def another_result(folder):
    """A result that the next step does not want, and that does not end the procedure either."""
    procedure = RULES.ruleset.procedure
    reviewed = replace(procedure.steps["审查"], results=(Result("合格"), Result("缓议")))
    case = Case(
        folder / "a.case", proceeding=with_procedure(replace(procedure, steps={**procedure.steps, "审查": reviewed}))
    )
    case.facts("2025-03-03")
    case.step("申请", "2025-03-03", "申请书")
    case.step("审查", "2025-03-04", result="缓议")
    case.step("公示", "2025-03-05")


def persons(folder):
    row = {"人员代号": "某某某", "人才计划": "院士", "级别": "国家级"}
    Case(folder / "a.case", proceeding=NMG).facts("2025-03-03", {"registers": {"人才": {"rows": [row]}}})


def corrections_without_facts(folder):
    case = filed(folder)
    case.correct("负债率", "50%", "2025-03-04")
    PROCEEDING.sheet(replace(case.state, facts=case.state.facts[1:]))


def unknown_year(folder):
    """Publicity from the end of the last year whose schedule is known."""
    last = max(CALENDAR.years)
    case = Case(folder / "a.case", proceeding=NMG)
    case.step("9.4", f"{last}-12-28", despite="测试（虚构）")
    case.step("9.5", f"{last + 1}-02-01")


#: Name (a code, and what is special) → what is done in an empty folder.
CASES = {
    "CR540": lambda f: filed(f).correct("专家判断[2.6].结论", "符合", "2025-03-04", new_row=True),
    "CR541": lambda f: filed(f).correct("企业[F-9].产值", "1", "2025-03-04"),
    "CR542": lambda f: filed(f).correct("企业[F-0].产值", "1", "2025-03-04", new_row=True),
    "CR543": lambda f: opened(f).facts("2025-03-03", facts(facts={"负债率": Fraction(1, 3)})),
    "CR544": lambda f: filed(f).correct("企业[F-0].产直", "1", "2025-03-04"),
    "CR545": command("--step", "申请", "--activity", "服务"),
    "CR546": command("--activity", "服务", "--text", "走访", "--year", "2024"),
    "CR547": command("--activity", "服务"),
    "CR548": command("--step", "申请", "--document", "申请书=没有的文件.pdf"),
    "CR550": lambda f: [opened(f), opened(f)],
    "CR551": lambda f: Case(f / "没有的文件夹" / "a.case"),
    "CR552": lambda f: CaseFile(f / "a.case").entries(),
    "CR553": second_file,
    "CR554": busy,
    "CR555": no_database,
    "CR556": tampered("DELETE FROM entry WHERE number = 3"),
    "CR557": tampered(
        "UPDATE entry SET content = CAST(replace(CAST(content AS TEXT), '2025', '2024') AS BLOB) WHERE number = 3"
    ),
    "CR558": lambda f: CaseFile.imported(f / "a.case", b"{}\n", "案卷.jsonl"),
    "CR559": tampered(
        "UPDATE entry SET number = 99 WHERE number = 4; UPDATE entry SET number = 4 WHERE number = 5;"
        "UPDATE entry SET number = 5 WHERE number = 99"
    ),
    "CR560": tampered("DELETE FROM entry WHERE number = 5"),
    "CR561": tampered("DELETE FROM entry WHERE number = 5; UPDATE sqlite_sequence SET seq = 4", Receipt(5, "0" * 64)),
    "CR562": tampered("SELECT 1", Receipt(3, "0" * 64)),
    "CR563": lambda f: read_receipt("第三条"),
    "CR564": other_event,
    "CR565": lambda f: opened(f).add(ActivityLogged("服务", "走访"), "2025-03-05", recorded="2025-03-04"),
    "CR566": lambda f: published(f).log("2025-03-05"),
    "CR567": lambda f: opened(f).log("2525-03-05"),
    "CR568": lambda f: opened(f).add(ActivityLogged("服务", "走访 11010519491231002X"), "2025-03-04"),
    "CR569": persons,
    "CR570": lambda f: fold(()),
    "CR571": corrections_without_facts,
    "CR572": lambda f: with_procedure(None).procedure,
    "CR573": lambda f: [case := opened(f), case.end("2025-03-04"), case.log("2025-03-05")],
    "CR574": lambda f: [case := opened(f), case.add(case.state.case, "2025-03-04")],
    "CR575": lambda f: opened(f).correct("负债率", "50%", "2025-03-04"),
    "CR576": lambda f: Case(f / "a.case", proceeding=NMG).step("13", "2025-03-04"),
    "CR577": lambda f: filed(f).step("审查", "2025-03-04", result="合格"),
    "CR578": another_result,
    "CR579": lambda f: [
        case := filed(f),
        case.step("申请", "2025-03-10", "申请书"),
        case.step("审查", "2025-03-09", result="合格", recorded="2025-03-10"),
    ],
    "CR580": unknown_year,
    "CR581": lambda f: published(f).step("认定", "2025-04-14"),
    "CR582": lambda f: opened(f).step("申请", "2025-03-04"),
    "CR583": lambda f: [
        case := filed(f),
        case.step("申请", "2025-03-03", "申请书"),
        case.step("审查", "2025-03-04", result="通过"),
    ],
    "CR584": lambda f: opened(f).step("申请", "2025-03-04", "申请书", about_year=2024),
    "CR585": lambda f: published(f).step("申请", "2025-04-05", "申请书"),
    "CR586": lambda f: [
        case := published(f),
        case.correct("负债率", "61%", "2025-04-05"),
        case.step("认定", "2025-04-15"),
    ],
    "CR587": lambda f: [
        case := opened(f),
        case.facts("2025-03-03", facts(registers={"企业": {"complete": "是", "rows": []}})),
        case.step("申请", "2025-03-03", "申请书"),
        case.step("审查", "2025-03-04", result="合格"),
    ],
    "CR588": lambda f: [case := published(f), case.object("2025-04-05"), case.step("认定", "2025-04-15")],
    "CR589": lambda f: opened(f).step("服务", "2025-03-04"),
    "CR590": lambda f: opened(f).log("2025-03-04", step="审查"),
    "CR591": lambda f: opened(f).object("2025-03-04"),
    "CR592": lambda f: published(f).settle(5, "rejected", "2025-04-05"),
    "CR593": lambda f: opened(f).step("申请", "2025-03-04", "申请书", actor="机关"),
    "CR594": lambda f: opened(f).step("申请", "2025-03-04", "申请书", ranking="第 1 名"),
    "CR595": lambda f: confirmed(f).step("年报", "2026-03-30", "年度报告"),
    "CR596": lambda f: opened(f).withdraw(1, "2025-03-04"),
    "CR597": lambda f: published(f).withdraw(3, "2025-04-05"),
    "CR599": command("--step", "申请", "--on", "3月4日"),
    "CR800": calendar(text=YEAR + YEAR.partition("\n")[2]),
    "CR821": calendar("year: 2027", "year: 明年"),
    "CR822": calendar("from: 2027-01-01", "from: 2026-12-31"),
    "CR823": calendar("2027", "2026", text=YEAR.partition("    make_up")[0]),
    "CR824": calendar("from: 2027-01-01", "from: 2027-01-04"),
    "CR850": lambda f: self_check(Desk(Papers(PROCEEDING, opened(f).file.entries(), day("2025-03-04")))),
    "CR851": without_publicity,
    "CR852": documents_of_all,
    "CR825": calendar("day: 2027-01-09", "day: 2027-01-08"),
}


def note(name):
    """What the case is refused with, in both languages; the folder that it happened in is left out."""
    with tempfile.TemporaryDirectory() as folder, redirect_stderr(io.StringIO()):
        try:
            CASES[name](Path(folder))
        except RulesError as error:
            both = {
                locale: "\n".join(d.render(locale) for d in error.diagnostics).replace(f"{folder}/", "")
                for locale in ("zh", "en")
            }
            return [d.code for d in error.diagnostics], both
    raise AssertionError(f"{name} is accepted")


def expected():
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def main():
    parts = []
    for name in CASES:
        codes, both = note(name)
        said = "\n".join(f"{locale} = '''\n{text}'''" for locale, text in both.items())
        parts.append(f"[{name}]\ncodes = {json.dumps(codes)}\n{said}\n")
    FILE.write_text("\n".join(parts), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
