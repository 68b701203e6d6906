"""Tokens to a tree, by binding strength: the grammar of the FEEL profile, one method for each form."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import cast

from cluster_rules.language import levels
from cluster_rules.language.cursor import COMPARISONS, STARTERS, Cursor
from cluster_rules.language.places import ExpressionError
from cluster_rules.model import expressions as tree
from cluster_rules.model.expressions import Node, Span
from cluster_rules.model.limits import Limits

_Forms = dict[str, Callable[[], Node]]
_Joints = dict[str, Callable[[Node], Node]]


class Parser(Cursor):
    """Reads one text. Raises `ExpressionError`."""

    def __init__(self, text: str, names: Collection[str], limits: Limits) -> None:
        super().__init__(text, names, limits)
        self.forms: _Forms = {
            "name": self.name,
            "number": self.number,
            "text": self.quoted,
            "true": self.truth,
            "false": self.truth,
            "null": self.null,
            "@": self.temporal,
            "-": self.negation,
            "not": self.chinese_not,
            "(": self.parenthesis,
            "[": self.square,
            "]": self.open_range,
            "{": self.context,
            "if": self.choice,
            "for": self.loop,
            "some": self.quantified,
            "every": self.quantified,
            "function": self.function,
        }
        self.joints: _Joints = {
            "or": self.logic,
            "and": self.logic,
            "between": self.between,
            "in": self.membership,
            "instance": self.instance,
            ".": self.path,
            "[": self.filter,
            "(": self.call,
            **dict.fromkeys(COMPARISONS, self.comparison),
            **dict.fromkeys(("+", "-", "*", "/", "**"), self.arithmetic),
        }

    def whole(self, read: Callable[[], Node]) -> Node:
        """What `read` reads, where it reads the whole text and the tree is not too large."""
        root = read()
        if self.token.kind != "end":
            raise self.leftover()
        if len(self.tokens) > min(self.limits.depth, self.limits.nodes) // 2:
            self.check_size(root)
        return root

    def check_size(self, root: Node) -> None:
        count, depth, deepest = tree.shape(root)
        if count > self.limits.nodes:
            raise ExpressionError("CR322", root.span, count=count, limit=self.limits.nodes)
        if depth > self.limits.depth:
            raise ExpressionError("CR321", deepest.span, limit=self.limits.depth)

    def expression(self, level: int = levels.TEXTUAL) -> Node:
        """The longest expression from here whose operators bind at least as strongly as `level`."""
        self.enter()
        form = self.forms.get(self.token.kind)
        if form is None:
            raise self.unexpected()
        node = self.continued(form(), level)
        self.leave()
        return node

    def continued(self, left: Node, level: int) -> Node:
        while levels.BINDING.get(self.token.kind, -1) >= level and not self.closes_range():
            left = self.joints[self.token.kind](left)
        return left

    def closes_range(self) -> bool:
        """Whether `[` is the open end of a range such as `]1..5[` and not a filter."""
        return self.at_range_end and self.token.kind == "[" and self.following.kind not in STARTERS

    # Forms: what an expression begins with.

    def name(self) -> Node:
        token = self.advance()
        return tree.Name(str(token.value), span=token.span)

    def number(self) -> Node:
        token = self.advance()
        return tree.NumberLiteral(cast("int", token.value), token.unit, span=token.span)

    def quoted(self) -> Node:
        token = self.advance()
        return tree.TextLiteral(str(token.value), span=token.span)

    def truth(self) -> Node:
        token = self.advance()
        return tree.BooleanLiteral(token.kind == "true", span=token.span)

    def null(self) -> Node:
        return tree.NullLiteral(span=self.advance().span)

    def temporal(self) -> Node:
        start = self.advance().start
        token = self.expect("text")
        return tree.TemporalLiteral(str(token.value), span=self.since(start))

    def negation(self) -> Node:
        start = self.advance().start
        return tree.Negation(self.expression(levels.NEGATION), span=self.since(start))

    def chinese_not(self) -> Node:
        """`非(x)` is the call `not(x)`; `非 x = 1` denies the whole comparison."""
        token = self.advance()
        function = tree.Name("not", span=token.span)
        if self.token.kind == "(":
            return function
        return tree.Call(function, (self.expression(levels.COMPARISON),), span=self.since(token.start))

    def parenthesis(self) -> Node:
        tests = self.parenthesised()
        if len(tests) > 1:
            raise ExpressionError("CR337", self.since(tests[0].span.start))
        return tests[0]

    def parenthesised(self) -> tuple[Node, ...]:
        """What stands in round brackets: an expression, a range, a half-bounded range, or several tests."""
        start = self.open_bracket().start
        first = self.test()
        if self.token.kind == "..":
            return (self.range_from(start, first, closed=False),)
        tests = [first]
        while self.accept(","):
            tests.append(self.test())
        self.close_bracket(")")
        return tuple(tests)

    def test(self) -> Node:
        """An expression, or a comparison without its left side."""
        if self.token.kind not in COMPARISONS:
            return self.expression()
        token = self.advance()
        operand = self.expression(levels.SUM)
        return tree.UnaryTest(cast("tree.ComparisonOperator", token.kind), operand, span=self.since(token.start))

    def range_from(self, start: int, low: Node, *, closed: bool) -> Node:
        self.expect("..")
        self.at_range_end = True
        high = self.expression(levels.SUM)
        end = self.close_bracket("]", ")", "[")
        return tree.Range(low, high, closed, end.kind == "]", span=self.since(start))

    def square(self) -> Node:
        start = self.open_bracket().start
        items: list[Node] = []
        self.separated(lambda: items.append(self.expression()), "]")
        if len(items) == 1 and self.token.kind == "..":
            return self.range_from(start, items[0], closed=True)
        self.close_bracket("]")
        return tree.ListLiteral(tuple(items), span=self.since(start))

    def open_range(self) -> Node:
        if self.following.kind not in STARTERS:
            raise self.unexpected()
        start = self.open_bracket().start
        return self.range_from(start, self.expression(levels.SUM), closed=False)

    def context(self) -> Node:
        start = self.open_bracket().start
        entries: list[tuple[str, Node]] = []
        self.separated(lambda: self.entry(entries), "}")
        self.close_bracket("}")
        return tree.ContextLiteral(tuple(entries), span=self.since(start))

    def entry(self, entries: list[tuple[str, Node]]) -> None:
        key = self.key({name for name, _ in entries})
        entries.append((key, self.expression()))

    def key(self, taken: set[str]) -> str:
        token = self.token
        key = str(self.advance().value) if token.kind == "text" else self.field_name()
        if key in taken:
            raise ExpressionError("CR332", token.span, name=key)
        if self.token.kind == "name":
            words = self.text[token.start : self.token.end]
            raise ExpressionError("CR338", Span(token.start, self.token.end), found=words)
        self.expect(":")
        return key

    def field_name(self) -> str:
        """A name after a dot or before a colon; there a keyword is a name too."""
        if self.token.kind == "name":
            return str(self.advance().value)
        if self.token.text.isidentifier() and self.token.kind not in ("text", "number"):
            return self.advance().text
        raise self.unexpected("name")

    def choice(self) -> Node:
        start = self.advance().start
        condition = self.expression()
        self.expect("then")
        then = self.expression()
        self.expect("else")
        return tree.If(condition, then, self.expression(), span=self.since(start))

    def loop(self) -> Node:
        start = self.advance().start
        iterators = self.iterators()
        self.expect("return")
        return tree.For(iterators, self.expression(), span=self.since(start))

    def quantified(self) -> Node:
        token = self.advance()
        iterators = self.iterators()
        self.expect("satisfies")
        condition = self.expression()
        quantifier: str = token.kind
        return tree.Quantified(
            "some" if quantifier == "some" else "every", iterators, condition, span=self.since(token.start)
        )

    def iterators(self) -> tuple[tree.Iterator, ...]:
        found = [self.iterator()]
        while self.accept(","):
            found.append(self.iterator())
        return tuple(found)

    def iterator(self) -> tree.Iterator:
        name = str(self.expect("name").value)
        self.expect("in")
        domain = self.expression()
        return tree.Iterator(name, domain, self.expression() if self.accept("..") else None)

    def function(self) -> Node:
        start = self.advance().start
        if self.token.kind != "(":
            raise self.unexpected("(")
        self.open_bracket()
        parameters: list[tuple[str, tree.TypeExpression | None]] = []
        self.separated(lambda: parameters.append(self.parameter({name for name, _ in parameters})), ")")
        self.close_bracket(")")
        return tree.FunctionLiteral(tuple(parameters), self.expression(), span=self.since(start))

    def parameter(self, taken: set[str]) -> tuple[str, tree.TypeExpression | None]:
        token = self.expect("name")
        name = str(token.value)
        if name in taken:
            raise ExpressionError("CR332", token.span, name=name)
        return name, self.type() if self.accept(":") else None

    # Joints: what continues an expression to the right.

    def logic(self, left: Node) -> Node:
        kind = self.token.kind
        operands = [left]
        while self.accept(kind):
            operands.append(self.expression(levels.BINDING[kind] + 1))
        operator = "and" if kind == "and" else "or"
        return tree.Logic(operator, tuple(operands), span=self.since(left.span.start))  # type: ignore[arg-type]

    def comparison(self, left: Node) -> Node:
        operator = cast("tree.ComparisonOperator", self.advance().kind)
        right = self.expression(levels.SUM)
        return self.unchained(tree.Comparison(operator, left, right, span=self.since(left.span.start)))

    def unchained(self, node: Node) -> Node:
        """`node`, a comparison, which no second one may follow: `1 < x < 5` would not mean what it seems to."""
        if levels.BINDING.get(self.token.kind) == levels.COMPARISON:
            raise ExpressionError("CR331", Span(node.span.start, self.token.end), found=self.source(self.token))
        return node

    def between(self, left: Node) -> Node:
        self.advance()
        low = self.expression(levels.SUM)
        self.expect("and")
        high = self.expression(levels.SUM)
        return self.unchained(tree.Between(left, low, high, span=self.since(left.span.start)))

    def membership(self, left: Node) -> Node:
        self.advance()
        return self.unchained(tree.Membership(left, self.membership_tests(), span=self.since(left.span.start)))

    def membership_tests(self) -> tuple[Node, ...]:
        if self.token.kind in COMPARISONS:
            return (self.test(),)
        if self.token.kind != "(":
            return (self.expression(levels.SUM),)
        tests = self.parenthesised()
        return tests if len(tests) > 1 else (self.continued(tests[0], levels.SUM),)

    def arithmetic(self, left: Node) -> Node:
        operator = cast("tree.ArithmeticOperator", self.advance().kind)
        right = self.expression(levels.BINDING[operator] + 1)
        return tree.Arithmetic(operator, left, right, span=self.since(left.span.start))

    def instance(self, left: Node) -> Node:
        self.advance()
        if self.token.text != "of":
            raise self.unexpected("of")
        self.advance()
        return tree.InstanceOf(left, self.type(), span=self.since(left.span.start))

    def path(self, left: Node) -> Node:
        self.advance()
        return tree.Path(left, self.field_name(), span=self.since(left.span.start))

    def filter(self, left: Node) -> Node:
        self.open_bracket()
        condition = self.expression()
        self.close_bracket("]")
        return tree.Filter(left, condition, span=self.since(left.span.start))

    def call(self, left: Node) -> Node:
        self.open_bracket()
        arguments: list[Node] = []
        names: list[str] = []
        self.separated(lambda: self.argument(arguments, names), ")")
        self.close_bracket(")")
        return tree.Call(left, tuple(arguments), tuple(names), span=self.since(left.span.start))

    def argument(self, arguments: list[Node], names: list[str]) -> None:
        token = self.token
        named = token.kind == "name" and self.following.kind == ":"
        if arguments and named != bool(names):
            raise ExpressionError("CR333", token.span, found=self.source(token))
        if named:
            name = self.field_name()
            if name in names:
                raise ExpressionError("CR332", token.span, name=name)
            names.append(name)
            self.advance()
        arguments.append(self.expression())

    # Types.

    def type(self) -> tree.TypeExpression:
        """`number`, `list<number>`, `context<a: number>`, `function<number> -> Any`."""
        self.enter()
        token = self.token
        if token.kind not in ("name", "function", "null"):
            raise self.unexpected("type")
        name = str(self.advance().value or token.text)
        arguments, names = self.type_arguments(name)
        result = None
        if name == "function" and arguments is not None:
            self.expect("->")
            result = self.type()
        self.leave()
        return tree.TypeExpression(name, tuple(arguments or ()), tuple(names), result, span=self.since(token.start))

    def type_arguments(self, name: str) -> tuple[list[tree.TypeExpression] | None, list[str]]:
        """What stands in angle brackets: one type, the types of parameters, or those of entries with their names."""
        if name not in ("list", "range", "context", "function") or not self.accept("<"):
            return None, []
        arguments: list[tree.TypeExpression] = []
        names: list[str] = []
        if name == "context":
            self.separated(lambda: self.entry_type(arguments, names))
        elif name == "function":
            self.separated(lambda: arguments.append(self.type()), ">")
        else:
            arguments.append(self.type())
        self.expect(">")
        return arguments, names

    def entry_type(self, arguments: list[tree.TypeExpression], names: list[str]) -> None:
        names.append(self.field_name())
        self.expect(":")
        arguments.append(self.type())
