"""Random texts for parser and evaluation: nothing but a value or a refusal may come back."""

from __future__ import annotations

import random
from decimal import Decimal

from cluster_rules.errors import RulesError
from cluster_rules.language.formula import evaluate_expression
from cluster_rules.model.limits import Limits
from cluster_rules.semantics.feel.library import FUNCTIONS

WORDS = [
    *(
        "1",
        "2.5",
        "-3",
        "0",
        "1e50",
        "300 亿元",
        "2%",
        '"a"',
        '"2024-02-30"',
        '"P1D"',
        '"(a+)+$"',
        '""',
        "true",
        "null",
    ),
    *('@"2024-02-29"', '@"P1M"', '@"-P3DT5H"', '@"10:00:00@Europe/Paris"', '@"2024-03-31T02:30:00@Europe/Paris"'),
    *(
        "x",
        "xs",
        "企业",
        "企业.产值",
        "[1, 2, 3]",
        "[]",
        "{a: 1}",
        "[1..5]",
        "(< 3)",
        "(null..4]",
        "function(a, b) a < b",
    ),
    *('@"-999999999-01-01"', '@"999999999-12-31T23:59:59Z"', "9 ** 999", "1/3", "?", "item", "partial"),
]
JOINTS = [
    "+",
    "-",
    "*",
    "/",
    "**",
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "and",
    "or",
    "in",
    "且",
    "，",
    ".",
    " instance of ",
]
NOISE = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "..",
    "if",
    "then",
    "else",
    "for",
    "return",
    "非",
    '"',
    "\\",
    "​",
    "。",
    "@",
]
CONTEXT = {"x": Decimal("0.02"), "xs": [3, 1, 2, None, "a"], "企业": [{"产值": 5, "名称": "甲"}, {"产值": None}]}
LIMITS = Limits(steps=20_000, items=2_000, characters=20_000)
FUNCTION_NAMES = sorted(FUNCTIONS)


def expression(random_: random.Random, depth: int) -> str:
    """A text that is mostly well formed."""
    if depth == 0 or random_.random() < 0.15:
        return random_.choice(WORDS)
    inner = [expression(random_, depth - 1) for _ in range(3)]
    return random_.choice(
        [
            f"{inner[0]} {random_.choice(JOINTS)} {inner[1]}",
            f"({inner[0]})",
            f"{random_.choice(FUNCTION_NAMES)}({', '.join(inner[: random_.randrange(4)])})",
            f"{inner[0]}[{inner[1]}]",
            f"({inner[0]}).{random_.choice(['a', '产值', 'year', 'start', 'time offset', '__class__'])}",
            f"if {inner[0]} then {inner[1]} else {inner[2]}",
            f"for x in {inner[0]} return {inner[1]}",
            f"some x in {inner[0]} satisfies {inner[1]}",
            f"{{a: {inner[0]}, b: {inner[1]}}}.b",
            f"{inner[0]} between {inner[1]} and {inner[2]}",
            f"(function(a, b) {inner[0]})({inner[1]}, {inner[2]})",
            f"[{', '.join(inner)}]",
        ]
    )


def text(random_: random.Random) -> str:
    """An expression, in one case of five damaged."""
    made = expression(random_, random_.randrange(1, 5))
    if random_.random() < 0.2:
        place = random_.randrange(len(made) + 1)
        made = made[:place] + random_.choice(NOISE) + made[place + random_.randrange(2) :]
    return made


def outcome(made: str) -> str:
    """What a text comes to: `value`, `null` or `refused`. All that is raised and no refusal goes through to the caller."""
    try:
        found = evaluate_expression(made, CONTEXT, limits=LIMITS)
    except RulesError as refused:
        return _with_places(made, refused)
    except BaseException as foreign:
        raise AssertionError(made) from foreign
    return "null" if found.value is None else "value"


def _with_places(made: str, refused: RulesError) -> str:
    assert all(diagnostic.place is not None and diagnostic.marked for diagnostic in refused.diagnostics), made
    return "refused"
