"""Did you mean: the declared name nearest to a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def closest(name: str, candidates: Iterable[str]) -> str:
    """The nearest candidate; empty where none is near."""
    names = list(dict.fromkeys(candidates))
    found = get_close_matches(name, names, n=1, cutoff=0.5)
    return found[0] if found else ""
