"""What is refused, with the exact note in both languages. `errors.toml` is written by `make_errors` and reviewed."""

import tomllib

import pytest

from cluster_rules.errors import Place, RulesError, catalogue
from cluster_rules.language import DEFAULT_LIMITS, Limits, diagnose, parse, parse_test, place_of
from cluster_rules.model.expressions import Span
from tests.language.make_errors import FILE, refusal

CASES = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:20])
def test_the_exact_note(case):
    found = refusal(case["text"], case.get("names", ()))
    assert found.code == case["code"]
    assert found.render("zh") == case["zh"]
    assert found.render("en") == case["en"]


def test_every_code_of_the_grammar_has_an_example():
    codes = {code for code in catalogue() if "CR301" <= code < "CR350"}
    assert codes == {case["code"] for case in CASES}


@pytest.mark.parametrize("code", [code for code in catalogue() if code.startswith("CR3")])
def test_every_code_has_its_wording_in_both_languages(code):
    assert {"zh", "en", "fix_zh", "fix_en"} <= set(catalogue()[code])


def test_a_place_counts_from_the_origin():
    with pytest.raises(RulesError) as caught:
        parse("a +\n  * 2", origin=Place("5-2.yaml", 12, 16))
    found = caught.value.diagnostics[0]
    assert str(found.place) == "5-2.yaml:13:3"
    with pytest.raises(RulesError) as caught:
        parse("a * * 2", origin=Place("5-2.yaml", 12, 16))
    assert str(caught.value.diagnostics[0].place) == "5-2.yaml:12:20"


def test_a_place_of_a_whole_file_stays_one():
    assert place_of("a", Place("5-2.yaml"), Span(0, 1)) == Place("5-2.yaml")


def test_a_diagnostic_can_be_put_at_a_node():
    node = parse("产值 + 营收")
    found = diagnose("产值 + 营收", None, node.right.span, "CR301", {"found": "营收"})
    assert (found.place.column, found.marked, found.excerpt) == (6, (6, 8), "产值 + 营收")


def test_a_test_is_refused_at_its_place():
    with pytest.raises(RulesError) as caught:
        parse_test(">= 3,000")
    assert caught.value.diagnostics[0].place.column == 4


HOSTILE = {
    "CR320": ["a" * 10**6, "(" * 10**6, '"' * 10**6],
    "CR321": ["(" * 4000, "[" * 4000, "-" * 4096, "{a:" * 1300, "f(" * 2000, "if a then " * 400, "1" + "**2" * 1300],
    "CR322": ["1" + "+1" * 2040, "[" + "1," * 2040 + "1]"],
    "CR323": ["9" * 4096, "0." + "1" * 4000],
    "CR324": ["1e" + "9" * 4000, "1e-999999999"],
    "CR308": ['"' + "\\u0041" * 600],
    "CR310": ["/*" * 2048],
}


@pytest.mark.parametrize("code, text", [(code, text) for code, texts in HOSTILE.items() for text in texts])
def test_hostile_texts_are_refused_by_their_limit(code, text):
    """One that is not refused by a limit would run on: how long refusals take is measured in the benchmarks."""
    limits = set(HOSTILE)
    with pytest.raises(RulesError) as refused:
        parse(text)
    assert {found.code for found in refused.value.diagnostics} <= limits, code


def test_limits_can_be_changed():
    with pytest.raises(RulesError, match="CR322"):
        parse("[1, 2, 3]", limits=Limits(nodes=3))
    with pytest.raises(RulesError, match="CR321"):
        parse("a.b.c.d", limits=Limits(depth=3))
    deep = "+".join(["1"] * 100)
    assert parse(deep, limits=Limits(depth=200))
    assert DEFAULT_LIMITS.depth == 64
