"""What no file says: where it was written, where packages come from, what is still to be done, who wrote it.

The patterns below are written so that they do not find themselves.
"""

import re

import pytest

from tests.repository.sources import texts

FORBIDDEN = {
    "a path of one machine": r"(?<![\w.~$}])/(?:w[o]rk|f[a]rm|r[o]ot|h[o]me|U[s]ers)/\w",
    "a registry's address": r"p[y]pi\.org|pyth[o]nhosted|registry\.n[p]mjs|deb\.d[e]bian\.org|--[i]ndex-url",
    "work left over": r"\b(?:T[O]DO|F[I]XME|X[X]X|H[A]CK)\b",
    "an author": r"(?i)co-auth[o]red-by|auth[o]r: |\b(?:as an|by an?) (?:A[I]|ass[i]stant)\b|\blanguage m[o]del\b",
}


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_no_file_says(kind):
    pattern = re.compile(FORBIDDEN[kind])
    found = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for name, text in texts().items()
        for match in pattern.finditer(text)
    ]
    assert found == []
