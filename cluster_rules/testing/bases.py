"""The application of a case that names a base: that of the base, with what the case gives itself on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cluster_rules.compiler.suggest import closest
from cluster_rules.compiler.surface_cases import CaseEntry
from cluster_rules.errors import RulesError
from cluster_rules.language.yaml_nodes import YamlList, YamlMap, YamlNode, YamlText

#: Register → the fields that tell its rows apart.
Keys = Mapping[str, Sequence[str]]


def application(case: CaseEntry, others: Sequence[CaseEntry], keys: Keys) -> YamlMap:
    """The whole application of `case`, one of the cases `others` of its file. Raises `RulesError` for a base that is none.

    Facts replace facts. Rows replace, in the row of the base with the same key, the cells that they name; rows with
    another key are added. All else is replaced as it stands.
    """
    return _application(case, {other.name.text: other for other in reversed(others)}, keys, ())


def _application(case: CaseEntry, others: Mapping[str, CaseEntry], keys: Keys, above: tuple[str, ...]) -> YamlMap:
    if case.base is None:
        return case.given.node
    name, below = case.base.text, (*above, case.name.text)
    if name not in others:
        raise RulesError.of("CR618", case.base.place, name=name, close=closest(name, others))
    if name in below:
        raise RulesError.of("CR619", case.base.place, name=name)
    return _on_top(_application(others[name], others, keys, below), case.given.node, keys)


def _on_top(base: YamlMap, given: YamlMap, keys: Keys) -> YamlMap:
    merged = _merged(base, given)
    facts, registers = _maps(base, given, "facts"), _maps(base, given, "registers")
    joined: dict[str, YamlNode] = {}
    if facts:
        joined["facts"] = _merged(*facts)
    if registers:
        joined["registers"] = _registers(*registers, keys)
    return replace(merged, entries={**merged.entries, **joined})


def _registers(base: YamlMap, given: YamlMap, keys: Keys) -> YamlMap:
    merged = _merged(base, given)
    joined = {
        name: _register(*both, keys[name])
        for name in given.entries
        if name in keys and (both := _maps(base, given, name))
    }
    return replace(merged, entries={**merged.entries, **joined})


def _register(base: YamlMap, given: YamlMap, key: Sequence[str]) -> YamlMap:
    merged, before, after = _merged(base, given), base.entries.get("rows"), given.entries.get("rows")
    if not isinstance(before, YamlList) or not isinstance(after, YamlList):
        return merged
    changes = [row for row in after.items if isinstance(row, YamlMap)]
    rows = [_changed(row, changes, key) for row in before.items]
    known = [_identity(row, key) for row in before.items]
    added = [row for row in after.items if _identity(row, key) not in known]
    return replace(merged, entries={**merged.entries, "rows": replace(after, items=(*rows, *added))})


def _changed(row: YamlNode, changes: Sequence[YamlMap], key: Sequence[str]) -> YamlNode:
    for change in changes:
        if isinstance(row, YamlMap) and _identity(row, key) == _identity(change, key):
            row = _merged(row, change)
    return row


def _identity(row: YamlNode, key: Sequence[str]) -> tuple[str, ...]:
    cells = row.entries if isinstance(row, YamlMap) else {}
    return tuple(cell.text.strip() if isinstance(cell := cells.get(name), YamlText) else "" for name in key)


def _maps(base: YamlMap, given: YamlMap, key: str) -> tuple[YamlMap, YamlMap] | None:
    """What both have under `key`, where it is a map in both."""
    before, after = base.entries.get(key), given.entries.get(key)
    return (before, after) if isinstance(before, YamlMap) and isinstance(after, YamlMap) else None


def _merged(base: YamlMap, given: YamlMap) -> YamlMap:
    """The entries of both; where both have a key, the value is the given one."""
    return YamlMap({**base.entries, **given.entries}, given.place, {**base.key_places, **given.key_places})
