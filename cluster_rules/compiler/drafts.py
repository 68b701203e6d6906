"""A criterion's keys under one reading, what they become, and the steps that all ways to decide share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from cluster_rules.compiler.lowering import scalar, truth
from cluster_rules.compiler.scope import Scope
from cluster_rules.compiler.state import Compilation
from cluster_rules.compiler.surface_criteria import KINDS, CriterionEntry, CriterionReading
from cluster_rules.language.yaml_nodes import YamlText
from cluster_rules.model import expressions as tree
from cluster_rules.model import ir
from cluster_rules.model.dictionary import judgement_fact
from cluster_rules.model.numbers import parse_number
from cluster_rules.model.ruleset import Comparand, CriterionKind
from cluster_rules.model.types import BOOLEAN, NUMBER, DateType, NumberType
from cluster_rules.model.units import Unit
from cluster_rules.model.units import unit as unit_named
from cluster_rules.semantics.dependencies import walk

#: The name by which an expression speaks of a year, where a criterion looks at several.
YEAR = "年"


@dataclass(frozen=True, slots=True)
class Draft:
    """The keys that decide, after a reading has replaced some of them; and the trees of all expressions in them."""

    criterion: str
    entry: CriterionEntry
    reading: CriterionReading | None
    override: YamlText | None = None

    def get(self, key: str) -> object:
        """The reading's value, else the criterion's."""
        own = getattr(self.reading, key, None) if self.reading else None
        return own if own is not None else getattr(self.entry, key)

    @property
    def kind(self) -> str:
        """The key that says how it is decided."""
        written = [key for key in KINDS if self.reading and getattr(self.reading, key) is not None]
        return written[0] if written else self.entry.kind


@dataclass(frozen=True, slots=True)
class Built:
    """A test before its comparisons are listed."""

    kind: CriterionKind
    truth: ir.Expression
    comparands: tuple[Comparand, ...]
    requirement: str


#: A way to decide: the test, or None where something in it was refused.
Builder: TypeAlias = Callable[[Compilation, Draft, Scope], Built | None]


def truth_in(state: Compilation, text: YamlText, scope: Scope) -> ir.Expression | None:
    """The truth value that `text` states."""
    return state.with_tree(text, lambda node: truth(node, scope))


def scalar_in(state: Compilation, text: YamlText, scope: Scope) -> ir.Expression | None:
    """The value that `text` states."""
    return state.with_tree(text, lambda node: scalar(node, scope))


def judged(name: str, question: str) -> ir.FactReference:
    """What a person finds on `question`."""
    return ir.FactReference(BOOLEAN, judgement_fact(name), text=question)


def whole_years(state: Compilation, text: YamlText, least: int) -> int | None:
    """A count of years between `least` and 20, also written `3 年`."""
    number = parse_number(text.text.removesuffix("年").strip())
    if not isinstance(number, int) or not least <= number <= 20:
        state.report("CR239", text.place, text=text.text, least=least)
        return None
    return number


def year_title(back: int) -> str:
    """The year in words."""
    return "数据年" if back == 0 else f"数据年前 {back} 年"


def year_back(back: int) -> ir.Expression:
    """The data year, or a year before it."""
    year = ir.FactReference(NUMBER, "数据年", text="数据年")
    if not back:
        return year
    return ir.Arithmetic(NUMBER, "-", year, ir.Constant(NUMBER, back, text=str(back)), text=f"数据年 - {back}")


def unit_in(state: Compilation, text: object) -> Unit | None:
    """The unit to show, where the ruleset names one."""
    if not isinstance(text, YamlText):
        return None
    found = unit_named(text.text)
    if found is None:
        state.report("CR216", text.place, unit=text.text, close="")
    return found


def comparands(met: ir.Expression, unit: Unit | None, title: str) -> tuple[Comparand, ...]:
    """The comparisons at the top of a test that a person would want to see measured."""
    return tuple(Comparand(c, unit or unit_of(c.right) or unit_of(c.left), title) for c in _top_comparisons(met))


def _top_comparisons(met: ir.Expression) -> Iterator[ir.Comparison]:
    if isinstance(met, ir.Connective):
        for operand in met.operands:
            yield from _top_comparisons(operand)
    elif isinstance(met, ir.Comparison) and isinstance(met.left.type, NumberType | DateType):
        yield met


def unit_of(expression: ir.Expression) -> Unit | None:
    """The unit in which a threshold is written; for tiers, that of the first."""
    if not isinstance(expression.type, NumberType):
        return None
    written = (unit_named(part.unit) for part in walk(expression) if isinstance(part, ir.Constant) and part.unit)
    return next((unit for unit in written if unit and unit.dimension == expression.type.dimension), None)


def counted(state: Compilation, text: YamlText, scope: Scope) -> ir.Expression | None:
    """How many records or distinct values `text` names."""

    def call(node: tree.Node) -> ir.Expression:
        return scalar(tree.Call(tree.Name("count"), (node,), span=node.span), scope)

    return state.with_tree(text, call)


def joined(operator: Literal["and", "or"], *operands: ir.Expression) -> ir.Expression:
    """Strong Kleene conjunction or disjunction of truth values."""
    return ir.Connective(operator, operands)
