"""The ways to decide a criterion: each key of the ruleset language has its builder; plugins add theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cluster_rules.compiler.comparing import comparison
from cluster_rules.compiler.coverage import check_coverage
from cluster_rules.compiler.drafts import (
    YEAR,
    Builder,
    Built,
    Draft,
    comparands,
    judged,
    scalar_in,
    truth_in,
    unit_in,
    unit_of,
    whole_years,
    year_back,
    year_title,
)
from cluster_rules.compiler.lowering import table, truth
from cluster_rules.compiler.mentions import is_amount, parts
from cluster_rules.compiler.scope import Scope, Table, Tier
from cluster_rules.compiler.scoring import score
from cluster_rules.compiler.state import Compilation
from cluster_rules.compiler.surface_criteria import EachEntry, Judged, Tiers
from cluster_rules.compiler.trends import trend
from cluster_rules.compiler.typing import adapt
from cluster_rules.errors import RulesError
from cluster_rules.language import applied, parse_test
from cluster_rules.language.places import ExpressionError
from cluster_rules.language.yaml_nodes import YamlText
from cluster_rules.model import expressions as tree
from cluster_rules.model import ir
from cluster_rules.model.dictionary import EVIDENCE
from cluster_rules.model.ruleset import Comparand, CriterionKind
from cluster_rules.model.types import TEXT, NumberType
from cluster_rules.semantics.dependencies import walk

#: What a requirement sees of the indicator.
SUBJECT = tree.Name(tree.SUBJECT)


def build(state: Compilation, draft: Draft, scope: Scope) -> Built | None:
    """The test, or None where something in it was refused."""
    if draft.override is not None and not _is_comparison(state, draft, draft.override):
        return None
    builder = _BUILDERS.get(draft.kind)
    built = builder(state, draft, scope) if builder else _by_plugin(state, draft, scope)
    return None if built is None else _with_exception(state, draft, scope, built)


def _is_comparison(state: Compilation, draft: Draft, override: YamlText) -> bool:
    """Whether the requirement to try says how to compare, and there is an indicator to compare; reported where not.

    A reading that decides in another way has no threshold to replace and stays as it is.
    """
    if draft.entry.kind != "indicator":
        state.report("CR246", override.place, id=draft.criterion)
        return False
    node = state.test_tree(override)
    if node is not None and is_amount(node):
        state.report("CR249", override.place, text=override.text)
        return False
    return node is not None and not _has_bare_share(state, draft, override, node)


def _has_bare_share(state: Compilation, draft: Draft, override: YamlText, node: tree.Node) -> bool:
    """Whether a number to try has no unit where the requirement is in per cent; reported: 1.97 may be 197 %."""
    own = draft.entry.require
    written = list(parts(parse_test(own.text))) if isinstance(own, YamlText) else []
    symbol = next((p.unit for p in written if isinstance(p, tree.NumberLiteral) and p.unit in ("%", "‰")), "")
    bare = [p for p in parts(node) if isinstance(p, tree.NumberLiteral) and not p.unit and p.value != 0]
    for number in bare if symbol else ():
        text = override.text[number.span.start : number.span.end]
        state.report("CR393", override.place_at(number.span.start), name=draft.criterion, symbol=symbol, text=text)
    return bool(symbol and bare)


def _by_plugin(state: Compilation, draft: Draft, scope: Scope) -> Built | None:
    """What a plugin makes of its key. Whatever it raises is a refusal of this criterion."""
    extension = draft.entry.extension
    place = extension[1].place if extension else draft.entry.place
    before = len(state.diagnostics)
    try:
        built: Built | None = state.plugins[draft.kind](state, draft, scope)
    except RulesError as error:
        state.diagnostics.extend(error.diagnostics)
        return None
    except ExpressionError as error:
        state.report(error.code, place, **error.values)
        return None
    except Exception as error:
        told = f"{type(error).__name__}: {error}"
    else:
        if isinstance(built, Built) or (built is None and len(state.diagnostics) > before):
            return built
        told = type(built).__name__
    state.report("CR626", place, name=draft.kind, id=draft.criterion, error=told)
    return None


def _with_exception(state: Compilation, draft: Draft, scope: Scope, built: Built) -> Built | None:
    """`unless E: C` is E ∨ C."""
    exception = draft.get("unless")
    if exception is None:
        return built
    if isinstance(exception, Judged):
        excused: ir.Expression | None = judged(f"{draft.criterion}/除外", exception.judgement.text)
    else:
        assert isinstance(exception, YamlText)
        excused = truth_in(state, exception, scope)
    if excused is None:
        return None
    return replace(built, truth=ir.Connective("or", (excused, built.truth), text=built.truth.text))


def _indicator(state: Compilation, draft: Draft, scope: Scope) -> Built | None:
    years = _years(state, draft, scope)
    if not years:
        return None
    parts = [_one_requirement(state, draft, inner, title) for title, inner in years]
    if None in parts:
        return None
    built = [part for part in parts if part is not None]
    if len(built) == 1:
        return built[0]
    together = ir.Connective("and", tuple(part.truth for part in built))
    return replace(built[0], truth=together, comparands=tuple(c for part in built for c in part.comparands))


def _years(state: Compilation, draft: Draft, scope: Scope) -> list[tuple[str, Scope]]:
    """The scope for each year that has to satisfy the requirement; one without a title where years do not matter."""
    each = draft.get("each")
    if each is None:
        return [("", scope)]
    assert isinstance(each, EachEntry)
    last = whole_years(state, each.last, 1)
    return [(year_title(back), scope.with_value(YEAR, year_back(back))) for back in range(last or 0)]


def _one_requirement(state: Compilation, draft: Draft, scope: Scope, title: str) -> Built | None:
    text, required = draft.get("indicator"), draft.override or draft.get("require")
    assert isinstance(text, YamlText)
    indicator = scalar_in(state, text, scope)
    if indicator is None or required is None:
        return None
    if isinstance(required, Tiers):
        return _tiered(state, draft, required, indicator, scope)
    assert isinstance(required, YamlText)
    inner = scope.with_value(tree.SUBJECT, indicator)
    met = state.with_test(required, lambda node: truth(applied(node, SUBJECT), inner))
    if met is None:
        return None
    measured = comparands(met, unit_in(state, draft.get("unit")), title)
    return Built(_number_kind(measured), met, measured, required.text)


def _number_kind(comparands: tuple[Comparand, ...]) -> CriterionKind:
    """A benchmark is a threshold that the text does not give but the facts do."""
    outside = (
        isinstance(part, ir.Lookup | ir.FactReference)
        for comparand in comparands
        if not isinstance(comparand.comparison.right, ir.Tiers)
        for part in walk(comparand.comparison.right)
    )
    return "benchmark" if any(outside) else "number"


def _tiered(state: Compilation, draft: Draft, required: Tiers, indicator: ir.Expression, scope: Scope) -> Built | None:
    """A threshold that depends on an attribute: one comparison with the threshold of the tier."""
    body = _threshold_table(state, required)
    threshold = body and state.attempt(required.by, lambda: table(body[0], scope))
    if body is None or threshold is None:
        return None
    check_coverage(state, body[0], required.tiers, scope)
    first = required.tiers[0].then
    limit = adapt(threshold, indicator)
    met = state.attempt(first, lambda: comparison(body[1], indicator, limit, body[0].tiers[0].then))
    if not isinstance(met, ir.Comparison):
        return None
    words = "；".join(f"{tier.when.text}：{tier.then.text}" for tier in required.tiers)
    measured = comparands(met, unit_in(state, draft.get("unit")) or unit_of(threshold), "")
    return Built("number", met, measured, f"按 {required.by.text} 分档（{words}）")


def _threshold_table(state: Compilation, required: Tiers) -> tuple[Table, tree.ComparisonOperator] | None:
    """The tiers with plain thresholds, and the one comparison that all of them use."""
    by = state.tree(required.by)
    lines = [(state.test_tree(tier.when), state.test_tree(tier.then), tier.then) for tier in required.tiers]
    tiers: list[Tier] = []
    operators: list[tree.ComparisonOperator] = []
    for when, then, text in lines:
        if when is None or then is None:
            return None
        if not isinstance(then, tree.UnaryTest) or (operators and then.operator != operators[0]):
            state.report("CR240", text.place, text=text.text)
            return None
        operators.append(then.operator)
        tiers.append(Tier(when, then.operand))
    return (Table(by, tuple(tiers)), operators[0]) if by is not None else None


def _expression(state: Compilation, draft: Draft, scope: Scope) -> Built | None:
    text = draft.get("test")
    assert isinstance(text, YamlText)
    met = truth_in(state, text, scope)
    return (
        None if met is None else Built("number", met, comparands(met, unit_in(state, draft.get("unit")), ""), text.text)
    )


def _judgement(state: Compilation, draft: Draft, scope: Scope) -> Built | None:
    text = draft.get("judgement")
    assert isinstance(text, YamlText)
    return Built("judgement", judged(draft.criterion, text.text), (), text.text)


def _document(state: Compilation, draft: Draft, scope: Scope) -> Built | None:
    """The index of evidence lists something for this provision."""
    text = draft.get("document")
    assert isinstance(text, YamlText)
    provision = ir.FieldReference(TEXT, scope.depth, "条款", text="条款")
    listed = ir.Comparison("=", provision, ir.Constant(TEXT, draft.criterion))
    rows = f'{EVIDENCE.name}[条款 = "{draft.criterion}"]'
    kind = NumberType(EVIDENCE.unit.dimension)
    count = ir.Count(kind, ir.Selection(EVIDENCE.name, scope.depth, listed, rows), text=f"count({rows})")
    met = ir.Comparison(">=", count, ir.Constant(kind, 1, text="1 件"))
    return Built("document", met, (Comparand(met, EVIDENCE.unit),), text.text)


_BUILDERS: Mapping[str, Builder] = {
    "indicator": _indicator,
    "test": _expression,
    "judgement": _judgement,
    "document": _document,
    "trend": trend,
    "score": score,
}
