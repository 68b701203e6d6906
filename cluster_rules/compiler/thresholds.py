"""The numbers that a criterion compares with, as its YAML writes them or as a plugin compiled them; and where they stand.

Definitions answer for theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from cluster_rules.compiler.drafts import Draft
from cluster_rules.compiler.quotes import CALENDAR
from cluster_rules.compiler.surface_criteria import CriterionEntry, EachEntry, ScoreEntry, ScoreItem, Tiers, TrendEntry
from cluster_rules.language import parse, parse_test
from cluster_rules.language.yaml_nodes import YamlText
from cluster_rules.model import expressions as tree
from cluster_rules.model import ir
from cluster_rules.model.days import parse_day
from cluster_rules.model.numbers import Number, parse_number
from cluster_rules.model.ruleset import Criterion
from cluster_rules.model.types import NumberType
from cluster_rules.model.units import UNITS, Dimension
from cluster_rules.model.units import unit as unit_named

MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number that a criterion compares with, and where it stands."""

    value: Number
    dimension: Dimension
    operator: str
    text: YamlText
    span: tree.Span
    bare: bool
    #: It only says where one case ends and the next begins: < 3 and ≥ 3 cut at one place.
    cuts: bool = False


def spans_of_time(draft: Draft) -> Iterator[Threshold]:
    """The years of a trend or of `each`, which a quote may state as 近三年."""
    for key in ("each", "trend"):
        entry = draft.get(key)
        if isinstance(entry, EachEntry | TrendEntry):
            years = parse_number(entry.last.text.removesuffix("年").strip())
            if isinstance(years, int):
                unit = UNITS["年"]
                yield Threshold(unit.to_base(years), unit.dimension, "", entry.last, tree.Span(0, 0), False)


def thresholds(draft: Draft) -> Iterator[Threshold]:
    """Every number that the criterion's own expressions compare with; definitions answer for theirs."""
    for text in expressions(draft):
        yield from literals(parse(text.text), text)
    for text in requirements(draft):
        yield from literals(parse_test(text.text), text)
    required = draft.get("require")
    for tier in required.tiers if isinstance(required, Tiers) else ():
        yield from cuts(tier.when)


def cuts(text: YamlText) -> Iterator[Threshold]:
    """Where the tests of tiers and bands divide what they depend on."""
    return (replace(threshold, cuts=True) for threshold in literals(parse_test(text.text), text))


def compiled_thresholds(entry: CriterionEntry, criterion: Criterion) -> Iterator[Threshold]:
    """What a plugin compares with: the constants in its comparisons, each placed at the plugin's key."""
    place = entry.extension[1].place if entry.extension else entry.place
    for comparand in next(iter(criterion.tests.values())).comparands:
        limit, operator = comparand.comparison.right, comparand.comparison.operator
        if isinstance(limit, ir.Constant) and isinstance(limit.type, NumberType):
            text, span = YamlText(limit.text, place, place), tree.Span(0, len(limit.text))
            yield Threshold(limit.value, limit.type.dimension, operator, text, span, not limit.unit)  # type: ignore[arg-type]


def points(draft: Draft) -> Iterator[YamlText]:
    """The highest points of the parts of a score, and what its items give."""
    score = draft.get("score")
    if isinstance(score, ScoreEntry):
        maxima = (score.bonus.maximum if score.bonus else None, *(section.maximum for section in score.sections))
        yield from (text for text in maxima if text is not None)
        for item in items(score):
            yield from (text for text in (item.maximum, *(band.points for band in item.bands or ())) if text)


def expressions(draft: Draft) -> Iterator[YamlText]:
    for key in ("indicator", "test", "unless"):
        text = draft.get(key)
        if isinstance(text, YamlText):
            yield text
    found = draft.get("trend")
    if isinstance(found, TrendEntry):
        yield found.value


def requirements(draft: Draft) -> Iterator[YamlText]:
    required, score = draft.get("require"), draft.get("score")
    if isinstance(required, YamlText):
        yield required
    if isinstance(required, Tiers):
        for tier in required.tiers:
            yield tier.then
    if isinstance(score, ScoreEntry):
        yield score.passing
        yield from (section.minimum for section in score.sections if section.minimum is not None)


def items(score: ScoreEntry) -> Iterator[ScoreItem]:
    for part in (*score.sections, *((score.bonus,) if score.bonus else ())):
        yield from part.items


def literals(node: Any, text: YamlText) -> Iterator[Threshold]:
    """Numbers in comparisons, tests and ranges, with the comparison that each takes part in."""
    if isinstance(node, tree.Call) and isinstance(node.function, tree.Name) and node.function.name == "not":
        inner = (found for argument in node.arguments for found in literals(argument, text))
        yield from (replace(each, operator=OPPOSITE.get(each.operator, each.operator)) for each in inner)
        return
    yield from _compared(node, text)
    for value in (getattr(node, declared.name) for declared in fields(node)):
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, tree.Located):
                yield from literals(part, text)
            elif isinstance(part, tuple):
                yield from (t for inner in part if isinstance(inner, tree.Located) for t in literals(inner, text))


def _compared(node: Any, text: YamlText) -> Iterator[Threshold]:
    if isinstance(node, tree.Comparison) and node.operator in MIRRORED:
        yield from _literal(node.right, node.operator, text)
        yield from _literal(node.left, MIRRORED[node.operator], text)
    elif isinstance(node, tree.NumberLiteral) and node.span.start == 0 and node.span.end == len(text.text):
        # A number by itself is a test for being equal to it.
        yield from _literal(node, "=", text)
    elif isinstance(node, tree.UnaryTest):
        yield from _literal(node.operand, node.operator, text)
    elif isinstance(node, tree.Range):
        yield from _literal(node.low, ">=" if node.low_closed else ">", text)
        yield from _literal(node.high, "<=" if node.high_closed else "<", text)
    elif isinstance(node, tree.Between):
        yield from _literal(node.low, ">=", text)
        yield from _literal(node.high, "<=", text)


def _literal(node: tree.Node | None, operator: str, text: YamlText) -> Iterator[Threshold]:
    if isinstance(node, tree.NumberLiteral) and (unit := unit_named(node.unit)) is not None:
        value = unit.to_base(node.value)
        yield Threshold(value, unit.dimension, operator, text, node.span, not node.unit)
    elif isinstance(node, tree.TemporalLiteral) and (day := parse_day(node.text)) is not None:
        yield Threshold(day.toordinal(), CALENDAR, operator, text, node.span, False)
