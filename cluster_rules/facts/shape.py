"""Walking a tree of the expected shape: what is not as documented becomes a note with its place."""

from __future__ import annotations

from collections.abc import Collection

from cluster_rules.errors import Place
from cluster_rules.facts.cells import TRUTH
from cluster_rules.facts.notes import Notes
from cluster_rules.facts.texts import closest, invisible, shown
from cluster_rules.facts.tree import Branch, Items, Leaf, Tree

_WANTED = {
    "map": ("键值表", "a mapping"),
    "list": ("列表", "a list"),
    "text": ("一个值", "a single value"),
    "boolean": ("“是”或“否”", "是 (true) or 否 (false)"),
}


def misshapen(notes: Notes, tree: Tree, what: str, wanted: str) -> None:
    zh, en = _WANTED[wanted]
    notes.error("CR407", tree.place, {"what": shown(what), "wanted_zh": zh, "wanted_en": en})


def branch(notes: Notes, tree: Tree | None, what: str) -> Branch:
    """`tree` as a map; an empty one where it is blank, absent or something else."""
    if isinstance(tree, Branch):
        return tree
    if tree is not None and not is_blank(tree):
        misshapen(notes, tree, what, "map")
    return Branch({}, tree.place if tree else None)


def check_list(notes: Notes, tree: Tree | None, what: str) -> None:
    """Refuses one text where there should be several entries: `甲市、乙盟` names no part."""
    if isinstance(tree, Leaf) and not is_blank(tree):
        misshapen(notes, tree, what, "list")


def is_blank(tree: Tree) -> bool:
    return isinstance(tree, Leaf) and tree.value in (None, "")


def check_keys(notes: Notes, tree: Branch, known: Collection[str], what: str) -> None:
    """Note every key of `tree` that is not in `known`, with the one that is probably meant."""
    for key in tree.entries:
        if key not in known:
            _unknown_key(notes, key, tree.place_of(key), known, what)


def _unknown_key(notes: Notes, key: str, place: Place | None, known: Collection[str], what: str) -> None:
    meant = closest(key, known)
    wanted = meant if meant is not None else "、".join(known)
    notes.error("CR406", place, {"key": shown(key), "what": what, "meant": wanted})


def text(notes: Notes, tree: Branch, key: str) -> str:
    """The text under `key`, without surrounding blanks; empty where it is blank or absent."""
    leaf = tree.entries.get(key)
    if leaf is None or is_blank(leaf):
        return ""
    if not isinstance(leaf, Leaf) or isinstance(leaf.value, bool | float):
        misshapen(notes, leaf, key, "text")
        return ""
    value = str(leaf.value).strip()
    if code := invisible(value):
        notes.error("CR420", leaf.place, {"what": shown(value), "code_point": code})
    return value


def truth(notes: Notes, tree: Branch, key: str) -> bool:
    """The yes or no under `key`; no where it is absent."""
    leaf = tree.entries.get(key)
    if leaf is None or is_blank(leaf):
        return False
    if isinstance(leaf, Leaf):
        if isinstance(leaf.value, bool):
            return leaf.value
        if isinstance(leaf.value, str) and leaf.value.strip().lower() in TRUTH:
            return TRUTH[leaf.value.strip().lower()]
    misshapen(notes, leaf, key, "boolean")
    return False


def texts(notes: Notes, tree: Branch, key: str) -> tuple[str, ...]:
    """The texts under `key`: a list, or one text alone."""
    found = tree.entries.get(key)
    if found is None or is_blank(found):
        return ()
    items = found.items if isinstance(found, Items) else (found,)
    each = [text(notes, Branch({key: item}), key) for item in items]
    return tuple(item for item in each if item)
