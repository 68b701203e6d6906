"""Every operator in rulesets on every pair of kinds: the tables in `ruleset_operators.txt`.

`python -m tests.conformance.ruleset_operators` writes them anew. Review the difference against the page on meaning.
"""

import tempfile
from itertools import product
from pathlib import Path

from cluster_rules.backends.scalar import compile_expression
from cluster_rules.language.levels import BINDING
from cluster_rules.model.numbers import format_number
from cluster_rules.model.types import NumberType
from cluster_rules.model.units import base_unit
from cluster_rules.model.values import Partial
from tests.conformance.ruleset_mode import compiled, facts, outcome

FILE = Path(__file__).with_name("ruleset_operators.txt")
HEAD = """# Every operator in rulesets on every pair of kinds, with the facts of `ruleset_cases.yaml` and the sheet 全.
# First the two values of each kind: name: left value; right value. Then one table for each operator, a line for each
# kind on the left, a column for each kind on the right. A cell is the value of `left operator right` in base units, or
# the code with which it is refused. In the table of `between` the right value is both ends.
"""
VALUES = {
    "数": ("7", "2"),
    "比例": ("占比", "3%"),
    "金额": ("产值", "20 万元"),
    "家数": ("count(企业)", "2 家"),
    "件数": ("count(证书)", "2 项"),
    "日数": ("40 日", "31 日"),
    "月数": ("14 个月", "1 年"),
    "文字": ("类别", '"乙类"'),
    "是非": ("已备案", "false"),
    "日期": ("基准日", '@"2025-03-01"'),
    "记录": ("企业", "证书"),
    "列": ("企业.职工", "证书.编号"),
    "写出的列表": ("[7, 8]", "[7, 9]"),
}
OPERATORS = ["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in", "between"]


def operators():
    """The binary operators of the language."""
    return {operator for operator in BINDING if operator not in ("instance", ".", "[", "(")}


def pairs():
    return [(left, right) for (left, _), (_, right) in product(VALUES.values(), repeat=2)]


def expression(operator, left, right):
    return f"{left} between {right} and {right}" if operator == "between" else f"{left} {operator} {right}"


def cell(text, folder):
    if code := outcome(text, folder):
        return code
    formula = compiled(text, folder)
    value = compile_expression(formula)(facts(folder, "全"))
    if isinstance(value, Partial):
        return "undefined" if value.undefined else "unknown"
    if isinstance(formula.type, NumberType):
        return f"{format_number(value)} {base_unit(formula.type.dimension).symbol}".rstrip()
    return {True: "true", False: "false"}.get(value, str(value))


def table(operator, folder):
    rows = [["", *VALUES]]
    for kind, (left, _) in VALUES.items():
        rows.append([kind, *(cell(expression(operator, left, right), folder) for _, right in VALUES.values())])
    return [" | ".join(row) for row in rows]


def text(folder):
    values = [f"{kind}: {left}; {right}" for kind, (left, right) in VALUES.items()]
    tables = ["\n".join([f"operator {operator}", *table(operator, folder)]) for operator in OPERATORS]
    return "\n".join([HEAD, *values, "", "\n\n".join(tables), ""])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        FILE.write_text(text(Path(made)), encoding="utf-8", newline="\n")
