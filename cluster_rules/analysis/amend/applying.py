"""Applying the changes of an amendment to the files of an edition, one after the other. Nothing is guessed."""

from __future__ import annotations

from cluster_rules.analysis.amend.amendment import Amendment, RefusedError
from cluster_rules.analysis.amend.draft import Draft, Spot
from cluster_rules.analysis.amend.settling import drop, settle
from cluster_rules.analysis.amend.wording import amend_text, drop_ids, flattened
from cluster_rules.compiler.suggest import closest
from cluster_rules.compiler.surface import RULESET_FILE
from cluster_rules.compiler.surface_amendment import AddEntry, ChangeEntry, DeleteEntry, ValueEdit
from cluster_rules.errors import Diagnostic
from cluster_rules.language.yaml_edits import flow, plain, readable
from cluster_rules.language.yaml_nodes import YamlNode, YamlText, node_at

#: Where new things go that have no place after something: file by its key in the manifest, list or map in it.
_LISTS = {"definition": ("definitions", "definitions"), "choice": ("", "choices")}


def apply_changes(draft: Draft, amendment: Amendment) -> list[Diagnostic]:
    """Make every change; what is refused is returned, and the others are made."""
    refused = []
    for index, change in enumerate(amendment.file.changes):
        try:
            _apply(draft, amendment, change, ("changes", index))
        except RefusedError as error:
            alone = _alone(draft, amendment, change, index)
            refused.append(alone if alone and alone.code == error.found.code else error.found)
    return refused


def _alone(draft: Draft, amendment: Amendment, change: ChangeEntry, index: int) -> Diagnostic | None:
    """What refuses the change where it is the only one: its places are those of the files as they are."""
    try:
        _apply(Draft(draft.folder), amendment, change, ("changes", index))
    except RefusedError as error:
        return error.found
    return None


def _apply(draft: Draft, amendment: Amendment, change: ChangeEntry, at: tuple[str | int, ...]) -> None:
    """Deleting comes first, so that no quote of what goes stands in the way; adding comes last."""
    _check_provision(draft, amendment, change)
    known = set(draft.names("criterion"))
    if change.delete is not None:
        _delete(draft, amendment, change.delete)
    if change.text is not None:
        amend_text(draft, amendment, change, change.text)
    for kind, name in change.targets():
        _change(draft, amendment, change, kind, name, at)
    if change.replace is not None:
        spot = _spot(draft, amendment, "criterion", change.replace)
        draft.set_value(spot, amendment.written(*at, "with"))
    if change.settle is not None:
        settle(draft, amendment, change.settle)
    if change.add is not None:
        _add(draft, amendment, change.add, (*at, "add"))
    drop_ids(draft, known - set(draft.names("criterion")))


def _check_provision(draft: Draft, amendment: Amendment, change: ChangeEntry) -> None:
    """Criteria are amended under the provision that they belong to."""
    said = flattened(change.provision.text).text
    deleted = change.delete.criterion if change.delete else None
    for name in (change.criterion, change.replace, deleted):
        spot = draft.find("criterion", name.text) if name is not None else None
        if name is None or spot is None:
            continue
        own = draft.provision_of(spot)
        if not isinstance(own.node, YamlText):
            # A change before this one has put something else there: refused with the edition.
            continue
        found = flattened(own.node.text).text
        if found != said and not found.startswith(f"{said}("):
            values = {"id": name.text, "provision": own.node.text, "said": change.provision.text}
            width = len(change.provision.text)
            raise RefusedError(amendment.refusal("CR715", change.provision.place, own.place, width=width, **values))


def _spot(draft: Draft, amendment: Amendment, kind: str, name: YamlText) -> Spot:
    found = draft.find(kind, name.text)
    if found is None and kind == "ledger":
        wanted = flattened(name.text).text
        found = next((spot for quote, spot in draft.all(kind) if flattened(quote).text == wanted), None)
    if found is None:
        near = closest(name.text, draft.names(kind), 0.6)
        raise RefusedError(amendment.refusal("CR709", name.place, width=len(name.text), name=name.text, close=near))
    return found


def _change(
    draft: Draft, amendment: Amendment, change: ChangeEntry, kind: str, name: YamlText, at: tuple[str | int, ...]
) -> None:
    for key, edit in change.change.items():
        spot = _spot(draft, amendment, kind, name)
        _check_old(amendment, change, spot, key, edit)
        owner = spot.inner(*key.split("/")[:-1])
        inner = spot.inner(*key.split("/"))
        if edit.new is None:
            assert inner is not None
            draft.remove(inner)
        elif inner is None:
            assert owner is not None
            draft.set_key(owner, key.rpartition("/")[2], amendment.written(*at, "change", key, "new"))
        elif isinstance(edit.new, YamlText) and isinstance(inner.node, YamlText):
            draft.set_text(inner, edit.new.text)
        else:
            draft.set_value(inner, amendment.written(*at, "change", key, "new"))


def _check_old(amendment: Amendment, change: ChangeEntry, spot: Spot, key: str, edit: ValueEdit) -> None:
    """What stands there is what the amendment says; where it says nothing, nothing stands there."""
    *above, last = key.split("/")
    owner, inner = spot.inner(*above), spot.inner(*above, last)
    place = change.key_place("change", key)
    if owner is None:
        raise RefusedError(amendment.refusal("CR712", place, spot.place, width=len(key), key=key))
    stands = None if inner is None else plain(inner.node)
    said = None if edit.old is None else plain(edit.old)
    if stands != said:
        values = {"key": key, "old": _shown(edit.old), "found": _shown(inner.node if inner else None)}
        where = edit.old.place if edit.old is not None else place
        raise RefusedError(amendment.refusal("CR710", where, (inner or owner).place, **values))  # type: ignore[arg-type]
    if edit.new is not None and plain(edit.new) == said:
        raise RefusedError(amendment.refusal("CR781", edit.new.place))


def _shown(node: YamlNode | None) -> str:
    return "—" if node is None else readable(node)


def _delete(draft: Draft, amendment: Amendment, entry: DeleteEntry) -> None:
    for kind, name in entry.named():
        spot = _spot(draft, amendment, kind, name)
        if kind == "choice":
            drop(draft, name.text)
        else:
            draft.remove(spot)


def _add(draft: Draft, amendment: Amendment, entry: AddEntry, at: tuple[str | int, ...]) -> None:
    if entry.criterion is not None and entry.after is not None:
        after = _spot(draft, amendment, "criterion", entry.after)
        _insert(draft, after, amendment.written(*at, "criterion"))
    elif entry.condition is not None and entry.file is not None:
        _add_condition(draft, amendment, entry, entry.file, amendment.written(*at, "condition"))
    elif entry.fact is not None:
        register, dot, name = entry.fact.text.rpartition(".")
        path = ("registers", register, "fields") if dot else ("facts",)
        _add_key(draft, amendment, entry, entry.fact, path, name, amendment.written(*at, "as"))
    elif entry.own_register is not None:
        _add_key(
            draft,
            amendment,
            entry,
            entry.own_register,
            ("registers",),
            entry.own_register.text,
            amendment.written(*at, "as"),
        )
    elif entry.option is not None and entry.choice_of is not None:
        choice = _spot(draft, amendment, "choice", entry.choice_of)
        _append(draft, choice.file, (*choice.path, "options"), amendment.written(*at, "option"))
    else:
        _add_listed(draft, amendment, entry, at)


def _add_condition(draft: Draft, amendment: Amendment, entry: AddEntry, file: YamlText, source: str) -> None:
    """A file of its own, behind the one of another condition or at the end."""
    if file.text in draft.bytes:
        raise RefusedError(amendment.refusal("CR713", file.place, width=len(file.text), name=file.text))
    files = list(draft.listed("conditions"))
    after = _spot(draft, amendment, "condition", entry.after).file if entry.after is not None else files[-1]
    draft.new_file(file.text, source)
    draft.add_item(RULESET_FILE, ("conditions",), files.index(after) + 1, flow(file.text))


def _add_listed(draft: Draft, amendment: Amendment, entry: AddEntry, at: tuple[str | int, ...]) -> None:
    """A definition or a choice: behind another, else at the end."""
    kind = "definition" if entry.definition is not None else "choice"
    source = amendment.written(*at, kind)
    if entry.after is not None:
        _insert(draft, _spot(draft, amendment, kind, entry.after), source)
        return
    key, inside = _LISTS[kind]
    files = draft.listed(key) if key else (RULESET_FILE,)
    if not files or node_at(draft.node(files[-1]), (inside,)) is None:
        raise RefusedError(amendment.refusal("CR712", entry.place, key=inside))
    _append(draft, files[-1], (inside,), source)


def _insert(draft: Draft, after: Spot, source: str) -> None:
    index = after.path[-1]
    assert isinstance(index, int)
    draft.add_item(after.file, after.path[:-1], index + 1, source)


def _append(draft: Draft, file: str, path: tuple[str | int, ...], source: str) -> None:
    owner = draft.root(file).inner(*path)
    assert owner is not None
    draft.add_item(file, path, len(owner.node.items), source)  # type: ignore[union-attr]


def _add_key(
    draft: Draft, amendment: Amendment, entry: AddEntry, name: YamlText, path: tuple[str, ...], key: str, source: str
) -> None:
    """A fact or a register, behind another of its kind or at the end."""
    owner = draft.root(draft.listed("facts")[0]).inner(*path)
    if owner is None:
        raise RefusedError(amendment.refusal("CR712", name.place, key="/".join(path)))
    if owner.inner(key) is not None:
        raise RefusedError(amendment.refusal("CR713", name.place, owner.inner(key).place, name=name.text))  # type: ignore[union-attr]
    draft.set_key(owner, key, source, entry.after.text.rpartition(".")[2] if entry.after else None)
