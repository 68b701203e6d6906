"""Wholes in the fact dictionary: a field that is never less than what a column of another register adds up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cluster_rules.compiler.state import Compilation
from cluster_rules.compiler.suggest import closest
from cluster_rules.compiler.surface_facts import FactEntry, RegisterEntry, WholeEntry
from cluster_rules.language.yaml_nodes import YamlText
from cluster_rules.model.dictionary import FactType, RegisterType, Whole
from cluster_rules.model.types import NumberType


def whole_of(entry: FactEntry) -> Whole | None:
    """As it is written; `check_wholes` looks whether there are such fields."""
    written = entry.whole_of
    if written is None:
        return None
    where = tuple((theirs, ours.text) for theirs, ours in written.where.items())
    return Whole(written.register_name.text, written.of.text, where)


def check_wholes(
    state: Compilation,
    facts: Mapping[str, FactEntry],
    entries: Mapping[str, RegisterEntry],
    registers: Mapping[str, RegisterType],
) -> None:
    """Whole and parts are numbers of one dimension, parts are not negative, and rows are told by equal fields."""
    for name, fact in facts.items():
        if fact.whole_of is not None:
            state.report("CR261", fact.whole_of.register_name.place, name=name)
    for name, entry in entries.items():
        for field, declared in entry.fields.items():
            if declared.whole_of is not None:
                _check(state, declared.whole_of, registers[name].fields, field, registers)


def _check(
    state: Compilation,
    entry: WholeEntry,
    own: Mapping[str, FactType],
    field: str,
    registers: Mapping[str, RegisterType],
) -> None:
    if entry.register_name.text not in registers:
        _refuse(state, entry.register_name, field, registers)
        return
    theirs = registers[entry.register_name.text].fields
    numbers = [one.name for one in theirs.values() if _is_part(one, own[field])]
    if entry.of.text not in numbers:
        _refuse(state, entry.of, field, numbers)
    for one, other in entry.where.items():
        kind = theirs[one].type if one in theirs else None
        known = [field.name for field in own.values() if field.type == kind]
        if other.text not in known:
            _refuse(state, other, field, known or theirs)


def _is_part(part: FactType, whole: FactType) -> bool:
    low = part.low
    return isinstance(whole.type, NumberType) and part.type == whole.type and isinstance(low, int) and low >= 0


def _refuse(state: Compilation, text: YamlText, field: str, known: Iterable[str]) -> None:
    close = closest(text.text, known)
    state.report("CR260", text.place, name=field, text=text.text, close=close)
