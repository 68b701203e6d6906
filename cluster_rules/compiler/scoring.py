"""Point scoring: bands and judged items add up to sections and a total, each held against its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cluster_rules.compiler.coverage import check_tests
from cluster_rules.compiler.drafts import Built, Draft, scalar_in
from cluster_rules.compiler.lowering import scalar, table, truth
from cluster_rules.compiler.scope import Scope, Table, Tier
from cluster_rules.compiler.state import Compilation
from cluster_rules.compiler.surface_criteria import ScoreEntry, ScoreItem
from cluster_rules.language import applied, parse
from cluster_rules.language.yaml_nodes import YamlText
from cluster_rules.model import expressions as tree
from cluster_rules.model import ir
from cluster_rules.model.ruleset import Comparand
from cluster_rules.model.types import NumberType
from cluster_rules.model.units import UNITS

POINTS = NumberType(UNITS["分"].dimension)
_SUBJECT = tree.Name(tree.SUBJECT)


def score(state: Compilation, draft: Draft, scope: Scope) -> Built | None:
    """The total reaches its line, and every section that has a minimum reaches it."""
    entry = draft.get("score")
    assert isinstance(entry, ScoreEntry)
    sections = [(part, _points(state, part.items, part.title, part.maximum, scope)) for part in entry.sections]
    bonus = entry.bonus and _points(state, entry.bonus.items, None, entry.bonus.maximum, scope)
    if any(points is None for _, points in sections) or (entry.bonus and bonus is None):
        return None
    total = _sum([points for _, points in sections if points is not None] + ([bonus] if bonus else []), "总分")
    lines = [_line(state, entry.passing, total, scope, "总分")]
    for part, points in sections:
        if part.minimum is not None and points is not None:
            lines.append(_line(state, part.minimum, points, scope, part.title.text))
    if None in lines:
        return None
    found = [line for line in lines if line is not None]
    met = found[0] if len(found) == 1 else ir.Connective("and", tuple(found), text="评分")
    titles = ["总分", *(part.title.text for part, _ in sections if part.minimum is not None)]
    measured = tuple(
        Comparand(line, UNITS["分"], title)
        for line, title in zip(found, titles, strict=True)
        if isinstance(line, ir.Comparison)
    )
    return Built("number", met, measured, entry.passing.text)


def _line(state: Compilation, text: YamlText, points: ir.Expression, scope: Scope, title: str) -> ir.Expression | None:
    inner = scope.with_value(tree.SUBJECT, points)
    return state.with_test(text, lambda node: truth(applied(node, _SUBJECT), inner))


def _points(
    state: Compilation, items: Sequence[ScoreItem], title: YamlText | None, maximum: YamlText | None, scope: Scope
) -> ir.Expression | None:
    """The points of a section, not more than its maximum."""
    points = [_item(state, item, scope) for item in items]
    if None in points:
        return None
    total = _sum([value for value in points if value is not None], title.text if title else "加分")
    if maximum is None:
        return total
    most = scalar_in(state, maximum, scope)
    return most and ir.Pick(POINTS, "min", (total, most), text=total.text)


def _sum(values: Sequence[ir.Expression], text: str) -> ir.Expression:
    total = values[0]
    for value in values[1:]:
        total = ir.Arithmetic(POINTS, "+", total, value, text=text)
    return total


def _item(state: Compilation, item: ScoreItem, scope: Scope) -> ir.Expression | None:
    """The points of one item: by bands, or as a person gives them, up to the maximum."""
    if item.judged is not None:
        return _judged_points(state, item, scope)
    assert item.indicator is not None
    by = state.tree(item.indicator)
    lines = [(state.test_tree(band.when), state.tree(band.points)) for band in item.bands or ()]
    if by is None or any(when is None or points is None for when, points in lines):
        return None
    body = Table(by, tuple(Tier(when, points) for when, points in lines if when is not None and points is not None))
    found = state.attempt(item.indicator, lambda: table(body, scope))
    if found is not None:
        texts = [band.when for band in item.bands or ()]
        check_tests(state, by, [tier.when for tier in body.tiers], texts, scope)
        _require_points(state, found, item.title)
    return found


def _judged_points(state: Compilation, item: ScoreItem, scope: Scope) -> ir.Expression | None:
    """The fact that a person gives points in. Pending it is a judgement, and lies between 0 and the maximum."""
    assert item.judged is not None
    assert item.maximum is not None
    name = item.judged
    found = state.attempt(name, lambda: scalar(parse(name.text), scope))
    most = scalar_in(state, item.maximum, scope)
    if found is None or most is None:
        return None
    _require_points(state, found, name)
    if not _is_given_within(state, found, most):
        state.report("CR258", name.place, text=name.text, most=item.maximum.text)
        return None
    assert isinstance(found, ir.FactReference)
    given = replace(state.dictionary.facts[found.name], judged=True)
    state.dictionary = replace(state.dictionary, facts={**state.dictionary.facts, found.name: given})
    return found


def _is_given_within(state: Compilation, found: ir.Expression, most: ir.Expression) -> bool:
    """Whether it is a fact of the dictionary that cannot be less than nothing or more than the maximum."""
    if not isinstance(found, ir.FactReference) or not isinstance(most, ir.Constant):
        return False
    declared = state.dictionary.facts[found.name]
    low, high = declared.low, declared.high
    return low is not None and high is not None and low >= 0 and high <= most.value  # type: ignore[operator]


def _require_points(state: Compilation, value: ir.Expression, at: YamlText) -> None:
    if value.type != POINTS:
        state.report("CR241", at.place, text=at.text)
