"""Schedules of years that the package does not know yet, from a YAML file: each with the notice that it is taken from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from importlib.resources import as_file, files
from pathlib import Path

from cluster_rules.compiler.shapes import read_model
from cluster_rules.compiler.surface_calendar import CalendarFile, HolidayEntry, MakeUpEntry, YearEntry
from cluster_rules.errors import Diagnostic, Place, RulesError
from cluster_rules.language.yaml_nodes import YamlText
from cluster_rules.language.yaml_source import parse_yaml, read_text
from cluster_rules.language.yaml_troubles import Source
from cluster_rules.model.days import parse_day
from cluster_rules.procedure.holidays import package_years
from cluster_rules.procedure.workdays import Calendar, Year

BUNDLED = "calendar.yaml"


def load_calendar(*paths: Path | str) -> Calendar:
    """The years that the package knows, those of the bundled file, and those of `paths`. Raises `RulesError`.

    A year that is known already may stand in a file again only if it says the same: two schedules are an error.
    """
    years = package_years()
    with as_file(files("cluster_rules.procedure").joinpath(BUNDLED)) as bundled:
        for path in (bundled, *paths):
            years = _joined(years, _read(Path(path)))
    return Calendar(dict(sorted(years.items())))


def _joined(known: Mapping[int, Year], added: Mapping[int, Year]) -> dict[int, Year]:
    for number, year in added.items():
        other = known.get(number)
        if other and (set(other.holidays), set(other.make_up_days)) != (set(year.holidays), set(year.make_up_days)):
            raise RulesError.of("CR823", year.place, year=number, source=year.source, other=other.source)
    return {**added, **known}


def _read(path: Path) -> dict[int, Year]:
    source = Source(str(path), read_text(path))
    file = read_model(CalendarFile, parse_yaml(source.text, source.file), source)
    problems: list[Diagnostic] = []
    years = [year for entry in file.years if (year := _year(entry, source, problems))]
    for index, year in enumerate(years):
        if any(year.year == other.year for other in years[:index]):
            problems.append(source.diagnose("CR800", year.place or Place(source.file), {"name": year.year}))
    if problems:
        raise RulesError(problems)
    return {year.year: year for year in years}


def _year(entry: YearEntry, source: Source, problems: list[Diagnostic]) -> Year | None:
    number = entry.year.text
    if not (number.isascii() and number.isdigit() and len(number) == 4):
        problems.append(source.diagnose("CR821", entry.year.place, {"text": number}))
        return None
    reader = _Days(int(number), source, problems)
    holidays = {day: name for found in entry.holidays for day, name in reader.stretch(found)}
    made_up = {day: found.name.text for found in entry.make_up_days if (day := reader.make_up(found, holidays))}
    return Year(int(number), entry.source.text, holidays, made_up, entry.year.place)


class _Days:
    """The days of one year's entry; what is wrong with them is noted."""

    def __init__(self, year: int, source: Source, problems: list[Diagnostic]) -> None:
        self.year, self.source, self.problems = year, source, problems

    def day(self, text: YamlText) -> date | None:
        day = parse_day(text.text)
        if day is None or day.year != self.year:
            self.refuse("CR822", text)
            return None
        return day

    def stretch(self, entry: HolidayEntry) -> Iterator[tuple[date, str]]:
        first, last = self.day(entry.first), self.day(entry.last)
        if first is None or last is None:
            return
        if last < first:
            self.refuse("CR824", entry.last)
        for offset in range((last - first).days + 1):
            yield first + timedelta(days=offset), entry.name.text

    def make_up(self, entry: MakeUpEntry, holidays: Mapping[date, str]) -> date | None:
        """A made-up day is a day of a weekend, and no holiday."""
        day = self.day(entry.day)
        if day is not None and (day.weekday() < 5 or day in holidays):
            self.refuse("CR825", entry.day)
        return day

    def refuse(self, code: str, at: YamlText) -> None:
        values = {"text": at.text, "year": self.year}
        self.problems.append(self.source.diagnose(code, at.place, values, width=len(at.text)))
