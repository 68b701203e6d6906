"""Every limit refuses with its own code, before its cost is met; nothing hangs, crashes or swells."""

import dataclasses
import datetime as dt
import sys
from decimal import Decimal
from enum import IntEnum, StrEnum

import pytest

from cluster_rules.errors import RulesError
from cluster_rules.language import parse
from cluster_rules.language.formula import evaluate_expression
from cluster_rules.model.limits import Limits
from cluster_rules.model.numbers import brief_number, format_number, parse_number
from tests.language.hostile import HOSTILE, LIMITS, RECURSIVE


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_formula_ends_within_its_steps(name):
    text, outcome = HOSTILE[name]
    assert came_to(text, LIMITS) == outcome


@pytest.mark.parametrize("text", RECURSIVE, ids=lambda text: text[:40])
def test_a_function_that_calls_itself_is_stopped(text):
    assert came_to(text, Limits()) == "! CR374"


def came_to(text, limits):
    try:
        found = evaluate_expression(text, limits=limits, now=dt.datetime(2025, 3, 31, tzinfo=dt.UTC))
    except RulesError as refused:
        return f"! {refused.diagnostics[0].code}" if refused.diagnostics[0].place.line == 1 else "no place"
    return ",".join(sorted({diagnostic.code for diagnostic in found.diagnostics}))


#: For each limit of a formula: a small value, a text that passes it and one that does not, and the code.
EACH = {
    "text": (9, "1 + 2 + 3", "1 + 2 + 34", "CR320"),
    "depth": (3, "((1))", "((((1))))", "CR321"),
    "nodes": (5, "[1, 2, 3]", "[1, 2, 3, 4, 5]", "CR322"),
    "digits": (3, "123", "1234", "CR323"),
    "exponent": (3, "1e3", "1e4", "CR324"),
    "steps": (10, "1 + 2", "1 + 2 + 3 + 4 + 5 + 6", "CR371"),
    "items": (3, "for i in 1..3 return i", "for i in 1..4 return i", "CR372"),
    "characters": (3, "“一” + “二三”", "“一二” + “三四”", "CR373"),
    "pattern": (3, "matches(“a”, “a+$”)", "matches(“a”, “^a+$”)", "CR375"),
    "levels": (4, "-(-(-1))", "-(-(-(-1)))", "CR374"),
}
#: Limits of rulesets: tests/rejected.
OF_RULESETS = {"expanded", "expanded_depth"}


@pytest.mark.parametrize("name", EACH)
def test_a_limit_can_be_set_and_refuses_with_its_code(name):
    value, within, beyond, code = EACH[name]
    limits = Limits(**{name: value})
    assert not came_to(within, limits).startswith("!")
    assert came_to(beyond, limits) == f"! {code}"


def test_every_limit_has_its_case():
    assert {field.name for field in dataclasses.fields(Limits)} == EACH.keys() | OF_RULESETS


#: With ten steps to spend, all of these are refused by what they would come to and not by what they have cost.
AT_ONCE = {
    "CR320": "1" * 10**7,
    "CR321": "(" * 4000,
    "CR323": "9" * 4000,
    "CR324": "1e999999999",
    "CR372": "for i in 1..1000000000 return i",
}


@pytest.mark.parametrize("code", AT_ONCE)
def test_a_refusal_comes_before_the_work(code):
    assert came_to(AT_ONCE[code], Limits(steps=10)) == f"! {code}"


def test_numbers_are_written_whatever_the_host_allows():
    usual = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    try:
        assert came_to("sublist([1], 9 ** 3500)", LIMITS) == "CR356"
        assert came_to("date(9 ** 3500, 1, 1)", LIMITS) == "CR355"
        assert came_to("[1][9 ** 3500]", LIMITS) == "CR359"
        assert len(format_number(9**3500)) == 3340
        assert brief_number(9**3500) == "7.059647843E+3339"
        assert parse_number("0" * 100_000 + "1") == 1
    finally:
        sys.set_int_max_str_digits(usual)


@pytest.mark.parametrize(
    "text",
    [
        *("[1][exp(9699)]", "[1][decimal(1 / 3, 6000)]", "sublist([1], exp(9699))", "1 / exp(-9699)", "exp(9701)"),
        *("[1][modulo(9 ** 3300 / 7, 5 / 9 ** 3300 / 11)]", "number(“" + "0" * 3000 + "x”)"),
        *("context put({}, for i in 1..2000 return “a”, 1)", "date(1 / 9 ** 3500, 1, 1)"),
    ],
)
def test_numbers_beyond_the_range_are_null_or_refused(text):
    assert came_to(text, LIMITS)


def test_zeros_in_front_cost_nothing():
    made = "string join(for i in 1..9000 return “0000000000”, “”)"
    assert evaluate_expression(f"number({made} + “7”)").value == 7


def test_a_caller_that_stands_deep_gets_a_refusal_too():
    def deeper(levels):
        if levels:
            return deeper(levels - 1)
        return came_to("[" * 60 + "1" + "]" * 60, Limits())

    outcomes = set()
    most = sys.getrecursionlimit()
    for levels in range(most // 2, most, 10):
        try:
            outcomes.add(deeper(levels))
        except RecursionError:
            break
    assert outcomes <= {"", "! CR374", "! CR321"}
    assert len(outcomes) > 1


class Colour(IntEnum):
    RED = 3


class Word(StrEnum):
    RED = "红"


def test_values_of_derived_types_are_the_values_they_derive_from():
    found = evaluate_expression("[数 + 1, 文 + “色”, 文 instance of string]", {"数": Colour.RED, "文": Word.RED})
    assert found.value == [4, "红色", True]


def test_a_decimal_with_a_million_digits_is_refused():
    with pytest.raises(RulesError, match="CR376"):
        evaluate_expression("a", {"a": Decimal("1." + "1" * 1_000_000)})


#: Texts that grow by the part in the middle.
GROWING = {
    "sums": ("1", " + 企业.产值 * 2", ""),
    "lists": ("[1", ", 产值", "]"),
    "calls": ("f(1", ", g(产值, 2)", ")"),
    "conditions": ("a", " and b > 2% or c", ""),
    "tests": ("a in (1", ", [2..3]", ")"),
    "texts": ("“", "\\n甲", "”"),
    "comments": ("1", " /* * / 甲 */", ""),
    "full width": ("１", "　＋　２", ""),
    "names": ("", "甲·", "乙"),
    "accents": ("a", "\u0301\u0323", ""),
    "types": ("function(a: number", ", b{}: list<number>", ") 1"),
    "entries": ("{a: 1", ", b{}: 2", "}"),
    "loops": ("for a in b", ", c in d", " return 1"),
    "left open": ("[1", ", 产值", ""),
    "strange": ("1", " + 企业.产值 * 2", " ◇"),
}


@pytest.mark.parametrize("name", GROWING)
def test_reading_costs_what_the_text_is_long(name):
    start, middle, end = GROWING[name]
    calls("◇")  # the first refusal of all loads the messages
    one, two = (calls(start + "".join(middle.format(n) for n in range(count)) + end) for count in (150, 300))
    assert two < 2.2 * one


def calls(text):
    """How many functions are called to read `text`, those of C included."""
    counted = [0]

    def count(frame, event, argument):
        counted[0] += event in ("call", "c_call")

    limits = Limits(text=100_000, depth=320, nodes=100_000)
    sys.setprofile(count)
    try:
        parse(text, limits=limits)
    except RulesError:
        pass
    finally:
        sys.setprofile(None)
    return counted[0]
