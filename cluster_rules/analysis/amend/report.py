"""An amendment in the manner of an amending instrument: each change with its provision, then the files it touches."""

from __future__ import annotations

from collections.abc import Iterator

from cluster_rules.analysis.amend.amended import Amended
from cluster_rules.compiler.surface_amendment import AddEntry, ChangeEntry, TextEdit
from cluster_rules.errors import Locale
from cluster_rules.explain.document import Document, Paragraph, Part, Points
from cluster_rules.explain.tree import Item, Line
from cluster_rules.explain.words import Words, words
from cluster_rules.language.yaml_edits import plain, readable
from cluster_rules.language.yaml_nodes import YamlNode

PACKAGE = "cluster_rules.analysis.amend"


def amendment_document(amended: Amended, locale: Locale) -> Document:
    """What the amendment changes, in words."""
    say = words(locale, PACKAGE)
    file = amended.amendment.file
    points = tuple(Item(change.provision.text, "", tuple(_change(say, change))) for change in file.changes)
    stamps = (say("amend.draft"),) if file.edition.status == "draft" else ()
    header = (
        Line(say("amend.base"), say("amend.edition", title=amended.base.edition.title, id=amended.base.edition.id)),
        Line(say("amend.next"), say("amend.edition", title=file.edition.title.text, id=amended.edition)),
    )
    parts = (
        Part(say("amend.changes", count=len(points)), (Points(points),)),
        Part(say("amend.files"), (Paragraph(say.join(amended.touched)),)),
    )
    return Document(locale, file.amendment.text, parts, stamps, header)


def amendment_record(amended: Amended) -> dict[str, object]:
    """The same for machines."""
    file = amended.amendment.file
    return {
        "format": 1,
        "amendment": file.amendment.text,
        "measure": file.measure.text,
        "amends": amended.base.edition.id,
        "edition": amended.edition,
        "changes": [plain(change.node) for change in file.changes],
        "files": list(amended.touched),
    }


def _change(say: Words, change: ChangeEntry) -> Iterator[str]:
    if change.text is not None:
        yield _text(say, change.text)
    for kind, name in change.targets():
        target = say(f"target.{kind}", name=name.text)
        for key, edit in change.change.items():
            how = "set" if edit.old is None else "unset" if edit.new is None else "changed"
            yield say(f"change.{how}", target=target, key=key, old=_shown(edit.old), new=_shown(edit.new))
    if change.replace is not None:
        yield say("change.replaced", target=say("target.criterion", name=change.replace.text))
    if change.delete is not None:
        for kind, name in change.delete.named():
            yield say("change.deleted", target=say(f"target.{kind}", name=name.text))
    if change.settle is not None:
        entry = change.settle
        yield say(
            "change.settled", choice=entry.choice.text, old=entry.old.text, new=entry.new.text, why=entry.why.text
        )
    if change.add is not None:
        yield say("change.added", target=_added(say, change.add))


def _text(say: Words, edit: TextEdit) -> str:
    if edit.after is not None:
        return say("text.added", after=edit.after.text, new=_shown(edit.new))
    key = "text.changed" if edit.new is not None else "text.deleted"
    return say(key, old=_shown(edit.old), new=_shown(edit.new))


def _added(say: Words, entry: AddEntry) -> str:
    kind = next(key for key in AddEntry.exactly_one if key in entry.node.entries)
    said = plain(entry.node.entries[kind])
    name = (
        said
        if isinstance(said, str)
        else next((said[key] for key in ("id", "name", "condition", "standing") if key in said), "")
    )
    return say(f"target.{kind}", name=name)


def _shown(node: YamlNode | None) -> str:
    return "" if node is None else readable(node)
