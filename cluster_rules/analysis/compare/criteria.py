"""One criterion in both rulesets: what changed, by which definitions and readings, and which is the stricter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from cluster_rules.analysis.compare.comparison import (
    Aspect,
    Change,
    CriterionChange,
    Direction,
    Requirement,
    Stated,
    Stretch,
)
from cluster_rules.analysis.compare.names import Names
from cluster_rules.analysis.compare.strictness import default_reading, default_test, direction, questions
from cluster_rules.model import ir
from cluster_rules.model.ruleset import Comparand, Criterion, Group, Reading, Role, Ruleset, Test, criteria_of

_MIRRORED = {">": ">", ">=": ">", "<": "<", "<=": "<"}


@dataclass(frozen=True, slots=True)
class Sides:
    """Both rulesets, the names their criteria are made of, and which of these mean something else now."""

    old: Ruleset
    new: Ruleset
    names: tuple[Names, Names]
    definitions: frozenset[str]
    facts: frozenset[str]
    roles: tuple[Mapping[str, str], Mapping[str, str]]

    def used(self, criterion: str, changed: frozenset[str]) -> tuple[str, ...]:
        """Those of `changed` that the criterion is made of, in either ruleset."""
        used = frozenset[str]().union(*(names.used.get(criterion, frozenset()) for names in self.names))
        return tuple(sorted(used & changed))


def criterion_change(identity: str, old: Criterion | None, new: Criterion | None, sides: Sides) -> CriterionChange:
    """What became of one criterion."""
    if old is None or new is None:
        return _alone(identity, old, new, sides)
    changes = (*_meaning(old, new, sides), *_asked(old, new, sides), *_wording(old, new))
    if old.version != new.version:
        changes = (*changes, Change("version", old.version, new.version))
    found, witnesses = _direction(old, new, changes, sides)
    return CriterionChange(identity, "changed" if changes else "same", old, new, changes, found, witnesses)


def _alone(identity: str, old: Criterion | None, new: Criterion | None, sides: Sides) -> CriterionChange:
    """A criterion of one ruleset alone. One that every subject must meet makes the rules stricter where it is new."""
    there = new or old
    assert there is not None
    roles = sides.roles[0 if new is None else 1]
    required = there.force == "shall" and roles[identity] in {"condition", "standing"}
    way: Direction = "equal" if there.force == "should" else "unsettled"
    if required:
        way = "no_stricter" if new is None else "no_looser"
    return CriterionChange(identity, "removed" if new is None else "added", old, new, (), way)


def _meaning(old: Criterion, new: Criterion, sides: Sides) -> Iterator[Change]:
    """What can change a finding, under the default readings first."""
    before, after = default_test(sides.old, old), default_test(sides.new, new)
    reading = _reading(old, new, sides)
    yield from reading
    if before.truth != after.truth:
        settled = bool(reading) and new.tests.get(default_reading(sides.old, old), after).truth == before.truth
        if not settled:
            yield from _test(old, before, after, sides)
    if used := sides.used(old.id, sides.facts):
        yield Change("fact", names=used)
    if old.kind != new.kind:
        yield Change("kind", old.kind, new.kind)
    role_before, role_after = (roles.get(old.id, "") for roles in sides.roles)
    if role_before != role_after:
        yield Change("role", role_before, role_after)
    if not reading and (changed := _alternatives(old, new, sides)):
        yield Change("alternatives", names=changed)


def _reading(old: Criterion, new: Criterion, sides: Sides) -> tuple[Change, ...]:
    """Choices whose default is another one now, and that make a difference here."""
    defaults = [dict(default_reading(ruleset, c)) for ruleset, c in ((sides.old, old), (sides.new, new))]
    names = [name for name in defaults[0] if defaults[1].get(name, defaults[0][name]) != defaults[0][name]]
    return tuple(Change("reading", defaults[0][name], defaults[1][name], (name,)) for name in names)


def _alternatives(old: Criterion, new: Criterion, sides: Sides) -> tuple[str, ...]:
    """Choices under whose other options the criterion asks something else now, or that are new or gone."""
    if set(old.choices) != set(new.choices):
        return tuple(sorted(set(old.choices) ^ set(new.choices)))
    first, second = default_reading(sides.old, old), default_reading(sides.new, new)
    other = {reading for reading in {*old.tests, *new.tests} if _differs(old, new, reading) and reading != second}
    if first == second and default_test(sides.old, old).truth != default_test(sides.new, new).truth:
        # The change of the default shows under other readings too, and is told already.
        return ()
    return tuple(sorted({name for reading in other for name, option in reading if option != dict(second)[name]}))


def _differs(old: Criterion, new: Criterion, reading: Reading) -> bool:
    before, after = old.tests.get(reading), new.tests.get(reading)
    return before is None or after is None or before.truth != after.truth


def _test(old: Criterion, before: Test, after: Test, sides: Sides) -> Iterator[Change]:
    """Comparison by comparison; what is not made of comparisons is told by its words."""
    definitions = sides.used(old.id, sides.definitions)
    found = [change for pair in _pairs(before, after) for change in _comparands(*pair)]
    told = {change.aspect for change in found}
    yield from found
    if definitions:
        yield Change("definition", names=definitions)
    elif not told:
        words = [_words(before), _words(after)]
        yield Change("indicator", *(words if words[0] != words[1] else map(_in_full, (before, after))))


def _in_full(test: Test) -> str:
    """The conditions that a test is put together from: an exception stands in none of their words."""
    truth = test.truth
    if not isinstance(truth, ir.Connective):
        return _words(test)
    return f" {truth.operator} ".join(part.text for part in truth.operands)


def _words(test: Test) -> str:
    return test.truth.text or test.requirement


def _pairs(before: Test, after: Test) -> Iterator[tuple[Comparand | None, Comparand | None]]:
    """Comparisons that belong together: of the same quantity first, then in order."""
    left, right = list(before.comparands), list(after.comparands)
    for comparand in before.comparands:
        match = next((c for c in right if c.comparison.left == comparand.comparison.left), None)
        if match is not None:
            left.remove(comparand)
            right.remove(match)
            yield comparand, match
    yield from zip_longest(left, right)


def _comparands(old: Comparand | None, new: Comparand | None) -> Iterator[Change]:
    if old is None or new is None:
        yield Change("indicator", _comparison(old), _comparison(new))
        return
    before, after = old.comparison, new.comparison
    if before.left != after.left and before.left.text != after.left.text:
        yield Change("indicator", before.left.text, after.left.text)
    if before.operator != after.operator:
        same_way = _MIRRORED.get(before.operator) == _MIRRORED.get(after.operator, "")
        yield Change("inclusiveness" if same_way else "comparison", requirement_of(old), requirement_of(new))
    if isinstance(before.right, ir.Tiers) and isinstance(after.right, ir.Tiers) and before.right != after.right:
        yield from _tiers(old, new, before.right, after.right)
    elif before.right != after.right:
        yield Change(_threshold_aspect(before.right, after.right), requirement_of(old), requirement_of(new))


def _tiers(old: Comparand, new: Comparand, before: ir.Tiers, after: ir.Tiers) -> Iterator[Change]:
    """Tier by tier; one whose condition is another one is gone here and new there."""
    first, second = dict(before.cases), dict(after.cases)
    for condition in dict.fromkeys((*first, *second)):
        left, right = first.get(condition), second.get(condition)
        if left != right:
            aspect = _threshold_aspect(left, right) if left and right else "threshold"
            yield Change(aspect, _of_tier(old, left), _of_tier(new, right), tier=condition.text)


def _of_tier(comparand: Comparand, limit: ir.Expression | None) -> Stated:
    return "" if limit is None else requirement_of(comparand, limit)


def _comparison(comparand: Comparand | None) -> str:
    if comparand is None:
        return ""
    comparison = comparand.comparison
    return f"{comparison.left.text} {comparison.operator} {comparison.right.text}"


def _threshold_aspect(before: ir.Expression, after: ir.Expression) -> Aspect:
    """`unit` where the number written stayed and its unit did not."""
    if not (isinstance(before, ir.Constant) and isinstance(after, ir.Constant)) or before.unit == after.unit:
        return "threshold"
    numbers = [part.text.removesuffix(part.unit).strip() for part in (before, after)]
    return "unit" if numbers[0] == numbers[1] else "threshold"


def requirement_of(comparand: Comparand, of_tier: ir.Expression | None = None) -> Requirement:
    """The operator and the threshold of a comparison, or of one of its tiers."""
    comparison = comparand.comparison
    limit = of_tier or comparison.right
    value = limit.value if isinstance(limit, ir.Constant) else None
    known = value if not isinstance(value, str | bool) else None
    return Requirement(comparison.operator, known, comparand.unit, limit.text)


def _asked(old: Criterion, new: Criterion, sides: Sides) -> Iterator[Change]:
    """What a person is asked, and what has to be brought."""
    before, after = questions(old, default_test(sides.old, old)), questions(new, default_test(sides.new, new))
    if before != after:
        aspect: Aspect = "document" if {old.kind, new.kind} == {"document"} else "question"
        yield Change(aspect, _list(text for _, text in sorted(before)), _list(text for _, text in sorted(after)))
    if old.evidence != new.evidence:
        yield Change("evidence", _list(old.evidence), _list(new.evidence))
    if old.aids != new.aids:
        yield Change("aids", _list(aid.title for aid in old.aids), _list(aid.title for aid in new.aids))


def _list(texts: Iterable[str]) -> str:
    return "；".join(texts)


def _wording(old: Criterion, new: Criterion) -> Iterator[Change]:
    aspects: tuple[Aspect, ...] = ("provision", "quote", "title", "guidance", "note", "sic")
    for aspect in aspects:
        before, after = getattr(old, aspect), getattr(new, aspect)
        # Without a title of its own a criterion is called by its quote.
        is_quote = aspect == "title" and (before, after) == (old.quote, new.quote)
        if before != after and not is_quote:
            yield Change(aspect, before, after)


def _direction(
    old: Criterion, new: Criterion, changes: tuple[Change, ...], sides: Sides
) -> tuple[Direction, tuple[Stretch, ...]]:
    """Under the default readings of each. What hangs on another question or on other facts does not compare."""
    aspects = {change.aspect for change in changes}
    before, after = default_test(sides.old, old), default_test(sides.new, new)
    if "role" in aspects and not aspects & {"question", "document", "fact"} and before.truth == after.truth:
        return _of_role(sides.roles[0].get(old.id, ""), sides.roles[1].get(new.id, "")), ()
    if aspects & {"question", "document", "fact", "role"}:
        return "unsettled", ()
    unit = next((c.unit for test in (after, before) for c in test.comparands), None)
    return direction(before.truth, after.truth, sides.new.dictionary, unit)


def _of_role(old: str, new: str) -> Direction:
    """What was required and only advises now is no stricter; the other way round, no looser."""
    required = ("condition", "standing")
    if new == "soft" and old in required:
        return "no_stricter"
    return "no_looser" if old == "soft" and new in required else "unsettled"


def roles_of(ruleset: Ruleset) -> Mapping[str, str]:
    """What each criterion counts as: standing, condition, soft, or, inside a group, with the group's id."""
    found: dict[str, str] = {}
    for condition in ruleset.conditions:
        role: Role = "standing" if condition.standing else "condition"
        for child in condition.children:
            for criterion in criteria_of(child):
                inside = f"{role}/{child.id}" if isinstance(child, Group) else role
                found[criterion.id] = "soft" if "should" in {child.force, criterion.force} else inside
    return found
