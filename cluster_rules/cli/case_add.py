"""`cluster-rules case add`: one more entry in a case file."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import Any

import click

from cluster_rules.cli.application import Command, tell
from cluster_rules.cli.case_options import (
    Moment,
    case_argument,
    day_of,
    moment,
    proceeding_of,
    rules_options,
    today_option,
)
from cluster_rules.cli.language import Words
from cluster_rules.engine import FactSheet
from cluster_rules.errors import Diagnostic, Locale, Place, RulesError
from cluster_rules.procedure import CaseFile, Document, Event, Proceeding
from cluster_rules.procedure.entries import (
    ActivityLogged,
    CaseEnded,
    Content,
    EntryWithdrawn,
    FactCorrected,
    ObjectionRaised,
    ObjectionSettled,
    StepDone,
)
from cluster_rules.procedure.phrases import Phrases

#: What is recorded: one of these options, each with the options that go with it.
ACTIONS = {
    "facts": (),
    "correct": ("source", "new_row", "text"),
    "step": ("result", "year", "ranking", "despite"),
    "activity": ("text",),
    "objection": ("text",),
    "settle": ("outcome", "text"),
    "withdraw": ("text",),
    "end": ("text",),
}
OUTCOMES = ("upheld", "rejected", "withdrawn")


def command(words: Words, locale: Locale, name: str) -> click.Command:
    """The subcommand in the language of `words`."""
    return Command(
        name,
        callback=partial(_run, words, locale),
        help=words("case.add.help"),
        short_help=words("case.add.short"),
        params=[
            case_argument(words),
            *_actions(words),
            *_details(words),
            *_envelope(words),
            today_option(words),
            *rules_options(words),
        ],
    )


def _text(words: Words, name: str, metavar: str, *, many: bool = False) -> click.Option:
    key = name.replace("-", "_")
    return click.Option(
        [f"--{name}"], multiple=many, metavar=words(f"metavar.{metavar}"), help=words(f"case.add.{key}")
    )


def _actions(words: Words) -> list[click.Parameter]:
    return [
        _text(words, "facts", "application"),
        _text(words, "correct", "correction"),
        _text(words, "step", "step"),
        _text(words, "activity", "step"),
        _text(words, "objection", "step"),
        click.Option(["--settle"], type=int, metavar=words("metavar.entry"), help=words("case.add.settle")),
        click.Option(["--withdraw"], type=int, metavar=words("metavar.entry"), help=words("case.add.withdraw")),
        click.Option(["--end"], is_flag=True, help=words("case.add.end")),
    ]


def _details(words: Words) -> list[click.Parameter]:
    return [
        _text(words, "result", "result"),
        click.Option(["--year"], type=int, metavar=words("metavar.year"), help=words("case.add.year")),
        _text(words, "ranking", "text"),
        _text(words, "despite", "text"),
        click.Option(["--outcome"], type=click.Choice(OUTCOMES), help=words("case.add.outcome")),
        _text(words, "source", "name"),
        click.Option(["--new-row"], is_flag=True, help=words("case.add.new_row")),
        _text(words, "text", "text"),
    ]


def _envelope(words: Words) -> list[click.Parameter]:
    return [
        _text(words, "document", "document", many=True),
        click.Option(["--on"], metavar=words("metavar.day"), help=words("case.add.on")),
        _text(words, "actor", "actor"),
        click.Option(["--by"], metavar=words("metavar.name"), help=words("case.by")),
        _text(words, "note", "text"),
        _text(words, "key", "text"),
    ]


def _run(
    words: Words, locale: Locale, case: str, rulesets: tuple[str, ...], calendar: tuple[str, ...], **given: Any
) -> None:
    file = CaseFile(Path(case))
    proceeding, _ = proceeding_of(file, rulesets, calendar, locale)
    at = moment(given.pop("today"), words)
    event, warnings = _event(proceeding, at, given)
    tell(warnings, locale)
    entry = file.append(event, at.day, at.clock, proceeding.admit)
    phrases = Phrases(proceeding.procedure, locale)
    click.echo(words("case.add.recorded", number=entry.number, event=phrases.event(entry)))
    click.echo(words("case.receipt", receipt=entry.receipt))


def _event(proceeding: Proceeding, at: Moment, given: dict[str, Any]) -> tuple[Event, tuple[Diagnostic, ...]]:
    """The event that the options describe, and what was odd about its facts."""
    action = _action(given)
    day = day_of("--on", given["on"]) if given["on"] else at.day
    warnings: tuple[Diagnostic, ...] = ()
    if action == "facts":
        sheet = FactSheet.read(given["facts"])
        warnings = (*sheet.warnings, *proceeding.rules.bind(sheet).warnings)
        content = proceeding.filing(sheet, day).content
    else:
        content = _content(action, given)
    documents = tuple(map(_document, given["document"]))
    actor, by, note, key = (given[name] or "" for name in ("actor", "by", "note", "key"))
    return Event(content, day, actor, by, documents, note, key), warnings


def _action(given: dict[str, Any]) -> str:
    """The one thing to record; options that do not go with it are refused."""
    chosen = [name for name in ACTIONS if given[name] not in (None, False)]
    if len(chosen) != 1:
        raise RulesError.of("CR545", options=" ".join(f"--{name}" for name in ACTIONS))
    fitting = ACTIONS[chosen[0]]
    details = {name for names in ACTIONS.values() for name in names}
    for name in sorted(details - set(fitting)):
        if given[name] not in (None, False):
            raise RulesError.of("CR546", option=f"--{name.replace('_', '-')}", action=f"--{chosen[0]}")
    return chosen[0]


def _content(action: str, given: dict[str, Any]) -> Content:
    text = given["text"] or ""
    match action:
        case "correct":
            fact, value = _assignment(given["correct"])
            return FactCorrected(fact, value, given["source"] or "", given["new_row"], text)
        case "step":
            details = (given["result"] or "", given["year"], given["ranking"] or "", given["despite"] or "")
            return StepDone(given["step"], *details)
        case "end":
            return CaseEnded(_required(text, action))
        case "withdraw":
            return EntryWithdrawn(given["withdraw"], _required(text, action))
        case "settle":
            outcome = _required(given["outcome"] or "", action, "--outcome")
            return ObjectionSettled(given["settle"], outcome, _required(text, action))  # type: ignore[arg-type]
    kind = ActivityLogged if action == "activity" else ObjectionRaised
    return kind(given[action], _required(text, action))


def _required(text: str, action: str, option: str = "--text") -> str:
    if not text.strip():
        raise RulesError.of("CR547", action=f"--{action}", option=option)
    return text


def _assignment(text: str) -> tuple[str, str]:
    fact, equals, value = (part.strip() for part in text.partition("="))
    if not (fact and equals):
        raise RulesError.of("CR602", option="--correct", text=text, example='"核心区盟市=包头市"')
    return fact, value


def _document(text: str) -> Document:
    """`NAME`, or `NAME=FILE`: then the hash of the file is kept, not the file."""
    name, equals, file = (part.strip() for part in text.partition("="))
    if not equals:
        return Document(name)
    try:
        content = Path(file).read_bytes()
    except OSError as error:
        raise RulesError.of("CR548", Place(file), reason=error.strerror or type(error).__name__) from None
    return Document(name, Path(file).name, hashlib.sha256(content).hexdigest())
