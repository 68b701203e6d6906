"""Amending the text of the measure: the stretch that a change names, and every quote and ledger entry that holds it.

Texts are matched as quotes are, white space and the width of characters apart.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from cluster_rules.analysis.amend.amendment import Amendment, RefusedError
from cluster_rules.analysis.amend.draft import Draft, Spot
from cluster_rules.compiler.suggest import closest
from cluster_rules.compiler.surface_amendment import AddEntry, ChangeEntry, TextEdit
from cluster_rules.errors import Place
from cluster_rules.language.yaml_edits import flow
from cluster_rules.language.yaml_nodes import YamlList, YamlMap, YamlText
from cluster_rules.language.yaml_troubles import Source
from cluster_rules.model.numbers import parse_number

#: Ledger treatments of a criterion: what a person finds is judged.
_JUDGED = ("judgement", "document")


@dataclass(frozen=True, slots=True)
class Flat:
    """A text without white space and in one width, and where each of its characters came from."""

    text: str
    origins: tuple[int, ...]
    raw: str

    def begin(self, index: int) -> int:
        """Where character `index` stands in the raw text; behind its last character for what follows it."""
        return self.origins[index] if index < len(self.origins) else (self.origins[-1] + 1 if self.origins else 0)

    def cut(self, start: int, end: int) -> str:
        """The raw text from character `start` to before `end`."""
        return self.raw[self.origins[start] : self.origins[end - 1] + 1] if start < end else ""

    def spliced(self, start: int, end: int, piece: str) -> str:
        """The raw text with `piece` for the characters from `start` to before `end`."""
        first = self.origins[start] if start < end else self.origins[start - 1] + 1 if start else 0
        last = self.origins[end - 1] + 1 if start < end else first
        return self.raw[:first] + piece + self.raw[last:]


def flattened(raw: str) -> Flat:
    """`raw` as it is compared."""
    found = [
        (c, i) for i, character in enumerate(raw) for c in unicodedata.normalize("NFKC", character) if not c.isspace()
    ]
    return Flat("".join(c for c, _ in found), tuple(i for _, i in found), raw)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters `start` to before `end` of the flat text become `piece`."""

    start: int
    end: int
    piece: str


@dataclass(frozen=True, slots=True)
class Part:
    """A ledger entry and where its quote stands in the flat text."""

    spot: Spot
    provision: str
    start: int
    end: int


def amend_text(draft: Draft, amendment: Amendment, change: ChangeEntry, edit: TextEdit) -> None:
    """Apply a change of the text, to `text.txt`, to the ledger and to every quote. Raises `RefusedError`."""
    flat = flattened(draft.text(draft.text_file()))
    parts = list(_parts(draft, flat))
    stretch = _stretch(draft, amendment, change, edit, flat, parts)
    _amend_quotes(draft, amendment, change, edit, flat, stretch)
    _amend_ledger(draft, amendment, change, edit, stretch, parts)
    draft.texts[draft.text_file()] = flat.spliced(stretch.start, stretch.end, stretch.piece)


def _parts(draft: Draft, flat: Flat) -> Iterator[Part]:
    """The ledger in order; the same words further on are the next entry's."""
    cursor = 0
    for spot in draft.ledger():
        quote = flattened(_said(spot, "quote")).text
        start = flat.text.find(quote, cursor)
        if start >= 0:
            cursor = start + len(quote)
            yield Part(spot, flattened(_said(spot, "provision")).text, start, cursor)


def _said(spot: Spot, key: str) -> str:
    inner = spot.inner(key)
    return inner.node.text if inner is not None and isinstance(inner.node, YamlText) else ""


def _stretch(
    draft: Draft, amendment: Amendment, change: ChangeEntry, edit: TextEdit, flat: Flat, parts: list[Part]
) -> Stretch:
    """What the edit means, cut down to the characters that differ."""
    wanted = edit.old or edit.after
    assert wanted is not None
    start = _found(draft, amendment, change, edit, flat, parts)
    old, new = flattened(wanted.text), flattened(edit.new.text if edit.new else "")
    if edit.after is None and old.text == new.text:
        raise RefusedError(amendment.refusal("CR781", wanted.place, width=len(wanted.text)))
    if edit.after is not None:
        return Stretch(start + len(old.text), start + len(old.text), new.raw)
    head = _common(old.text, new.text)
    tail = _common(old.text[head:][::-1], new.text[head:][::-1])
    return Stretch(start + head, start + len(old.text) - tail, new.cut(head, len(new.text) - tail))


def _common(first: str, second: str) -> int:
    """How many characters both texts start with."""
    return next(
        (i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )


def _found(
    draft: Draft, amendment: Amendment, change: ChangeEntry, edit: TextEdit, flat: Flat, parts: list[Part]
) -> int:
    """Where the text stands in its provision: once, or at the occurrence that the edit names."""
    wanted = edit.old or edit.after
    assert wanted is not None
    low, high = _provision(amendment, change, edit, flat, parts)
    words = flattened(wanted.text).text
    starts = [i for i in range(low, high - len(words) + 1) if flat.text.startswith(words, i)]
    places = [_place(draft, flat, start) for start in starts]
    values: dict[str, Any] = {"text": wanted.text, "provision": change.provision.text}
    if not starts:
        found = amendment.refusal("CR703", wanted.place, _place(draft, flat, low), width=len(wanted.text), **values)
        raise RefusedError(found)
    which = parse_number(edit.which.text) if edit.which else None
    if which is None and len(starts) > 1:
        raise RefusedError(amendment.refusal("CR704", wanted.place, *places, count=len(starts), **values))
    if edit.which is not None and (not isinstance(which, int) or not 1 <= which <= len(starts)):
        raise RefusedError(
            amendment.refusal("CR705", edit.which.place, *places, which=edit.which.text, count=len(starts), **values)
        )
    return starts[int(which) - 1 if which is not None else 0]


def _provision(
    amendment: Amendment, change: ChangeEntry, edit: TextEdit, flat: Flat, parts: list[Part]
) -> tuple[int, int]:
    """The stretch of the text that the ledger gives to the provision; all of it where there is no ledger.

    A provision that is yet to come may be put behind words of another one.
    """
    wanted = flattened(change.provision.text).text
    own = [part for part in parts if part.provision == wanted or part.provision.startswith(f"{wanted}(")]
    if own:
        return own[0].start, own[-1].end
    if parts and edit.after is None:
        known = list(dict.fromkeys(_said(part.spot, "provision") for part in parts))
        near = closest(change.provision.text, known, 0.6)
        raise RefusedError(
            amendment.refusal(
                "CR706",
                change.provision.place,
                width=len(change.provision.text),
                provision=change.provision.text,
                close=near,
            )
        )
    return 0, len(flat.text)


def _place(draft: Draft, flat: Flat, index: int) -> Place:
    name = draft.text_file()
    return Source(str(draft.folder / name), flat.raw).place(flat.begin(index))


def _amend_quotes(
    draft: Draft, amendment: Amendment, change: ChangeEntry, edit: TextEdit, flat: Flat, stretch: Stretch
) -> None:
    """Quotes of criteria that hold the stretch. One that also stands elsewhere changes if its criterion is named.

    What is replaced as a whole brings its own quotes.
    """
    replaced = draft.find("criterion", change.replace.text) if change.replace is not None else None
    for identity, spot in list(draft.quotes()):
        assert isinstance(spot.node, YamlText)
        if replaced is not None and spot.within(replaced):
            continue
        quote = flattened(spot.node.text)
        starts = [i for i in range(len(flat.text)) if flat.text.startswith(quote.text, i)]
        touched = [start for start in starts if _overlaps(stretch, start, start + len(quote.text))]
        named = change.criterion is not None and change.criterion.text == identity
        if not touched or (len(starts) > 1 and not named):
            continue
        new = _requoted(quote, touched[0], stretch)
        if new is None or not flattened(new).text:
            place = (edit.old or edit.after or change.provision).place
            raise RefusedError(amendment.refusal("CR707", place, spot.place, id=identity, quote=spot.node.text))
        draft.set_text(spot, new)


def _overlaps(stretch: Stretch, start: int, end: int) -> bool:
    """An insertion at the end of a quote is outside it."""
    if stretch.start == stretch.end:
        return start < stretch.start < end
    return stretch.start < end and start < stretch.end


def _requoted(quote: Flat, start: int, stretch: Stretch) -> str | None:
    """The quote, which starts at `start` of the text, after the change; None where the change goes beyond it."""
    low, high = stretch.start - start, stretch.end - start
    inside = low >= 0 and high <= len(quote.text)
    if not inside and stretch.piece:
        return None
    return quote.spliced(max(low, 0), min(high, len(quote.text)), stretch.piece)


def _amend_ledger(
    draft: Draft, amendment: Amendment, change: ChangeEntry, edit: TextEdit, stretch: Stretch, parts: list[Part]
) -> None:
    """Later entries first, so that the places of the earlier ones stay true."""
    if edit.new is not None and stretch.start == stretch.end and change.add is not None and _added(change.add):
        _new_entry(draft, change, stretch, parts)
        return
    for part in reversed([part for part in parts if _overlaps(stretch, part.start, part.end)]):
        quote = flattened(_said(part.spot, "quote"))
        new = _requoted(quote, part.start, stretch)
        if new is None:
            place = (edit.old or edit.after or change.provision).place
            raise RefusedError(amendment.refusal("CR708", place, part.spot.place, quote=quote.raw))
        if any(character.isalnum() for character in new):
            inner = part.spot.inner("quote")
            assert inner is not None
            draft.set_text(inner, new)
        else:
            draft.remove(part.spot)
    if edit.new is not None and stretch.start == stretch.end:
        _extended(draft, stretch, parts)


def drop_ids(draft: Draft, gone: Collection[str]) -> None:
    """The ledger no longer names criteria that are gone; an entry that names no other keeps them, to be refused."""
    for spot in draft.ledger() if gone else ():
        ids = spot.inner("ids")
        listed = [item.text for item in ids.node.items if isinstance(item, YamlText)] if ids else []  # type: ignore[union-attr]
        left = [name for name in listed if name not in gone]
        if ids is not None and left and left != listed:
            draft.set_value(ids, json.dumps(left, ensure_ascii=False))


def _extended(draft: Draft, stretch: Stretch, parts: list[Part]) -> None:
    """Words put where one entry ends and the next begins belong to the one that ends there."""
    at_end = [part for part in parts if part.end == stretch.start]
    inner = at_end[-1].spot.inner("quote") if at_end else None
    if inner is not None and isinstance(inner.node, YamlText):
        draft.set_text(inner, inner.node.text + stretch.piece)


def _new_entry(draft: Draft, change: ChangeEntry, stretch: Stretch, parts: list[Part]) -> None:
    """The words of a new criterion get an entry of their own; the one that they are put into ends before them."""
    before = [part for part in parts if part.start < stretch.start <= part.end]
    if not before:
        return
    part = before[-1]
    quote = flattened(_said(part.spot, "quote"))
    at = stretch.start - part.start
    mark, words = _leading(stretch.piece)
    rest = quote.raw[quote.begin(at) :] if at < len(quote.text) else ""
    closing = rest if not any(c.isalnum() for c in rest) else ""
    left = quote.raw[: quote.begin(at)] + mark
    if rest and not closing:
        draft.add_item(part.spot.file, part.spot.path[:-1], _index(part.spot) + 1, _entry_source(part.spot, rest))
    source = _new_source(change, words + closing)
    draft.add_item(part.spot.file, part.spot.path[:-1], _index(part.spot) + 1, source)
    inner = part.spot.inner("quote")
    assert inner is not None
    if left != quote.raw:
        draft.set_text(inner, left)


def _index(spot: Spot) -> int:
    index = spot.path[-1]
    assert isinstance(index, int)
    return index


def _leading(piece: str) -> tuple[str, str]:
    """The punctuation that a piece starts with, and the rest."""
    count = next((i for i, c in enumerate(piece) if c.isalnum() or c in "（(《“"), len(piece))
    return piece[:count], piece[count:]


def _added(entry: AddEntry) -> list[YamlMap]:
    """The criteria and groups that are added, those of a whole condition too."""
    if isinstance(entry.condition, YamlMap):
        listed = entry.condition.entries.get("criteria")
        return [item for item in listed.items if isinstance(item, YamlMap)] if isinstance(listed, YamlList) else []
    return [entry.criterion] if isinstance(entry.criterion, YamlMap) else []


def _new_source(change: ChangeEntry, quote: str) -> str:
    assert change.add is not None
    added = _added(change.add)
    ids = [node.text for entry in added if isinstance(node := entry.entries.get("id"), YamlText)]
    judged = all(any(key in entry.entries for key in _JUDGED) for entry in added)
    said = {
        "provision": change.provision.text,
        "quote": quote,
        "treatment": "judged" if judged else "encoded",
        "ids": ids,
    }
    return "{" + ", ".join(f"{key}: {_written(value)}" for key, value in said.items()) + "}"


def _written(value: str | list[str]) -> str:
    return flow(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _entry_source(spot: Spot, quote: str) -> str:
    """What remains of an entry behind the words that were put into it."""
    assert isinstance(spot.node, YamlMap)
    parts = []
    for key, value in spot.node.entries.items():
        said = quote if key == "quote" else value.text if isinstance(value, YamlText) else [i.text for i in value.items]  # type: ignore[union-attr]
        parts.append(f"{key}: {json.dumps(said, ensure_ascii=False)}")
    return "{" + ", ".join(parts) + "}"
