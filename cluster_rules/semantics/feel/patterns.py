"""Matching a pattern: all ways at once, so that the cost is linear in the text whatever the pattern."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from cluster_rules.semantics.feel.budget import Budget
from cluster_rules.semantics.feel.failures import Undefined
from cluster_rules.semantics.feel.pattern_syntax import Program, compile_pattern

#: Where each group starts and ends; group 0 is the whole match. None where the group took no part.
Slots = tuple[int | None, ...]


class _Threads:
    """The steps that wait for a character, in order of rank, and every step passed to get there."""

    __slots__ = ("passed", "waiting")

    def __init__(self) -> None:
        self.waiting: list[tuple[int, Slots]] = []
        self.passed: set[int] = set()


_cached = lru_cache(maxsize=128)(compile_pattern)
#: Steps that it takes to make a step of a program.
_COMPILED = 3


def _program(budget: Budget, pattern: str, flags: str) -> Program:
    """The program for `pattern`. It costs the same whether it was kept from before or not."""
    budget.spend(_COMPILED * min(len(pattern), budget.limits.pattern))
    program = _cached(pattern, flags, budget.limits.pattern)
    budget.spend(_COMPILED * len(program.steps))
    return program


def found(budget: Budget, text: str, pattern: str, flags: str) -> bool:
    """Whether `pattern` matches somewhere in `text`."""
    return _search(budget, _program(budget, pattern, flags), text, 0) is not None


def replaced(budget: Budget, text: str, pattern: str, replacement: str, flags: str) -> str:
    """`text` with every match of `pattern` replaced; `$1` stands for a group."""
    program = _program(budget, pattern, flags)
    template = [replacement] if "q" in flags else _template(replacement, program.groups)
    parts: list[str] = []
    position = size = 0
    for slots in _matches(budget, program, text, pattern):
        parts.append(text[position : slots[0]])
        parts.extend(part if isinstance(part, str) else _group(text, slots, part) for part in template)
        size += sum(len(part) for part in parts[-len(template) - 1 :])
        budget.room_for_characters(size)
        position = slots[1] or 0
    return "".join([*parts, text[position:]])


def pieces(budget: Budget, text: str, pattern: str) -> list[str]:
    """The parts of `text` between the matches of `pattern`."""
    program = _program(budget, pattern, "")
    parts: list[str] = []
    position = 0
    for slots in _matches(budget, program, text, pattern):
        parts.append(text[position : slots[0]])
        position = slots[1] or 0
    return [*parts, text[position:]]


def _template(replacement: str, groups: int) -> list[str | int]:
    """Texts and numbers of groups."""
    template: list[str | int] = []
    position = 0
    while position < len(replacement):
        character, following = replacement[position], replacement[position + 1 : position + 2]
        if character == "$" and following.isdecimal():
            number = int(following)
            template.append(number if number <= groups else "")
            position += 2
        elif character == "\\" and following in ("\\", "$") and following:
            template.append(following)
            position += 2
        elif character in "$\\":
            raise Undefined("CR362", pattern=replacement[:60])
        else:
            template.append(character)
            position += 1
    return template


def _group(text: str, slots: Slots, number: int) -> str:
    start, end = slots[2 * number], slots[2 * number + 1]
    return "" if start is None or end is None else text[start:end]


def _matches(budget: Budget, program: Program, text: str, pattern: str) -> Iterator[Slots]:
    """Every match from left to right. A pattern that matches the empty text is refused, as in XPath."""
    if _search(budget, program, "", 0) is not None:
        raise Undefined("CR362", pattern=pattern[:60])
    position = 0
    while (slots := _search(budget, program, text, position)) is not None:
        yield slots
        position = slots[1] or 0


def _search(budget: Budget, program: Program, text: str, start: int) -> Slots | None:
    """The leftmost match at or after `start`, its groups chosen as by a matcher that tries in order."""
    best: Slots | None = None
    blank: Slots = (None,) * (2 * program.groups + 2)
    threads = _Threads()
    for position in range(start, len(text) + 1):
        if best is None:
            _follow(program, threads, 0, blank, text, position)
        if best is not None and not threads.waiting:
            break
        budget.spend(1 + len(threads.passed))
        character = text[position] if position < len(text) else ""
        threads, best = _advance(program, threads, best, text, position, character)
    return best


def _advance(
    program: Program, threads: _Threads, best: Slots | None, text: str, position: int, character: str
) -> tuple[_Threads, Slots | None]:
    """The threads that survive `character`, in order; a match cuts off the threads of lower rank."""
    survivors = _Threads()
    for step, slots in threads.waiting:
        instruction = program.steps[step]
        if instruction[0] == "end":
            return survivors, slots
        if character and instruction[1](character):
            _follow(program, survivors, step + 1, slots, text, position + 1)
    return survivors, best


def _follow(program: Program, threads: _Threads, step: int, slots: Slots, text: str, position: int) -> None:
    """Add the thread at `step` and all that it leads to without reading a character."""
    pending = [(step, slots)]
    while pending:
        step, slots = pending.pop()
        if step in threads.passed:
            continue
        threads.passed.add(step)
        instruction = program.steps[step]
        match instruction[0]:
            case "fork":
                pending += [(instruction[2], slots), (instruction[1], slots)]
            case "jump":
                pending.append((instruction[1], slots))
            case "save":
                slot = instruction[1]
                pending.append((step + 1, (*slots[:slot], position, *slots[slot + 1 :])))
            case "at":
                if _holds(instruction[1], text, position):
                    pending.append((step + 1, slots))
            case _:
                threads.waiting.append((step, slots))


def _holds(assertion: str, text: str, position: int) -> bool:
    if assertion[0] == "^":
        return position == 0 or (assertion == "^m" and text[position - 1] == "\n")
    return position == len(text) or (assertion == "$m" and text[position] == "\n")
