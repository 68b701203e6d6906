"""Expressions of rulesets beside a fact sheet: compiled, and evaluated by every engine and by the naive definition."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from cluster_rules.compiler import calls, listing
from cluster_rules.compiler.dictionary import build_dictionary
from cluster_rules.compiler.lowering import scalar
from cluster_rules.compiler.scope import Scope, World
from cluster_rules.compiler.state import Compilation
from cluster_rules.compiler.surface import load_surface
from cluster_rules.errors import RulesError
from cluster_rules.facts import bind, read_sheet
from cluster_rules.language import parse
from cluster_rules.language.formula import evaluate_expression
from cluster_rules.language.places import ExpressionError
from cluster_rules.model import ir
from cluster_rules.model.ruleset import Comparand, Condition, Criterion, Edition, Ruleset, Test
from cluster_rules.model.types import BooleanType, DateType, TextType
from cluster_rules.model.values import Partial, reasons_of
from tests.naive.bounds import INF, Texts, Truth
from tests.naive.outer import outer

FILE = Path(__file__).with_name("ruleset_cases.yaml")
# The nodes of lists and calls register themselves.
LOWERED = (calls, listing)

MEASURE = """measure: cases
title: 用例
title_en: Cases
issuer: 测试
editions:
  - {id: v1, title: 用例, title_en: Cases, status: draft, issued_on: unknown, effective_from: unknown, effective_until: unknown}
"""
RULESET = """measure: cases
edition: v1
version: 1.0.0
language: 1
text: text.txt
facts: facts.yaml
conditions: []
"""


@cache
def content():
    return yaml.load(FILE.read_text(encoding="utf-8"), yaml.BaseLoader)


@cache
def dictionary(folder: Path):
    """The fact dictionary of the cases, compiled in an empty folder."""
    files = {
        "measure.yaml": MEASURE,
        "ruleset.yaml": RULESET,
        "text.txt": "",
        "facts.yaml": json.dumps(content()["facts"]),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    state = Compilation(load_surface(folder))
    build_dictionary(state)
    assert state.diagnostics == []
    return state.dictionary


@cache
def facts(folder: Path, sheet: str):
    return bind(read_sheet({"subject": "用例", **content()["sheets"][sheet]}), dictionary(folder))


def compiled(text: str, folder: Path):
    """The typed expression. Raises `RulesError`."""
    try:
        return scalar(parse(text), Scope(World(dictionary(folder), {})))
    except ExpressionError as error:
        raise error.refused(text, None) from None


def outcome(text: str, folder: Path) -> str:
    """The code with which `text` is refused; empty where it is not."""
    try:
        compiled(text, folder)
    except RulesError as refused:
        return refused.diagnostics[0].code
    return ""


def expected(text: str):
    """Low end, high end and whether it is undefined, of a value as the cases write it."""
    if text in ("true", "false", "unknown"):
        value = {"true": True, "false": False, "unknown": None}[text]
        return value, value, False
    if text == "undefined":
        return None, None, True
    low, dots, high = text.partition("..")
    return number(low), number(high if dots else low), False


def number(text: str):
    if not text:
        return None
    found = evaluate_expression(f'@"{text}"' if text[:4].isdigit() and text[4:5] == "-" else text)
    assert not found.diagnostics, text
    return found.value


def shown(value: object, kind):
    """The same of a value that an engine gives."""
    if isinstance(kind, BooleanType):
        value = None if isinstance(value, Partial) else value
        return value, value, False
    if isinstance(value, Partial):
        if isinstance(kind, TextType):
            return value.options, value.options, value.undefined
        return (None, None, True) if value.undefined else (value.low, value.high, False)
    return value, value, False


def said(reasons) -> set[str]:
    return {reason.kind if reason.kind == "undefined" else f"{reason.kind} {reason.path}" for reason in reasons}


def why(value: object) -> set[str]:
    return said(reasons_of(value))


def naively(formula, bound):
    """What the naive definition says: ends, whether it is undefined, reasons."""
    found = outer(formula, bound)
    if isinstance(found, Truth):
        return (found.value, found.value, False), said(found.reasons) if found.value is None else set()
    if found.undefined:
        return (None, None, True), said(found.reasons)
    ends = (
        (found.options, found.options)
        if isinstance(found, Texts)
        else (end(found.low, formula), end(found.high, formula))
    )
    return (*ends, False), said(found.reasons)


def end(value, formula):
    if abs(value) == INF:
        return None
    return date.fromordinal(int(value)) if isinstance(formula.type, DateType) else value


def as_ruleset(formulas, folder):
    """A ruleset with one criterion for each formula, by number: its truth, or a comparison that measures it."""
    criteria = tuple(_criterion(str(number), formula) for number, formula in enumerate(formulas))
    condition = Condition("1", "1", "", "", criteria, standing=False)
    edition = Edition("cases", "v1", "用例", "Cases", "测试", "draft")
    return Ruleset(edition, "1", dictionary(folder), (condition,), {}, (), "0", "0")


def _criterion(name, formula):
    if isinstance(formula.type, BooleanType):
        return Criterion(name, "1", "", "number", "", "", {(): Test(formula, (), "")})
    line = ir.Constant(formula.type, date(1, 1, 1) if isinstance(formula.type, DateType) else 0)
    above = ir.Comparison(">=", formula, line)
    return Criterion(name, "1", "", "number", "", "", {(): Test(above, (Comparand(above, None),), "")})
