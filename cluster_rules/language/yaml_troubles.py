"""What is wrong with a text that is not YAML as we read it, said so that an analyst can mend it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from itertools import islice
from types import MappingProxyType

import yaml

from cluster_rules.errors import Diagnostic, Place, diagnostic

#: A key followed by a full-width colon where YAML wants an ASCII one.
FULL_WIDTH_COLON = re.compile(r"[^\s：:#\"'\[\]{},|>&*!%@`-][^：:#\"'\n]*：")
_FULL_WIDTH_LINE = re.compile(rf"(?:\s*(?:-\s+)*){FULL_WIDTH_COLON.pattern}(?!.*:(?:\s|$))")
TIGHT_COLON = re.compile(r"\s*(?:-\s+)*([\w.-]+):[^\s:/]")
_AFTER_QUOTE = re.compile(r"[\"']\s*$")
#: In brackets, a key whose colon is followed by a bracket or a comma: the parsers disagree on it.
TIGHT_BRACKET = re.compile(r":[,\[\]{}]")
_WORD_BEFORE = re.compile(r"[\w.-]+$")
_NAME = re.compile(r"[*&][^\s,\[\]{}]+")
_INTERVAL = re.compile(r"[\[(][^\[\](){}]*\.\.[^\[\](){}]*[\])]")
#: An expression with a filter or a call in a flow map, from its start to the end of the entry.
_FILTER = re.compile(r"[:,\[{]\s+(?P<value>[^\s\"',:\[\]{}][^\"':{}\[\]]*[\w）)\]][\[{][^:{}]*?)(?=,\s*\w+:|\}|$)")

#: Controls, characters without width, marks of writing direction, and line breaks that are not shown as such.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff\ud800-\udfff]"
)
#: Escapes for what is no character: the parsers differ in what they make of them.
_NO_CHARACTER = r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\U(?!000[0-9a-fA-F]|0010)[0-9a-fA-F]{8}"
_FORBIDDEN = re.compile(rf"\t|{_INVISIBLE.pattern}|{_NO_CHARACTER}")
_DIRECTIVE = re.compile(r"(?:[ ]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))*%")
_LINE_END = re.compile(r"\r\n|\r|\n")
#: Problems of one kind reported for one file.
MOST_REPORTED = 20
_LONGEST_EXCERPT = 200
_LONGEST_LOOK = 1000

NO_VALUES: Mapping[str, object] = MappingProxyType({})


class Source:
    """The text of one file, by lines."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text

    @cached_property
    def lines(self) -> tuple[str, ...]:
        return tuple(_LINE_END.split(self.text))

    @cached_property
    def parsed(self) -> str:
        """What the parser is given. JSON may be indented with tabs; a space in place of each keeps all columns."""
        return self.text.replace("\t", " ") if self.is_json else self.text

    @property
    def is_json(self) -> bool:
        return self.text.lstrip()[:1] in ("{", "[")

    def line(self, index: int) -> str:
        return self.lines[index] if 0 <= index < len(self.lines) else ""

    def beginning(self, index: int) -> str:
        """As much of a line as is searched for mistakes: an error is explained in bounded time."""
        return self.line(index)[:_LONGEST_LOOK]

    def place(self, index: int) -> Place:
        """The place of character `index` of the text."""
        before = _LINE_END.split(self.text[:index])
        return Place(self.file, len(before), len(before[-1]) + 1)

    def before(self, index: int, blanks: str) -> str:
        """The character before `index`, `blanks` apart; empty at the start of the file."""
        while index and self.text[index - 1] in blanks:
            index -= 1
        return self.text[index - 1 : index] if index else ""

    def token(self, index: int) -> str:
        """The text from `index` to the next blank."""
        match = re.compile(r"\S*").match(self.text, index)
        return match.group() if match else ""

    def diagnose(
        self,
        code: str,
        place: Place,
        values: Mapping[str, object] = NO_VALUES,
        *,
        width: int = 1,
        related: tuple[Place, ...] = (),
    ) -> Diagnostic:
        """The diagnostic with the line it is about; `width` characters of it are marked."""
        excerpt = self.line(place.line - 1)
        shown = bool(excerpt) and place.column <= _LONGEST_EXCERPT
        return Diagnostic(
            code,
            MappingProxyType({name: str(value) for name, value in values.items()}),
            place,
            related=related,
            excerpt=_visible(excerpt[:_LONGEST_EXCERPT]) if shown else None,
            marked=(place.column, place.column + width) if shown else None,
        )

    def unquoted(self, index: int) -> Diagnostic:
        """The scalar at `index` starts with a character that means something else in YAML."""
        place = self.place(index)
        text = _until_end(self.line(place.line - 1)[place.column - 1 :][:_LONGEST_LOOK])
        code = "CR121" if text.startswith(">") else "CR122"
        return self.diagnose(code, place, {"found": text, "sign": text[:1]}, width=len(text))


def _until_end(rest: str) -> str:
    """The part of a line that its author meant as one value."""
    return re.split(r"\s#|\s*[,}]\s", rest + " ", maxsplit=1)[0].rstrip().rstrip("}") or rest[:1]


def _visible(line: str) -> str:
    """`line` for a terminal, character for character: what cannot be seen must not rearrange the rest."""
    return _INVISIBLE.sub("\ufffd", line.replace("\t", " "))


def undecodable(content: bytes, error: UnicodeDecodeError, file: str) -> Diagnostic:
    """Bytes that are not UTF-8, at the first of them, with what they probably are."""
    before = content[: error.start].decode("utf-8-sig", "replace")
    lines = _LINE_END.split(before)
    place = Place(file, len(lines), len(lines[-1]) + 1)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return diagnostic("CR106", place, guess="UTF-16")
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return diagnostic("CR128", place, byte=f"{content[error.start]:02X}")
    return diagnostic("CR106", place, guess="GBK")


def invisible(text: str) -> str:
    """The code point of the first character of `text` that cannot be seen, as `U+200B`; empty for none."""
    match = _INVISIBLE.search(text)
    return f"U+{ord(match.group()):04X}" if match else ""


def forbidden_characters(source: Source) -> list[Diagnostic]:
    """A diagnostic for each character, or escape, that no file may hold, up to a bound, in order of place."""
    if directive := _DIRECTIVE.match(source.text):
        return [source.diagnose("CR115", source.place(directive.end() - 1))]
    found = (match for match in _FORBIDDEN.finditer(source.text) if not (match.group() == "\t" and source.is_json))
    return [_forbidden(match, source) for match in islice(found, MOST_REPORTED)]


def _forbidden(match: re.Match[str], source: Source) -> Diagnostic:
    character, place = match.group(), source.place(match.start())
    if len(character) > 1:
        return source.diagnose("CR127", place, width=len(character))
    code = "CR120" if character == "\t" else "CR107"
    return source.diagnose(code, place, {"point": f"U+{ord(character):04X}"})


def explain(error: Exception, source: Source) -> Diagnostic:
    """The parser's `error` as a diagnostic. It looks at marks and at the source, never at the parser's wording."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return source.diagnose("CR129", Place(source.file, 1, 1))
    mark = error.problem_mark
    start = error.context_mark or mark
    return _mistaken_key(start.line, mark.line, source) or _by_context(error.context or "", start, mark, source)


def _mistaken_key(start: int, end: int, source: Source) -> Diagnostic | None:
    """A key with a full-width colon, or without a blank after its colon, on a line that the error is about."""
    for index in dict.fromkeys((end, _line_before(end, source), start)):
        line = source.beginning(index)
        if match := _FULL_WIDTH_LINE.match(line):
            return source.diagnose("CR116", Place(source.file, index + 1, match.end()))
        if (tight := TIGHT_COLON.match(line)) and ": " not in line:
            return source.diagnose("CR119", Place(source.file, index + 1, tight.end() - 1), {"key": tight.group(1)})
    return None


def _line_before(index: int, source: Source) -> int:
    """The nearest line before `index` that is neither blank nor a comment."""
    index -= 1
    while index > 0 and not source.line(index).split("#")[0].strip():
        index -= 1
    return index


def _by_context(context: str, start: yaml.Mark, mark: yaml.Mark, source: Source) -> Diagnostic:
    here = source.text[mark.index : mark.index + 1]
    name = _NAME.match(source.text, start.index)
    if name and ("alias" in context or "anchor" in context):
        code = "CR110" if "alias" in context else "CR111"
        return source.diagnose(code, _place(start, source), {"found": name.group()}, width=len(name.group()))
    if "block scalar" in context or "alias" in context or "anchor" in context or "tag" in context:
        return source.unquoted(start.index)
    if "quoted scalar" in context:
        closed = mark.index < len(source.text.rstrip())
        return source.diagnose("CR127" if closed else "CR123", _place(start, source))
    if "simple key" in context:
        return source.diagnose("CR134", _place(start, source), width=len(source.beginning(start.line)) - start.column)
    if "flow" in context:
        return question_mark(mark.index, source) if here == "?" else _in_brackets(start, source)
    if here in (">", "%", "@", "`", "|", ",", "]", "}") or (here == "-" and not context):
        return source.unquoted(mark.index)
    if TIGHT_BRACKET.match(source.text, mark.index) and (word := _WORD_BEFORE.search(source.text[: mark.index][-100:])):
        return source.diagnose("CR119", source.place(mark.index - len(word.group())), {"key": word.group()})
    if here == ":":
        return source.diagnose("CR126", _place(mark, source))
    if _AFTER_QUOTE.search(source.line(mark.line)[max(0, mark.column - 9) : mark.column]):
        return source.diagnose("CR132", _place(mark, source))
    return source.diagnose("CR129", _place(mark, source))


def question_mark(index: int, source: Source) -> Diagnostic:
    """In brackets, `?` starts a key for one of the parsers and is text for the other."""
    return source.diagnose("CR135", source.place(index))


def _in_brackets(start: yaml.Mark, source: Source) -> Diagnostic:
    """`[1..3)` opens a YAML list that never closes; `(1..3]` closes one that was never opened."""
    for match in _INTERVAL.finditer(source.beginning(start.line)):
        if match.end() > start.column and {match.group()[0], match.group()[-1]} != {"(", ")"}:
            place = Place(source.file, start.line + 1, match.start() + 1)
            return source.diagnose("CR130", place, {"found": match.group()}, width=len(match.group()))
    if unquoted := _FILTER.search(source.beginning(start.line), start.column):
        place = Place(source.file, start.line + 1, unquoted.start("value") + 1)
        return source.diagnose("CR133", place, {"found": unquoted["value"]}, width=len(unquoted["value"]))
    index = start.index if source.text[start.index : start.index + 1] in ("[", "{") else _last_bracket(source)
    return source.diagnose("CR131", source.place(index), {"bracket": source.text[index]})


def _last_bracket(source: Source) -> int:
    """The opening bracket that is still open at the end of the file, or near it."""
    return max(source.text.rfind("["), source.text.rfind("{"), 0)


def _place(mark: yaml.Mark, source: Source) -> Place:
    return Place(source.file, mark.line + 1, mark.column + 1)
