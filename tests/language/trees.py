"""Random expression trees: every node of the language, with names and texts that are hard to print."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from cluster_rules.model import expressions as tree
from cluster_rules.model.numbers import normal
from cluster_rules.model.units import UNITS

NAMES = st.sampled_from(
    [
        "a",
        "产值",
        "规上企业",
        "x1",
        "?",
        "_y",
        "非化石能源占比",
        "甲且乙",
        "家",
        "date and time",
        "string length",
        "partial",
    ]
)
KEYS = NAMES | st.sampled_from(["foo bar", "", "if", "或", "3", 'q"', "\\", "a.b"])
FIELDS = NAMES | st.sampled_from(["time offset", "in", "or"])
TEXTS = st.text(max_size=6) | st.sampled_from(["３００", "“”", '"', "\\d{3}", "\u200b", "\n", "// no comment", "㎡"])
SYMBOLS = [*UNITS, "吨/万元", "元/人", "千瓦时/平方米"]


def symbol(index):
    return SYMBOLS[index]


#: Not `sampled_from`: Hypothesis prints a strategy in full wherever it stands.
UNIT_SYMBOLS = st.integers(0, len(SYMBOLS) - 1).map(symbol)


def numbers():
    return st.builds(
        lambda mantissa, exponent: normal(Fraction(mantissa) * Fraction(10) ** exponent),
        st.integers(0, 10**6) | st.integers(0, 10**30),
        st.integers(-6, 4) | st.integers(-66, 65),
    )


def types(depth: int = 2):
    plain = st.builds(tree.TypeExpression, st.sampled_from(["number", "Any", "date and time", "tGrade", "list"]))
    if depth == 0:
        return plain
    inner = types(depth - 1)
    one = inner.map(lambda t: (t,))
    return (
        plain
        | st.builds(tree.TypeExpression, st.sampled_from(["list", "range"]), one)
        | st.builds(tree.TypeExpression, st.just("context"), one, st.tuples(st.sampled_from(["a", "产值"])))
        | st.builds(
            tree.TypeExpression, st.just("function"), st.lists(inner, max_size=2).map(tuple), st.just(()), inner
        )
    )


def leaves():
    return (
        st.builds(tree.NumberLiteral, numbers(), UNIT_SYMBOLS)
        | st.builds(tree.TextLiteral, TEXTS)
        | st.builds(tree.BooleanLiteral, st.booleans())
        | st.just(tree.NullLiteral())
        | st.builds(tree.TemporalLiteral, st.sampled_from(["2025-03-31", "P1D", 'x"y']))
        | st.builds(tree.Name, NAMES)
    )


def some(items, smallest=0):
    return st.lists(items, min_size=smallest, max_size=3).map(tuple)


def named(pairs, smallest=0):
    """Some pairs with different names."""
    return st.lists(pairs, min_size=smallest, max_size=3).map(lambda found: tuple(dict(found).items()))


def iterators(nodes):
    return some(st.builds(tree.Iterator, st.sampled_from(["x", "企业"]), nodes, st.none() | nodes), 1)


def calls(nodes):
    return st.builds(tree.Call, nodes, some(nodes)) | st.builds(
        lambda function, pairs: tree.Call(function, tuple(n for _, n in pairs), tuple(n for n, _ in pairs)),
        nodes,
        named(st.tuples(NAMES, nodes), 1),
    )


def branches(nodes):
    comparisons = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    tests = nodes | st.builds(tree.UnaryTest, comparisons, nodes)
    return (
        st.builds(tree.Path, nodes, FIELDS)
        | st.builds(tree.Filter, nodes, nodes)
        | calls(nodes)
        | st.builds(tree.Negation, nodes)
        | st.builds(tree.Arithmetic, st.sampled_from(["+", "-", "*", "/", "**"]), nodes, nodes)
        | st.builds(tree.Comparison, comparisons, nodes, nodes)
        | st.builds(tree.Logic, st.sampled_from(["and", "or"]), some(nodes, 2))
        | st.builds(tree.Between, nodes, nodes, nodes)
        | st.builds(tree.Range, nodes, nodes, st.booleans(), st.booleans())
        | st.builds(tree.UnaryTest, comparisons, nodes)
        | st.builds(tree.Membership, nodes, some(tests, 1))
        | st.builds(tree.If, nodes, nodes, nodes)
        | st.builds(tree.For, iterators(nodes), nodes)
        | st.builds(tree.Quantified, st.sampled_from(["some", "every"]), iterators(nodes), nodes)
        | st.builds(tree.ListLiteral, some(nodes))
        | st.builds(
            tree.ContextLiteral,
            named(st.tuples(KEYS, nodes)),
        )
        | st.builds(
            tree.FunctionLiteral,
            named(st.tuples(st.sampled_from(["a", "b", "量"]), st.none() | types())),
            nodes,
        )
        | st.builds(tree.InstanceOf, nodes, types())
    )


TREES = st.recursive(leaves(), branches, max_leaves=12)
