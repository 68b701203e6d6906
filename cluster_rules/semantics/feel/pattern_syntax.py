"""Regular expressions of XPath, as FEEL has them: text to a program of steps. Back references are refused.

A program is a list of instructions: ("one", test), ("fork", first, second), ("jump", to), ("save", slot),
("at", assertion) and ("end",).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any, NamedTuple

from cluster_rules.semantics.feel.failures import Exhausted, Undefined

Test = Callable[[str], bool]
Instruction = tuple[Any, ...]

_MAX_PROGRAM = 5000
_MAX_DEPTH = 32
_PLAIN_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_PUNCTUATION = "\\|.-^?*+{}()[]$"


class Program(NamedTuple):
    steps: list[Instruction]
    groups: int


class _Node(NamedTuple):
    """`kind` with its parts: one, seq, or, repeat, group, at."""

    kind: str
    parts: tuple[Any, ...]


def compile_pattern(pattern: str, flags: str, longest: int) -> Program:
    """The program for `pattern` under the flags s, m, i, x and q. Raises `Undefined` where it is not a pattern."""
    if len(pattern) > longest:
        raise Exhausted("CR375", limit=longest)
    if set(flags) - set("smixq"):
        raise Undefined("CR362", pattern=flags)
    reader = _Reader(pattern, flags)
    node = reader.quoted() if "q" in flags else reader.whole()
    steps: list[Instruction] = []
    _emit(_Node("group", (0, node)), steps)
    return Program([*steps, ("end",)], reader.groups)


class _Reader:
    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern, self.flags = pattern, flags
        self.text = _without_spaces(pattern) if "x" in flags and "q" not in flags else pattern
        self.position = 0
        self.groups = 0
        self.depth = 0

    def quoted(self) -> _Node:
        return _Node("seq", tuple(self.literal(character) for character in self.pattern))

    def whole(self) -> _Node:
        node = self.alternatives()
        if self.position < len(self.text):
            raise self.wrong()
        return node

    def wrong(self) -> Undefined:
        return Undefined("CR362", pattern=self.pattern[:60])

    @property
    def next(self) -> str:
        return self.text[self.position : self.position + 1]

    def take(self) -> str:
        character = self.next
        if not character:
            raise self.wrong()
        self.position += 1
        return character

    def accept(self, text: str) -> bool:
        if not self.text.startswith(text, self.position):
            return False
        self.position += len(text)
        return True

    def alternatives(self) -> _Node:
        branches = [self.branch()]
        while self.accept("|"):
            branches.append(self.branch())
        return branches[0] if len(branches) == 1 else _Node("or", tuple(branches))

    def branch(self) -> _Node:
        pieces: list[_Node] = []
        while self.next and self.next not in "|)":
            pieces.append(self.piece())
        return _Node("seq", tuple(pieces))

    def piece(self) -> _Node:
        atom = self.atom()
        low, high = self.quantity()
        if (low, high) == (1, 1):
            return atom
        if atom.kind == "at" or self.next in ("*", "+", "{"):
            raise self.wrong()
        return _Node("repeat", (atom, low, high, not self.accept("?")))

    def quantity(self) -> tuple[int, int | None]:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.accept(sign):
                return bounds
        if not self.accept("{"):
            return 1, 1
        low, comma, high = self.until("}").partition(",")
        if not low.isdecimal() or (high and not high.isdecimal()) or max(len(low), len(high)) > 4:
            raise self.wrong()
        most = int(high) if high else None if comma else int(low)
        if most is not None and most < int(low):
            raise self.wrong()
        return int(low), most

    def until(self, close: str) -> str:
        end = self.text.find(close, self.position)
        if end < 0:
            raise self.wrong()
        found, self.position = self.text[self.position : end], end + 1
        return found

    def atom(self) -> _Node:
        character = self.take()
        match character:
            case "(":
                return self.group()
            case "[":
                return _Node("one", (self.character_class(),))
            case ".":
                return _Node("one", ((lambda c: True) if "s" in self.flags else (lambda c: c not in "\n\r"),))
            case "^" | "$":
                return _Node("at", (character + ("m" if "m" in self.flags else ""),))
            case "\\":
                return _Node("one", (self.escape(),))
            case "*" | "+" | "?" | "{" | "}" | "]":
                raise self.wrong()
        return self.literal(character)

    def group(self) -> _Node:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise self.wrong()
        number = None
        if not self.accept("?:"):
            if self.next == "?":
                raise self.wrong()
            self.groups += 1
            number = self.groups
        inner = self.alternatives()
        if not self.accept(")"):
            raise self.wrong()
        self.depth -= 1
        return inner if number is None else _Node("group", (number, inner))

    def literal(self, character: str) -> _Node:
        return _Node("one", (self.equals(character),))

    def equals(self, wanted: str) -> Test:
        if "i" not in self.flags:
            return lambda c: c == wanted
        return lambda c: c == wanted or c.lower() == wanted.lower() or c.upper() == wanted.upper()

    def folded(self, test: Test) -> Test:
        """`test` without regard to case under the flag i."""
        if "i" not in self.flags:
            return test
        return lambda c: test(c) or test(c.lower()) or test(c.upper()) or test(c.lower().upper())

    def escape(self) -> Test:
        character = self.take()
        if character in _PLAIN_ESCAPES or character in _PUNCTUATION:
            return self.equals(_PLAIN_ESCAPES.get(character, character))
        if character in "pP":
            if not self.accept("{"):
                raise self.wrong()
            test = property_test(self.until("}"))
            if test is None:
                raise self.wrong()
            return _opposite(test) if character == "P" else test
        named = _CLASSES.get(character.lower())
        if named is None:
            raise self.wrong()
        return _opposite(named) if character.isupper() else named

    def character_class(self) -> Test:
        negative = self.accept("^")
        members: list[str | Test] = []
        removed: Test | None = None
        if self.next == "]":
            raise self.wrong()
        while not (members and self.accept("]")):
            if members and self.accept("-["):
                removed = self.character_class()
                if not self.accept("]"):
                    raise self.wrong()
                break
            members.append(self.member())
        found = self.any_of(members)
        kept = _opposite(found) if negative else found
        return kept if removed is None else lambda c: kept(c) and not removed(c)

    def any_of(self, members: list[str | Test]) -> Test:
        """Single characters are looked up all at once."""
        singles = {member for member in members if isinstance(member, str)}
        tests = [member for member in members if not isinstance(member, str)]
        if "i" not in self.flags:
            return lambda c: c in singles or any(test(c) for test in tests)
        folded = singles | {s.lower() for s in singles} | {s.upper() for s in singles}
        return lambda c: not folded.isdisjoint((c, c.lower(), c.upper())) or any(test(c) for test in tests)

    def member(self) -> str | Test:
        """One character, one class, or one range of a class in brackets."""
        low = self.single()
        if not isinstance(low, str):
            return low
        if self.next != "-" or self.text[self.position + 1 : self.position + 2] in ("]", "["):
            return low
        self.take()
        high = self.single()
        if not isinstance(high, str) or high < low:
            raise self.wrong()
        return self.folded(lambda c: low <= c <= high)

    def single(self) -> str | Test:
        character = self.take()
        if character == "[":
            raise self.wrong()
        if character != "\\":
            return character
        if self.next in _PLAIN_ESCAPES or (self.next and self.next in _PUNCTUATION):
            escaped = self.take()
            return _PLAIN_ESCAPES.get(escaped, escaped)
        return self.escape()


def _without_spaces(pattern: str) -> str:
    """`pattern` under the flag x: white space counts only inside square brackets."""
    kept: list[str] = []
    depth, escaped = 0, False
    for character in pattern:
        if character in " \t\n\r" and not depth:
            continue
        if not escaped and character in "[]":
            depth = max(0, depth + (1 if character == "[" else -1))
        escaped = character == "\\" and not escaped
        kept.append(character)
    return "".join(kept)


def _opposite(test: Test) -> Test:
    return lambda c: not test(c)


def property_test(name: str) -> Test | None:
    r"""The test for `\p{name}`: a general category such as Lu or N, or a block such as IsBasicLatin."""
    if name in _BLOCKS:
        low, high = _BLOCKS[name]
        return lambda c: low <= ord(c) <= high
    if name not in _CATEGORIES:
        return None
    return lambda c: unicodedata.category(c).startswith(name)


_CATEGORIES = frozenset(
    name
    for major, minors in {
        "L": "ultmo",
        "M": "nce",
        "N": "dlo",
        "P": "cdseifo",
        "Z": "slp",
        "S": "mcko",
        "C": "cfon",
    }.items()
    for name in (major, *(major + minor for minor in minors))
)
_BLOCKS = {
    "IsBasicLatin": (0x0000, 0x007F),
    "IsLatin-1Supplement": (0x0080, 0x00FF),
    "IsLatinExtended-A": (0x0100, 0x017F),
    "IsLatinExtended-B": (0x0180, 0x024F),
    "IsGreek": (0x0370, 0x03FF),
    "IsGreekandCoptic": (0x0370, 0x03FF),
    "IsCyrillic": (0x0400, 0x04FF),
    "IsMongolian": (0x1800, 0x18AF),
    "IsGeneralPunctuation": (0x2000, 0x206F),
    "IsCJKSymbolsandPunctuation": (0x3000, 0x303F),
    "IsHiragana": (0x3040, 0x309F),
    "IsKatakana": (0x30A0, 0x30FF),
    "IsCJKUnifiedIdeographsExtensionA": (0x3400, 0x4DBF),
    "IsCJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "IsHalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
}
_CLASSES: dict[str, Test] = {
    "s": lambda c: c in " \t\n\r",
    "d": lambda c: unicodedata.category(c) == "Nd",
    "w": lambda c: unicodedata.category(c)[0] not in "PZC",
    "i": lambda c: c in "_:" or unicodedata.category(c) in ("Lu", "Ll", "Lt", "Lo", "Nl"),
    "c": lambda c: c in "_:.-·" or unicodedata.category(c)[0] in "LNM",
}


def _emit(node: _Node, steps: list[Instruction]) -> None:
    """Append the steps of `node`."""
    if len(steps) > _MAX_PROGRAM:
        raise Exhausted("CR375", limit=_MAX_PROGRAM)
    match node.kind:
        case "one" | "at":
            steps.append((node.kind, node.parts[0]))
        case "seq":
            for part in node.parts:
                _emit(part, steps)
        case "group":
            steps.append(("save", 2 * node.parts[0]))
            _emit(node.parts[1], steps)
            steps.append(("save", 2 * node.parts[0] + 1))
        case "or":
            _emit_choice(list(node.parts), steps)
        case "repeat":
            _emit_repeat(node, steps)


def _emit_choice(branches: list[_Node], steps: list[Instruction]) -> None:
    ends = []
    for branch in branches[:-1]:
        fork = len(steps)
        steps.append(())
        _emit(branch, steps)
        ends.append(len(steps))
        steps.append(())
        steps[fork] = ("fork", fork + 1, len(steps))
    _emit(branches[-1], steps)
    for end in ends:
        steps[end] = ("jump", len(steps))


def _emit_repeat(node: _Node, steps: list[Instruction]) -> None:
    atom, low, high, greedy = node.parts
    for _ in range(low):
        before = len(steps)
        _emit(atom, steps)
        if len(steps) == before:
            return
    if high is None:
        start = len(steps)
        steps.append(())
        _emit(atom, steps)
        steps.append(("jump", start))
        steps[start] = _fork(start + 1, len(steps), greedy)
        return
    forks = []
    for _ in range(high - low):
        forks.append(len(steps))
        steps.append(())
        _emit(atom, steps)
    for fork in forks:
        steps[fork] = _fork(fork + 1, len(steps), greedy)


def _fork(inside: int, outside: int, greedy: bool) -> Instruction:
    return ("fork", inside, outside) if greedy else ("fork", outside, inside)
