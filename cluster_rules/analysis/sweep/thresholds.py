"""Which thresholds move, and between which values: `5.2.5=200亿元..600亿元`; what cannot be moved is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from cluster_rules.engine import Rules
from cluster_rules.errors import RulesError, diagnostic
from cluster_rules.explain.phrases import counted
from cluster_rules.facts.cells import Refused, read_cell
from cluster_rules.model import ir
from cluster_rules.model.dictionary import FactType
from cluster_rules.model.numbers import Number, format_number, normal
from cluster_rules.model.ruleset import Criterion
from cluster_rules.model.types import NumberType
from cluster_rules.model.units import UNITS, Unit
from cluster_rules.model.units import unit as unit_named

#: Between the ends of a range.
BETWEEN = ".."


@dataclass(frozen=True, slots=True)
class Threshold:
    """One threshold on its way from `start` to `end`, in base units of `unit`; equal ends hold it there."""

    id: str
    title: str
    operator: str
    unit: Unit
    #: What the ruleset says.
    current: Number
    start: Number
    end: Number

    @property
    def moves(self) -> bool:
        return self.start != self.end

    def upward(self) -> Threshold:
        """The same way, from its lower end."""
        low, high = sorted((self.start, self.end))
        return replace(self, start=low, end=high)

    def held(self) -> Threshold:
        """The same threshold, held where the ruleset has it."""
        return replace(self, start=self.current, end=self.current)

    def along(self, share: Number) -> Number:
        """The threshold after `share` of the way."""
        return normal(Fraction(self.start + share * (self.end - self.start)))


def thresholds_of(rules: Rules, readings: Mapping[str, str], ranges: Mapping[str, str]) -> tuple[Threshold, ...]:
    """The thresholds that move or are held, the first moving one upwards. Raises `RulesError`."""
    found = tuple(threshold_of(rules, readings, identity, text) for identity, text in ranges.items())
    first = next((threshold for threshold in found if threshold.moves), None)
    if first is None or first.start < first.end:
        return found
    return tuple(replace(threshold, start=threshold.end, end=threshold.start) for threshold in found)


def threshold_of(rules: Rules, readings: Mapping[str, str], identity: str, text: str) -> Threshold:
    """The threshold of the criterion `identity` with the range that `text` gives. Raises `RulesError`."""
    criterion = next((c for c in rules.ruleset.criteria() if c.id == identity), None)
    if criterion is None:
        known = (c.id for c in rules.ruleset.criteria() if _is_movable(c, rules, readings))
        raise RulesError.of("CR722", id=identity, known="、".join(known))
    comparison, unit = movable(criterion, rules, readings)
    start, end = _range(criterion.id, comparison.right.type, unit, text)
    current = comparison.right.value  # type: ignore[union-attr]
    return Threshold(criterion.id, criterion.title, comparison.operator, unit, current, start, end)  # type: ignore[arg-type]


def movable(criterion: Criterion, rules: Rules, readings: Mapping[str, str]) -> tuple[ir.Comparison, Unit]:
    """The one comparison with a constant number that decides the criterion, and its unit. Raises `RulesError`."""
    chosen = {name: readings.get(name, rules.ruleset.choices[name].default) for name in criterion.choices}
    test = criterion.tests[tuple((name, chosen[name]) for name in criterion.choices)]
    comparison = test.truth
    if not isinstance(comparison, ir.Comparison):
        raise RulesError.of("CR723", id=criterion.id, requirement=test.requirement)
    if not isinstance(comparison.right, ir.Constant):
        raise RulesError.of("CR724", id=criterion.id, requirement=test.requirement)
    if not isinstance(comparison.right.type, NumberType):
        raise RulesError.of("CR725", id=criterion.id, requirement=test.requirement)
    unit = test.comparands[0].unit if test.comparands else None
    return comparison, unit or UNITS[""]


def _is_movable(criterion: Criterion, rules: Rules, readings: Mapping[str, str]) -> bool:
    try:
        movable(criterion, rules, readings)
    except RulesError:
        return False
    return criterion.kind == "number"


def _range(identity: str, kind: object, unit: Unit, text: str) -> tuple[Number, Number]:
    first, between, last = (part.strip() for part in text.partition(BETWEEN))
    if not first or (between and not last):
        raise RulesError.of("CR726", id=identity, text=text)
    declared = FactType(identity, kind, unit=unit)  # type: ignore[arg-type]
    said = next((found for part in (last, first) if (found := _unit_of(part))), None)
    if said is None and unit.symbol and not counted(unit):
        raise RulesError.of("CR732", id=identity, text=text, symbol=unit.symbol)
    bare = said if said is not None and said.dimension == unit.dimension else unit
    end = _quantity(declared, last if between else first, bare)
    return (_quantity(declared, first, bare) if between else end), end


def _quantity(declared: FactType, text: str, bare: Unit) -> Number:
    try:
        return read_cell(text, declared, bare)  # type: ignore[return-value]
    except Refused as refused:
        raise RulesError([diagnostic(refused.code, fact=declared.name, **refused.values)]) from None  # type: ignore[arg-type]


def _unit_of(text: str) -> Unit | None:
    """The unit that ends `text`, which says it for both ends: `200..600 亿元`, `200 亿元..600`."""
    symbol = text.lstrip("+-.0123456789 ").strip()
    return unit_named(symbol) if symbol else None


def override(threshold: Threshold) -> str:
    """The requirement that moves the threshold to its start, as `--set` takes it."""
    return f"{threshold.operator} {format_number(threshold.unit.from_base(threshold.start))} {threshold.unit.symbol}"
