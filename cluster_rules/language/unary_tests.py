"""Tests as `require:` and `when:` have them: what a value is held against, without the value."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, cast

from cluster_rules.language.cursor import COMPARISONS
from cluster_rules.language.levels import COMPARISON
from cluster_rules.language.parser import Parser
from cluster_rules.model import expressions as tree
from cluster_rules.model.expressions import SUBJECT, Node, Span


def read_test(parser: Parser) -> Node:
    """One test, or `Membership(?, tests)` for several; `not(…)` around the whole denies them."""
    in_brackets = parser.token.text in ("not", "非") and parser.following.kind == "("
    if in_brackets or parser.token.kind == "not":
        start = parser.index
        negated = _negated(parser) if in_brackets else _denied(parser)
        if parser.token.kind == "end":
            return negated
        parser.back_to(start)
    return _several(parser, _tests(parser))


def _negated(parser: Parser) -> Node:
    function = parser.advance()
    parser.open_bracket()
    tests = _tests(parser)
    parser.close_bracket(")")
    inner = tree.Membership(tree.Name(SUBJECT), tests, span=tests[0].span)
    return tree.Call(tree.Name("not", span=function.span), (inner,), span=parser.since(function.start))


def _denied(parser: Parser) -> Node:
    """`非 "县级"`, the same as `not("县级")`."""
    function = parser.advance()
    test = parser.test() if parser.token.kind in COMPARISONS else parser.expression(COMPARISON)
    inner = tree.Membership(tree.Name(SUBJECT), (test,), span=test.span)
    return tree.Call(tree.Name("not", span=function.span), (inner,), span=parser.since(function.start))


def _tests(parser: Parser) -> tuple[Node, ...]:
    tests = [parser.test()]
    while parser.accept(","):
        tests.append(parser.test())
    return tuple(tests)


def _several(parser: Parser, tests: tuple[Node, ...]) -> Node:
    if len(tests) == 1:
        return tests[0]
    return tree.Membership(tree.Name(SUBJECT), tests, span=parser.since(tests[0].span.start))


def applied(test: Node, subject: Node) -> Node:
    """The truth that `test` states of `subject`: `>= 5` gives `subject >= 5`, `5` gives `subject = 5`.

    A range gives a membership. An expression that mentions `?` is itself the truth, with `subject` for `?`.
    """
    if isinstance(test, tree.UnaryTest):
        return tree.Comparison(test.operator, subject, test.operand, span=test.span)
    if mentions_subject(test):
        return cast("Node", _substituted(test, subject))
    if isinstance(test, tree.Range | tree.ListLiteral):
        return tree.Membership(subject, (test,), span=test.span)
    return tree.Comparison("=", subject, test, span=test.span)


def mentions_subject(node: Node) -> bool:
    """Whether `?` occurs in `node`."""
    return node == tree.Name(SUBJECT) or any(mentions_subject(child) for child in tree.children(node))


def _substituted(value: Any, subject: Node) -> Any:
    if value == tree.Name(SUBJECT):
        return subject
    if isinstance(value, tree.Iterator):
        return tree.Iterator(value.name, *(_substituted(part, subject) for part in value[1:]))
    if isinstance(value, tuple) and not isinstance(value, Span):
        return tuple(_substituted(part, subject) for part in value)
    if isinstance(value, tree.Located):
        return replace(value, **{f.name: _substituted(getattr(value, f.name), subject) for f in fields(value)})
    return value
