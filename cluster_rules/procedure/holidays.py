"""The holiday schedules that the package `chinesecalendar` knows. Only this file imports it."""

from __future__ import annotations

from datetime import date
from functools import cache

from cluster_rules.errors import RulesError
from cluster_rules.procedure.workdays import Year


def package_years() -> dict[int, Year]:
    """Every year that the installed package has a schedule for. Raises `RulesError` where it is not installed."""
    return dict(_years())


@cache
def _years() -> dict[int, Year]:
    try:
        from chinese_calendar.constants import Holiday, holidays, workdays
    except ImportError:
        raise RulesError.of("CR820") from None
    names = {holiday.value: holiday.chinese for holiday in Holiday}
    return {
        year: Year(year, "chinesecalendar", _of(year, holidays, names), _of(year, workdays, names))
        for year in range(min(holidays).year, max(holidays).year + 1)
    }


def _of(year: int, days: dict[date, str], names: dict[str, str]) -> dict[date, str]:
    return {day: names.get(name, name) for day, name in sorted(days.items()) if day.year == year}
