"""Functions of one number that are constant between finitely many places: statuses and verdicts along a threshold."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

from cluster_rules.model.numbers import Number, normal

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Pieces(Generic[T]):
    """The value before the first end, at it, after it, at the second, and so on: `2 × len(ends) + 1` values."""

    #: Ascending, each once.
    ends: tuple[Number, ...]
    values: tuple[T, ...]

    def at(self, place: Number) -> T:
        """The value exactly at `place`."""
        left = bisect_left(self.ends, place)
        return self.values[2 * left + (left < len(self.ends) and self.ends[left] == place)]

    def after(self, place: Number) -> T:
        """The value just above `place`."""
        return self.values[2 * bisect_right(self.ends, place)]

    def turns(self) -> Iterator[tuple[Number, T, T, T]]:
        """Every end at which something changes, with the values before, at and after it."""
        for index, end in enumerate(self.ends):
            before, at, after = self.values[2 * index : 2 * index + 3]
            if not before == at == after:
                yield end, before, at, after

    def moved(self, scale: Number, offset: Number) -> Pieces[T]:
        """The same values with `place × scale + offset` for each place; `scale` is not zero."""
        ends = tuple(normal(Fraction(end * scale + offset)) for end in self.ends)
        return Pieces(ends, self.values) if scale > 0 else Pieces(ends[::-1], self.values[::-1])


def joined(parts: Sequence[Pieces[T]], join: Callable[[tuple[T, ...]], U]) -> Pieces[U]:
    """What `join` makes of the values of all parts, place by place."""
    if len(parts) == 1:
        return Pieces(parts[0].ends, tuple(join((value,)) for value in parts[0].values))
    ends = sorted({end for part in parts for end in part.ends})
    values = [join(tuple(part.values[0] for part in parts))]
    for end in ends:
        values.append(join(tuple(part.at(end) for part in parts)))
        values.append(join(tuple(part.after(end) for part in parts)))
    return Pieces(tuple(ends), tuple(values))


def counted(pieces: Sequence[Pieces[T]], places: Sequence[Number]) -> list[Counter[T]]:
    """How many of `pieces` have each value at each of `places`: their changes, sorted once, are gone through once."""
    now = Counter(piece.values[0] for piece in pieces)
    changes = sorted((change for piece in pieces for change in _changes(piece)), key=lambda change: change[:2])
    found: dict[Number, Counter[T]] = {}
    position = 0
    for place in sorted(set(places)):
        while position < len(changes) and changes[position][:2] <= (place, False):
            _, _, before, after = changes[position]
            now[before] -= 1
            now[after] += 1
            position += 1
        found[place] = +now
    return [found[place] for place in places]


def _changes(piece: Pieces[T]) -> Iterator[tuple[Number, bool, T, T]]:
    """Each change: the place, whether it comes just after it, what was and what is then."""
    for end, before, at, after in piece.turns():
        if before != at:
            yield end, False, before, at
        if at != after:
            yield end, True, at, after
