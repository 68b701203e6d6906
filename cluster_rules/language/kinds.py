"""The kinds of values of a formula in words: the standard's names for English readers, Chinese ones for Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from cluster_rules.language.characters import apart

KINDS_ZH: Mapping[str, str] = MappingProxyType(
    {
        "number": "数",
        "string": "文本",
        "boolean": "真假",
        "truth": "真假",
        "date": "日期",
        "time": "时间",
        "date and time": "日期时间",
        "years and months duration": "年月时长",
        "days and time duration": "日时时长",
        "list": "列表",
        "context": "记录",
        "range": "区间",
        "function": "函数",
        "duration": "时长",
        "null": "空值",
        "any": "任何值",
        "Any": "任何值",
    }
)
_KIND = re.compile("|".join(rf"\b{name}\b" for name in sorted(KINDS_ZH, key=len, reverse=True)))
#: Values of diagnostics that name a kind.
_NAMING = frozenset({"left", "right", "actual", "expected", "type"})


def in_words(values: Mapping[str, object]) -> dict[str, object]:
    """`values` with `…_zh` and `…_en` for each that names a kind, and how a name differs from the nearest one."""
    words = dict(values)
    for key in _NAMING & values.keys():
        written = str(values[key])
        words[f"{key}_zh"], words[f"{key}_en"] = _KIND.sub(lambda found: KINDS_ZH[found.group()], written), written
    if "near" in values:
        words["apart"] = apart(str(values["name"]), str(values["near"]))
    return words
