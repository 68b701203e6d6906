"""What text is a day in a file: a year, a month and a day of the calendar, as `2025-03-31`."""

from __future__ import annotations

import re
from datetime import date

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_ALIKE = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?", re.ASCII)


def parse_day(text: str) -> date | None:
    """The day that `text` writes; None for other spellings and for days that are not in the calendar."""
    return _day(_DAY.fullmatch(text))


def day_meant(text: str) -> str:
    """The right spelling of what looks like a day, such as `2026/1/1`; empty where it is none."""
    day = _day(_ALIKE.fullmatch(text.strip()))
    return day.isoformat() if day else ""


def _day(match: re.Match[str] | None) -> date | None:
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None
