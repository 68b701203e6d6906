"""Write `notes.toml` anew from the formulas in it: `python -m tests.language.make_notes`. Review the difference.

Each is a formula alone and the first thing that is said of it, in both languages.
"""

import datetime as dt
import tomllib
from pathlib import Path

from cluster_rules.errors import RulesError
from cluster_rules.language.formula import evaluate_expression

FILE = Path(__file__).with_name("notes.toml")
CONTEXT = {
    "企业": [
        {"名称": "甲", "产值": 20_000_000_000, "规上": True, "成立": dt.date(2012, 5, 1)},
        {"名称": "乙", "产值": None, "规上": False, "成立": dt.date(2020, 2, 29)},
    ],
    "占比": 1,
    "空": [],
}


def note(formula):
    """The first diagnostic of a formula, whether it has a value or none."""
    try:
        return evaluate_expression(formula, CONTEXT).diagnostics[0]
    except RulesError as refused:
        return refused.diagnostics[0]


def main():
    cases = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]
    blocks = []
    for case in cases:
        found = note(case["formula"])
        blocks.append(
            f"[[case]]\nformula = '''{case['formula']}'''\ncode = \"{found.code}\"\n"
            f"zh = '''\n{found.render('zh')}'''\nen = '''\n{found.render('en')}'''\n"
        )
    FILE.write_text("\n".join(blocks), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
