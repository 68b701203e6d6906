"""The front door: load a ruleset, decide a fact sheet, explain the decision."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, NoReturn, TypeVar, get_args

from cluster_rules.backends.measuring import measurements_of
from cluster_rules.backends.scalar import Decider, prepare
from cluster_rules.backends.tracing import steps_of
from cluster_rules.catalogue import PLUGIN_GROUP, Folder, edition_for
from cluster_rules.compiler.compile import compile_ruleset
from cluster_rules.compiler.suggest import closest
from cluster_rules.compiler.surface import Surface, load_surface
from cluster_rules.editions import Chosen
from cluster_rules.errors import Diagnostic, Locale, RulesError
from cluster_rules.explain import (
    Material,
    explanation,
    render_html,
    render_json,
    render_markdown,
    render_text,
)
from cluster_rules.facts import bind, from_data, read_sheet
from cluster_rules.model import ir
from cluster_rules.model import sheet as model
from cluster_rules.model.days import parse_day
from cluster_rules.model.decision import Finding, Measurement, Step, Verdict
from cluster_rules.model.ruleset import Criterion, Reading, Ruleset
from cluster_rules.model.sheet import BoundFacts, Subject
from cluster_rules.plugins import CRITERIA, FUNCTIONS, LANGUAGES, load_plugins
from cluster_rules.semantics.dependencies import walk

ExplanationFormat = Literal["text", "md", "html"]
ENGINE = "scalar"
Option = TypeVar("Option")


@dataclass(frozen=True, slots=True)
class FactSheet:
    """All that is claimed about one subject, with sources and places."""

    claims: model.FactSheet

    @classmethod
    def read(cls, path: str | Path) -> FactSheet:
        """A folder with `application.yaml` and tables, or one YAML or JSON file. Raises `RulesError`."""
        return cls(read_sheet(path))

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> FactSheet:
        """The same content as a Python mapping: numbers as int, Decimal, Fraction or exact text, never float."""
        return cls(from_data(data))

    @classmethod
    def of(cls, stated: FactSheet | Mapping[str, Any] | str | Path) -> FactSheet:
        """A sheet as it is, its content, or what is read from where it is. Raises `RulesError`."""
        if isinstance(stated, FactSheet):
            return stated
        return cls.from_data(stated) if isinstance(stated, Mapping) else cls.read(stated)

    @property
    def subject(self) -> Subject:
        """What the sheet is about, and its days."""
        return self.claims.subject

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What was odd but readable."""
        return self.claims.warnings


@dataclass(frozen=True)
class Decision:
    """A pre-assessment: verdict and findings with everything needed to explain them."""

    material: Material = field(repr=False)

    def __repr__(self) -> str:
        return f"<Decision {self.verdict or 'withheld'}, {len(self.findings)} findings>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Decision works out what it is asked for and does not travel: send its to_dict()")

    @property
    def verdict(self) -> Verdict | None:
        """The overall label; None where an error withheld it. Only the department recognises (第十三条)."""
        return self.material.record.verdict

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings in the order of the text, groups before their children."""
        return self.material.record.findings

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What was odd about the facts but readable, and about the choice of the edition."""
        return (*self.material.facts.warnings, *self.material.warnings)

    @property
    def reading_dependent(self) -> bool:
        """Whether some combination of readings gives another verdict."""
        return self.material.record.reading_dependent

    def __getitem__(self, identity: str) -> Finding:
        """The finding on one criterion or group. Raises KeyError."""
        return self.material.findings[identity]

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __contains__(self, identity: object) -> bool:
        """Whether there is a finding on the criterion or group called `identity`."""
        return identity in self.material.findings

    def explain(self, locale: Locale = "zh", format: ExplanationFormat = "text") -> str:
        """The decision in words."""
        render = _one_of("format", format, {"text": render_text, "md": render_markdown, "html": render_html})
        _one_of("locale", locale, dict.fromkeys(get_args(Locale)))
        return render(explanation(self.material, locale))

    def to_dict(self) -> dict[str, Any]:
        """The decision record for machines; every number is text. Its shape is in `docs/en/decision-record.md`."""
        return render_json(self.material)


@dataclass(frozen=True)
class Rules:
    """A compiled ruleset, ready to decide. Safe to share between threads."""

    chosen: Chosen
    ruleset: Ruleset
    as_of: date | None = None
    unbound: bool = False

    def __reduce__(self) -> NoReturn:
        raise TypeError("Rules do not travel between processes: load them in each")

    def __repr__(self) -> str:
        return f"<Rules {self.ruleset.edition.measure} {self.ruleset.edition.id}, {len(self._criteria)} criteria>"

    @cached_property
    def _decide(self) -> Decider:
        return prepare(self.ruleset)

    @cached_property
    def _criteria(self) -> Mapping[str, Criterion]:
        return {criterion.id: criterion for criterion in self.ruleset.criteria()}

    def decide(
        self,
        sheet: FactSheet | Mapping[str, Any] | str | Path,
        *,
        readings: Mapping[str, str] | None = None,
        overrides: Mapping[str, str] | None = None,
    ) -> Decision:
        """The decision on `sheet`, under the default readings or `readings` (choice → option).

        `overrides` replace requirements for a what-if (`{"5.2.5": ">= 500 亿元"}`): every output then says 假设.
        Raises `RulesError` for facts that cannot be read.
        """
        _require_texts("overrides", overrides or {})
        _require_texts("readings", readings or {})
        if overrides:
            return self.with_overrides(overrides).decide(sheet, readings=readings)
        return self.decide_bound(self.bind(sheet), readings=readings)

    def decide_bound(self, facts: BoundFacts, *, readings: Mapping[str, str] | None = None) -> Decision:
        """The decision on facts that these rules, or rules with an equal fact dictionary, have bound."""
        return Decision(
            Material(
                self._decide(facts, self.checked_readings(readings or {})),
                self.ruleset,
                facts,
                lambda finding: self._steps(finding, facts),
                lambda finding, reading: self._measured(finding, reading, facts),
                _engine(),
                self.as_of,
                self.chosen.warnings,
            )
        )

    def bind(self, sheet: FactSheet | Mapping[str, Any] | str | Path) -> BoundFacts:
        """The facts as this ruleset reads them. Raises `RulesError` with everything that is wrong with the sheet."""
        sheet = FactSheet.of(sheet)
        named, own = sheet.subject.measure, self.ruleset.edition.measure
        if named not in ("", own):
            raise RulesError.of("CR483", sheet.claims.place, found=named, measure=own)
        return bind(sheet.claims, self.ruleset.dictionary)

    def with_overrides(self, overrides: Mapping[str, str]) -> Rules:
        """The same rules with some requirements replaced. Raises `RulesError` for what does not compile."""
        return _compiled(self.chosen, self.as_of, overrides, self.unbound)

    def checked_readings(self, readings: Mapping[str, str]) -> Mapping[str, str]:
        """`readings` (choice → option), all of which there are. Raises `RulesError`."""
        for name, option in readings.items():
            choice = self.ruleset.choices.get(name)
            if choice is None:
                raise RulesError.of(
                    "CR247",
                    choice=name,
                    close=closest(name, self.ruleset.choices),
                    known="、".join(self.ruleset.choices),
                )
            known = choice.names
            if option not in known:
                raise RulesError.of(
                    "CR248", choice=name, option=option, close=closest(option, known), known="、".join(known)
                )
        return readings

    def _steps(self, finding: Finding, facts: BoundFacts) -> tuple[Step, ...]:
        criterion = self._criteria.get(finding.id)
        if criterion is None:
            return ()
        return steps_of(criterion.tests[finding.reading], criterion.aids, facts, self.ruleset.dictionary)

    def _measured(self, finding: Finding, reading: Reading, facts: BoundFacts) -> tuple[Measurement, ...]:
        criterion = self._criteria.get(finding.id)
        return () if criterion is None else measurements_of(criterion.tests[reading], facts, self.ruleset.dictionary)


def load(
    measure: str,
    *,
    edition: str | None = None,
    as_of: date | str | None = None,
    case: str = "",
    rulesets: Folder | Iterable[Folder] = (),
    unbound: bool = False,
) -> Rules:
    """The rules of a measure: the edition called `edition`, else the one in force on `as_of`.

    `case` is the kind of case where the measure tells kinds apart. `rulesets` are folders, or one folder, to look in before the built-in ones. `unbound` waives the binding of thresholds to quotes
    and makes every decision hypothetical. Raises `RulesError` with everything that is wrong with the ruleset.
    """
    if not isinstance(measure, str) or not isinstance(edition, str | None):
        raise TypeError(f"a measure and an edition are named by texts, not {measure!r} and {edition!r}")
    chosen = edition_for(measure, edition, as_of, case=case, rulesets=rulesets)
    day = parse_day(as_of) if isinstance(as_of, str) else as_of
    return _compiled(chosen, day, {}, unbound)


def _compiled(chosen: Chosen, as_of: date | None, overrides: Mapping[str, str], unbound: bool) -> Rules:
    ruleset = _cached(str(chosen.folder), str(chosen.measure_file), _content(chosen), tuple(overrides.items()), unbound)
    brought = load_plugins().recorded(PLUGIN_GROUP, {chosen.plugin})
    if brought:
        ruleset = replace(ruleset, plugins={**brought, **ruleset.plugins})
    return Rules(chosen, ruleset, as_of, unbound)


def _content(chosen: Chosen) -> str:
    """SHA-256 over every file that a ruleset in this folder could be made of."""
    files = [chosen.measure_file, *sorted(path for path in chosen.folder.rglob("*") if path.is_file())]
    hashes = [(str(path), hashlib.sha256(path.read_bytes()).hexdigest()) for path in files]
    return hashlib.sha256(json.dumps(hashes).encode()).hexdigest()


@lru_cache(maxsize=64)
def _cached(
    folder: str, measure_file: str, content: str, overrides: tuple[tuple[str, str], ...], unbound: bool
) -> Ruleset:
    """Compiled once for each content: `content` is in the key, so an edited file is compiled anew."""
    surface = surface_of(folder, measure_file=Path(measure_file))
    plugins = load_plugins()
    ruleset = compile_ruleset(surface, overrides=dict(overrides), unbound=unbound, plugins=plugins.criteria)
    return replace(ruleset, plugins=_recorded(surface, ruleset))


def surface_of(folder: str | Path, *, measure_file: Path | None = None) -> Surface:
    """The files of the edition in `folder`, with the notations and kinds of criteria of the installed plugins."""
    plugins = load_plugins()
    return load_surface(
        folder, measure_file=measure_file, kinds=frozenset(plugins.criteria), languages=plugins.languages
    )


def _recorded(surface: Surface, ruleset: Ruleset) -> Mapping[str, str]:
    """The plugins that had a part in the ruleset, with their versions."""
    plugins = load_plugins()
    tests = (test.truth for criterion in ruleset.criteria() for test in criterion.tests.values())
    return {
        **plugins.recorded(FUNCTIONS, {part.function for t in tests for part in walk(t) if isinstance(part, ir.Call)}),
        **plugins.recorded(CRITERIA, {criterion.plugin for criterion in ruleset.criteria()}),
        **plugins.recorded(LANGUAGES, {name.rpartition(".")[2] for name in surface.sources}),
    }


def _one_of(name: str, given: str, known: Mapping[str, Option]) -> Option:
    if given not in known:
        raise ValueError(f"{name} is one of {', '.join(known)}, not {given!r}")
    return known[given]


def _require_texts(name: str, given: Mapping[str, str]) -> None:
    """Raise TypeError for what is no mapping of text to text."""
    if not isinstance(given, Mapping) or not all(isinstance(text, str) for pair in given.items() for text in pair):
        raise TypeError(f"{name} maps texts to texts, such as {{'5.2.5': '>= 500 亿元'}}, not {given!r}")


def _engine() -> str:
    from cluster_rules import __version__

    return f"cluster_rules {__version__} ({ENGINE})"
