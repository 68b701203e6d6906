import pytest
from hypothesis import example, given, settings

from cluster_rules.language import parse, parse_test, print_expression
from cluster_rules.model import expressions as tree
from tests.language.trees import TREES

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


@settings(max_examples=300, deadline=None)
@given(TREES)
@example(tree.Comparison("<", tree.InstanceOf(tree.NullLiteral(), tree.TypeExpression("list")), tree.NullLiteral()))
def test_printing_then_parsing_is_the_identity(node):
    text = print_expression(node)
    read = parse_test(text) if isinstance(node, tree.UnaryTest) else parse(text)
    assert read == node, text


@settings(max_examples=150, deadline=None)
@given(TREES)
def test_what_is_printed_is_canonical(node):
    text = print_expression(node)
    assert print_expression(parse_test(text)) == text


@settings(max_examples=150, deadline=None)
@given(TREES)
def test_every_span_holds_its_node(node):
    text = print_expression(node)
    pending = [parse_test(text)]
    while pending:
        current = pending.pop()
        for child in tree.children(current):
            inside = current.span.start <= child.span.start and child.span.end <= current.span.end
            # The subject of a test is not written.
            assert inside or child == tree.Name("?")
            pending.append(child)
