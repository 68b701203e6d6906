"""How large an input may be. Every limit is refused with its own code, at a cost linear in the text read so far."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one expression. The defaults are far beyond what a person writes."""

    #: Characters of an expression.
    text: int = 4096
    #: Levels of its tree, and of its brackets. INVARIANT: passes over a tree may recurse.
    depth: int = 64
    #: Nodes of its tree.
    nodes: int = 2000
    #: Significant digits of a number literal, and the size of its exponent.
    digits: int = 34
    exponent: int = 100
    #: Steps of an evaluation: nodes evaluated, items looked at, characters matched by a pattern.
    steps: int = 1_000_000
    #: Items of a list and characters of a text that an evaluation makes.
    items: int = 100_000
    characters: int = 1_000_000
    #: Characters of a regular expression.
    pattern: int = 512
    #: Levels of an evaluation: expressions inside one another, also through calls of functions.
    #: INVARIANT: an evaluation may recurse, some five frames of Python a level.
    levels: int = 100
    #: Parts and levels of an expression of a ruleset with its definitions put in. INVARIANT: engines may recurse.
    expanded: int = 20_000
    expanded_depth: int = 100


DEFAULT_LIMITS = Limits()
