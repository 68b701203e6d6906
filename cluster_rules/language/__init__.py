"""The expression language: text to tree and back. What the trees mean is decided in `cluster_rules.semantics`."""

from __future__ import annotations

from collections.abc import Callable, Collection

from cluster_rules.errors import Place
from cluster_rules.language.formatting import format_expression
from cluster_rules.language.parser import Parser
from cluster_rules.language.places import ExpressionError, diagnose, excerpt_of, place_of
from cluster_rules.language.printer import print_expression, print_number, print_type
from cluster_rules.language.unary_tests import applied, mentions_subject, read_test
from cluster_rules.model.expressions import Node, Span
from cluster_rules.model.limits import DEFAULT_LIMITS, Limits

__all__ = [
    "DEFAULT_LIMITS",
    "Limits",
    "applied",
    "diagnose",
    "excerpt_of",
    "format_expression",
    "mentions_subject",
    "parse",
    "parse_test",
    "place_of",
    "print_expression",
    "print_number",
    "print_type",
]


def parse(
    text: str, *, origin: Place | None = None, names: Collection[str] = (), limits: Limits = DEFAULT_LIMITS
) -> Node:
    """The tree of the expression `text`, whose first character stands at `origin`. Raises `RulesError`.

    `names` are declared names; those that are not ordinary words (with spaces, say) are recognised by them.
    """
    return _read(text, origin, names, limits, lambda parser: parser.expression)


def parse_test(
    text: str, *, origin: Place | None = None, names: Collection[str] = (), limits: Limits = DEFAULT_LIMITS
) -> Node:
    """The tree of a test such as `>= 300 亿元`, `[1..5)`, `"a", "b"` or `not(> 3)`. Raises `RulesError`.

    The result is a `UnaryTest`, a `Range`, or an expression: a value to be equal to, or, where it mentions `?`, a
    truth about the value `?`. Several tests are `Membership(?, tests)`; `not(…)` is a call of `not` on one.
    `applied` makes a plain expression of any of them.
    """
    return _read(text, origin, names, limits, lambda parser: lambda: read_test(parser))


def _read(
    text: str,
    origin: Place | None,
    names: Collection[str],
    limits: Limits,
    reader: Callable[[Parser], Callable[[], Node]],
) -> Node:
    try:
        parser = Parser(text, names, limits)
        return parser.whole(reader(parser))
    except ExpressionError as error:
        raise error.refused(text, origin) from None
    except RecursionError:
        # The levels of a text are bounded, but not how deep the caller of this function stands.
        raise ExpressionError("CR321", Span(0, 1), limit=limits.depth).refused(text, origin) from None
