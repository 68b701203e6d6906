"""Pass 5: thresholds against quotes, quotes against the text of the measure (semantics 10 and 27)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
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
    Tiers,
    TrendEntry,
)
from cluster_rules.compiler.typing import COUNTED
from cluster_rules.language import parse, parse_test
from cluster_rules.language.yaml_nodes import YamlText
from cluster_rules.model import expressions as tree
from cluster_rules.model.dates import parse_day
from cluster_rules.model.numbers import Number, parse_number
from cluster_rules.model.units import UNITS, Dimension
from cluster_rules.model.units import unit as unit_named

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
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


def bind_to_text(state: Compilation) -> None:
    """Reports every quote that is not in the text, and every threshold that its quote does not state."""
    text = flat(state.surface.text)
    for file in state.surface.condition_files.values():
        for entry in file.entries():
            if entry.quote is not None and flat(entry.quote.text) not in text:
                _report(state, "CR250", entry.quote, id=entry.id.text)
            if isinstance(entry, CriterionEntry) and entry.id.text not in state.overrides:
                _bind(state, entry)
    if state.surface.ledger is not None:
        for item in state.surface.ledger.entries:
            if flat(item.quote.text) not in text:
                _report(state, "CR250", item.quote, id=item.provision.text)


def _report(state: Compilation, code: str, at: YamlText, **values: object) -> None:
    if not state.unbound:
        state.report(code, at.place, **values)


def _bind(state: Compilation, entry: CriterionEntry) -> None:
    wording = {word: str(operator) for word, operator in state.surface.manifest.wording.items()}
    stated = stated_numbers(entry.quote.text, wording)
    default = Draft(entry.id.text, entry, None)
    found = list(_thresholds(default))
    for threshold in found:
        _check(state, entry, threshold, stated, sourced=entry.source is not None)
    if default.kind in {"indicator", "test", "trend", "score"}:
        for number in stated:
            if not any(
                _same(number, known) for known in (*found, *_mentions(state, default), *_spans_of_time(default))
            ):
                _report(state, "CR253", entry.quote, text=number.text, id=entry.id.text)
    for options in entry.readings.values():
        for reading in options.values():
            _bind_reading(state, entry, reading, stated)


def _bind_reading(
    state: Compilation, entry: CriterionEntry, reading: CriterionReading, stated: tuple[Stated, ...]
) -> None:
    """Only what the reading itself replaces: the rest has been bound already."""
    own = Draft(entry.id.text, reading, None)  # type: ignore[arg-type]
    sourced = reading.source is not None or entry.source is not None
    for threshold in _thresholds(own):
        _check(state, entry, threshold, stated, sourced=sourced)


def _check(
    state: Compilation, entry: CriterionEntry, threshold: Threshold, stated: tuple[Stated, ...], *, sourced: bool
) -> None:
    equal = [number for number in stated if _same(number, threshold)]
    if any(number.operator in {"", threshold.operator} or threshold.operator in {"=", "!="} for number in equal):
        return
    if equal:
        values = {"text": equal[0].text, "words": _WORDS[equal[0].operator], "operator": threshold.operator}
        _report_at(state, "CR252", threshold, id=entry.id.text, **values)
    elif not (sourced or _is_existence(threshold, stated)):
        _report_at(state, "CR251", threshold, id=entry.id.text, quote=entry.quote.text)


def _report_at(state: Compilation, code: str, threshold: Threshold, **values: object) -> None:
    if not state.unbound:
        text = threshold.text.text[threshold.span.start : threshold.span.end]
        place = threshold.text.place_at(threshold.span.start)
        state.report(code, place, threshold=text, **values)


def _is_existence(threshold: Threshold, stated: tuple[Stated, ...]) -> bool:
    """`≥ 1` and `> 0` say that there is one, which a quote says without a number."""
    return (threshold.operator, threshold.value) in {(">=", 1), (">", 0), ("=", 0)}


def _mentions(state: Compilation, draft: Draft) -> Iterator[Mention]:
    nodes = [*(parse(text.text) for text in _expressions(draft)), *(parse_test(t.text) for t in _requirements(draft))]
    return mentions(nodes, state.definitions)


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
            yield from (tier.when, tier.then)
    if isinstance(score, ScoreEntry):
        yield score.passing
        yield from (section.minimum for section in score.sections if section.minimum is not None)
        for item in (
            item for section in (*score.sections, *((score.bonus,) if score.bonus else ())) for item in section.items
        ):
            yield from (band.when for band in item.bands or ())


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
