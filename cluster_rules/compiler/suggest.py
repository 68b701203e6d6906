"""Did you mean: the declared name nearest to a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def closest(name: str, candidates: Iterable[str], cutoff: float = 0.5) -> str:
    """The nearest candidate; empty where none is near. Short names need a low `cutoff`, keywords a higher one."""
    names = list(dict.fromkeys(candidates))
    found = get_close_matches(name, names, n=1, cutoff=cutoff)
    return found[0] if found else ""
