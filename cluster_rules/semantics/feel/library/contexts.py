"""Functions on contexts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster_rules.semantics.feel.failures import Exhausted, Undefined
from cluster_rules.semantics.feel.library.numbers import no_result
from cluster_rules.semantics.feel.signatures import signature
from cluster_rules.semantics.feel.values import Value

if TYPE_CHECKING:
    from cluster_rules.semantics.feel.evaluation import Evaluation

Context = dict[str, Value]


def get_value(context: Context, key: str) -> Value:
    if key not in context:
        raise Undefined("CR360", name=key)
    return context[key]


def get_value_at(context: Context, keys: list[str]) -> Value:
    if not keys:
        raise no_result("get value", "[]")
    found: Value = context
    for key in keys:
        if not isinstance(found, dict):
            raise Undefined("CR360", name=key)
        found = get_value(found, key)
    return found


def entries(context: Context) -> list[Context]:
    return [{"key": key, "value": value} for key, value in context.items()]


def from_entries(items: list[Context]) -> Context:
    made: Context = {}
    for item in items:
        key = item.get("key")
        if not isinstance(key, str) or "value" not in item or key in made:
            raise no_result("context", key)
        made[key] = item["value"]
    return made


def put(run: Evaluation, context: Context, key: str, value: Value) -> Context:
    run.budget.room_for_items(len(context) + 1)
    return {**context, key: value}


def put_at(run: Evaluation, context: Context, keys: list[str], value: Value) -> Context:
    if not keys:
        raise no_result("context put", "[]")
    if len(keys) > run.budget.limits.depth:
        raise Exhausted("CR380", limit=run.budget.limits.depth)
    if len(keys) == 1:
        return put(run, context, keys[0], value)
    inner = context.get(keys[0], {})
    if not isinstance(inner, dict):
        raise Undefined("CR360", name=keys[1])
    return put(run, context, keys[0], put_at(run, inner, keys[1:], value))


def merge(run: Evaluation, contexts: list[Context]) -> Context:
    run.budget.room_for_items(sum(len(context) for context in contexts))
    return {key: value for context in contexts for key, value in context.items()}


SIGNATURES = (
    signature("get value(m: context, key: string)", get_value),
    signature("get value(context: context, keys: list<string>)", get_value_at),
    signature("get entries(m: context)", entries),
    signature("context(entries: list<context>)", from_entries),
    signature("context put(context: context, key: string, value: any)", put, runs=True),
    signature("context put(context: context, keys: list<string>, value: any)", put_at, runs=True),
    signature("context merge(contexts: list<context>)", merge, runs=True),
)
