"""Pass 4: criteria and groups, each criterion under every combination of the choices it depends on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import product
from math import prod

from cluster_rules.compiler.definitions import choice_of
from cluster_rules.compiler.drafts import Built, Draft, scalar_in, unit_in
from cluster_rules.compiler.state import Compilation
from cluster_rules.compiler.suggest import closest
from cluster_rules.compiler.surface_criteria import ConditionFile, CriterionEntry, CriterionReading, GroupEntry
from cluster_rules.compiler.ways import build
from cluster_rules.language.yaml_nodes import YamlText
from cluster_rules.model.dictionary import Dictionary, FactType, judgement_fact
from cluster_rules.model.numbers import parse_number
from cluster_rules.model.ruleset import Aid, Condition, Criterion, CriterionTree, Group, Reading, Test
from cluster_rules.model.types import BOOLEAN

#: A criterion may not depend on more combinations of options than this.
MAX_READINGS = 1024


def build_conditions(state: Compilation) -> None:
    """Fills `state.conditions`, in the order of the manifest: standing first."""
    state.conditions = tuple(
        _condition(state, file, standing=name in state.surface.standing)
        for name, file in state.surface.condition_files.items()
    )
    ids = {entry.id.text for file in state.surface.condition_files.values() for entry in file.entries()}
    for name, text in state.overrides.items():
        if name not in ids:
            state.report("CR242", text.place, id=name, close=closest(name, ids))


def criteria_built(state: Compilation, ids: Collection[str]) -> Iterator[Criterion]:
    """The criteria called `ids` alone, in the order of the manifest, from what the passes before have made."""
    for file in state.surface.condition_files.values():
        for entry, provision in _below(file.criteria, file.provision.text):
            if entry.id.text in ids:
                built = _criterion(state, entry, file, provision)
                if built is not None:
                    yield built


def _below(entries: Iterable[CriterionEntry | GroupEntry], provision: str) -> Iterator[tuple[CriterionEntry, str]]:
    """The criteria in `entries`, each with its provision: its own, else that of what is around it."""
    for entry in entries:
        own = entry.provision.text if entry.provision else provision
        if isinstance(entry, GroupEntry):
            yield from _below(entry.children, own)
        else:
            yield entry, own


def _condition(state: Compilation, file: ConditionFile, *, standing: bool) -> Condition:
    children = _trees(state, file.criteria, file, file.provision.text)
    return Condition(file.id, file.version.text, file.title.text, file.provision.text, children, standing, file.place)


def _trees(
    state: Compilation, entries: tuple[CriterionEntry | GroupEntry, ...], file: ConditionFile, provision: str
) -> tuple[CriterionTree, ...]:
    """`provision` is that of the group or the file around, which holds for what names none of its own."""
    made = (
        _group(state, entry, file, entry.provision.text if entry.provision else provision)
        if isinstance(entry, GroupEntry)
        else _criterion(state, entry, file, entry.provision.text if entry.provision else provision)
        for entry in entries
    )
    return tuple(tree for tree in made if tree is not None)


def _group(state: Compilation, entry: GroupEntry, file: ConditionFile, provision: str) -> Group:
    children = _trees(state, entry.children, file, provision)
    count = _count(state, entry)
    return Group(
        entry.id.text,
        entry.kind,
        children,
        entry.title.text if entry.title else "",
        provision,
        entry.quote.text if entry.quote else "",
        count,
        entry.force,
        entry.place,
    )


def _count(state: Compilation, entry: GroupEntry) -> int:
    """How many children `at_least` asks for. A soft norm does not count, so that enough others have to be there."""
    required = sum(child.force == "shall" for child in entry.children)
    if not required:
        state.report("CR257", entry.place, id=entry.id.text)
    if entry.at_least is None:
        return 0
    text = entry.at_least.count
    number = parse_number(text.text)
    count = number if isinstance(number, int) else 0
    if required and not 1 <= count <= required:
        state.report("CR243", text.place, count=text.text, of=required)
    return count


def _criterion(state: Compilation, entry: CriterionEntry, file: ConditionFile, provision: str) -> Criterion | None:
    name, readings = choice_of(state, entry, entry.readings)
    override = state.overrides.get(entry.id.text)
    built = _all_readings(state, entry, name, readings, override)
    if not built:
        return None
    first = next(iter(built.values()))
    _declare_judgements(state, entry)
    return Criterion(
        entry.id.text,
        (entry.version or file.version).text,
        (entry.title or entry.quote).text,
        first.kind,
        provision,
        entry.quote.text,
        {reading: Test(b.truth, b.comparands, b.requirement) for reading, b in built.items()},
        tuple(choice for choice, _ in next(iter(built))),
        entry.force,
        tuple(text.text for text in entry.evidence),
        _question(entry),
        entry.guidance.text if entry.guidance else "",
        _aids(state, entry),
        entry.note.text if entry.note else "",
        entry.sic.text if entry.sic else "",
        entry.kind if entry.kind in state.plugins else "",
        entry.place,
    )


def criterion_names(state: Compilation) -> Mapping[str, frozenset[tuple[str, str]]]:
    """Criterion id → (register or "", name) of every fact and definition it is made of, under all its readings."""
    found: dict[str, frozenset[tuple[str, str]]] = {}
    for file in state.surface.condition_files.values():
        for entry in file.entries():
            if isinstance(entry, CriterionEntry):
                state.touched = set()
                name, readings = choice_of(state, entry, entry.readings)
                _all_readings(state, entry, name, readings, None)
                found[entry.id.text] = frozenset(state.touched)
    return found


def _question(entry: CriterionEntry) -> str:
    asked = entry.judgement or entry.document
    return asked.text if asked else ""


def _all_readings(
    state: Compilation,
    entry: CriterionEntry,
    choice: str,
    readings: Mapping[str, CriterionReading],
    override: YamlText | None,
) -> dict[Reading, Built]:
    """The test under every combination of the choices met, the default first; empty where one was refused.

    Choices come to light while lowering, an alternative may bring more: it ends when no new one is met.
    """
    names: set[str] = {choice} if choice else set()
    while _is_bounded(state, names, entry):
        built: dict[Reading, Built] = {}
        met = set(names)
        for reading in _combinations(state, names):
            options = dict(reading)
            scope = state.scope(options)
            draft = Draft(entry.id.text, entry, readings.get(options.get(choice, "")), override)
            test = build(state, draft, scope)
            if test is None:
                return {}
            built[reading] = test
            met |= scope.world.used
        if met == names:
            state.used_choices |= names
            return built
        names = met
    return {}


def _is_bounded(state: Compilation, names: set[str], entry: CriterionEntry) -> bool:
    if prod(len(state.choices[name].options) for name in names) <= MAX_READINGS:
        return True
    state.report("CR244", entry.place, id=entry.id.text, names="、".join(sorted(names)), most=MAX_READINGS)
    return False


def _combinations(state: Compilation, names: set[str]) -> Iterator[Reading]:
    choices = [state.choices[name] for name in sorted(names)]
    lists = [sorted((o.name for o in c.options), key=lambda name, c=c: name != c.default) for c in choices]  # type: ignore[misc]
    for options in product(*lists):
        yield tuple((choice.name, option) for choice, option in zip(choices, options, strict=True))


def _aids(state: Compilation, entry: CriterionEntry) -> tuple[Aid, ...]:
    found: list[Aid] = []
    for aid in entry.aids:
        scope = state.scope({name: choice.default for name, choice in state.choices.items()})
        value = scalar_in(state, aid.formula, scope)
        unit = unit_in(state, aid.unit)
        if value is not None:
            found.append(Aid(aid.title.text, value, unit))
    return tuple(found)


def _declare_judgements(state: Compilation, entry: CriterionEntry) -> None:
    """What a person finds is a fact: the dictionary gets one for each question."""
    names = []
    if entry.judgement or any(r.judgement for options in entry.readings.values() for r in options.values()):
        names.append(entry.id.text)
    if entry.unless is not None and not isinstance(entry.unless, YamlText):
        names.append(f"{entry.id.text}/除外")
    declared = {judgement_fact(name): FactType(judgement_fact(name), BOOLEAN, judged=True) for name in names}
    state.dictionary = Dictionary({**state.dictionary.facts, **declared}, state.dictionary.registers)
