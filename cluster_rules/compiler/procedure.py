"""Pass 6: the procedure. Every name in it is known, every step can be reached, every period stands in its quote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cluster_rules.compiler.binding import require_in_text
from cluster_rules.compiler.clocks import clock_of
from cluster_rules.compiler.drafts import truth_in
from cluster_rules.compiler.routes import check_routes
from cluster_rules.compiler.state import Compilation
from cluster_rules.compiler.suggest import closest
from cluster_rules.compiler.surface_procedure import ActorEntry, AdviceEntry, GuardEntry, ProcedureFile, StepEntry
from cluster_rules.compiler.versions import procedure_hash
from cluster_rules.language.yaml_nodes import YamlText
from cluster_rules.model.procedure import (
    Actor,
    Advice,
    FindingsGuard,
    Guard,
    ObjectionGuard,
    Procedure,
    Requirement,
    Result,
    Step,
    VerdictGuard,
)


def build_procedure(state: Compilation) -> None:
    """Fills `state.procedure`; nothing where the edition has none."""
    file = state.surface.procedure
    if file is None:
        return
    names = ([entry.id for entry in file.actors], file.documents, [entry.id for entry in file.steps])
    if sum(_has_repeated(state, group) for group in names):
        return
    quoted: tuple[ActorEntry | StepEntry, ...] = (*file.actors, *file.steps)
    for entry in quoted:
        require_in_text(state, entry.quote, entry.id.text)
    known = _Names(state, file)
    steps = {entry.id.text: known.step(entry) for entry in file.steps}
    check_routes(state, file, steps)
    state.procedure = Procedure(
        file.procedure.text,
        file.version.text,
        {entry.id.text: _actor(entry) for entry in file.actors},
        _texts(file.documents),
        steps,
        procedure_hash(state.surface),
        _texts(file.not_specified),
        _text(file.note),
    )


def _has_repeated(state: Compilation, names: Sequence[YamlText]) -> bool:
    """Whether a name stands twice, which is reported: what is said of it would be said of another."""
    texts = _texts(names)
    repeated = [name for index, name in enumerate(names) if name.text in texts[:index]]
    for name in repeated:
        state.report("CR800", name.place, name=name.text)
    return bool(repeated)


def _actor(entry: ActorEntry) -> Actor:
    return Actor(
        entry.id.text,
        entry.title.text,
        entry.provision.text,
        entry.quote.text,
        _text(entry.title_en),
        _text(entry.note),
        entry.place,
    )


def _text(text: YamlText | None) -> str:
    return text.text if text else ""


def _texts(texts: Iterable[YamlText]) -> tuple[str, ...]:
    return tuple(text.text for text in texts)


class _Names:
    """What the names in a procedure may stand for."""

    def __init__(self, state: Compilation, file: ProcedureFile) -> None:
        self.state = state
        self.actors = _texts(entry.id for entry in file.actors)
        self.documents = _texts(file.documents)
        self.steps: Mapping[str, StepEntry] = {entry.id.text: entry for entry in file.steps}
        self.criteria = [e.id.text for found in state.surface.condition_files.values() for e in found.entries()]

    def step(self, entry: StepEntry) -> Step:
        return Step(
            id=entry.id.text,
            title=entry.title.text,
            title_en=_text(entry.title_en),
            actor=self.known("CR803", entry.actor, self.actors),
            to=self.known("CR803", entry.to, self.actors),
            provision=entry.provision.text,
            quote=entry.quote.text,
            kind=entry.kind,
            force=entry.force,
            after=tuple(self.requirement(text) for text in entry.after),
            inputs=self.all_known("CR806", entry.inputs, self.documents),
            outputs=self.all_known("CR806", entry.outputs, self.documents),
            guards=tuple(self.guard(guard) for guard in entry.guards),
            results=tuple(Result(result.name.text, result.ends) for result in entry.results),
            clock=clock_of(self.state, entry, self.steps),
            advice=tuple(self.advice(entry.advice)),
            objections=entry.objections,
            ranking=entry.ranking,
            not_specified=_texts(entry.not_specified),
            interpretation=_text(entry.interpretation),
            note=_text(entry.note),
            place=entry.place,
        )

    def known(self, code: str, name: YamlText | None, names: Iterable[str]) -> str:
        """The name; reported under `code` where it is none of `names`."""
        if name is None:
            return ""
        known = list(names)
        if name.text not in known:
            self.state.report(code, name.place, name=name.text, close=closest(name.text, known))
        return name.text

    def all_known(self, code: str, names: tuple[YamlText, ...], known: Iterable[str]) -> tuple[str, ...]:
        known = list(known)
        return tuple(self.known(code, name, known) for name in names)

    def requirement(self, text: YamlText) -> Requirement:
        """`8.1`, or `8.1 符合要求` for one of its results."""
        step, _, result = text.text.partition(" ")
        result = result.strip()
        if step not in self.steps:
            self.state.report("CR801", text.place, name=step, close=closest(step, self.steps, 0.7))
        elif result and result not in (names := [found.name.text for found in self.steps[step].results]):
            values = {"step": step, "result": result, "known": "、".join(names)}
            self.state.report("CR807", text.place, **values)
        return Requirement(step, result)

    def guard(self, entry: GuardEntry) -> Guard:
        if entry.findings is not None:
            return FindingsGuard(self.all_known("CR804", entry.findings, self.criteria))
        if entry.verdict is not None:
            return VerdictGuard(entry.verdict)
        assert entry.no_objection_to is not None
        step = self.known("CR801", entry.no_objection_to, self.steps)
        if step in self.steps and not self.steps[step].objections:
            self.state.report("CR813", entry.no_objection_to.place, step=step)
        return ObjectionGuard(step)

    def advice(self, entries: tuple[AdviceEntry, ...]) -> Iterator[Advice]:
        """Under the default readings: advice decides nothing."""
        scope = self.state.scope({name: choice.default for name, choice in self.state.choices.items()})
        for entry in entries:
            unless = truth_in(self.state, entry.unless, scope)
            if unless is not None:
                yield Advice(unless, entry.say.text, _text(entry.say_en), _text(entry.interpretation))
