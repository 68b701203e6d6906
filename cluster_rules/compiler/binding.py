"""Pass 5: thresholds against quotes, quotes against the text of the measure (semantics 10 and 27)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from cluster_rules.compiler.drafts import Draft
from cluster_rules.compiler.mentions import Mention, constants, is_amount, mentions, parts
from cluster_rules.compiler.quotes import Stated, cut_short, flat, stated_comparisons, stated_numbers
from cluster_rules.compiler.state import Compilation
from cluster_rules.compiler.surface_criteria import AtLeast, CriterionEntry, CriterionReading, GroupEntry, ScoreItem
from cluster_rules.compiler.thresholds import (
    MIRRORED,
    Threshold,
    compiled_thresholds,
    cuts,
    expressions,
    items,
    literals,
    points,
    requirements,
    spans_of_time,
    thresholds,
)
from cluster_rules.compiler.typing import COUNTED
from cluster_rules.errors import Place
from cluster_rules.language import parse, parse_test
from cluster_rules.language.yaml_nodes import YamlText
from cluster_rules.model import expressions as tree
from cluster_rules.model.numbers import parse_number
from cluster_rules.model.ruleset import Criterion, criteria_of
from cluster_rules.model.units import Dimension

_COMPLEMENTS = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_SHOWN = {">=": "≥", "<=": "≤"}


def bind_to_text(state: Compilation) -> None:
    """Reports every quote that is not in the text, and every threshold that its quote does not state."""
    compiled = {
        found.id: found for found in (c for top in state.conditions for t in top.children for c in criteria_of(t))
    }
    for file in state.surface.condition_files.values():
        for entry in file.entries():
            if entry.quote is not None:
                require_in_text(state, entry.quote, entry.id.text)
            if isinstance(entry, CriterionEntry):
                _require_whole(state, entry.quote, entry.id.text)
                if entry.id.text in compiled and entry.id.text not in state.overrides:
                    _bind(state, entry, compiled[entry.id.text])
            elif entry.quote is not None and entry.at_least is not None:
                _bind_count(state, entry, entry.quote, entry.at_least)
    if state.surface.ledger is not None:
        for item in state.surface.ledger.entries:
            require_in_text(state, item.quote, item.provision.text)


def require_in_text(state: Compilation, quote: YamlText, name: str) -> None:
    """Reports a quote that is not in the text of the measure."""
    words, text = flat(quote.text), flat(state.surface.text)
    if words not in text:
        _report(state, "CR250", quote, id=name, close=_nearest(words, text))


def _require_whole(state: Compilation, quote: YamlText, name: str) -> None:
    """Reports a quote that is cut where the text says what its numbers mean."""
    around = cut_short(quote.text, state.surface.text, _wording(state))
    if around:
        _report(state, "CR263", quote, id=name, around=around)


def _wording(state: Compilation) -> Mapping[str, str]:
    return {word: str(operator) for word, operator in state.surface.manifest.wording.items()}


def _nearest(words: str, text: str) -> str:
    """The stretch of `text` around its longest match with `words`; empty where they share next to nothing."""
    match = SequenceMatcher(None, text, words, autojunk=False).find_longest_match()
    start = max(0, match.a - match.b)
    return text[start : start + len(words)] if match.size >= max(3, len(words) // 4) else ""


def _report(state: Compilation, code: str, at: YamlText, place: Place | None = None, **values: object) -> None:
    if not state.unbound:
        state.report(code, place or at.place, **values)


def _bind(state: Compilation, entry: CriterionEntry, criterion: Criterion) -> None:
    stated = _stated(state, entry.quote)
    default = Draft(entry.id.text, entry, None)
    added = default.kind in state.plugins
    found = list(compiled_thresholds(entry, criterion) if added else thresholds(default))
    wrong = [t for t in found if not _check(state, entry, t, stated, sourced=entry.source is not None)]
    _bind_benchmark(state, entry, default)
    if entry.source is None:
        _bind_constants(state, entry, default, stated)
    if added or default.kind in {"indicator", "test", "trend", "score"}:
        known: list[Threshold | Mention] = [*found, *_mentions(state, default), *spans_of_time(default)]
        _require_stated(state, entry, entry.quote, known, wrong)
    for options in entry.readings.values():
        for reading in options.values():
            _bind_reading(state, entry, reading, stated)
    if entry.score is not None:
        for item in items(entry.score):
            _bind_item(state, entry, item)


def _bind_benchmark(state: Compilation, entry: CriterionEntry, draft: Draft) -> None:
    """A requirement without a number, such as `> 行业平均`, compares as some word of its quote does."""
    required = draft.get("require")
    test = parse_test(required.text) if isinstance(required, YamlText) else None
    operator = test.operator if isinstance(test, tree.UnaryTest) else "=" if test and is_amount(test) else ""
    if not operator or any(isinstance(part, tree.NumberLiteral) for part in parts(test)):
        return
    words = stated_comparisons(entry.quote.text, _wording(state))
    if words and operator in (*MIRRORED, "=") and operator not in words.values():
        word, stated = next(iter(words.items()))
        values = {"text": word, "stated": _SHOWN.get(stated, stated)}
        _report(state, "CR252", required, id=entry.id.text, operator=_SHOWN.get(operator, operator), **values)  # type: ignore[arg-type]


def _bind_count(state: Compilation, entry: GroupEntry, quote: YamlText, at_least: AtLeast) -> None:
    """A quote that counts items, as in 三项中的两项, states how many have to hold, and perhaps of how many."""
    stated = [number for number in _own_numbers(state, quote, at_least) if _is_count(number.dimension)]
    count = at_least.count
    if not 1 <= (parse_number(count.text) or 0) <= len(at_least.of):
        return
    known = {parse_number(count.text), len(at_least.of)}
    if stated and parse_number(count.text) not in {number.value for number in stated}:
        _report(state, "CR251", count, id=entry.id.text, threshold=count.text, quote=quote.text)
        return
    for number in stated:
        if number.value not in known:
            _report(state, "CR253", quote, text=number.text, id=entry.id.text)


def _own_numbers(state: Compilation, quote: YamlText, at_least: AtLeast) -> list[Stated]:
    """The numbers of a group's quote but for those of items that it quotes in full, which are bound there."""
    own, whole = list(_stated(state, quote)), flat(quote.text)
    quoted = (item.quote for item in at_least.of if item.quote is not None and flat(item.quote.text) in whole)
    for number in (number for words in quoted for number in _stated(state, words)):
        same = [other for other in own if (other.value, other.dimension) == (number.value, number.dimension)]
        if same:
            own.remove(same[-1])
    return own


def _stated(state: Compilation, quote: YamlText) -> tuple[Stated, ...]:
    return stated_numbers(quote.text, _wording(state))


def _require_stated(
    state: Compilation,
    entry: CriterionEntry,
    quote: YamlText,
    known: Sequence[Threshold | Mention],
    wrong: Sequence[Threshold],
) -> None:
    """Reports every number of `quote` that is not among the known ones, nor what a refused threshold stands for."""
    refused = {threshold.dimension for threshold in wrong}
    for number in _stated(state, quote):
        if number.dimension not in refused and not any(_same(number, other) for other in known):
            _report(state, "CR253", quote, text=number.text, id=entry.id.text)


def _bind_item(state: Compilation, entry: CriterionEntry, item: ScoreItem) -> None:
    """An item of a score is held against its own quote, or else against the criterion's."""
    quote = item.quote or entry.quote
    stated = _stated(state, quote)
    texts = [band.when for band in item.bands or ()]
    sourced = entry.source is not None
    limits = (cut for text in texts for cut in cuts(text))
    wrong = [limit for limit in limits if not _check(state, entry, limit, stated, sourced=sourced, quote=quote)]
    if item.quote is not None:
        require_in_text(state, item.quote, item.title.text)
        given = (item.indicator, item.maximum, *(band.points for band in item.bands or ()))
        nodes = [*(parse(t.text) for t in given if t), *(parse_test(text.text) for text in texts)]
        _require_stated(state, entry, item.quote, list(mentions(nodes, state.definitions)), wrong)


def _bind_reading(
    state: Compilation, entry: CriterionEntry, reading: CriterionReading, stated: tuple[Stated, ...]
) -> None:
    """Only what the reading itself replaces: the rest has been bound already."""
    own = Draft(entry.id.text, reading, None)  # type: ignore[arg-type]
    sourced = reading.source is not None or entry.source is not None
    for threshold in thresholds(own):
        _check(state, entry, threshold, stated, sourced=sourced)


def _bind_constants(state: Compilation, entry: CriterionEntry, draft: Draft, stated: tuple[Stated, ...]) -> None:
    """A number that an expression works with is in the quote, or has another source; 0 and 1 need none.

    Readings may bring numbers of their own: their choice says why.
    """
    for text in expressions(draft):
        node = parse(text.text)
        compared = {threshold.span for threshold in literals(node, text)}
        for number, meanings in constants(node):
            plain = not number.unit and number.value in (0, 1)
            if not plain and number.span not in compared and not any(_same(s, m) for m in meanings for s in stated):
                written = text.text[number.span.start : number.span.end]
                _report(state, "CR264", text, text.place_at(number.span.start), id=entry.id.text, threshold=written)


def _check(
    state: Compilation,
    entry: CriterionEntry,
    threshold: Threshold,
    stated: tuple[Stated, ...],
    *,
    sourced: bool,
    quote: YamlText | None = None,
) -> bool:
    """Whether the quote states the threshold; what it does not is reported."""
    equal = [number for number in stated if _same(number, threshold)]
    if any(number.operator in _agreeing(threshold) for number in equal):
        return True
    if equal:
        stands, written = equal[0].operator, threshold.operator
        values = {"text": equal[0].text, "stated": _SHOWN.get(stands, stands), "operator": _SHOWN.get(written, written)}
        _report_at(state, "CR252", threshold, id=entry.id.text, **values)
    elif not (sourced or _is_existence(threshold, stated)):
        _report_at(state, "CR251", threshold, id=entry.id.text, quote=(quote or entry.quote).text)
    else:
        return True
    return False


def _agreeing(threshold: Threshold) -> set[str]:
    """The comparisons that a quote may state for `threshold`; "" where its words give none."""
    if threshold.operator in {"=", "!="}:
        return {"", threshold.operator}
    return {"", threshold.operator, *([_COMPLEMENTS[threshold.operator]] if threshold.cuts else [])}


def _report_at(state: Compilation, code: str, threshold: Threshold, **values: object) -> None:
    text = threshold.text.text[threshold.span.start : threshold.span.end]
    _report(state, code, threshold.text, threshold.text.place_at(threshold.span.start), threshold=text, **values)


def _is_existence(threshold: Threshold, stated: tuple[Stated, ...]) -> bool:
    """`≥ 1` and `> 0` say that there is one, which a quote says without a number."""
    return (threshold.operator, threshold.value) in {(">=", 1), (">", 0), ("=", 0)}


def _mentions(state: Compilation, draft: Draft) -> Iterator[Mention]:
    texts = [*expressions(draft), *points(draft)]
    nodes = [*(parse(text.text) for text in texts), *(parse_test(text.text) for text in requirements(draft))]
    return mentions(nodes, state.definitions)


def _same(number: Stated, threshold: Threshold | Mention) -> bool:
    if number.each == (threshold.value, threshold.dimension):
        return True
    if number.value != threshold.value:
        return False
    if number.dimension == threshold.dimension:
        return True
    return (threshold.bare and _is_count(number.dimension)) or (number.bare and _is_count(threshold.dimension))


def _is_count(dimension: Dimension) -> bool:
    return len(dimension) == 1 and dimension[0][0] in COUNTED
