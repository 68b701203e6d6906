"""Another default of a choice of reading: what the entries say and what their readings say change places.

Every option keeps its meaning. What was said under the new default is said by the entry itself, and each other option
says what it needs to say as before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cluster_rules.analysis.amend.amendment import Amendment, RefusedError
from cluster_rules.analysis.amend.draft import Draft, Spot
from cluster_rules.compiler.suggest import closest
from cluster_rules.compiler.surface_amendment import SettleEntry
from cluster_rules.compiler.surface_criteria import KINDS
from cluster_rules.language.yaml_edits import flow, plain
from cluster_rules.language.yaml_nodes import YamlMap, YamlText

#: A kind of content → the keys that say it.
_BODIES: Mapping[str, tuple[str, ...]] = {
    **{kind: (kind,) for kind in KINDS},
    "indicator": ("indicator", "require"),
    "is": ("is",),
    "tiers": ("by", "tiers"),
}
#: Beside the content; what is not said by an option is the entry's.
_BESIDE = ("unit", "each", "unless", "source", "evidence", "note", "title")
#: What an option that does not say it may take over from the entry without meaning anything else.
_HARMLESS = {"source", "evidence", "note", "title"}


def settle(draft: Draft, amendment: Amendment, entry: SettleEntry) -> None:
    """Make `entry.new` the default of its choice. Raises `RefusedError`."""
    choice = _choice(draft, amendment, entry)
    options = _options(choice)
    for spot in list(_with_readings(draft, entry.choice.text)):
        _swap(draft, amendment, entry, spot, options)
    for key, value in (("default", entry.new.text), ("why", entry.why.text)):
        found = draft.find("choice", entry.choice.text)
        inner = found.inner(key) if found else None
        assert inner is not None
        draft.set_text(inner, value)


def drop(draft: Draft, name: str) -> None:
    """Take the choice out; every entry keeps what it says under the default."""
    while (spot := next(_with_readings(draft, name), None)) is not None:
        inner = spot.inner("readings", name)
        assert inner is not None
        draft.remove(inner)
    found = draft.find("choice", name)
    assert found is not None
    draft.remove(found)


def _choice(draft: Draft, amendment: Amendment, entry: SettleEntry) -> Spot:
    found = draft.find("choice", entry.choice.text)
    if found is None:
        near = closest(entry.choice.text, draft.names("choice"), 0.6)
        raise RefusedError(
            amendment.refusal(
                "CR709", entry.choice.place, width=len(entry.choice.text), name=entry.choice.text, close=near
            )
        )
    default = found.inner("default")
    if default is None or not isinstance(default.node, YamlText) or default.node.text != entry.old.text:
        stands = default.node.text if default is not None and isinstance(default.node, YamlText) else ""
        values = {"key": "default", "old": entry.old.text, "found": stands}
        raise RefusedError(
            amendment.refusal("CR710", entry.old.place, (default or found).place, width=len(entry.old.text), **values)
        )
    known = _options(found)
    if entry.new.text not in known:
        near = closest(entry.new.text, known, 0.6)
        raise RefusedError(
            amendment.refusal(
                "CR709", entry.new.place, found.place, width=len(entry.new.text), name=entry.new.text, close=near
            )
        )
    return found


def _options(choice: Spot) -> list[str]:
    listed = plain(choice.node)["options"]
    return [option["name"] for option in listed]


def _with_readings(draft: Draft, choice: str) -> Iterator[Spot]:
    """Criteria and definitions that say something under options of the choice."""
    for kind in ("criterion", "definition"):
        for _, spot in draft.all(kind):
            if spot.inner("readings", choice) is not None:
                yield spot


def _swap(draft: Draft, amendment: Amendment, entry: SettleEntry, spot: Spot, options: list[str]) -> None:
    name, new = entry.choice.text, entry.new.text
    main = plain(spot.node)
    readings = main["readings"][name]
    if new not in readings:
        # The entry says the same under both defaults.
        return
    meant = {option: _overlaid(main, readings.get(option, {})) for option in options}
    said = {option: _said(meant[option], meant[new]) for option in options if option != new}
    if None in said.values():
        option = next(option for option, keys in said.items() if keys is None)
        raise RefusedError(amendment.refusal("CR711", entry.new.place, spot.place, choice=name, option=option, new=new))
    _write(draft, spot, main, meant[new])
    kept = {option: keys for option, keys in said.items() if keys}
    inner = spot.inner("readings", name)
    assert inner is not None
    if kept:
        draft.set_value(inner, "\n".join(f"{flow(option)}: {flow(keys)}" for option, keys in kept.items()))
    else:
        draft.remove(inner)


def _kind(keys: Mapping[str, Any]) -> str:
    return next((kind for kind in _BODIES if kind in keys and kind != "by"), "")


def _overlaid(main: Mapping[str, Any], reading: Mapping[str, Any]) -> dict[str, Any]:
    """What the entry says under a reading: its content, and what stands beside it."""
    kind = _kind(reading) or _kind(main)
    keys = (*_BODIES[kind], *_BESIDE)
    return {key: reading.get(key, main.get(key)) for key in keys if key in reading or key in main}


def _said(meant: Mapping[str, Any], main: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a reading says, so that over `main` it means `meant`; None where it would have to unsay something."""
    if any(key in main and key not in meant for key in _BESIDE if key not in _HARMLESS):
        return None
    different = {key: value for key, value in meant.items() if main.get(key) != value}
    body = _BODIES[_kind(meant)]
    if _kind(meant) != _kind(main):
        return {**{key: meant[key] for key in body if key in meant}, **different}
    # A table is said whole, and a definition says its content with whatever else it says.
    whole = any(key in different for key in body) and body != ("indicator", "require")
    return {**({key: meant[key] for key in body} if whole else {}), **different}


def _write(draft: Draft, spot: Spot, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """The entry itself now says `new`; what it says beside its content stays."""
    anchor = next(key for key in old if key in _BODIES[_kind(old)])
    for key, value in new.items():
        if old.get(key) == value:
            continue
        inner = spot.inner(key)
        if inner is None:
            draft.set_key(spot, key, flow(value), anchor)
        elif isinstance(value, str):
            draft.set_text(inner, value)
        else:
            draft.set_value(inner, flow(value))
    for key in _BODIES[_kind(old)]:
        inner = spot.inner(key)
        if key not in new and inner is not None:
            draft.remove(inner)
    assert isinstance(spot.node, YamlMap)
