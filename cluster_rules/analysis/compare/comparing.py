"""Two rulesets beside each other. Meaning is compared, not text: 30000000000 元 is 300 亿元, and 且 is and."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from difflib import SequenceMatcher
from fractions import Fraction
from typing import Any, TypeVar

from cluster_rules.analysis.compare.comparison import Comparison, CriterionChange, NamedChange, Status, TextChange
from cluster_rules.analysis.compare.criteria import Sides, criterion_change, roles_of
from cluster_rules.analysis.compare.files import differing_files, procedure_entries
from cluster_rules.analysis.compare.names import Names, names_of, same_definition
from cluster_rules.analysis.compare.strictness import whole_direction
from cluster_rules.engine import Rules
from cluster_rules.model.dictionary import (
    BUILT_IN_FACTS,
    BUILT_IN_REGISTERS,
    JUDGEMENTS,
    Dictionary,
    Usual,
    Validity,
    Whole,
)
from cluster_rules.model.ruleset import Choice, Condition, Group, LedgerEntry, Ruleset
from cluster_rules.model.types import TextType
from cluster_rules.model.units import Unit
from cluster_rules.semantics.dependencies import facts_of

T = TypeVar("T")

#: What a change of a fact or register in these does not alter any finding by.
_WORDS_ALONE = {"title", "sources", "evidence", "informative", "label"}


def compare(old: Rules, new: Rules) -> Comparison:
    """What `new` changes beside `old`. Both are compiled; nothing is decided."""
    first, second = old.ruleset, new.ruleset
    names = (names_of(old), names_of(new))
    facts = _facts(first.dictionary, second.dictionary)
    sides = _sides(first, second, names, facts)
    criteria = tuple(_criteria(first, second, sides))
    return Comparison(
        old,
        new,
        criteria,
        _named(_conditions(first), _conditions(second), _condition_details),
        _named(_groups(first), _groups(second), _group_details),
        _choices(first, second),
        _definitions(names, sides.definitions, criteria),
        _with_criteria(facts, criteria, sides),
        tuple(_edition(first, second)),
        tuple(_text(first.ledger, second.ledger)),
        _procedure(*(procedure_entries(side.surface) for side in names)),
        differing_files(names[0].surface, names[1].surface),
        whole_direction(first, second) if not sides.facts else "unsettled",
    )


def _sides(old: Ruleset, new: Ruleset, names: tuple[Names, Names], facts: tuple[NamedChange, ...]) -> Sides:
    definitions = {
        name: [side.definitions.get(name) for side in names] for name in _both(*(n.definitions for n in names))
    }
    changed = {
        name for name, (before, after) in definitions.items()
        if before is None or after is None or not same_definition(before, after)
    }  # fmt: skip
    read = tuple(Names(side.definitions, _used(side, ruleset), side.surface) for side, ruleset in zip(names, (old, new), strict=True))  # fmt: skip
    meant = frozenset(fact.name for fact in facts if fact.status == "changed" and _matters(fact))
    return Sides(old, new, (read[0], read[1]), frozenset(changed), meant, (roles_of(old), roles_of(new)))


def _used(names: Names, ruleset: Ruleset) -> Mapping[str, frozenset[str]]:
    """With the registers and facts that the compiled criteria read, and what bears on these."""
    facts = {c.id: {fact for test in c.tests.values() for fact in facts_of(test.truth)} for c in ruleset.criteria()}
    read = {identity: ruleset.dictionary.bearing_on(found) for identity, found in facts.items()}
    return {identity: names.used.get(identity, frozenset()) | found for identity, found in read.items()}


def _matters(fact: NamedChange) -> bool:
    return any(key not in _WORDS_ALONE for key, _, _ in fact.details)


def _both(old: Iterable[str], new: Iterable[str]) -> list[str]:
    """The names of both in the order of the new; what is gone stands behind what it stood behind."""
    merged = list(new)
    before = ""
    for name in old:
        if name not in merged:
            merged.insert(merged.index(before) + 1 if before else 0, name)
        before = name
    return merged


def _criteria(old: Ruleset, new: Ruleset, sides: Sides) -> Iterator[CriterionChange]:
    before, after = ({c.id: c for c in ruleset.criteria()} for ruleset in (old, new))
    for identity in _both(before, after):
        yield criterion_change(identity, before.get(identity), after.get(identity), sides)


def _named(
    old: Mapping[str, T], new: Mapping[str, T], details: Callable[[T, T], list[tuple[str, str, str]]]
) -> tuple[NamedChange, ...]:
    """What is added, removed, or differs in some detail."""
    found = []
    for name in _both(old, new):
        before, after = old.get(name), new.get(name)
        if before is None or after is None:
            status: Status = "added" if before is None else "removed"
            found.append(NamedChange(name, status))
        elif differing := details(before, after):
            found.append(NamedChange(name, "changed", tuple(differing)))
    return tuple(found)


def _differing(pairs: Iterable[tuple[str, Any, Any]]) -> list[tuple[str, str, str]]:
    return [(key, _shown(before), _shown(after)) for key, before, after in pairs if before != after]


def _shown(value: Any) -> str:
    if isinstance(value, tuple | list):
        return "、".join(map(_shown, value))
    if isinstance(value, Mapping):
        return "、".join(f"{key} {_shown(entry)}" for key, entry in value.items())
    return "" if value is None else str(value)


def _conditions(ruleset: Ruleset) -> Mapping[str, Condition]:
    return {("standing " if c.standing else "") + c.id: c for c in ruleset.conditions}


def _condition_details(old: Condition, new: Condition) -> list[tuple[str, str, str]]:
    children = [[child.id for child in condition.children] for condition in (old, new)]
    kept = [[child for child in mine if child in other] for mine, other in (children, reversed(children))]
    return _differing([
        ("title", old.title, new.title),
        ("provision", old.provision, new.provision),
        ("criteria", kept[0], kept[1]),
    ])  # fmt: skip


def _groups(ruleset: Ruleset) -> Mapping[str, Group]:
    return {group.id: group for group in ruleset.groups()}


def _group_details(old: Group, new: Group) -> list[tuple[str, str, str]]:
    return _differing([
        ("kind", old.kind, new.kind),
        ("of", [child.id for child in old.children], [child.id for child in new.children]),
        ("count", old.count, new.count),
        ("force", old.force, new.force),
        ("title", old.title, new.title),
        ("provision", old.provision, new.provision),
        ("quote", old.quote, new.quote),
    ])  # fmt: skip


def _choices(old: Ruleset, new: Ruleset) -> tuple[NamedChange, ...]:
    return _named(
        old.choices,
        new.choices,
        lambda before, after: _differing([
            ("default", before.default, after.default),
            ("why", before.why, after.why),
            ("options", before.names, after.names),
            ("titles", _titles(before), _titles(after)),
            ("question", before.question, after.question),
            ("interpretation", before.interpretation, after.interpretation),
        ]),
    )  # fmt: skip


def _titles(choice: Choice) -> Mapping[str, str]:
    return {option.name: option.title for option in choice.options}


def _definitions(
    names: tuple[Names, Names], changed: frozenset[str], criteria: tuple[CriterionChange, ...]
) -> tuple[NamedChange, ...]:
    old, new = (_written(side) for side in names)
    found = []
    for name in _both(old, new):
        if name in changed:
            status: Status = "added" if name not in old else "removed" if name not in new else "changed"
            details = _differing(
                (key, old.get(name, {}).get(key), new.get(name, {}).get(key)) for key in _keys(name, old, new)
            )
            using = tuple(c.id for c in criteria if any(name in side.used.get(c.id, ()) for side in names))
            found.append(NamedChange(name, status, tuple(details), using))
    return tuple(found)


def _keys(name: str, *sides: Mapping[str, Mapping[str, str]]) -> list[str]:
    return list(dict.fromkeys(key for side in sides for key in side.get(name, {})))


def _written(names: Names) -> Mapping[str, Mapping[str, str]]:
    """Definition → the text of its content, and of each other reading by its name."""
    found = {}
    for file in names.surface.definitions.values():
        for entry in file.definitions:
            name = ".".join(part.text for part in (entry.of, entry.name) if part)
            found[name] = {"is": _body(entry), **{f"{choice}：{option}": _body(reading) for choice, options in entry.readings.items() for option, reading in options.items()}}  # fmt: skip
    return found


def _body(entry: Any) -> str:
    if entry.formula is not None:
        return str(entry.formula.text)
    return f"{entry.by.text}：" + "；".join(f"{tier.when.text}：{tier.then.text}" for tier in entry.tiers)


def _procedure(old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]) -> tuple[NamedChange, ...]:
    return _named(
        old,
        new,
        lambda before, after: _differing((key, before.get(key), after.get(key)) for key in _both(before, after)),
    )


def _facts(old: Dictionary, new: Dictionary) -> tuple[NamedChange, ...]:
    """Facts, registers and their fields; what every dictionary has is left out."""
    return _named(_declared(old), _declared(new), _fact_details)


def _declared(dictionary: Dictionary) -> Mapping[str, Any]:
    found: dict[str, Any] = {
        name: fact
        for name, fact in dictionary.facts.items()
        if name not in BUILT_IN_FACTS and not name.startswith(f"{JUDGEMENTS.name}[")
    }
    for register in dictionary.registers.values():
        if register.name not in BUILT_IN_REGISTERS:
            found[register.name] = register
            found |= {f"{register.name}.{field.name}": field for field in register.fields.values()}
    return found


def _fact_details(old: Any, new: Any) -> list[tuple[str, str, str]]:
    if type(old) is not type(new):
        return [("type", type(old).__name__, type(new).__name__)]
    keys = [declared.name for declared in fields(old) if declared.compare and declared.name != "fields"]
    differing = [key for key in keys if getattr(old, key) != getattr(new, key)]
    return [(key, _shown(_plain(old, key)), _shown(_plain(new, key))) for key in differing]


def _plain(declared: Any, key: str) -> Any:
    """A unit by its symbol, a bound in its unit, a validity or a whole by its parts, a type by its name."""
    value = getattr(declared, key)
    if isinstance(value, Unit):
        return value.symbol
    if isinstance(value, Validity):
        return (value.start, value.end, value.by, tuple(value.expiry.items()))
    if isinstance(value, Whole):
        return (f"{value.register}.{value.field}", *(" = ".join(pair) for pair in value.where))
    if isinstance(value, Usual):
        return (f"{value.field} × {value.times}", value.unless)
    if isinstance(value, TextType):
        return ("text", *(value.values or ()))
    if key == "type":
        return type(value).__name__.removesuffix("Type").lower()
    in_unit = key in {"low", "high", "quantum"} and isinstance(value, int | Fraction) and declared.unit is not None
    return declared.unit.format(value) if in_unit else value


def _with_criteria(
    facts: tuple[NamedChange, ...], criteria: tuple[CriterionChange, ...], sides: Sides
) -> tuple[NamedChange, ...]:
    return tuple(
        NamedChange(fact.name, fact.status, fact.details, tuple(c.id for c in criteria if any(fact.name in side.used.get(c.id, ()) for side in sides.names)))
        for fact in facts
    )  # fmt: skip


def _edition(old: Ruleset, new: Ruleset) -> Iterator[tuple[str, str, str]]:
    keys = ("id", "title", "status", "issued_on", "effective_from", "effective_until", "interpreter")
    yield from _differing((k, getattr(old.edition, k), getattr(new.edition, k)) for k in keys)
    if old.version != new.version:
        yield "version", old.version, new.version


def _text(old: tuple[LedgerEntry, ...], new: tuple[LedgerEntry, ...]) -> Iterator[TextChange]:
    """Stretch by stretch, as the ledgers divide the text."""
    before, after = ([(entry.provision, entry.quote) for entry in ledger] for ledger in (old, new))
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        gone, come = before[i:j], after[k:m]
        for index in range(max(len(gone), len(come))):
            left, right = (side[index] if index < len(side) else ("", "") for side in (gone, come))
            yield TextChange(right[0] or left[0], left[1], right[1])
