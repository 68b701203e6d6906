"""`cluster-rules prove`: whether a new edition is at least as strict, and what is wrong with one by itself."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cluster_rules.cli.application import BROKEN, DONE, FAILED, Command, tell
from cluster_rules.cli.command_decide import pairs, rulesets_option
from cluster_rules.cli.language import Words
from cluster_rules.cli.output import format_options, put_document
from cluster_rules.cli.progress import progress
from cluster_rules.errors import Locale, RulesError

if TYPE_CHECKING:
    from cluster_rules.analysis.proofs.search import Witness
    from cluster_rules.engine import Rules
    from cluster_rules.explain import Document
    from cluster_rules.model.ruleset import Ruleset

_T = TypeVar("_T")


def command(words: Words, locale: Locale) -> click.Command:
    """The subcommand in the language of `words`."""
    return Command(
        "prove",
        callback=partial(_run, words, locale),
        help=words("prove.help"),
        short_help=words("prove.short"),
        params=[
            click.Argument(["old"], metavar=words("metavar.old")),
            click.Argument(["new"], required=False, metavar=words("metavar.optional_new")),
            click.Option(["--measure"], metavar=words("metavar.measure"), help=words("compare.measure")),
            rulesets_option(words),
            *_own_options(words),
            *format_options(words),
        ],
    )


def _own_options(words: Words) -> list[click.Parameter]:
    reading = words("metavar.reading")
    return [
        click.Option(["--only"], multiple=True, metavar=words("metavar.criterion"), help=words("prove.only")),
        click.Option(["--reading", "readings"], multiple=True, metavar=reading, help=words("prove.reading")),
        click.Option(["--all-readings"], is_flag=True, help=words("prove.all_readings")),
        click.Option(["--seconds"], type=click.FloatRange(min=0.1), default=60.0, help=words("prove.seconds")),
        click.Option(["--witness", "folder"], metavar=words("metavar.folder"), help=words("prove.witness")),
    ]


def _run(
    words: Words,
    locale: Locale,
    old: str,
    new: str | None,
    measure: str | None,
    rulesets: tuple[str, ...],
    form: str,
    output: str | None,
    **asked: Any,
) -> None:
    from cluster_rules.analysis.compare.sides import rules_meant

    proving = Proving(words, locale, **asked)
    with rules_meant(old, measure, rulesets) as before, rules_meant(new or old, measure, rulesets) as after:
        try:
            found = proving.examined(before) if new is None else proving.compared(before, after)
        except RulesError as error:
            if error.diagnostics[0].code != "CR761":
                raise
            tell(error.diagnostics, locale)
            sys.exit(BROKEN)
    put_document(found.document, form, output, found.data)
    sys.exit(DONE if found.is_good else FAILED)


@dataclass(frozen=True)
class Shown:
    """What is printed, and whether it is as it should be."""

    document: Document
    data: Callable[[], Any]
    is_good: bool


@dataclass(frozen=True)
class Proving:
    """One run of the command: what is asked of the rules."""

    words: Words
    locale: Locale
    only: tuple[str, ...]
    readings: tuple[str, ...]
    all_readings: bool
    seconds: float
    folder: str | None

    @property
    def chosen(self) -> dict[str, str]:
        return pairs("--reading", self.readings, '"口径=选项"')

    def watch(self, items: Iterable[_T], total: int) -> Iterable[_T]:
        return progress(items, total, self.words("prove.progress"))

    def compared(self, before: Rules, after: Rules) -> Shown:
        """Whether `after` is at least as strict as `before`, and the other way round."""
        from cluster_rules.analysis.proofs.claims import compare
        from cluster_rules.analysis.proofs.record import compared_record
        from cluster_rules.analysis.proofs.report import compared_document
        from cluster_rules.analysis.proofs.result import Compared
        from cluster_rules.analysis.proofs.search import Effort

        chosen = None if self.all_readings else self._checked(before, after)
        old, new = before.ruleset, after.ruleset
        proofs = compare(
            old, new, chosen=chosen, effort=Effort(self.seconds), only=self._ids(before, after), watch=self.watch
        )
        found = Compared(old, new, proofs, chosen, self.seconds)
        folders = self._written(found.witnesses, (old, new))
        return Shown(compared_document(found, self.locale, folders), lambda: compared_record(found), found.is_proved)

    def examined(self, rules: Rules) -> Shown:
        """What is wrong with the criteria of `rules` by themselves."""
        from cluster_rules.analysis.proofs.faults import faults
        from cluster_rules.analysis.proofs.record import examined_record
        from cluster_rules.analysis.proofs.report import examined_document
        from cluster_rules.analysis.proofs.result import Examined
        from cluster_rules.analysis.proofs.search import Effort

        chosen = self._checked(rules)
        effort = Effort(self.seconds)
        proved = faults(rules.ruleset, chosen, effort, only=self._ids(rules), watch=self.watch)
        found = Examined(rules.ruleset, proved, chosen, self.seconds)
        folders = self._written(found.witnesses, (rules.ruleset,))
        is_good = not found.proved and not found.unsettled
        return Shown(examined_document(found, self.locale, folders), lambda: examined_record(found), is_good)

    def _checked(self, *sides: Rules) -> dict[str, str]:
        """The readings that were chosen. Raises CR247 or CR248 for what no side knows."""
        for name, option in self.chosen.items():
            knowing = [side for side in sides if name in side.ruleset.choices] or [sides[-1]]
            for side in knowing:
                side.checked_readings({name: option})
        return self.chosen

    def _ids(self, *sides: Rules) -> frozenset[str]:
        """The criteria and groups that are asked about; none for all. Raises CR762 for one that no side has."""
        known = dict.fromkeys(tree.id for side in sides for tree in side.ruleset.trees())
        for identity in self.only:
            if identity not in known:
                raise RulesError.of("CR762", id=identity, known="、".join(known))
        return frozenset(self.only)

    def _written(self, witnesses: Mapping[str, Witness], rulesets: tuple[Ruleset, ...]) -> dict[str, str]:
        """Where each witness was written."""
        from cluster_rules.analysis.proofs.result import write_witness

        if self.folder is None:
            return {}
        home = Path(self.folder)
        return {name: str(write_witness(home / name, each, rulesets)) for name, each in witnesses.items()}
