"""The unified social credit code, GB 32100-2015: eighteen characters, the last one a check character."""

from __future__ import annotations

#: Digits and capital letters without I, O, S, V and Z, which look like others.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
#: Weight of position i, counted from 0: 3^i mod 31.
_WEIGHTS = tuple(pow(3, position, 31) for position in range(LENGTH - 1))


def check_character(body: str) -> str:
    """The eighteenth character for the seventeen of `body`, all of which are in the alphabet."""
    total = sum(weight * _VALUES[character] for weight, character in zip(_WEIGHTS, body, strict=True))
    return ALPHABET[-total % 31]


def foreign_character(code: str) -> str | None:
    """The first character of `code` that no such code contains, or None."""
    return next((character for character in code if character not in _VALUES), None)


def is_valid(code: str) -> bool:
    """Whether `code` has the form and the check character. Whether such a unit exists is another question."""
    if len(code) != LENGTH or foreign_character(code) is not None:
        return False
    return check_character(code[:-1]) == code[-1]
