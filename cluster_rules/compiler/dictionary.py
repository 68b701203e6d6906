"""Pass 1: the fact dictionary. Types, units and natural bounds become exact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from cluster_rules.compiler.state import Compilation
from cluster_rules.compiler.suggest import closest
from cluster_rules.compiler.surface_facts import FactEntry, RegisterEntry, ValidityEntry
from cluster_rules.compiler.wholes import check_wholes, usually_at_most, whole_of
from cluster_rules.errors import RulesError
from cluster_rules.language import parse
from cluster_rules.language.characters import apart
from cluster_rules.language.yaml_nodes import YamlText
from cluster_rules.model import expressions as tree
from cluster_rules.model.days import parse_day
from cluster_rules.model.dictionary import (
    BUILT_IN_FACTS,
    BUILT_IN_REGISTERS,
    Dictionary,
    FactType,
    RegisterType,
    Validity,
)
from cluster_rules.model.numbers import Number
from cluster_rules.model.types import BOOLEAN, DATE, NumberType, TextType, Type
from cluster_rules.model.units import UNITS, Unit
from cluster_rules.model.units import unit as unit_named
from cluster_rules.model.values import Known

Expiry = Literal["none", "required"] | int


def build_dictionary(state: Compilation) -> None:
    """Fills `state.dictionary`; the built-in facts and registers are always there."""
    surface = state.surface.facts
    facts = {name: _fact(state, name, entry) for name, entry in surface.facts.items()}
    _check_parts(state, surface.facts, facts)
    registers = {name: _register(state, name, entry) for name, entry in surface.registers.items()}
    check_wholes(state, surface.facts, surface.registers, registers)
    for name in (*facts, *registers):
        if name in BUILT_IN_FACTS or name in BUILT_IN_REGISTERS or (name in facts and name in registers):
            state.report("CR231", surface.key_place("registers" if name in registers else "facts", name), name=name)
    state.dictionary = Dictionary({**BUILT_IN_FACTS, **facts}, {**BUILT_IN_REGISTERS, **registers})


def _fact(state: Compilation, name: str, entry: FactEntry) -> FactType:
    _check_name(state, name, entry)
    unit = _unit(state, entry.unit) if entry.type in {"number", "integer"} else None
    low, high = _bounds(state, entry, unit)
    integral = entry.type == "integer"
    return FactType(
        name,
        _type(entry, unit),
        entry.title.text if entry.title else "",
        unit,
        low,
        high,
        _quantum(state, entry, unit),
        integral,
        entry.type == "judgement",
        entry.format,
        tuple(text.text for text in entry.sources),
        tuple(text.text for text in entry.evidence),
        entry.informative,
        entry.part_of.text if entry.part_of else "",
        whole_of(entry),
        usually_at_most(entry),
        entry.about.text if entry.about else "",
        entry.place,
    )


def _quantum(state: Compilation, entry: FactEntry, unit: Unit | None) -> Number | None:
    """The step that is declared, else that of the unit; whole numbers go by ones."""
    declared = _bound(state, entry, unit, "quantum")
    if declared is not None or unit is None:
        return declared  # type: ignore[return-value]
    return unit.factor if entry.type == "integer" or unit.factor % unit.quantum else unit.quantum


def _check_parts(state: Compilation, entries: Mapping[str, FactEntry], facts: Mapping[str, FactType]) -> None:
    """A part and its whole are numbers of one dimension."""
    for name, entry in entries.items():
        if entry.part_of is None:
            continue
        known = [other.name for other in facts.values() if other.type == facts[name].type and other.name != name]
        if entry.part_of.text not in known or not isinstance(facts[name].type, NumberType):
            close = closest(entry.part_of.text, known)
            state.report("CR224", entry.part_of.place, name=name, whole=entry.part_of.text, close=close)


def _check_name(state: Compilation, name: str, entry: FactEntry | RegisterEntry) -> None:
    """Refuses a name that no expression could write."""
    try:
        node = parse(name)
    except RulesError:
        node = None
    if not isinstance(node, tree.Name):
        state.report("CR225", entry.place, name=name)


def _type(entry: FactEntry, unit: Unit | None) -> Type:
    if entry.type in {"boolean", "judgement"}:
        return BOOLEAN
    if entry.type == "date":
        return DATE
    if entry.type == "text":
        return TextType(tuple(value.text for value in entry.values) or None)
    return NumberType(unit.dimension if unit else ())


def _unit(state: Compilation, text: YamlText | None) -> Unit:
    """The unit declared; a pure number where none is."""
    found = unit_named(text.text) if text else UNITS[""]
    if found is None:
        assert text is not None
        state.report("CR216", text.place, unit=text.text, close=closest(text.text, UNITS))
        return UNITS[""]
    return found


def _bounds(state: Compilation, entry: FactEntry, unit: Unit | None) -> tuple[Known | None, Known | None]:
    """The least and the greatest value; refused where there is none between them."""
    low, high = (_bound(state, entry, unit, key) for key in ("min", "max"))
    if low is not None and high is not None and low > high and entry.min and entry.max:  # type: ignore[operator]
        least, most = entry.min.text, entry.max.text
        state.report("CR398", entry.min.place, text=f"min: {least}, max: {most}", low=least, high=most)
    return low, high


def _bound(state: Compilation, entry: FactEntry, unit: Unit | None, key: str) -> Known | None:
    text: YamlText | None = getattr(entry, key)
    if text is None:
        return None
    value = parse_day(text.text) if entry.type == "date" else _quantity(text, unit)
    if value is None:
        state.report("CR226", text.place, key=key, text=text.text)
    return value


def _quantity(text: YamlText, unit: Unit | None) -> Number | None:
    """The number in base units; a bare one is in the declared unit."""
    try:
        node = parse(text.text)
    except RulesError:
        return None
    sign = -1 if isinstance(node, tree.Negation) else 1
    literal = node.operand if isinstance(node, tree.Negation) else node
    if unit is None or not isinstance(literal, tree.NumberLiteral):
        return None
    written = unit_named(literal.unit) if literal.unit else unit
    return sign * written.to_base(literal.value) if written and written.dimension == unit.dimension else None


def _register(state: Compilation, name: str, entry: RegisterEntry) -> RegisterType:
    _check_name(state, name, entry)
    fields = {field: _fact(state, field, declared) for field, declared in entry.fields.items()}
    _check_parts(state, entry.fields, fields)
    for key in (*entry.key, *((entry.label,) if entry.label else ())):
        if key.text not in fields:
            close = closest(key.text, fields)
            state.report("CR206", key.place, name=key.text, text=name, close=close, apart=apart(key.text, close))
    _check_keys(state, name, entry)
    if entry.person and entry.person.text not in {key.text for key in entry.key}:
        state.report("CR819", entry.person.place, register=name, field=entry.person.text)
    return RegisterType(
        name,
        tuple(key.text for key in entry.key),
        fields,
        _unit(state, entry.unit),
        entry.title.text if entry.title else "",
        entry.label.text if entry.label else "",
        _validity(state, entry.validity, fields),
        tuple(text.text for text in entry.sources),
        entry.person.text if entry.person else "",
        tuple(field.text for field in entry.crossed),
        entry.place,
    )


def _check_keys(state: Compilation, name: str, entry: RegisterEntry) -> None:
    """Crossed fields are fields of the key, and so are those that others are about."""
    keys = [key.text for key in entry.key]
    for text in (*entry.crossed, *(field.about for field in entry.fields.values() if field.about)):
        if text.text not in keys:
            close = closest(text.text, keys)
            state.report("CR206", text.place, name=text.text, text=name, close=close, apart=apart(text.text, close))


def _validity(state: Compilation, entry: ValidityEntry | None, fields: Mapping[str, FactType]) -> Validity | None:
    if entry is None:
        return None
    for text, wanted in ((entry.start, DATE), (entry.end, DATE), (entry.by, None)):
        declared = fields.get(text.text)
        if declared is None or (wanted and declared.type != wanted) or not (wanted or declared.type != DATE):
            state.report("CR227", text.place, name=text.text)
    expiry = {kind: _expiry(state, text) for kind, text in entry.expiry.items()}
    return Validity(entry.start.text, entry.end.text, entry.by.text, expiry)


def _expiry(state: Compilation, text: YamlText) -> Expiry:
    if text.text == "none":
        return "none"
    if text.text == "required":
        return "required"
    months = _quantity(text, unit_named("年"))
    if not isinstance(months, int) or months <= 0 or months % 12:
        state.report("CR228", text.place, text=text.text)
        return "required"
    return months // 12
