"""Options that the subcommands of `case` share, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import click

from cluster_rules.cli.application import tell
from cluster_rules.cli.command_decide import rulesets_option
from cluster_rules.cli.language import Words
from cluster_rules.engine import load
from cluster_rules.errors import Locale, Place, RulesError, diagnostic
from cluster_rules.model.days import parse_day
from cluster_rules.procedure import CaseFile, CaseState, Proceeding, fold, load_calendar

#: China has one time; days of a case file are days there, wherever the command runs.
CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Moment:
    """The day on which something is recorded or asked, and the clock; empty where the day was stated."""

    day: date
    clock: str = ""


def case_argument(words: Words) -> click.Parameter:
    """The case file."""
    return click.Argument(["case"], metavar=words("metavar.case"))


def rules_options(words: Words) -> list[click.Parameter]:
    """`--rulesets` and `--calendar`."""
    calendar = click.Option(["--calendar"], multiple=True, metavar=words("metavar.file"), help=words("case.calendar"))
    return [rulesets_option(words), calendar]


def today_option(words: Words) -> click.Parameter:
    """`--today`."""
    return click.Option(["--today"], metavar=words("metavar.day"), help=words("case.today"))


def moment(today: str | None, words: Words) -> Moment:
    """The day that is stated, else the day of the clock, which is said."""
    if today is not None:
        return Moment(day_of("--today", today))
    now = datetime.now(CHINA)
    click.echo(words("case.clock", day=now.date()), err=True)
    return Moment(now.date(), now.isoformat(timespec="seconds"))


def day_of(option: str, text: str) -> date:
    """The day that an option gives. Raises `RulesError`."""
    day = parse_day(text)
    if day is None:
        raise RulesError.of("CR599", option=option, found=text)
    return day


def proceeding_of(
    case: CaseFile, rulesets: tuple[str, ...], calendar: tuple[str, ...], locale: Locale
) -> tuple[Proceeding, CaseState]:
    """The procedure under which the case was opened, and the case; a warning where the rules have changed since."""
    state = fold(case.entries())
    opened = state.case
    rules = load(opened.measure, edition=opened.edition, rulesets=rulesets)
    if rules.ruleset.hash != opened.ruleset_hash:
        place = Place(str(case.path))
        tell([diagnostic("CR598", place, severity="warning", measure=opened.measure, edition=opened.edition)], locale)
    return Proceeding(rules, load_calendar(*map(Path, calendar))), state
