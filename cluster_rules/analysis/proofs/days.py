"""Days as ordinals in terms: the year and the month of a day, and days moved by days and months.

The proleptic Gregorian calendar by whole divisions alone: a year begins in March, so that the leap day is its last.
"""

from __future__ import annotations

from datetime import date

from cluster_rules.analysis.proofs.terms import (
    ZERO,
    Term,
    add,
    at_most,
    choose,
    constant,
    floor,
    greatest,
    least,
    negation,
    scale,
    subtract,
    whole_quotient,
)

FIRST, LAST = constant(date.min.toordinal()), constant(date.max.toordinal())
#: Days before the first day of the calendar since the first of March of the year 0.
_MARCH_OF_YEAR_0 = 306
_DAYS_IN_400_YEARS, _DAYS_IN_4_YEARS = 146_097, 1461


def year_of(day: Term) -> Term:
    """The calendar year of a day."""
    year, month, _ = _parts(day)
    return add((year, choose(at_most(month, constant(9)), ZERO, constant(1))))


def month_of(day: Term) -> Term:
    """The month of a day, from 1 to 12."""
    _, month, _ = _parts(day)
    return add((month, choose(at_most(month, constant(9)), constant(3), constant(-9))))


def _parts(day: Term) -> tuple[Term, Term, Term]:
    """The year that begins in March, the month in it from 0 (March), and the day in the month from 0."""
    count = add((day, constant(_MARCH_OF_YEAR_0 - 1)))
    era = whole_quotient(count, _DAYS_IN_400_YEARS)
    inside = subtract(count, scale(_DAYS_IN_400_YEARS, era))
    leaps = [whole_quotient(inside, size) for size in (1460, 36_524, 146_096)]
    years = whole_quotient(add((inside, scale(-1, leaps[0]), leaps[1], scale(-1, leaps[2]))), 365)
    in_year = subtract(inside, _days_of_years(years))
    month = whole_quotient(add((scale(5, in_year), constant(2))), 153)
    return add((scale(400, era), years)), month, subtract(in_year, _days_of_months(month))


def _days_of_years(years: Term) -> Term:
    """Days in so many years from the start of an era of 400."""
    centuries = whole_quotient(years, 100)
    return add((scale(365, years), whole_quotient(years, 4), scale(-1, centuries), whole_quotient(years, 400)))


def _days_of_months(month: Term) -> Term:
    return whole_quotient(add((scale(153, month), constant(2))), 5)


def days_later(day: Term, days: Term) -> Term:
    """`days` later, whole days of them; clipped to the calendar's ends."""
    return _clipped(add((day, towards_zero(days))))


def months_later(day: Term, months: Term) -> Term:
    """The same day of the month, or its last day where there is none; clipped to the calendar's ends."""
    year, month, within = _parts(day)
    index = add((scale(12, year), month, towards_zero(months)))
    target = whole_quotient(index, 12)
    place = subtract(index, scale(12, target))
    start = add((_day_number(target), _days_of_months(place)))
    following = add((place, constant(1)))
    wrapped = add((_day_number(add((target, constant(1)))),))
    end = choose(at_most(following, constant(11)), add((_day_number(target), _days_of_months(following))), wrapped)
    return _clipped(least(add((start, within)), subtract(end, constant(1))))


def _day_number(year: Term) -> Term:
    """The ordinal of the first of March of `year`."""
    return add((_days_of_years(year), constant(1 - _MARCH_OF_YEAR_0)))


def _clipped(day: Term) -> Term:
    return greatest(FIRST, least(day, LAST))


def towards_zero(number: Term) -> Term:
    """The whole part of a number, without what is behind the point."""
    if number.sort == "int":
        return number
    return choose(negation(at_most(ZERO, number)), scale(-1, floor(scale(-1, number))), floor(number))
