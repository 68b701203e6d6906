"""Pass 7: nothing is declared in vain, and the ledger accounts for the whole text."""

from __future__ import annotations

from collections.abc import Iterator

from cluster_rules.compiler.quotes import flat
from cluster_rules.compiler.state import Compilation
from cluster_rules.compiler.suggest import closest
from cluster_rules.compiler.surface_criteria import CriterionEntry
from cluster_rules.compiler.surface_facts import DefinitionEntry
from cluster_rules.compiler.surface_measure import LedgerFile
from cluster_rules.model.dictionary import BUILT_IN_FACTS, BUILT_IN_REGISTERS, RegisterType
from cluster_rules.model.procedure import Procedure
from cluster_rules.model.ruleset import LedgerEntry


def check_usage(state: Compilation) -> None:
    """Reports facts, fields, definitions, choices and options that nothing uses.

    Silent while errors hide uses, and in a what-if, which may put aside what it replaces.
    """
    if state.diagnostics or state.overrides:
        return
    for name, fact in state.dictionary.facts.items():
        declared = name not in BUILT_IN_FACTS and fact.place is not None and not fact.informative
        if declared and ("", name) not in state.touched:
            state.report("CR230", fact.place, name=name)
    for register in state.dictionary.registers.values():
        if register.name not in BUILT_IN_REGISTERS:
            _check_register(state, register)
    for key, definition in state.definitions.items():
        if key not in state.touched:
            place = next(e.name.place for e in _definition_entries(state) if e.name.text == definition.name)
            state.report("CR229", place, name=definition.name)
    _check_choices(state)


def _definition_entries(state: Compilation) -> Iterator[DefinitionEntry]:
    return (entry for file in state.surface.definitions.values() for entry in file.definitions)


def _check_register(state: Compilation, register: RegisterType) -> None:
    needed = {*register.key, register.label}
    if register.validity is not None:
        needed |= {register.validity.start, register.validity.end, register.validity.by}
    needed |= {field.usually_at_most.unless for field in register.fields.values() if field.usually_at_most}
    for field in register.fields.values():
        used = field.informative or field.name in needed or (register.name, field.name) in state.touched
        if not used:
            state.report("CR230", field.place, name=f"{register.name}.{field.name}")


def _check_choices(state: Compilation) -> None:
    for choice in state.choices.values():
        if choice.name not in state.used_choices:
            state.report("CR237", choice.place, choice=choice.name)
            continue
        for option in choice.options:
            if option.name != choice.default and (choice.name, option.name) not in state.given_options:
                state.report("CR245", choice.place, choice=choice.name, option=option.name)


def build_ledger(state: Compilation) -> None:
    """Fills `state.ledger`; every id in it exists, and together the quotes leave no word of the text out."""
    ledger = state.surface.ledger
    if ledger is None:
        return
    _check_ids(state, ledger)
    state.ledger = tuple(
        LedgerEntry(
            item.provision.text,
            item.quote.text,
            item.treatment,
            tuple(identity.text for identity in item.ids),
            item.reason.text if item.reason else "",
            tuple(identity.text for identity in item.steps),
            item.place,
        )
        for item in ledger.entries
    )
    for criterion in _criteria(state):
        _check_words(state, criterion, [flat(e.quote) for e in state.ledger if criterion.id.text in e.ids])
    if not state.unbound:
        for stretch in uncovered(state.surface.text, [entry.quote for entry in state.ledger]):
            state.report("CR255", ledger.key_place("entries"), text=stretch)


def _check_words(state: Compilation, criterion: CriterionEntry, own: list[str]) -> None:
    """The ledger gives words to the criterion, in which its quote stands, where both are words of the text."""
    if not own:
        state.report("CR256", criterion.id.place, id=criterion.id.text)
        return
    quote, text = flat(criterion.quote.text), flat(state.surface.text)
    found = not state.unbound and all(words in text for words in (quote, *own))
    if found and not any(quote in words or words in quote for words in own):
        state.report("CR265", criterion.quote.place, id=criterion.id.text, words=own[0])


def _check_ids(state: Compilation, ledger: LedgerFile) -> None:
    """Every criterion that is named exists. So does every step, and each has its stretch of text.

    Without a procedure, steps are names and no more.
    """
    ids = {entry.id.text for file in state.surface.condition_files.values() for entry in file.entries()}
    for identity in (identity for item in ledger.entries for identity in item.ids):
        if identity.text not in ids:
            state.report("CR254", identity.place, id=identity.text)
    if state.procedure is not None:
        _check_steps(state, ledger, state.procedure)


def _check_steps(state: Compilation, ledger: LedgerFile, procedure: Procedure) -> None:
    named = [identity for item in ledger.entries for identity in item.steps]
    for identity in named:
        if identity.text not in procedure.steps:
            close = closest(identity.text, procedure.steps, 0.7)
            state.report("CR811", identity.place, id=identity.text, close=close)
    texts = {identity.text for identity in named}
    for step in procedure.steps.values():
        if step.id not in texts:
            state.report("CR812", step.place, step=step.id)


def _criteria(state: Compilation) -> Iterator[CriterionEntry]:
    for file in state.surface.condition_files.values():
        yield from (entry for entry in file.entries() if isinstance(entry, CriterionEntry))


def uncovered(text: str, quotes: list[str]) -> list[str]:
    """The stretches of `text` that no quote covers; punctuation alone is none."""
    plain = flat(text)
    covered = [False] * len(plain)
    for quote in map(flat, quotes):
        start = plain.find(quote)
        while quote and start >= 0:
            covered[start : start + len(quote)] = [True] * len(quote)
            start = plain.find(quote, start + 1)
    stretches = "".join(" " if done else character for done, character in zip(covered, plain, strict=True)).split()
    return [stretch for stretch in stretches if any(character.isalnum() for character in stretch)]
