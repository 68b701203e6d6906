"""What `prove` found, put together: of two editions, and of one by itself; with the witnesses as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, count
from pathlib import Path
from typing import Literal, TypeAlias

from cluster_rules.analysis.proofs.claims import VERDICT, Proof, dictionary_differences
from cluster_rules.analysis.proofs.faults import Fault
from cluster_rules.analysis.proofs.search import Answered, Witness
from cluster_rules.analysis.proofs.statuses import Options
from cluster_rules.errors import RulesError
from cluster_rules.model.decision import DecisionRecord
from cluster_rules.model.ruleset import Ruleset

#: What two claims come to. no_looser, no_stricter: one is proved and the other is open. unsettled: nothing is proved.
Relation: TypeAlias = Literal["equal", "stricter", "looser", "incomparable", "no_looser", "no_stricter", "unsettled"]


@dataclass(frozen=True)
class Pair:
    """Both claims about one criterion, or about the verdict, under the same options."""

    about: str
    options: Options | None
    stricter: Answered
    looser: Answered

    @property
    def relation(self) -> Relation:
        proved = [answered.outcome == "proved" for answered in (self.stricter, self.looser)]
        refuted = [answered.outcome == "refuted" for answered in (self.stricter, self.looser)]
        if all(proved):
            return "equal"
        if proved[0]:
            return "stricter" if refuted[1] else "no_looser"
        if proved[1]:
            return "looser" if refuted[0] else "no_stricter"
        return "incomparable" if all(refuted) else "unsettled"


@dataclass(frozen=True)
class Compared:
    """Two editions. `chosen` are the options asked for, None for every reading."""

    old: Ruleset
    new: Ruleset
    proofs: tuple[Proof, ...]
    chosen: Options | None
    seconds: float

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The claims about each criterion, the verdict last."""
        found: dict[tuple[object, ...], dict[str, Proof]] = {}
        for proof in self.proofs:
            found.setdefault(_subject(proof), {})[proof.claim] = proof
        return tuple(
            Pair(both["stricter"].about, both["stricter"].options, both["stricter"].answered, both["looser"].answered)
            for both in found.values()
        )

    @property
    def verdict(self) -> Pair:
        return next(pair for pair in self.pairs if pair.about == VERDICT)

    @property
    def changed(self) -> tuple[Pair, ...]:
        """The criteria that are not proved to be alike."""
        return tuple(pair for pair in self.pairs if pair.about != VERDICT and pair.relation != "equal")

    @cached_property
    def vetoes(self) -> frozenset[str]:
        """What counts against the subject: it is kept where it is not met."""
        return self.old.vetoes() | self.new.vetoes()

    @property
    def differences(self) -> tuple[str, ...]:
        return dictionary_differences(self.old, self.new)

    @property
    def witnesses(self) -> Mapping[str, Witness]:
        """The witnesses by the claim that each refutes: `5.2.5-looser`; readings under which it is refuted are counted."""
        found: dict[str, Witness] = {}
        for proof in self.proofs:
            if proof.answered.witness is not None:
                found[_numbered(f"{proof.about}-{proof.claim}", found)] = proof.answered.witness
        return found

    @property
    def is_proved(self) -> bool:
        """Whether the new edition is proved to be at least as strict as the old one."""
        return self.verdict.stricter.outcome == "proved"


def _numbered(name: str, taken: Mapping[str, Witness]) -> str:
    """The name, or with a number where it is taken."""
    return next(each for each in chain([name], (f"{name}-{n}" for n in count(2))) if each not in taken)


def _subject(proof: Proof) -> tuple[object, ...]:
    return (proof.about, *sorted((proof.options or {}).items()))


@dataclass(frozen=True)
class Examined:
    """One edition by itself."""

    ruleset: Ruleset
    faults: tuple[Fault, ...]
    chosen: Options
    seconds: float

    @property
    def proved(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.is_proved)

    @property
    def witnesses(self) -> Mapping[str, Witness]:
        """The witnesses by the suspicion that each refutes: `5.2.5-unreachable`."""
        pairs = ((f"{fault.about}-{fault.kind}", fault.answered.witness) for fault in self.faults)
        return {name: witness for name, witness in pairs if witness is not None}

    @property
    def unsettled(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.answered.outcome in {"unknown", "proved_up_to"})


def write_witness(folder: Path, witness: Witness, rulesets: Sequence[Ruleset]) -> Path:
    """Write a witness to `folder`, decide the files once more, and return the folder.

    Where the editions do not declare the same facts, each has a folder inside with what it can read. Raises CR761
    where the files decide otherwise than the witness did, and CR764 where they cannot be written.
    """
    versions = [witness.application.known_to(ruleset.dictionary) for ruleset in rulesets]
    alike = all(version == versions[0] for version in versions)
    for number, (version, ruleset) in enumerate(zip(versions, rulesets, strict=True)):
        home = folder if alike else folder / f"{number + 1}-{ruleset.edition.id}"
        version.write(home)
        again = version.read_again(home, ruleset, witness.options[number])
        if _found(again) != _found(witness.records[number]):
            raise RulesError.of("CR761", what=str(home))
    return folder


def _found(record: DecisionRecord) -> object:
    return record.verdict, [(finding.id, finding.status) for finding in record.findings]
