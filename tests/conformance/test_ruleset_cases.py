"""What expressions in rulesets mean: our cases on every engine and on the naive definition, and what has no case."""

import pytest

from cluster_rules.backends.base import backend_names, load_backend
from cluster_rules.backends.scalar import compile_expression
from cluster_rules.compiler.calls import SPECIAL
from cluster_rules.errors import RulesError
from cluster_rules.language import parse
from cluster_rules.model import expressions as tree
from cluster_rules.model.types import BooleanType
from cluster_rules.semantics.functions import BUILT_IN, LIST_FUNCTIONS
from tests.conformance import ruleset_operators
from tests.conformance.ruleset_mode import (
    as_ruleset,
    compiled,
    content,
    expected,
    facts,
    naively,
    outcome,
    said,
    shown,
    why,
)

CASES = content()["cases"]
STATUS = {True: {"met"}, False: {"not_met"}, None: {"unknown", "needs_judgement"}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cases")


def name(case):
    return f"{case['of']}: {case['in']}"


@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_case(case, folder):
    formula, bound = compiled(case["in"], folder), facts(folder, case["of"])
    wanted = expected(case["is"]), set(case.get("why", []))
    value = compile_expression(formula)(bound)
    assert (shown(value, formula.type), why(value)) == wanted
    assert naively(formula, bound) == wanted


@pytest.mark.parametrize("backend", backend_names())
@pytest.mark.parametrize("sheet", content()["sheets"])
def test_every_backend_decides_the_cases(backend, sheet, folder):
    engine = load_backend(backend)
    if engine.capabilities.extra:
        pytest.importorskip({"durable": "durable.engine"}.get(engine.capabilities.extra, engine.capabilities.extra))
    cases = [case for case in CASES if case["of"] == sheet]
    formulas = [compiled(case["in"], folder) for case in cases]
    decided = engine.decide(as_ruleset(formulas, folder), facts(folder, sheet))
    findings = {finding.id: finding for finding in decided.findings}
    for number, (case, formula) in enumerate(zip(cases, formulas, strict=True)):
        finding, wanted = findings[str(number)], expected(case["is"])
        if isinstance(formula.type, BooleanType):
            assert finding.status in STATUS[wanted[0]], case
            assert wanted[0] is not None or said(finding.reasons) == set(case["why"]), case
        else:
            assert shown(finding.actual, formula.type) == wanted, case


def calls(text):
    """The names of the functions that a case calls."""
    pending, found = [parse(text)], set()
    while pending:
        node = pending.pop()
        if isinstance(node, tree.Call) and isinstance(node.function, tree.Name):
            found.add(node.function.name)
        pending.extend(tree.children(node))
    return found


@pytest.mark.parametrize("function", [f.name for f in LIST_FUNCTIONS])
def test_a_function_over_lists_has_a_case_known_and_one_with_gaps(function):
    having = [case for case in CASES if function in calls(case["in"])]
    assert any(case["of"] == "全" and "why" not in case for case in having)
    assert any("why" in case for case in having)


@pytest.mark.parametrize("function", BUILT_IN, ids=lambda function: function.name)
def test_every_parameter_of_a_function_has_a_case_known_and_one_missing(function):
    having = [case for case in CASES if function.name in calls(case["in"])]
    assert any("why" not in case for case in having)
    for index in range(len(function.parameters)):
        assert any(_is_open(case, function.name, index) for case in having), index


def _is_open(case, function, index):
    """Whether the argument at `index` is what the reasons of the case are about."""
    pending = [parse(case["in"])]
    while pending:
        node = pending.pop()
        if isinstance(node, tree.Call) and node.function == tree.Name(function):
            names = {n.name for n in _nodes(node.arguments[index]) if isinstance(n, tree.Name)}
            return any(reason.split(" ")[-1] in names for reason in case.get("why", []))
        pending.extend(tree.children(node))
    return False


def _nodes(node):
    yield node
    for child in tree.children(node):
        yield from _nodes(child)


#: Calls with one argument of another kind, or with another number of arguments.
REFUSED = [
    ("count(产值)", "CR208"), ("count()", "CR222"), ("sum(企业)", "CR386"), ("sum(企业.行业)", "CR202"),
    ("sum(产值, 占比)", "CR203"), ("mean(企业.登记)", "CR202"), ("mean(企业.研发, 企业.职工)", "CR222"),
    ("min(企业.行业)", "CR202"), ("min(产值, 占比)", "CR202"), ("max(企业)", "CR386"), ("max(类别, 类别)", "CR202"),
    ("median(企业.登记)", "CR202"), ("median()", "CR222"), ("distinct values(产值)", "CR208"),
    ("count(distinct values(企业))", "CR386"), ("not(占比)", "CR205"), ("not(已备案, 已备案)", "CR222"),
    ("有效(基准日)", "CR223"), ("count(企业[有效(基准日)])", "CR223"), ("count(证书[有效(3 年)])", "CR396"),
    ("all(企业.职工)", "CR202"), ("any(企业)", "CR386"), ("list contains(产值, 1 亿元)", "CR208"),
    ("list contains(企业.行业)", "CR222"), ("list contains(企业.行业, 3)", "CR396"),
    ("abs(名称)", "CR395"), ("abs(占比, 占比)", "CR222"), ("floor(产值)", "CR395"), ("floor()", "CR222"),
    ("ceiling(类别)", "CR395"), ("ceiling(1, 2)", "CR222"), ("year(占比)", "CR395"), ("year()", "CR222"),
    ("month(名称)", "CR395"), ("month(基准日, 1)", "CR222"), ("contains(占比, 名称)", "CR395"),
    ("contains(名称, 占比)", "CR395"), ("contains(名称)", "CR222"), ("starts with(3, 名称)", "CR395"),
    ("starts with(名称, 3)", "CR395"), ("starts with(名称)", "CR222"), ("ends with(基准日, 名称)", "CR395"),
    ("ends with(名称, 已备案)", "CR395"), ("ends with()", "CR222"), ("string length(占比)", "CR395"),
    ("string length()", "CR222"),
]  # fmt: skip


@pytest.mark.parametrize("text, code", REFUSED)
def test_a_call_is_refused(text, code, folder):
    assert outcome(text, folder) == code


@pytest.mark.parametrize("function", BUILT_IN, ids=lambda function: function.name)
def test_every_parameter_of_a_function_has_a_refused_case(function, folder):
    refused = set()
    for text, code in REFUSED:
        if code == "CR395" and text.startswith(f"{function.name}("):
            with pytest.raises(RulesError) as caught:
                compiled(text, folder)
            refused.add(int(caught.value.diagnostics[0].values["index"]))
    assert refused == set(range(1, len(function.parameters) + 1))
    assert any(text.startswith(f"{function.name}(") for text, code in REFUSED if code == "CR222")


def test_every_function_over_lists_is_refused_somewhere():
    called = set().union(*(calls(text) for text, _ in REFUSED))
    assert {f.name for f in LIST_FUNCTIONS} <= called
    assert {f.name for f in LIST_FUNCTIONS} == SPECIAL.keys()


def test_the_tables_of_operators_are_current(folder):
    text = ruleset_operators.FILE.read_text(encoding="utf-8")
    assert text == ruleset_operators.text(folder), "run python -m tests.conformance.ruleset_operators"


def test_the_tables_have_every_operator_and_every_kind():
    assert ruleset_operators.operators() == set(ruleset_operators.OPERATORS)


@pytest.mark.parametrize("operator", ruleset_operators.OPERATORS)
def test_every_cell_with_a_value_is_what_the_naive_definition_says(operator, folder):
    for left, right in ruleset_operators.pairs():
        text = ruleset_operators.expression(operator, left, right)
        if not outcome(text, folder):
            formula, bound = compiled(text, folder), facts(folder, "全")
            value = compile_expression(formula)(bound)
            assert naively(formula, bound) == (shown(value, formula.type), why(value)), text
