"""A comparison as a document: what changes findings first, then what is asked for, then words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cluster_rules.analysis.compare.comparison import (
    Change,
    Comparison,
    CriterionChange,
    NamedChange,
    Requirement,
    Stated,
    Stretch,
    TextChange,
)
from cluster_rules.engine import Rules
from cluster_rules.errors import Locale
from cluster_rules.explain.document import Block, Document, Paragraph, Part, Points
from cluster_rules.explain.figures import shown
from cluster_rules.explain.phrases import compared
from cluster_rules.explain.tree import Item, Line
from cluster_rules.explain.words import Words, words

PACKAGE = "cluster_rules.analysis.compare"

#: The parts on criteria: the weight of the changes that each tells.
WEIGHTS = ("meaning", "asked", "wording", "version")


def comparison_document(comparison: Comparison, locale: Locale) -> Document:
    """Everything that differs, in words."""
    say = words(locale, PACKAGE)
    parts = tuple(_parts(say, comparison))
    blocks: tuple[Block, ...] = parts or (Paragraph(say("compare.nothing")),)
    return Document(
        locale,
        say("compare.title", measure=comparison.new.ruleset.edition.title),
        blocks,
        tuple(_stamps(say, comparison)),
        tuple(_header(say, comparison)),
        tuple(Line(say(f"compare.{side}"), rules.ruleset.hash) for side, rules in _sides(comparison)),
    )


def _sides(comparison: Comparison) -> tuple[tuple[str, Rules], tuple[str, Rules]]:
    return ("old", comparison.old), ("new", comparison.new)


def _stamps(say: Words, comparison: Comparison) -> Iterator[str]:
    for side, rules in _sides(comparison):
        if rules.ruleset.hypothetical:
            yield say("compare.hypothetical", side=say(f"compare.{side}"), edition=rules.ruleset.edition.id)


def _header(say: Words, comparison: Comparison) -> Iterator[Line]:
    for side, rules in _sides(comparison):
        edition = rules.ruleset.edition
        text = say("compare.edition", title=edition.title, id=edition.id, version=rules.ruleset.version)
        yield Line(say(f"compare.{side}"), text)
    counts = [say("compare.count", total=len(comparison.criteria), changed=sum(1 for _ in comparison.changed))]
    yield Line(say("compare.criteria"), say.clauses(counts))
    yield Line(say("compare.overall"), say(f"overall.{comparison.direction}"))


def _parts(say: Words, comparison: Comparison) -> Iterator[Part]:
    for weight in WEIGHTS:
        found = [change for change in comparison.changed if change.weight == weight]
        if found:
            title = say(f"part.{weight}", count=len(found))
            yield Part(title, (Points(tuple(_criterion(say, change) for change in found)),))
    for kind in ("conditions", "groups", "choices", "definitions", "facts", "procedure"):
        named: tuple[NamedChange, ...] = getattr(comparison, kind)
        if named:
            items = tuple(_named(say, change) for change in named)
            yield Part(say(f"part.{kind}", count=len(named)), (Points(items),))
    if comparison.edition:
        lines = tuple(_detail(say, *detail) for detail in comparison.edition)
        yield Part(say("part.edition"), (Points(tuple(Item(line) for line in lines)),))
    if comparison.text:
        items = tuple(_text(say, change) for change in comparison.text)
        yield Part(say("part.text", count=len(items)), (Points(items),))
    if comparison.files:
        items = tuple(Item(name) for name in comparison.files)
        yield Part(say("part.files", count=len(items)), (Points(items),))


def _criterion(say: Words, change: CriterionChange) -> Item:
    criterion = change.criterion
    head = say("compare.criterion", id=change.id, title=criterion.title, provision=criterion.provision)
    if change.status in {"added", "removed"}:
        text = say(f"{change.status}.{change.direction}")
        return Item(head, text, (say("compare.quote", quote=criterion.quote),))
    told = [found for found in change.changes if found.aspect != "version" or change.weight == "version"]
    # Number and inclusiveness that change together are one line.
    unique = list({(c.old, c.new, c.tier) if isinstance(c.new, Requirement) else c: c for c in told}.values())
    notes = [line for found in unique for line in _change(say, found)]
    notes += [stretch_words(say, witness) for witness in change.witnesses]
    return Item(head, say(f"direction.{change.direction}") if change.weight == "meaning" else "", tuple(notes))


def _change(say: Words, change: Change) -> Iterator[str]:
    names = say.join(say("value.text", text=name) for name in change.names)
    if change.aspect in {"definition", "fact", "alternatives"}:
        yield say(f"change.{change.aspect}", names=names)
    elif change.aspect == "reading":
        yield say("change.reading", name=names, old=change.old, new=change.new)
    else:
        label = say(f"aspect.{change.aspect}")
        told = say("change.of_tier", label=label, tier=change.tier) if change.tier else label
        yield _from_to(say, told, _stated(say, change.old), _stated(say, change.new))


def _stated(say: Words, stated: Stated) -> str:
    if not isinstance(stated, Requirement):
        return say(f"role.{stated}") if say.has(f"role.{stated}") else stated
    threshold = stated.text if stated.value is None else shown(say, stated.value, stated.unit)
    return compared(say, stated.operator, threshold, stated.unit)


def _from_to(say: Words, label: str, old: str, new: str) -> str:
    key = "to" if not old else "from" if not new else "from_to"
    return say(f"change.{key}", label=label, old=old, new=new)


def stretch_words(say: Words, stretch: Stretch) -> str:
    """`300 亿元（含）至 500 亿元（不含）：旧符合、新不符合`."""
    if stretch.tier:
        return say("witness.of_tier", tier=stretch.tier, stretch=stretch_words(say, replace(stretch, tier="")))
    which = say("witness.old_alone" if stretch.old_met else "witness.new_alone")
    if stretch.low is not None and stretch.low == stretch.high:
        return say("witness.at", value=shown(say, stretch.low, stretch.unit), which=which)
    low = "" if stretch.low is None else _end(say, shown(say, stretch.low, stretch.unit), stretch.low_included)
    high = "" if stretch.high is None else _end(say, shown(say, stretch.high, stretch.unit), stretch.high_included)
    key = "between" if low and high else "from" if low else "to" if high else "all"
    return say(f"witness.{key}", low=low, high=high, which=which)


def _end(say: Words, value: str, included: bool) -> str:
    return say("witness.included" if included else "witness.excluded", value=value)


def _named(say: Words, change: NamedChange) -> Item:
    notes = [_detail(say, *detail) for detail in change.details]
    if change.criteria:
        notes.append(say("compare.using", ids=say.join(change.criteria)))
    return Item(change.name, say(f"status.{change.status}") if change.status != "changed" else "", tuple(notes))


def _detail(say: Words, key: str, old: str, new: str) -> str:
    label = say(f"detail.{key}") if say.has(f"detail.{key}") else key
    return _from_to(say, label, old, new)


def _text(say: Words, change: TextChange) -> Item:
    lines = _quoted(say, ("old", change.old), ("new", change.new))
    return Item(change.provision, "", tuple(lines))


def _quoted(say: Words, *sides: tuple[str, str]) -> Iterable[str]:
    return (say("compare.stretch", side=say(f"compare.{side}"), quote=quote) for side, quote in sides if quote)
