"""Pass 2: definitions and choices. Every alternative of a definition is checked by itself, so that errors stand there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from cluster_rules.compiler.coverage import check_coverage
from cluster_rules.compiler.located import Located
from cluster_rules.compiler.lowering import bounded, meaning, table
from cluster_rules.compiler.scope import Definition, Meaning, Scope, Table, Tier
from cluster_rules.compiler.state import Compilation
from cluster_rules.compiler.suggest import closest
from cluster_rules.compiler.surface_facts import DefinitionEntry, DefinitionReading, TierEntry
from cluster_rules.compiler.surface_measure import ChoiceEntry
from cluster_rules.language.characters import apart
from cluster_rules.language.yaml_nodes import YamlText
from cluster_rules.model.expressions import Node
from cluster_rules.model.ruleset import Choice, Option

R = TypeVar("R", bound=Located)


def collect_choices(state: Compilation) -> None:
    """Fills `state.choices`: names are unique, and the default is one of the options."""
    for entry in state.surface.manifest.choices:
        name = entry.name.text
        if name in state.choices:
            state.report("CR231", entry.name.place, name=name)
        options = tuple(Option(o.name.text, o.title.text if o.title else "") for o in entry.options)
        if entry.default.text not in {option.name for option in options}:
            close = closest(entry.default.text, [option.name for option in options])
            state.report("CR235", entry.default.place, choice=name, option=entry.default.text, close=close)
        state.choices[name] = _choice(entry, options)


def _choice(entry: ChoiceEntry, options: tuple[Option, ...]) -> Choice:
    interpretation = entry.interpretation.text if entry.interpretation else ""
    return Choice(
        entry.name.text,
        entry.question.text,
        options,
        entry.default.text,
        entry.why.text,
        interpretation,
        entry.name.place,
    )


def collect_definitions(state: Compilation) -> None:
    """Fills `state.definitions` and refuses those that do not hold together; what uses them stays silent then."""
    entries = [entry for file in state.surface.definitions.values() for entry in file.definitions]
    for entry in entries:
        key = (entry.of.text if entry.of else "", entry.name.text)
        if _is_taken(state, key):
            state.report("CR231", entry.name.place, name=entry.name.text)
        state.definitions[key] = _definition(state, entry, key)
    for entry in entries:
        _check(state, entry)
    state.touched.clear()


def _is_taken(state: Compilation, key: tuple[str, str]) -> bool:
    of, name = key
    dictionary = state.dictionary
    if of:
        register = dictionary.registers.get(of)
        return key in state.definitions or (register is not None and name in register.fields)
    return key in state.definitions or name in dictionary.facts or name in dictionary.registers


def _definition(state: Compilation, entry: DefinitionEntry, key: tuple[str, str]) -> Definition:
    broken = Definition(key[1], Table(_NOTHING, ()), key[0])
    if key[0] and key[0] not in state.dictionary.registers:
        assert entry.of is not None
        close = closest(key[0], state.dictionary.registers)
        state.report("CR201", entry.of.place, name=key[0], close=close, apart=apart(key[0], close))
        state.broken.add(key)
        return broken
    body = _body(state, entry)
    choice, options = choice_of(state, entry, entry.readings)
    alternatives = {option: _body(state, reading) for option, reading in options.items()}
    if body is None or None in alternatives.values():
        state.broken.add(key)
        return broken
    known = {option: alternative for option, alternative in alternatives.items() if alternative is not None}
    return Definition(key[1], body, key[0], choice, known)


_NOTHING: Node = None  # type: ignore[assignment]


def _body(state: Compilation, entry: DefinitionEntry | DefinitionReading) -> Node | Table | None:
    if entry.formula is not None:
        return state.tree(entry.formula)
    assert entry.by is not None
    return table_of(state, entry.by, entry.tiers or ())


def table_of(state: Compilation, by: YamlText, tiers: Sequence[TierEntry]) -> Table | None:
    """The table as trees; None where some part cannot be read."""
    subject = state.tree(by)
    lines = [(state.test_tree(tier.when), state.tree(tier.then)) for tier in tiers]
    whole = [Tier(when, then) for when, then in lines if when is not None and then is not None]
    return Table(subject, tuple(whole)) if subject is not None and whole and len(whole) == len(lines) else None


def choice_of(
    state: Compilation, owner: Located, readings: Mapping[str, Mapping[str, R]]
) -> tuple[str, Mapping[str, R]]:
    """The choice that the `readings` of `owner` belong to, and what they replace, option by option."""
    for name, options in readings.items():
        if name not in state.choices:
            state.report("CR234", owner.key_place("readings", name), choice=name, close=closest(name, state.choices))
            continue
        for option, reading in options.items():
            _check_option(state, state.choices[name], option, reading)
        return name, options
    return "", {}


def _check_option(state: Compilation, choice: Choice, option: str, reading: Located) -> None:
    known = choice.names
    if option not in known:
        state.report("CR235", reading.place, choice=choice.name, option=option, close=closest(option, known))
    elif option == choice.default:
        state.report("CR236", reading.place, choice=choice.name, option=option)
    state.given_options.add((choice.name, option))


def _check(state: Compilation, entry: DefinitionEntry) -> None:
    key = (entry.of.text if entry.of else "", entry.name.text)
    if key in state.broken:
        return
    definition = state.definitions[key]
    for option, body, source in _alternatives(entry, definition):
        text = source.formula or source.by
        assert text is not None
        scope = _own_scope(state, definition, {definition.choice: option} if option else {})
        found = state.attempt(text, lambda body=body, scope=scope: _lower(body, scope, definition))  # type: ignore[misc]
        if found is None:
            state.broken.add(key)
        elif isinstance(body, Table):
            check_coverage(state, body, source.tiers or (), scope)


def _alternatives(
    entry: DefinitionEntry, definition: Definition
) -> Iterator[tuple[str, Node | Table, DefinitionEntry | DefinitionReading]]:
    yield "", definition.body, entry
    for options in entry.readings.values():
        yield from ((o, definition.alternatives[o], r) for o, r in options.items() if o in definition.alternatives)


def _own_scope(state: Compilation, definition: Definition, options: Mapping[str, str]) -> Scope:
    scope = state.scope(options)
    return scope.with_record(definition.of, 0) if definition.of else scope


def _lower(body: Node | Table, scope: Scope, definition: Definition) -> Meaning:
    scope.world.expanding.append(definition.name)
    found = table(body, scope) if isinstance(body, Table) else meaning(body, scope)
    return bounded(found, definition.name, scope.world.sizes)
