"""The files of a ruleset with their expressions in the canonical spelling.

Edits are spliced into the source: line ends, comments, alignment and quotation marks of YAML stay byte for byte. Where
the canonical spelling cannot stand in the quotation marks that there are, what was written stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from types import MappingProxyType

from cluster_rules.compiler.located import Located
from cluster_rules.compiler.shapes import expressions_in
from cluster_rules.compiler.surface_criteria import ConditionFile
from cluster_rules.compiler.surface_facts import DefinitionsFile
from cluster_rules.errors import Diagnostic, Place, RulesError
from cluster_rules.language.formatting import Piece, pieces
from cluster_rules.language.yaml_nodes import YamlList, YamlMap, YamlNode, YamlText
from cluster_rules.language.yaml_scalars import length_at
from cluster_rules.language.yaml_source import parse_yaml
from cluster_rules.language.yaml_troubles import Source

#: The kinds of files that hold expressions, by the list of maps that each has.
MODELS: Mapping[str, type[Located]] = MappingProxyType({"criteria": ConditionFile, "definitions": DefinitionsFile})

#: With these an unquoted scalar cannot begin.
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`")
#: Signs that can stand there. A test may begin with one of these everywhere: half of the plain ones need quotes.
_INSTEAD = {">=": "≥", "<=": "≤", "!=": "≠"}
_PUNCTUATION = frozenset(",:()[]{}")
_LINE = re.compile(r".*?(?:\r\n|[\r\n]|$)", re.DOTALL)


def format_file(text: str, file: str, *, kinds: frozenset[str] = frozenset()) -> str:
    """`text`, the content of `file`, formatted; a file that holds no expressions as it is.

    Raises `RulesError` where the file or an expression in it cannot be read.
    """
    root = parse_yaml(text, file)
    model = next((MODELS[key] for key in MODELS if _has_entries(root, key)), None)
    if model is None:
        return text
    expressions = expressions_in(model, root, Source(file, text), kinds=kinds)
    return _File(text, root).formatted(expressions)


def _has_entries(root: YamlNode, key: str) -> bool:
    """Whether there is a list of maps under `key`: a manifest and the fingerprints have these keys too."""
    below = root.entries.get(key) if isinstance(root, YamlMap) else None
    return isinstance(below, YamlList) and any(isinstance(item, YamlMap) for item in below.items)


class _File:
    def __init__(self, text: str, root: YamlNode) -> None:
        self.text = text
        self.starts = [0, *accumulate(len(line) for line in _LINE.findall(text))]
        self.in_brackets = {node.place for node in _bracketed(root, text, self.starts, False)}

    def formatted(self, expressions: list[YamlText]) -> str:
        edits: set[tuple[int, int, str]] = set()
        problems: list[Diagnostic] = []
        for text in expressions:
            try:
                scalar = _Scalar(self.text, self.starts, text, text.place in self.in_brackets)
                edits.update(scalar.edits())
            except RulesError as error:
                problems.extend(error.diagnostics)
        if problems:
            raise RulesError(sorted(problems, key=lambda problem: problem.place or Place("")))
        made = self.text
        for start, end, new in sorted(edits, reverse=True):
            made = made[:start] + new + made[end:]
        return made


def _bracketed(node: YamlNode, text: str, starts: list[int], inside: bool) -> Iterator[YamlText]:
    """The scalars inside `[…]` and `{…}` of YAML."""
    if isinstance(node, YamlText):
        if inside:
            yield node
        return
    inside = inside or text[_offset(starts, node.place)] in "[{"
    below = node.items if isinstance(node, YamlList) else tuple(node.entries.values())
    for child in below:
        yield from _bracketed(child, text, starts, inside)


def _offset(starts: list[int], place: Place) -> int:
    return starts[place.line - 1] + place.column - 1


@dataclass(frozen=True, slots=True)
class _Scalar:
    """One expression in its file. `source` is the text of the whole file."""

    source: str
    starts: list[int]
    text: YamlText
    in_brackets: bool

    @property
    def style(self) -> str:
        """The quotation mark, `|` or `>`; empty for none."""
        if not self.text.quoted:
            return ""
        return self.source[_offset(self.starts, self.text.place)]

    def edits(self) -> Iterator[tuple[int, int, str]]:
        """What to replace in the file: start, end, new source."""
        found = pieces(self.text.text, origin=self.text.origin)
        written = self.all_written(found)
        for index, (piece, new) in enumerate(zip(found, written, strict=True)):
            if new is None or (not piece.kind and self.is_beside_kept(found, written, index)):
                continue
            start, end = self.span(piece)
            if self.source[start:end] != new and not re.search(r"[\r\n]", self.source[start:end]):
                yield start, end, new

    def all_written(self, found: list[Piece]) -> list[str | None]:
        """The source of each piece; None where it stays as it is. Quotes change all together or not at all."""
        first = next((index for index, piece in enumerate(found) if piece.kind), 0)
        written = [self.written(piece, is_first=index == first) for index, piece in enumerate(found)]
        texts = [index for index, piece in enumerate(found) if piece.kind == "text"]
        if any(written[index] is None and self.is_other(found[index]) for index in texts):
            for index in texts:
                written[index] = None
        return written

    def written(self, piece: Piece, *, is_first: bool) -> str | None:
        """The canonical spelling as the source of this scalar; None where it cannot stand there."""
        spelling, found = piece.spelling, self.text.text[piece.start : piece.end]
        if is_first and len(found) == 1:
            spelling = _INSTEAD.get(spelling, spelling)
        if found == spelling:
            return None
        if self.style == '"':
            return None if '"' in spelling or "\\" in spelling else spelling
        if self.style:
            return spelling.replace("'", "''") if self.style == "'" else spelling
        if is_first and spelling[:1] in _INDICATORS:
            return _INSTEAD.get(spelling)
        if not piece.kind and self.text.text[piece.start - 1 : piece.start] == ":":
            return None
        forbidden = ":,[]{}?" if self.in_brackets else ":"
        return None if any(character in forbidden for character in spelling) else spelling

    def is_beside_kept(self, found: list[Piece], written: list[str | None], index: int) -> bool:
        """Whether wide punctuation that stays is next: it has its own space."""
        beside = [i for i in (index - 1, index + 1) if 0 <= i < len(found)]
        wide = (i for i in beside if found[i].kind in _PUNCTUATION and self.is_other(found[i]))
        return any(written[i] is None for i in wide)

    def is_other(self, piece: Piece) -> bool:
        """Whether the piece is not in its canonical spelling."""
        return self.text.text[piece.start : piece.end] != piece.spelling

    def span(self, piece: Piece) -> tuple[int, int]:
        """Where the piece stands in the file; what is empty stands right after the character before it."""
        if piece.start == piece.end:
            place = self.after(piece.start - 1) if piece.start else self.at(0)
            return place, place
        return self.at(piece.start), self.after(piece.end - 1)

    def at(self, index: int) -> int:
        return _offset(self.starts, self.text.place_at(index))

    def after(self, index: int) -> int:
        start = self.at(index)
        return start + length_at(self.source, start, self.style)
