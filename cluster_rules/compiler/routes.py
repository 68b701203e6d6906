"""Whether every step of a procedure can be reached: no step waits for itself, or for what cannot come about."""

from __future__ import annotations

from collections.abc import Mapping

from cluster_rules.compiler.state import Compilation
from cluster_rules.compiler.surface_procedure import ProcedureFile
from cluster_rules.model.procedure import Step


def check_routes(state: Compilation, file: ProcedureFile, steps: Mapping[str, Step]) -> None:
    """Reports cycles, and steps that wait for something that never happens."""
    for entry in file.steps:
        if cycle := _cycle(entry.id.text, steps):
            state.report("CR802", entry.place_of("after"), cycle=" → ".join(cycle))
            return
    for entry in file.steps:
        if reason := _hindrance(steps[entry.id.text], steps):
            state.report("CR805", entry.place_of("after"), step=entry.id.text, needed=reason)


def _cycle(start: str, steps: Mapping[str, Step]) -> list[str]:
    """A way from `start` back to it, along what each step waits for."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for required in steps[way[-1]].after:
            if required.step == start:
                return [*way, start]
            if required.step in steps and required.step not in seen:
                seen.add(required.step)
                ways.append([*way, required.step])
    return []


def _hindrance(step: Step, steps: Mapping[str, Step]) -> str:
    """What `step` waits for in vain: a rule, a duty, a result that ends all, or two results of one step."""
    results: dict[str, str] = {}
    waiting, seen = [step], {step.id}
    while waiting:
        for required in waiting.pop().after:
            found = steps.get(required.step)
            if found is None:
                continue
            if found.kind != "act" or required.result in {result.name for result in found.results if result.ends}:
                return f"{required.step} {required.result}".strip()
            if required.result and results.setdefault(found.id, required.result) != required.result:
                return f"{found.id} {results[found.id]} / {required.result}"
            if found.id not in seen:
                seen.add(found.id)
                waiting.append(found)
    return ""
