"""How strongly operators bind. Parser and printer read the same table."""

from __future__ import annotations

from cluster_rules.model import expressions as tree

TEXTUAL, DISJUNCTION, CONJUNCTION, COMPARISON, SUM, PRODUCT, POWER, NEGATION, INSTANCE, POSTFIX, PRIMARY = range(11)

#: The strength of a token that continues an expression. As in the standard, minus binds before the power: -3 ** 2 is 9.
BINDING = {
    "or": DISJUNCTION,
    "and": CONJUNCTION,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "between", "in"), COMPARISON),
    "+": SUM,
    "-": SUM,
    "*": PRODUCT,
    "/": PRODUCT,
    "**": POWER,
    "instance": INSTANCE,
    ".": POSTFIX,
    "[": POSTFIX,
    "(": POSTFIX,
}

_NODES: dict[type, int] = {
    tree.If: TEXTUAL,
    tree.For: TEXTUAL,
    tree.Quantified: TEXTUAL,
    tree.FunctionLiteral: TEXTUAL,
    tree.Comparison: COMPARISON,
    tree.Between: COMPARISON,
    tree.Membership: COMPARISON,
    tree.Negation: NEGATION,
    tree.InstanceOf: INSTANCE,
    tree.Path: POSTFIX,
    tree.Filter: POSTFIX,
    tree.Call: POSTFIX,
}


def level_of(node: tree.Node) -> int:
    """How strongly the parts of `node` hold together."""
    if isinstance(node, tree.Logic | tree.Arithmetic):
        return BINDING[node.operator]
    return _NODES.get(type(node), PRIMARY)
