"""What the documents of a case are made from: its papers, and the decisions on its facts as filed, reviewed and now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from cluster_rules.engine import Decision
from cluster_rules.errors import RulesError
from cluster_rules.explain.document import Block, Document, Paragraph, Part, Points
from cluster_rules.explain.material import Material
from cluster_rules.explain.readings import interpreter
from cluster_rules.explain.tree import Item
from cluster_rules.explain.words import Words, words
from cluster_rules.model.decision import Finding
from cluster_rules.model.procedure import Step
from cluster_rules.model.ruleset import Criterion
from cluster_rules.procedure.entries import Entry
from cluster_rules.procedure.folding import CaseState, fold
from cluster_rules.procedure.forms.figures import status_word
from cluster_rules.procedure.papers import Papers


@dataclass(frozen=True)
class Desk:
    """One case on the desk of whoever writes a document."""

    papers: Papers

    @cached_property
    def say(self) -> Words:
        """The catalogue of explanations with the phrases of the documents."""
        return words(self.papers.locale, "cluster_rules.procedure.forms")

    @property
    def state(self) -> CaseState:
        """What the entries come to."""
        return self.papers.state

    @cached_property
    def decision(self) -> Decision:
        """The pre-assessment of the facts as they stand. Raises `RulesError` where none have been filed."""
        return self.decided(self.state)

    @cached_property
    def material(self) -> Material:
        """What the pre-assessment was made from."""
        return self.decision.material

    @cached_property
    def filed(self) -> Material:
        """The same for the facts as the applicant filed them."""
        return self.decided(replace(self.reviewed, facts=self.reviewed.facts[:1])).material

    @cached_property
    def verified(self) -> Material:
        """The same for the facts as the preliminary review left them."""
        return self.decided(self.reviewed).material

    def decided(self, state: CaseState) -> Decision:
        """The pre-assessment of the facts of `state`. Raises `RulesError` where it has none."""
        found = self.papers.proceeding.decision(state)
        if found is None:
            raise RulesError.of("CR850", case=self.state.case.case)
        return found

    @cached_property
    def review(self) -> Step | None:
        """The preliminary review: the first act that can turn out in more than one way."""
        steps = self.papers.proceeding.procedure.steps.values()
        return next((step for step in steps if step.kind == "act" and step.results), None)

    @cached_property
    def reviewed(self) -> CaseState:
        """The case when the preliminary review was recorded; as it stands where that is not done, or was done before."""
        entry = self.state.last(self.review.id) if self.review else None
        if entry is None:
            return self.state
        then = fold(tuple(found for found in self.state.entries if found.number <= entry.number))
        return then if then.facts else self.state

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """Every criterion, in the order of the text."""
        return tuple(self.papers.proceeding.rules.ruleset.criteria())

    def name(self, finding: Finding | Criterion) -> str:
        """`5.2.5 主导产业年产值`."""
        return f"{finding.id} {finding.title}".rstrip()

    def caution(self) -> Paragraph:
        """That this decides nothing, and who interprets the measure."""
        who = self.papers.proceeding.rules.ruleset.edition.issuer
        return Paragraph(self.say("verdict.preliminary", who=who) + interpreter(self.material, self.say))

    def document(self, kind: str, blocks: Iterable[Block]) -> Document:
        """The document called `kind`."""
        title = self.say(f"form.{kind}", case=self.state.case.case)
        return self.papers.document(title, tuple(blocks))

    def silent(self, *steps: Step | None) -> tuple[Block, ...]:
        """What the measure leaves open about these steps; nothing where it leaves nothing open."""
        items = tuple(
            Item(
                self.papers.phrases.step(step.id), self.say("silent.items", items=self.say.clauses(step.not_specified))
            )
            for step in steps
            if step is not None and step.not_specified
        )
        return (Part(self.say("silent.title"), (Points(items),)),) if items else ()

    def standing(self, finding: Finding) -> str:
        """The status in words, and whether it hangs on a reading."""
        status = status_word(self.say, finding)
        return self.say("table.dependent", status=status) if finding.reading_dependent else status

    def day(self, entry: Entry) -> str:
        """The day on which it happened."""
        return self.papers.phrases.day(entry.event.effective_on)
