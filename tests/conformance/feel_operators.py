"""Every operator of FEEL on every pair of kinds: the tables in `feel_operators.txt`, written and read.

`python -m tests.conformance.feel_operators` writes them anew. Review the difference against the standard.
"""

from pathlib import Path

from cluster_rules.language.formula import evaluate_expression

FILE = Path(__file__).with_name("feel_operators.txt")
HEAD = """# Every operator of FEEL on every pair of kinds of values.
# First the two values of each kind, one kind a line: name: left value; right value. Then one table for each operator,
# a line for each kind on the left, a column for each kind on the right. A cell is the value of `left operator right`;
# · is null because the operator is not defined for the kinds (diagnostic CR354, or CR363 for a connective); a value with
# · is one with such a diagnostic; null is null without one. In the table of `in` the right value is a test; in that of `between` it is both ends.
"""
VALUES = {
    "number": ("7", "2"),
    "string": ('"b"', '"a"'),
    "boolean": ("true", "false"),
    "date": ('@"2025-03-31"', '@"2025-03-01"'),
    "time": ('@"10:00:00"', '@"08:30:00"'),
    "date and time": ('@"2025-03-31T10:00:00"', '@"2025-03-01T08:30:00"'),
    "years and months duration": ('@"P14M"', '@"P1Y"'),
    "days and time duration": ('@"P2D"', '@"PT12H"'),
    "list": ("[1, 2]", "[1, 3]"),
    "context": ("{a: 1}", "{a: 2}"),
    "range": ("[1..5]", "[2..3]"),
    "function": ("(function(x) x)", "(function(x) x)"),
    "null": ("null", "null"),
}
OPERATORS = ["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in", "between"]
UNDEFINED = {"CR354", "CR363"}


def expression(operator, left, right):
    return f"{left} between {right} and {right}" if operator == "between" else f"{left} {operator} {right}"


def cell(operator, left, right):
    """The value as text, and a point after it where there is a diagnostic too."""
    found = evaluate_expression(expression(operator, left, right))
    codes = {diagnostic.code for diagnostic in found.diagnostics}
    assert codes <= UNDEFINED, (operator, left, right, codes)
    if found.value is None:
        return "·" if codes else "null"
    value = evaluate_expression(f"string({expression(operator, left, right)})").value
    return f"{value} ·" if codes else value


def table(operator):
    rows = [["", *VALUES]]
    for kind, (left, _) in VALUES.items():
        rows.append([kind, *(cell(operator, left, right) for _, right in VALUES.values())])
    return [" | ".join(row) for row in rows]


def text():
    values = [f"{kind}: {left}; {right}" for kind, (left, right) in VALUES.items()]
    tables = ["\n".join([f"operator {operator}", *table(operator)]) for operator in OPERATORS]
    return "\n".join([HEAD, *values, "", "\n\n".join(tables), ""])


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8", newline="\n")
