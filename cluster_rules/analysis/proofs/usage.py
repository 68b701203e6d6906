"""What expressions look at: facts, fields of registers, and the texts that they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cluster_rules.facts import uscc
from cluster_rules.model import ir
from cluster_rules.model.dictionary import Dictionary, FactType, RegisterType
from cluster_rules.model.types import TextType
from cluster_rules.semantics.dependencies import facts_of, parts, walk


@dataclass(frozen=True)
class Texts:
    """The texts that rulesets name, as codes from 0; every other text has a code of its own above them."""

    named: tuple[str, ...]
    codes: Mapping[str, int]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Texts:
        named = tuple(dict.fromkeys(texts))
        return cls(named, {text: code for code, text in enumerate(named)})

    def text(self, code: int) -> str:
        """The text of a code; for one that no ruleset names, a made-up unified social credit code."""
        return self.named[code] if 0 <= code < len(self.named) else made_up_code(code - len(self.named) + 1)

    @property
    def unusable_as_uscc(self) -> tuple[int, ...]:
        return tuple(code for code, text in enumerate(self.named) if not uscc.is_valid(text))


def made_up_code(number: int) -> str:
    """A unified social credit code that no register of units has given out: its place of registration is 990000."""
    digits, rest = "", number
    for _ in range(7):
        rest, digit = divmod(rest, 10)
        digits = str(digit) + digits
    body = f"91990000MA{digits}"
    return body + uscc.check_character(body)


@dataclass(frozen=True)
class Usage:
    """What some expressions look at."""

    facts: frozenset[str]
    #: Register → the fields that are read, with those of its key.
    fields: Mapping[str, frozenset[str]]
    #: Fields that are compared with a text that an expression names.
    named: frozenset[tuple[str, str]]

    @classmethod
    def of(
        cls, expressions: Sequence[ir.Expression], dictionaries: Sequence[Dictionary], also: Iterable[str] = ()
    ) -> Usage:
        """`also` are further facts and fields (`企业.营业收入`) that are looked at."""
        read = {*also, *(name for expression in expressions for name in facts_of(expression))}
        facts = {name for name in read if any(name in d.facts for d in dictionaries)}
        for dictionary in dictionaries:
            facts |= _wholes(dictionary.facts, facts)
        fields: dict[str, frozenset[str]] = {}
        for dictionary in dictionaries:
            for name, register in dictionary.registers.items():
                if any(path == name or path.startswith(f"{name}.") for path in read):
                    paths = (path.removeprefix(f"{name}.") for path in read if path.startswith(f"{name}."))
                    fields[name] = fields.get(name, frozenset()) | _used(register, paths)
            _add_parts(dictionary, fields)
        named = frozenset(field for expression in expressions for field in _named(expression, {}))
        return cls(frozenset(facts), fields, named)


def _used(register: RegisterType, read: Iterable[str]) -> frozenset[str]:
    """The fields that are read, those of the key, and the whole of a validity of which a part is read."""
    names = {*register.key, *register.crossed, *(name for name in read if name in register.fields)}
    validity = register.validity
    if validity and names & {validity.start, validity.end}:
        names |= {validity.start, validity.end, validity.by}
    return frozenset(names | _wholes(register.fields, names))


def _add_parts(dictionary: Dictionary, fields: dict[str, frozenset[str]]) -> None:
    """Add the columns whose whole is read, and what tells which rows belong to it."""
    pending = [(name, field) for name, read in fields.items() for field in read]
    while pending:
        name, field = pending.pop()
        declared = dictionary.registers[name].fields if name in dictionary.registers else {}
        whole = declared[field].whole_of if field in declared else None
        if whole is None:
            continue
        parts = _used(dictionary.registers[whole.register], (whole.field, *(theirs for theirs, _ in whole.where)))
        known = fields.get(whole.register, frozenset())
        pending += [(whole.register, each) for each in parts - known]
        fields[whole.register] = known | parts
        fields[name] |= {ours for _, ours in whole.where}


def _wholes(declared: Mapping[str, FactType], names: Iterable[str]) -> set[str]:
    """What the facts are parts of, and what they hardly ever exceed, with what confirms that they do."""
    known = [declared[name] for name in names if name in declared]
    usual = [fact.usually_at_most for fact in known if fact.usually_at_most]
    return {f.part_of for f in known if f.part_of} | {n for each in usual for n in (each.field, each.unless)}


def _named(node: Any, slots: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    """Fields that stand beside a text in a comparison."""
    selections = [part for part in (node, *parts(node)) if isinstance(part, ir.Selection)]
    inner = {**slots, **{selection.slot: selection.register for selection in selections}}
    sides = (node.left, node.right) if isinstance(node, ir.Comparison) else ()
    if isinstance(node, ir.OneOf):
        sides = (node.value, ir.Constant(TextType(), ""))
    if any(isinstance(side, ir.Constant) and isinstance(side.value, str) for side in sides):
        yield from ((inner[s.slot], s.name) for s in sides if isinstance(s, ir.FieldReference))
    for part in parts(node):
        yield from _named(part, inner)


def texts_of(dictionaries: Iterable[Dictionary], expressions: Iterable[ir.Expression]) -> Texts:
    """The texts that the expressions or the dictionaries name."""
    return Texts.of([*_texts_in(expressions), *_declared_texts(dictionaries)])


def _texts_in(expressions: Iterable[ir.Expression]) -> Iterator[str]:
    for expression in expressions:
        for part in walk(expression):
            if isinstance(part, ir.Constant) and isinstance(part.value, str):
                yield part.value
            if isinstance(part, ir.OneOf):
                yield from sorted(part.options)


def _declared_texts(dictionaries: Iterable[Dictionary]) -> Iterator[str]:
    for dictionary in dictionaries:
        yield from dictionary.provisions
        for declared in _declared(dictionary):
            if isinstance(declared.type, TextType):
                yield from declared.type.values or ()
        for register in dictionary.registers.values():
            yield from register.validity.expiry if register.validity else ()


def _declared(dictionary: Dictionary) -> Iterator[FactType]:
    yield from dictionary.facts.values()
    for register in dictionary.registers.values():
        yield from register.fields.values()
