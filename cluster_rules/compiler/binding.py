"""Pass 5: thresholds against quotes, quotes against the text of the measure (semantics 10 and 27)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from cluster_rules.compiler.drafts import Draft
from cluster_rules.compiler.mentions import Mention, mentions
from cluster_rules.compiler.quotes import CALENDAR, Stated, flat, stated_numbers
from cluster_rules.compiler.state import Compilation
from cluster_rules.compiler.surface_criteria import (
    CriterionEntry,
    CriterionReading,
    EachEntry,
    ScoreEntry,
    ScoreItem,
    Tiers,
    TrendEntry,
)
from cluster_rules.compiler.typing import COUNTED
from cluster_rules.language import parse, parse_test
from cluster_rules.language.yaml_nodes import YamlText
from cluster_rules.model import expressions as tree
from cluster_rules.model import ir
from cluster_rules.model.dates import parse_day
from cluster_rules.model.numbers import Number, parse_number
from cluster_rules.model.ruleset import criteria_of
from cluster_rules.model.types import NumberType
from cluster_rules.model.units import UNITS, Dimension
from cluster_rules.model.units import unit as unit_named

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_COMPLEMENTS = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_WORDS = {">=": "含本数（≥）", ">": "不含本数（>）", "<=": "含本数（≤）", "<": "不含本数（<）"}


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


def bind_to_text(state: Compilation) -> None:
    """Reports every quote that is not in the text, and every threshold that its quote does not state."""
    for file in state.surface.condition_files.values():
        for entry in file.entries():
            if entry.quote is not None:
                _require_in_text(state, entry.quote, entry.id.text)
            if isinstance(entry, CriterionEntry) and entry.id.text not in state.overrides:
                _bind(state, entry)
    if state.surface.ledger is not None:
        for item in state.surface.ledger.entries:
            _require_in_text(state, item.quote, item.provision.text)


def _require_in_text(state: Compilation, quote: YamlText, name: str) -> None:
    if flat(quote.text) not in flat(state.surface.text):
        _report(state, "CR250", quote, id=name)


def _report(state: Compilation, code: str, at: YamlText, **values: object) -> None:
    if not state.unbound:
        state.report(code, at.place, **values)


def _bind(state: Compilation, entry: CriterionEntry) -> None:
    stated = _stated(state, entry.quote)
    default = Draft(entry.id.text, entry, None)
    added = default.kind in state.plugins
    found = list(_compiled_thresholds(state, entry) if added else _thresholds(default))
    for threshold in found:
        _check(state, entry, threshold, stated, sourced=entry.source is not None)
    if added or default.kind in {"indicator", "test", "trend", "score"}:
        known: list[Threshold | Mention] = [*found, *_mentions(state, default), *_spans_of_time(default)]
        _require_stated(state, entry, entry.quote, known)
    for options in entry.readings.values():
        for reading in options.values():
            _bind_reading(state, entry, reading, stated)
    if entry.score is not None:
        for item in _items(entry.score):
            _bind_item(state, entry, item)


def _stated(state: Compilation, quote: YamlText) -> tuple[Stated, ...]:
    wording = {word: str(operator) for word, operator in state.surface.manifest.wording.items()}
    return stated_numbers(quote.text, wording)


def _require_stated(
    state: Compilation, entry: CriterionEntry, quote: YamlText, known: Sequence[Threshold | Mention]
) -> None:
    """Reports every number of `quote` that is not among the known ones."""
    for number in _stated(state, quote):
        if not any(_same(number, other) for other in known):
            _report(state, "CR253", quote, text=number.text, id=entry.id.text)


def _bind_item(state: Compilation, entry: CriterionEntry, item: ScoreItem) -> None:
    """An item of a score is held against its own quote, or else against the criterion's."""
    quote = item.quote or entry.quote
    stated = _stated(state, quote)
    texts = [band.when for band in item.bands or ()]
    for threshold in (cut for text in texts for cut in _cuts(text)):
        _check(state, entry, threshold, stated, sourced=entry.source is not None, quote=quote)
    if item.quote is not None:
        _require_in_text(state, item.quote, item.title.text)
        given = (item.indicator, item.maximum, *(band.points for band in item.bands or ()))
        nodes = [*(parse(t.text) for t in given if t), *(parse_test(text.text) for text in texts)]
        _require_stated(state, entry, item.quote, list(mentions(nodes, state.definitions)))


def _bind_reading(
    state: Compilation, entry: CriterionEntry, reading: CriterionReading, stated: tuple[Stated, ...]
) -> None:
    """Only what the reading itself replaces: the rest has been bound already."""
    own = Draft(entry.id.text, reading, None)  # type: ignore[arg-type]
    sourced = reading.source is not None or entry.source is not None
    for threshold in _thresholds(own):
        _check(state, entry, threshold, stated, sourced=sourced)


def _check(
    state: Compilation,
    entry: CriterionEntry,
    threshold: Threshold,
    stated: tuple[Stated, ...],
    *,
    sourced: bool,
    quote: YamlText | None = None,
) -> None:
    equal = [number for number in stated if _same(number, threshold)]
    if any(number.operator in _agreeing(threshold) for number in equal):
        return
    if equal:
        values = {"text": equal[0].text, "words": _WORDS[equal[0].operator], "operator": threshold.operator}
        _report_at(state, "CR252", threshold, id=entry.id.text, **values)
    elif not (sourced or _is_existence(threshold, stated)):
        _report_at(state, "CR251", threshold, id=entry.id.text, quote=(quote or entry.quote).text)


def _agreeing(threshold: Threshold) -> set[str]:
    """The comparisons that a quote may state for `threshold`; "" where its words give none."""
    if threshold.operator in {"=", "!="}:
        return {"", *_MIRRORED}
    return {"", threshold.operator, *([_COMPLEMENTS[threshold.operator]] if threshold.cuts else [])}


def _report_at(state: Compilation, code: str, threshold: Threshold, **values: object) -> None:
    if not state.unbound:
        text = threshold.text.text[threshold.span.start : threshold.span.end]
        place = threshold.text.place_at(threshold.span.start)
        state.report(code, place, threshold=text, **values)


def _is_existence(threshold: Threshold, stated: tuple[Stated, ...]) -> bool:
    """`≥ 1` and `> 0` say that there is one, which a quote says without a number."""
    return (threshold.operator, threshold.value) in {(">=", 1), (">", 0), ("=", 0)}


def _mentions(state: Compilation, draft: Draft) -> Iterator[Mention]:
    texts = [*_expressions(draft), *_points(draft)]
    nodes = [*(parse(text.text) for text in texts), *(parse_test(text.text) for text in _requirements(draft))]
    return mentions(nodes, state.definitions)


def _points(draft: Draft) -> Iterator[YamlText]:
    """The highest points of the parts of a score, and what its items give."""
    score = draft.get("score")
    if isinstance(score, ScoreEntry):
        maxima = (score.bonus.maximum if score.bonus else None, *(section.maximum for section in score.sections))
        yield from (text for text in maxima if text is not None)
        for item in _items(score):
            yield from (text for text in (item.maximum, *(band.points for band in item.bands or ())) if text)


def _same(number: Stated, threshold: Threshold | Mention) -> bool:
    if number.value != threshold.value:
        return False
    if number.dimension == threshold.dimension:
        return True
    return (threshold.bare and _is_count(number.dimension)) or (number.bare and _is_count(threshold.dimension))


def _is_count(dimension: Dimension) -> bool:
    return len(dimension) == 1 and dimension[0][0] in COUNTED


def _spans_of_time(draft: Draft) -> Iterator[Threshold]:
    """The years of a trend or of `each`, which a quote may state as 近三年."""
    for key in ("each", "trend"):
        entry = draft.get(key)
        if isinstance(entry, EachEntry | TrendEntry):
            years = parse_number(entry.last.text.removesuffix("年").strip())
            if isinstance(years, int):
                unit = UNITS["年"]
                yield Threshold(unit.to_base(years), unit.dimension, "=", entry.last, tree.Span(0, 0), False)


def _thresholds(draft: Draft) -> Iterator[Threshold]:
    """Every number that the criterion's own expressions compare with; definitions answer for theirs."""
    for text in _expressions(draft):
        yield from _literals(parse(text.text), text)
    for text in _requirements(draft):
        yield from _literals(parse_test(text.text), text)
    required = draft.get("require")
    for tier in required.tiers if isinstance(required, Tiers) else ():
        yield from _cuts(tier.when)


def _cuts(text: YamlText) -> Iterator[Threshold]:
    """Where the tests of tiers and bands divide what they depend on."""
    return (replace(threshold, cuts=True) for threshold in _literals(parse_test(text.text), text))


def _compiled_thresholds(state: Compilation, entry: CriterionEntry) -> Iterator[Threshold]:
    """What a plugin compares with: the constants in its comparisons, each placed at the plugin's key."""
    place = entry.extension[1].place if entry.extension else entry.place
    for criterion in (c for condition in state.conditions for child in condition.children for c in criteria_of(child)):
        if criterion.id == entry.id.text:
            for comparand in next(iter(criterion.tests.values())).comparands:
                limit = comparand.comparison.right
                if isinstance(limit, ir.Constant) and isinstance(limit.type, NumberType):
                    text = YamlText(limit.text, place, place)
                    operator, bare = comparand.comparison.operator, not limit.unit
                    span = tree.Span(0, len(limit.text))
                    yield Threshold(limit.value, limit.type.dimension, operator, text, span, bare)  # type: ignore[arg-type]


def _expressions(draft: Draft) -> Iterator[YamlText]:
    for key in ("indicator", "test", "unless"):
        text = draft.get(key)
        if isinstance(text, YamlText):
            yield text
    found = draft.get("trend")
    if isinstance(found, TrendEntry):
        yield found.value


def _requirements(draft: Draft) -> Iterator[YamlText]:
    required, score = draft.get("require"), draft.get("score")
    if isinstance(required, YamlText):
        yield required
    if isinstance(required, Tiers):
        for tier in required.tiers:
            yield tier.then
    if isinstance(score, ScoreEntry):
        yield score.passing
        yield from (section.minimum for section in score.sections if section.minimum is not None)


def _items(score: ScoreEntry) -> Iterator[ScoreItem]:
    for part in (*score.sections, *((score.bonus,) if score.bonus else ())):
        yield from part.items


def _literals(node: Any, text: YamlText) -> Iterator[Threshold]:
    """Numbers in comparisons, tests and ranges, with the comparison that each takes part in."""
    yield from _compared(node, text)
    for value in (getattr(node, declared.name) for declared in fields(node)):
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, tree.Located):
                yield from _literals(part, text)
            elif isinstance(part, tuple):
                yield from (t for inner in part if isinstance(inner, tree.Located) for t in _literals(inner, text))


def _compared(node: Any, text: YamlText) -> Iterator[Threshold]:
    if isinstance(node, tree.Comparison) and node.operator in _MIRRORED:
        yield from _literal(node.right, node.operator, text)
        yield from _literal(node.left, _MIRRORED[node.operator], text)
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
