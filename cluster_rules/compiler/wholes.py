"""Wholes in the fact dictionary: a field that is never less than what a column of another register adds up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cluster_rules.compiler.state import Compilation
from cluster_rules.compiler.suggest import closest
from cluster_rules.compiler.surface_facts import FactEntry, RegisterEntry, UsualEntry, WholeEntry
from cluster_rules.language.yaml_nodes import YamlText
from cluster_rules.model.dictionary import FactType, RegisterType, Usual, Whole
from cluster_rules.model.numbers import parse_number
from cluster_rules.model.types import BooleanType, NumberType


def whole_of(entry: FactEntry) -> Whole | None:
    """As it is written; `check_wholes` looks whether there are such fields."""
    written = entry.whole_of
    if written is None:
        return None
    where = tuple((theirs, ours.text) for theirs, ours in written.where.items())
    return Whole(written.register_name.text, written.of.text, where)


def usually_at_most(entry: FactEntry) -> Usual | None:
    """The same of what a figure hardly ever exceeds; `times` that are no number are 0, which `check_wholes` refuses."""
    written = entry.usually_at_most
    if written is None:
        return None
    times = parse_number(written.times.text) if written.times else 1
    return Usual(written.of.text, times or 0, written.unless.text)


def check_wholes(
    state: Compilation,
    facts: Mapping[str, FactEntry],
    entries: Mapping[str, RegisterEntry],
    registers: Mapping[str, RegisterType],
) -> None:
    """Whole and parts are numbers of one dimension, parts are not negative, and rows are told by equal fields."""
    for name, fact in facts.items():
        if fact.whole_of is not None:
            state.report("CR261", fact.whole_of.register_name.place, name=name, key="whole_of")
        if fact.about is not None:
            state.report("CR261", fact.about.place, name=name, key="about")
        if fact.usually_at_most is not None:
            state.report("CR261", fact.usually_at_most.of.place, name=name, key="usually_at_most")
    for name, entry in entries.items():
        for field, declared in entry.fields.items():
            if declared.whole_of is not None:
                _check(state, declared.whole_of, registers[name].fields, field, registers)
            if declared.usually_at_most is not None:
                _check_usual(state, declared.usually_at_most, registers[name].fields, field)


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


def _check_usual(state: Compilation, entry: UsualEntry, own: Mapping[str, FactType], field: str) -> None:
    """A figure of one dimension with the field, a factor above nothing, and a truth that confirms."""
    usual, type_ = own[field].usually_at_most, own[field].type
    numbers = [each.name for each in own.values() if each.type == type_ and each.name != field]
    truths = [each.name for each in own.values() if isinstance(each.type, BooleanType) and not each.judged]
    wrong = [
        entry.of if not isinstance(type_, NumberType) or entry.of.text not in numbers else None,
        entry.times if usual is not None and usual.times <= 0 else None,
        entry.unless if entry.unless.text not in truths else None,
    ]
    for text in (each for each in wrong if each is not None):
        close = closest(text.text, truths if text is entry.unless else numbers)
        state.report("CR262", text.place, name=field, text=text.text, close=close)


def _is_part(part: FactType, whole: FactType) -> bool:
    low = part.low
    return isinstance(whole.type, NumberType) and part.type == whole.type and isinstance(low, int) and low >= 0


def _refuse(state: Compilation, text: YamlText, field: str, known: Iterable[str]) -> None:
    close = closest(text.text, known)
    state.report("CR260", text.place, name=field, text=text.text, close=close)
