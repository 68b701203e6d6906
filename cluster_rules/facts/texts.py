"""How what people type is read: widths, invisible characters, near misses. Values keep their own spelling."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

#: Full-width ASCII, the ideographic space and the minus sign to ASCII, one character for one.
WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " ", 0x2212: "-"}

#: What people write for the hyphen in a number of a document.
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\ufe58\ufe63\uff0d"), "-")

#: Longer texts are cut where a message shows them.
SHOWN = 40


def narrow(text: str) -> str:
    """`text` with full-width digits, letters and punctuation as ASCII, without surrounding blanks."""
    return text.translate(WIDTH).strip()


def plain(text: str) -> str:
    """`text` as rules compare it: narrow, and with single blanks. `ＧＢ／Ｔ  1` is the standard `GB/T 1`."""
    return " ".join(narrow(text).split())


def bare_code(text: str) -> str:
    """A number of a document as rules compare it: `ＧＢ／Ｔ 1—2020` and `gb/t1-2020` are the standard `GB/T1-2020`."""
    return "".join(narrow(text).translate(_DASHES).upper().split())


def trim(text: str) -> str:
    """`text` on one line, without surrounding blanks; what stands inside keeps its width."""
    return " ".join(text.split()) if any(c in text for c in "\n\r\t") else text.strip()


def invisible(text: str) -> str | None:
    """The code point of the first character that has no shape of its own, such as `U+200B`, or None."""
    if "\ufffd" not in text and text.isprintable():
        return None
    for character in text:
        if character == "\ufffd" or (unicodedata.category(character)[0] == "C" and character not in "\t\n\r"):
            return f"U+{ord(character):04X}"
    return None


def shown(text: object) -> str:
    """`text` for a message: on one line, cut at 40 characters, invisible characters as code points."""
    visible = "".join(_visible(character) for character in str(text))
    return visible if len(visible) <= SHOWN else visible[: SHOWN - 1] + "…"


def _visible(character: str) -> str:
    return f"<U+{ord(character):04X}>" if unicodedata.category(character)[0] == "C" else character


def closest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `name` most likely means, or None. The first of equally near ones wins."""
    folded = narrow(name)
    ranked = [(distance(folded, narrow(candidate)), candidate) for candidate in candidates]
    near = [(d, c) for d, c in ranked if 2 * d <= max(len(folded), len(c))]
    return min(near, key=lambda pair: pair[0])[1] if near else None


def distance(left: str, right: str) -> int:
    """The number of characters to insert, delete, replace or swap with their neighbour."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(right, 1):
            step = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            swapped = i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b
            row.append(min(step, last[j - 2] + 1) if swapped else step)
    return row[-1]
