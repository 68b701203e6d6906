"""Formulas drawn at random, mostly well typed: nested tuples as `tests.naive.formulas` reads them, and their text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from cluster_rules.errors import RulesError
from cluster_rules.language.formula import evaluate_expression
from cluster_rules.model.limits import Limits
from cluster_rules.semantics.feel import temporal as t
from tests.naive.formula_functions import BeyondError, Months, Seconds
from tests.naive.formulas import meaning

REGISTER: list[dict[str, Any]] = [
    {"名称": "甲厂", "产值": Fraction(5), "规上": True, "成立": date(2012, 5, 31)},
    {"名称": "乙厂", "产值": Fraction(3, 2), "规上": None, "成立": date(2020, 2, 29)},
    {"名称": "丙厂", "产值": None, "规上": False, "成立": None},
]
NAMES: dict[str, Any] = {
    "占比": Fraction(1, 50),
    "年产值": Fraction(30),
    "地点": "呼和浩特",
    "达标": True,
    "待定": None,
    "基准日": date(2024, 3, 31),
    "数列": [Fraction(n) for n in (3, 1, 2, 3)],
    "企业": REGISTER,
    "空": [],
}
#: Names by the kind of what they stand for; `record` is one of the register.
_BY_KIND = {
    "number": ["占比", "年产值"],
    "text": ["地点"],
    "truth": ["达标", "待定"],
    "date": ["基准日"],
    "numbers": ["数列", "空"],
    "records": ["企业"],
}
_FIELDS = {"number": "产值", "text": "名称", "truth": "规上", "date": "成立"}
_NUMBERS = ["0", "1", "2", "3", "10", "0.5", "1.25", "0.1", "1e2", "2%", "300 万元"]
_TEXTS = ["", "a", "厂", "甲厂", "呼和", "😀b", 'a\\"b']
_DAYS = ["2024-02-29", "2023-03-31", "2000-01-01", "1999-12-31"]
_MONTHS = ["P1M", "P1Y2M", "-P3M", "P0M"]
_SECONDS = ["P1D", "PT12H", "-P2DT1H", "PT0S", "PT0.5S"]
_VALUES = {"2%": Fraction(2, 100), "300 万元": Fraction(3_000_000)}
KINDS = ("number", "text", "truth", "date", "months", "seconds", "numbers", "record", "records")
Form = tuple


class FormulaMaker:
    """Draws forms of a kind. Now and then it draws one of another kind, or null."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        #: Names of iterators and what they stand for.
        self.bound: list[tuple[str, str]] = []

    def form(self, kind: str, depth: int) -> Form:
        if self.rng.random() < 0.05:
            kind = self.rng.choice(KINDS)
        if self.rng.random() < 0.03:
            return ("literal", "null", None)
        ways = _WAYS[kind]
        if depth <= 0 or not ways or self.rng.random() < 0.12:
            return self.leaf(kind)
        way = self.rng.choice(ways + _EVERY_KIND)
        return way(self, kind, depth - 1)

    def leaf(self, kind: str) -> Form:
        names = _BY_KIND.get(kind, []) + [name for name, of in self.bound if of == kind] * 3
        if names and (self.rng.random() < 0.5 or kind in ("records",)):
            return ("name", self.rng.choice(names))
        if kind == "record":
            return ("filter", ("name", "企业"), ("index", self.rng.choice((1, 2, -1, 3, 4))))
        if kind == "numbers":
            return ("list", *(self.leaf("number") for _ in range(self.rng.randint(0, 3))))
        return literal(kind, self.rng)

    def two(self, kind: str, depth: int) -> tuple[Form, Form]:
        return self.form(kind, depth), self.form(kind, depth)

    # --- ways to make a form of a kind

    def sum(self, kind: str, depth: int) -> Form:
        return ("arith", self.rng.choice("+-*/"), *self.two("number", depth))

    def power(self, kind: str, depth: int) -> Form:
        exponent = ("literal", str(n := self.rng.randint(0, 3)), Fraction(n))
        return ("arith", "**", self.form("number", min(depth, 1)), exponent)

    def negated(self, kind: str, depth: int) -> Form:
        return ("neg", self.form(kind, depth))

    def duration(self, kind: str, depth: int) -> Form:
        if self.rng.random() < 0.5:
            return ("arith", self.rng.choice("+-"), *self.two(kind, depth))
        return ("arith", self.rng.choice("*/"), self.form(kind, depth), self.form("number", depth))

    def apart(self, kind: str, depth: int) -> Form:
        return ("arith", "-", *self.two("date", depth))

    def ratio(self, kind: str, depth: int) -> Form:
        return ("arith", "/", *self.two(self.rng.choice(("months", "seconds")), depth))

    def moved(self, kind: str, depth: int) -> Form:
        amount = self.form(self.rng.choice(("months", "seconds")), min(depth, 1))
        return ("arith", self.rng.choice("+-"), self.form("date", depth), amount)

    def joined(self, kind: str, depth: int) -> Form:
        return ("arith", "+", *self.two("text", depth))

    def compared(self, kind: str, depth: int) -> Form:
        of = self.rng.choice(("number", "number", "text", "date", "months", "seconds", "truth", "numbers", "record"))
        return ("compare", self.rng.choice(("=", "!=", "<", "<=", ">", ">=")), *self.two(of, depth))

    def connected(self, kind: str, depth: int) -> Form:
        return (self.rng.choice(("and", "or")), *(self.form("truth", depth) for _ in range(self.rng.randint(2, 3))))

    def between(self, kind: str, depth: int) -> Form:
        of = self.rng.choice(("number", "text", "date"))
        return ("between", self.form(of, depth), *self.two(of, depth))

    def member(self, kind: str, depth: int) -> Form:
        of = self.rng.choice(("number", "date"))
        closed = self.rng.random() < 0.5, self.rng.random() < 0.5
        if of == "number" and self.rng.random() < 0.5:
            return ("in", self.form(of, depth), self.form("numbers", depth))
        return ("in", self.form(of, depth), ("range", literal(of, self.rng), literal(of, self.rng), *closed))

    def quantified(self, kind: str, depth: int) -> Form:
        return (self.rng.choice(("some", "every")), *self.iterated("truth", depth))

    def iterated(self, kind: str, depth: int) -> tuple[str, Form, Form]:
        of, item = self.rng.choice((("numbers", "number"), ("records", "record")))
        name, domain = f"i{len(self.bound)}", self.form(of, depth)
        self.bound.append((name, item))
        body = self.form(kind, depth)
        self.bound.pop()
        return name, domain, body

    def mapped(self, kind: str, depth: int) -> Form:
        return ("for", *self.iterated("number", depth))

    def filtered(self, kind: str, depth: int) -> Form:
        inner = "number" if kind == "numbers" else "record"
        self.bound.append(("item", inner))
        condition = self.form("truth", depth)
        self.bound.pop()
        return ("filter", self.form(kind, depth), condition)

    def indexed(self, kind: str, depth: int) -> Form:
        of = {"number": "numbers", "record": "records"}[kind]
        return ("filter", self.form(of, depth), ("index", self.rng.choice((1, 2, 3, -1, -2))))

    def field(self, kind: str, depth: int) -> Form:
        return ("path", self.form("record", depth), _FIELDS[kind])

    def column(self, kind: str, depth: int) -> Form:
        return ("path", self.form("records", depth), "产值")

    def listed(self, kind: str, depth: int) -> Form:
        return ("list", *(self.form("number", depth) for _ in range(self.rng.randint(0, 3))))

    def chosen(self, kind: str, depth: int) -> Form:
        return ("if", self.form("truth", depth), *self.two(kind, depth))

    def entry(self, kind: str, depth: int) -> Form:
        made = ("context", ("a", self.form("number", depth)), ("b", self.form(kind, depth)))
        return ("path", made, "b")

    def called(self, kind: str, depth: int) -> Form:
        name, arguments = self.rng.choice(_CALLS[kind])
        return ("call", name, *(self.form(argument, depth) for argument in arguments))


def literal(kind: str, rng: Random) -> Form:
    if kind == "truth":
        return ("literal", *rng.choice((("true", True), ("false", False))))
    if kind == "text":
        text = rng.choice(_TEXTS)
        return ("literal", f'"{text}"', text.replace('\\"', '"'))
    if kind == "date":
        day = rng.choice(_DAYS)
        return ("literal", f'@"{day}"', date.fromisoformat(day))
    if kind == "months":
        return (
            "literal",
            *rng.choice(tuple(zip(map('@"{}"'.format, _MONTHS), map(Months, (1, 14, -3, 0)), strict=True))),
        )
    if kind == "seconds":
        sizes = (86400, 43200, -176400, 0, Fraction(1, 2))
        values = (Seconds(Fraction(size)) for size in sizes)
        return ("literal", *rng.choice(tuple(zip(map('@"{}"'.format, _SECONDS), values, strict=True))))
    text = rng.choice(_NUMBERS)
    return ("literal", text, _VALUES.get(text) or Fraction(text))


_M = FormulaMaker
_EVERY_KIND = [_M.chosen, _M.entry]
_WAYS: dict[str, list[Any]] = {
    "number": [_M.sum, _M.sum, _M.power, _M.negated, _M.ratio, _M.field, _M.indexed, _M.called, _M.called],
    "text": [_M.joined, _M.field, _M.called],
    "truth": [_M.compared, _M.compared, _M.connected, _M.between, _M.member, _M.quantified, _M.field, _M.called],
    "date": [_M.moved, _M.field],
    "months": [_M.duration, _M.negated],
    "seconds": [_M.duration, _M.negated, _M.apart],
    "numbers": [_M.listed, _M.mapped, _M.filtered, _M.column, _M.called],
    "record": [_M.indexed],
    "records": [_M.filtered],
}
_N, _L, _S, _B = "number", "numbers", "text", "truth"
_CALLS: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    _N: [
        *[(name, (_L,)) for name in ("sum", "mean", "median", "product", "count", "min", "max")],
        *[(name, (_N, _N)) for name in ("sum", "min", "max", "mean", "modulo")],
        *[(name, (_N,)) for name in ("abs", "floor", "ceiling")],
        ("string length", (_S,)),
        *[(name, (_N, "scale")) for name in ("decimal", "round up", "round down", "round half up", "round half down")],
    ],
    _S: [("substring", (_S, "scale")), ("substring", (_S, "scale", _N)), ("upper case", (_S,))]
    + [(name, (_S, _S)) for name in ("substring before", "substring after")]
    + [("get value", ("record", _S))],
    _B: [("not", (_B,)), ("odd", (_N,)), ("even", (_N,)), ("list contains", (_L, _N))]
    + [(name, (_S, _S)) for name in ("contains", "starts with", "ends with")]
    + [("all", ("truths",)), ("any", ("truths",))],
    _L: [(name, (_L,)) for name in ("distinct values", "reverse", "flatten", "mode")]
    + [(name, (_L, _L)) for name in ("concatenate", "union")]
    + [("append", (_L, _N)), ("index of", (_L, _N)), ("remove", (_L, "scale")), ("sublist", (_L, "scale"))]
    + [("insert before", (_L, "scale", _N))],
}
_WAYS["scale"] = []
_WAYS["truths"] = [lambda maker, kind, depth: ("list", *maker.two("truth", depth))]
_BY_KIND["truths"] = ["空"]


# --- the text of a form

_LEVELS = {"or": 1, "and": 2, "compare": 3, "between": 3, "in": 3, "neg": 7}
_BINARY = {"+": 4, "-": 4, "*": 5, "/": 5, "**": 6}


def written(form: Form, level: int = 0) -> str:
    """`form` with as few brackets as binding allows, where operators of at least `level` may stand bare."""
    own = _BINARY[form[1]] if form[0] == "arith" else _LEVELS.get(form[0], 8)
    if form[0] in ("if", "for", "some", "every"):
        own = 0
    text = _WRITERS[form[0]](form)
    return f"({text})" if own < level else text


def _arith(form):
    own = _BINARY[form[1]]
    return f"{written(form[2], own)} {form[1]} {written(form[3], own + 1)}"


def _closed(form):
    low, high = written(form[1], 4), written(form[2], 4)
    return f"{'[' if form[3] else '('}{low}..{high}{']' if form[4] else ')'}"


def _filter(form):
    condition = str(form[2][1]) if form[2][0] == "index" else written(form[2])
    return f"{written(form[1], 8)}[{condition}]"


_WRITERS = {
    "literal": lambda f: f[1],
    "name": lambda f: f[1],
    "neg": lambda f: f"-{written(f[1], 7)}",
    "arith": _arith,
    "compare": lambda f: f"{written(f[2], 4)} {f[1]} {written(f[3], 4)}",
    "and": lambda f: " and ".join(written(part, 3) for part in f[1:]),
    "or": lambda f: " or ".join(written(part, 2) for part in f[1:]),
    "between": lambda f: f"{written(f[1], 4)} between {written(f[2], 4)} and {written(f[3], 4)}",
    "range": _closed,
    "in": lambda f: f"{written(f[1], 4)} in {written(f[2], 4)}",
    "if": lambda f: f"if {written(f[1])} then {written(f[2])} else {written(f[3])}",
    "for": lambda f: f"for {f[1]} in {written(f[2])} return {written(f[3])}",
    "some": lambda f: f"some {f[1]} in {written(f[2])} satisfies {written(f[3])}",
    "every": lambda f: f"every {f[1]} in {written(f[2])} satisfies {written(f[3])}",
    "filter": _filter,
    "path": lambda f: f"{written(f[1], 8)}.{f[2]}",
    "list": lambda f: f"[{', '.join(map(written, f[1:]))}]",
    "context": lambda f: "{" + ", ".join(f"{key}: {written(value)}" for key, value in f[1:]) + "}",
    "call": lambda f: f"{f[1]}({', '.join(map(written, f[2:]))})",
}


# --- the two readings of a form

LIMITS = Limits(text=100_000, depth=200, levels=400, nodes=100_000)


def difference(form: Form) -> str | None:
    """What the library says otherwise than the plain reading; empty where they agree, None where one cannot follow."""
    text = written(form)
    try:
        expected = meaning(form, NAMES)
        found = evaluate_expression(text, NAMES, limits=LIMITS)
    except (BeyondError, OverflowError):
        return None
    except RulesError as refused:
        return f"{text}\nexpected {meaning(form, NAMES)}\nrefused {refused}"
    if "CR364" in {diagnostic.code for diagnostic in found.diagnostics}:
        return None
    return "" if same(expected, found.value) else f"{text}\nexpected {expected}\nfound    {found.value}"


def same(expected: Any, found: Any) -> bool:
    """Equal in value and in type, each side with its own types."""
    if isinstance(expected, list):
        return isinstance(found, list) and len(found) == len(expected) and all(map(same, expected, found))
    if isinstance(expected, dict):
        return (
            isinstance(found, dict)
            and found.keys() == expected.keys()
            and all(same(expected[k], found[k]) for k in found)
        )
    if isinstance(expected, Months):
        return isinstance(found, t.MonthsDuration) and found.months == expected.months
    if isinstance(expected, Seconds):
        return _seconds(found) == expected.seconds
    if isinstance(expected, Fraction):
        return isinstance(found, int | Fraction | Decimal) and not isinstance(found, bool) and found == expected
    return type(found) is type(expected) and found == expected


def _seconds(found: Any) -> Fraction | None:
    if isinstance(found, t.SecondsDuration):
        return Fraction(found.seconds)
    if not hasattr(found, "total_seconds"):
        return None
    return Fraction(found.days * 86_400 + found.seconds) + Fraction(found.microseconds, 10**6)
