"""How an impact speaks of verdicts, clauses, sets of clauses and distances."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from cluster_rules.analysis.impact.binding import Binding, ClauseSet
from cluster_rules.analysis.impact.distances import BANDS, EDGES, Band, relative
from cluster_rules.analysis.impact.impacting import Effect, Impact
from cluster_rules.errors import Locale
from cluster_rules.explain import phrases
from cluster_rules.explain.computation import operands_of
from cluster_rules.explain.figures import figure
from cluster_rules.explain.material import Material, material_on
from cluster_rules.explain.tree import Line
from cluster_rules.explain.words import Words
from cluster_rules.model.decision import Measurement, Verdict
from cluster_rules.model.numbers import Number
from cluster_rules.model.ruleset import Criterion, Ruleset, Test
from cluster_rules.model.units import UNITS

#: So many names stand in a row of a table.
_FEW = 5


class Sayings:
    """The catalogue, and what is said again and again of one impact."""

    def __init__(self, impact: Impact, words: Words) -> None:
        self.impact, self.words = impact, words
        self.sides = ("old", impact.old), ("new", impact.new)

    def __call__(self, key: str, /, **values: object) -> str:
        return self.words(key, **values)

    @property
    def locale(self) -> Locale:
        return self.words.locale

    def editions(self) -> Iterator[Line]:
        for side, ruleset in self.sides:
            edition = ruleset.edition
            text = self("impact.edition", title=edition.title, id=edition.id, version=ruleset.version)
            yield Line(self(f"impact.{side}"), text)

    def verdict(self, verdict: Verdict | None) -> str:
        return self(f"verdicts.{verdict or 'withheld'}")

    def places(self, effect: Effect) -> str:
        return self.words.join(effect.places) or self("places.nowhere")

    def few(self, effects: Sequence[Effect]) -> str:
        """The names of the first few."""
        names = self.words.join(effect.name for effect in effects[:_FEW])
        return self("reason.others", names=names) if len(effects) > _FEW else names

    # Deciding sets

    def decided_by(self, effect: Effect) -> str:
        binding = effect.binding
        return self("deciding.structure") if binding is None else self._proved(binding, binding.decided_by)

    def undone_by(self, effect: Effect) -> str:
        binding = effect.binding
        return self("deciding.structure") if binding is None else self._proved(binding, binding.undone_by)

    def _proved(self, binding: Binding, sets: tuple[ClauseSet, ...]) -> str:
        told = self.sets(sets)
        return told if binding.smallest else self("deciding.not_proved", sets=told)

    def sets(self, sets: tuple[ClauseSet, ...]) -> str:
        """`5.2.5`; alternatives apart, what belongs together joined."""
        return self.words.either(self("deciding.joined").join(clauses) for clauses in sets)

    def sets_told(self, sets: tuple[ClauseSet, ...]) -> tuple[str, str]:
        """The sets, and what they do."""
        size = len(sets[0])
        key = ("alone" if size == 1 else "together") if len(sets) == 1 else ("each" if size == 1 else "several")
        return self.sets(sets), self(f"deciding.{key}")

    # Clauses

    @cached_property
    def _material(self) -> Material:
        return material_on(self.impact.new)

    @cached_property
    def criteria(self) -> dict[str, Criterion]:
        """The criteria of the new edition by id."""
        return {criterion.id: criterion for criterion in self.impact.new.criteria()}

    def distances(self, effect: Effect) -> str:
        """How far the deciding clauses are from the new thresholds."""
        clauses = dict.fromkeys(
            clause for some in (effect.binding.decided_by if effect.binding else ()) for clause in some
        )
        return self.words.clauses(self._distance(effect, clause) for clause in clauses)

    def _distance(self, effect: Effect, clause: str) -> str:
        found = effect.new.measured.get(clause)
        is_veto = clause in self.impact.new.vetoes()
        if found is not None and not is_veto and (gap := self.gap(self.criteria[clause], found)):
            return self("deciding.gap", id=clause, gap=gap)
        status = effect.new.statuses.get(clause)
        section = "triggered" if is_veto else "status"
        told = self(f"{section}.{status}") if status else self("clauses.none")
        return self("deciding.status", id=clause, status=told)

    def gap(self, criterion: Criterion, measurement: Measurement) -> str:
        """The gap in natural units, as notes tell it, and as a share of the threshold."""
        comparands = default_test(self.impact.new, criterion).comparands
        operands = operands_of(self._material, self.words, comparands[0].comparison)
        gap = phrases.gap(self.words, measurement, operands)
        share = self.share(measurement)
        return self("deciding.share", gap=gap, share=share) if gap and share else gap

    def share(self, measurement: Measurement) -> str:
        """The distance as a signed share of the threshold; empty where it is none or not known."""
        found = relative(measurement)
        if found is None or found[0] is None or found[0] != found[1]:
            return ""
        return self.percent(found[0], sign="+" if found[0] > 0 else "")

    def percent(self, value: Number, sign: str = "") -> str:
        text = figure(self.words, value, UNITS["%"], (0,))
        return text.replace("≈", f"≈{sign}", 1) if text.startswith("≈") else sign + text

    def requirement(self, ruleset: Ruleset, criterion: Criterion | None, *, is_group: bool) -> str:
        """What the criterion asks, as notes tell it where it is a comparison with a number."""
        if criterion is None:
            return self("clauses.group" if is_group else "clauses.none")
        test = default_test(ruleset, criterion)
        soft = self("clauses.soft") if criterion.force == "should" else ""
        return self._asked(test) + soft

    def _asked(self, test: Test) -> str:
        threshold = test.comparands[0].comparison.right if len(test.comparands) == 1 else None
        value = getattr(threshold, "value", None)
        if test.comparands and value is not None and test.truth == test.comparands[0].comparison:
            comparand = test.comparands[0]
            asked = Measurement(comparand.comparison.operator, value, value, comparand.unit, None)
            return phrases.requirement(self.words, asked)
        return test.requirement

    def clause(self, criterion: Criterion) -> str:
        return self("deciding.clause", id=criterion.id, title=criterion.title)

    def band(self, band: Band) -> str:
        """What a band of distances is called."""
        if band is None:
            return self("bands.unknown")
        if band == 0:
            return self("bands.exactly")
        side, size = self("bands.over" if band > 0 else "bands.short"), abs(band)
        values = {"side": side, "from": self._edge(size - 2), "to": self._edge(size - 1)}
        key = "up_to" if size == 1 else "beyond" if size == BANDS[-1] else "between"
        return self(f"bands.{key}", **values)

    def _edge(self, index: int) -> str:
        return self.percent(EDGES[index]) if 0 <= index < len(EDGES) else ""

    # Readings

    def hanging(self, effect: Effect) -> str:
        old, new = (
            self.words.either(self.verdict(v) for v in _ordered(side.possible)) for side in (effect.old, effect.new)
        )
        return f"{effect.name}：{old} → {new}" if self.locale == "zh" else f"{effect.name}: {old} → {new}"


def _ordered(verdicts: frozenset[Verdict | None]) -> list[Verdict | None]:
    return sorted(verdicts, key=lambda verdict: verdict or "")


def default_test(ruleset: Ruleset, criterion: Criterion) -> Test:
    """What the criterion asks under the default readings."""
    return criterion.tests[tuple((name, ruleset.choices[name].default) for name in criterion.choices)]
