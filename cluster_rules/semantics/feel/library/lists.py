"""Functions on lists. Positions count from 1, or from the end from -1."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any

from cluster_rules.model.numbers import Number, divide, normal
from cluster_rules.semantics.feel.budget import bits
from cluster_rules.semantics.feel.failures import Undefined
from cluster_rules.semantics.feel.library.numbers import no_result, square_root
from cluster_rules.semantics.feel.library.texts import slice_bounds
from cluster_rules.semantics.feel.operators import sized
from cluster_rules.semantics.feel.signatures import BuiltIn, signature
from cluster_rules.semantics.feel.values import Closure, Value, equal, holds, is_number

if TYPE_CHECKING:
    from cluster_rules.semantics.feel.evaluation import Evaluation

Items = list[Value]


def _same(left: Value, right: Value) -> bool:
    return equal(left, right) is True


def list_contains(run: Evaluation, items: Items, element: Value) -> bool:
    run.budget.weigh_against(items, element)
    return any(_same(item, element) for item in items)


def _extreme(name: str, operator: str) -> Callable[[Evaluation, Items], Value]:
    def extreme(run: Evaluation, items: Items) -> Value:
        run.budget.weigh(items)
        if not items:
            raise no_result(name, "[]")
        best = items[0]
        for item in items:
            if holds(operator, item, best):
                best = item
        return best

    return extreme


def total(run: Evaluation, items: list[Number]) -> Number:
    if not items:
        raise no_result("sum", "[]")
    result: Value = 0
    for item in items:
        result = run.arithmetic("+", result, item)
    return normal(result)


def mean(run: Evaluation, items: list[Number]) -> Number:
    if not items:
        raise no_result("mean", "[]")
    return sized(run.budget, divide(total(run, items), len(items)))


def product(run: Evaluation, items: list[Number]) -> Number:
    if not items:
        raise no_result("product", "[]")
    result: Value = 1
    for item in items:
        result = run.arithmetic("*", result, item)
    return normal(result)


def median(run: Evaluation, items: list[Number]) -> Number | None:
    if not items:
        raise no_result("median", "[]")
    run.budget.spend(len(items))
    ordered, middle = sorted(items), len(items) // 2
    if len(items) % 2:
        return ordered[middle]
    return sized(run.budget, divide(normal(ordered[middle - 1] + ordered[middle]), 2))


def standard_deviation(run: Evaluation, items: list[Number]) -> Number:
    """Of a sample: the sum of squares is divided by one less than the count."""
    if len(items) < 2:
        raise no_result("stddev", "list")
    average = mean(run, items)
    squares = Fraction(0)
    for item in items:
        squares += (Fraction(item) - average) ** 2
        run.budget.spend(1 + bits(squares) // 1000)
    return square_root(run, normal(squares / (len(items) - 1)))


def mode(run: Evaluation, items: list[Number]) -> Items:
    """The most frequent items in ascending order."""
    run.budget.spend(len(items))
    counts: dict[Number, int] = {}
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(item for item, count in counts.items() if count == most)


def sublist(run: Evaluation, items: Items, start: Number, length: Number | None) -> Items:
    bounds = slice_bounds(len(items), start, length)
    if bounds is None or bounds[0] >= len(items) or (length is not None and not 0 <= length <= len(items) - bounds[0]):
        raise no_result("sublist", start)
    return run.made(items[slice(*bounds)])


def append(run: Evaluation, items: Items, more: Items) -> Items:
    return run.made([*items, *more])


def concatenate(run: Evaluation, lists: list[Items]) -> Items:
    return run.made([item for part in lists for item in part])


def _index(name: str, items: Items, position: Number, past: int = 0) -> int:
    bounds = slice_bounds(len(items), position, None)
    if bounds is None or bounds[0] >= len(items) + past:
        raise Undefined("CR359", index=position, count=len(items))
    return bounds[0]


def insert_before(run: Evaluation, items: Items, position: Number, item: Value) -> Items:
    index = _index("insert before", items, position, past=1)
    return run.made([*items[:index], item, *items[index:]])


def remove(run: Evaluation, items: Items, position: Number) -> Items:
    index = _index("remove", items, position)
    return run.made(items[:index] + items[index + 1 :])


def list_replace(run: Evaluation, items: Items, position: Number, item: Value) -> Items:
    index = _index("list replace", items, position)
    return run.made([*items[:index], item, *items[index + 1 :]])


def reverse(run: Evaluation, items: Items) -> Items:
    return run.made(items[::-1])


def list_replace_where(run: Evaluation, items: Items, match: Closure | BuiltIn, new: Value) -> Items:
    """Every item for which `match(item, new)` is true becomes `new`."""
    replaced: Items = []
    for item in items:
        chosen = run.call(match, [item, new])
        if not isinstance(chosen, bool):
            raise no_result("list replace", "match")
        replaced.append(new if chosen else item)
    return replaced


def index_of(run: Evaluation, items: Items, match: Value) -> Items:
    run.budget.weigh_against(items, match)
    return [index for index, item in enumerate(items, 1) if _same(item, match)]


def distinct(run: Evaluation, items: Iterable[Value]) -> Items:
    """The first of each group of equal items. Plain values are found by hash, all others one by one."""
    seen: set[tuple[type, Any]] = set()
    kept: Items = []
    others: Items = []
    for item in items:
        run.budget.spend(1 + len(others))
        if item is None or isinstance(item, str | bool) or is_number(item):
            key = (type(item) if not is_number(item) else int, item)
            new = key not in seen
            seen.add(key)
        else:
            run.budget.weigh(item)
            new = not any(_same(item, other) for other in others)
            others += [item] if new else []
        kept += [item] if new else []
    return kept


def union(run: Evaluation, lists: list[Items]) -> Items:
    return distinct(run, concatenate(run, lists))


def flatten(run: Evaluation, items: Items) -> Items:
    flat: Items = []
    pending = list(reversed(items))
    while pending:
        run.budget.spend()
        item = pending.pop()
        if isinstance(item, list):
            pending.extend(reversed(item))
        else:
            flat.append(item)
    return run.made(flat)


def sort(run: Evaluation, items: Items, precedes: Closure | BuiltIn | None) -> Items:
    """A stable sort; without `precedes` by `<`."""

    def order(left: Value, right: Value) -> int:
        run.budget.spend()
        run.budget.weigh(left)
        if precedes is None:
            return -1 if holds("<", left, right) else 1 if holds("<", right, left) else 0
        return (
            -1 if run.call(precedes, [left, right]) is True else 1 if run.call(precedes, [right, left]) is True else 0
        )

    return sorted(items, key=cmp_to_key(order))


SIGNATURES = (
    signature("list contains(list: list, element: any)", list_contains, runs=True),
    signature("count(list: list)", len),
    signature("min(list: list)", _extreme("min", "<"), runs=True),
    signature("min(+list: any)", _extreme("min", "<"), runs=True),
    signature("max(list: list)", _extreme("max", ">"), runs=True),
    signature("max(+list: any)", _extreme("max", ">"), runs=True),
    signature("sum(list: list<number>)", total, runs=True),
    signature("sum(+list: number)", total, runs=True),
    signature("mean(list: list<number>)", mean, runs=True),
    signature("mean(+list: number)", mean, runs=True),
    signature("product(list: list<number>)", product, runs=True),
    signature("product(+list: number)", product, runs=True),
    signature("median(list: list<number>)", median, runs=True),
    signature("median(+list: number)", median, runs=True),
    signature("stddev(list: list<number>)", standard_deviation, runs=True),
    signature("stddev(+list: number)", standard_deviation, runs=True),
    signature("mode(list: list<number>)", mode, runs=True),
    signature("mode(+list: number)", mode, runs=True),
    signature("sublist(list: list, start position: number, length?: number)", sublist, runs=True),
    signature("append(list: list, *item: any)", append, runs=True),
    signature("concatenate(*list: list)", concatenate, runs=True),
    signature("insert before(list: list, position: number, newItem: any)", insert_before, runs=True),
    signature("remove(list: list, position: number)", remove, runs=True),
    signature("list replace(list: list, position: number, newItem: any)", list_replace, runs=True),
    signature("list replace(list: list, match: function, newItem: any)", list_replace_where, runs=True),
    signature("reverse(list: list)", reverse, runs=True),
    signature("index of(list: list, match: any)", index_of, runs=True),
    signature("union(*list: list)", union, runs=True),
    signature("distinct values(list: list)", distinct, runs=True),
    signature("flatten(list: list)", flatten, runs=True),
    signature("sort(list: list, precedes?: function)", sort, runs=True),
)
