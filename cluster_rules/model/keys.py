r"""The identity key of a record as one text, and its parts again.

No two keys have one text: where there are several parts, a separator inside a part is written `\、`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

SEPARATOR = "、"
_PART = re.compile(r"(?:^|、)((?:[^\\、]|\\.)*)", re.DOTALL)


def key_text(parts: Sequence[str]) -> str:
    """`甲市、2024`."""
    return parts[0] if len(parts) == 1 else SEPARATOR.join(re.sub(r"([\\、])", r"\\\1", part) for part in parts)


def key_parts(text: str, number: int) -> tuple[str, ...]:
    """The parts of a key of so many parts; another number of them where the text is none of that register."""
    return (text,) if number == 1 else tuple(re.sub(r"\\(.)", r"\1", part) for part in _PART.findall(text))
