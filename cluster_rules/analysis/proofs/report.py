"""What was proved as a document: what it comes to for the verdict, what each criterion's change is, what is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from cluster_rules.analysis.proofs.claims import VERDICT, Claim
from cluster_rules.analysis.proofs.faults import Fault
from cluster_rules.analysis.proofs.result import Compared, Examined, Pair
from cluster_rules.analysis.proofs.search import Answered, Witness
from cluster_rules.analysis.proofs.spans import Construct
from cluster_rules.analysis.proofs.statuses import Options
from cluster_rules.errors import Locale
from cluster_rules.explain.document import Block, Document, Paragraph, Part, Points
from cluster_rules.explain.figures import shown
from cluster_rules.explain.tree import Item, Line
from cluster_rules.explain.words import Words, words
from cluster_rules.model.decision import DecisionRecord, Finding
from cluster_rules.model.ruleset import Ruleset, criteria_of

PACKAGE = "cluster_rules.analysis.proofs"
#: Claim and what it is about, as the folder of its witness is named → the folder.
Folders: TypeAlias = Mapping[str, str]
_SETTLED = frozenset({"met", "not_met"})
CLAIMS: tuple[Claim, ...] = ("stricter", "looser")


def compared_document(found: Compared, locale: Locale, folders: Folders) -> Document:
    """What was proved of two editions."""
    say = words(locale, PACKAGE)
    blocks: list[Block] = [Paragraph(say("prove.about"))]
    if found.differences:
        blocks.append(Paragraph(say("prove.differing", names=say.join(found.differences))))
    relation = say(f"relation.{found.verdict.relation}")
    blocks.append(Part(say("prove.verdict"), (Points((_pair(say, found, found.verdict, relation, folders),)),)))
    items = tuple(_pair(say, found, pair, say(f"relation.{pair.relation}"), folders) for pair in found.changed)
    count = len({pair.about for pair in found.pairs if pair.about != VERDICT} - {pair.about for pair in found.changed})
    alone = "prove.unchanged_all" if found.verdict.relation == "equal" else "prove.unchanged_but"
    rest = Paragraph(say("prove.unchanged", count=count) if items else say(alone))
    blocks.append(
        Part(say("prove.changed", count=len({p.about for p in found.changed})), (Points(items), rest))
        if items
        else rest
    )
    title = say("prove.title", measure=found.new.edition.title if locale == "zh" else found.new.edition.title_en)
    return Document(locale, title, tuple(blocks), tuple(_stamps(say, found)), tuple(_header(say, found)))


def _stamps(say: Words, found: Compared) -> Iterator[str]:
    for side, ruleset in (("old", found.old), ("new", found.new)):
        if ruleset.hypothetical:
            yield say("prove.hypothetical", side=say(f"prove.{side}"), edition=ruleset.edition.id)


def _header(say: Words, found: Compared) -> Iterator[Line]:
    yield Line(say("prove.old"), _edition(say, found.old))
    yield Line(say("prove.new"), _edition(say, found.new))
    yield Line(say("prove.readings"), _readings(say, found.chosen))
    yield Line(say("prove.seconds"), _seconds(say, found.seconds))


def _edition(say: Words, ruleset: Ruleset) -> str:
    edition = ruleset.edition
    title = edition.title if say.locale == "zh" else edition.title_en or edition.title
    return say("prove.edition", title=title, id=edition.id, version=ruleset.version)


def _readings(say: Words, chosen: Options | None) -> str:
    if chosen is None:
        return say("prove.all_readings")
    return say("prove.chosen", readings=_options(say, chosen)) if chosen else say("prove.defaults")


def _options(say: Words, options: Options) -> str:
    return say.join(say("prove.option", choice=name, option=option) for name, option in options.items())


def _seconds(say: Words, seconds: float) -> str:
    return say("prove.seconds_each", seconds=f"{seconds:g}")


def _pair(say: Words, found: Compared, pair: Pair, relation: str, folders: Folders) -> Item:
    notes = []
    if found.chosen is None and pair.options and pair.about != VERDICT:
        own = {name: option for name, option in pair.options.items() if name in _choices(found, pair.about)}
        notes += [say("prove.under", readings=_options(say, own))] if own else []
    is_veto = pair.about in found.vetoes
    for claim, answered in zip(CLAIMS, (pair.stricter, pair.looser), strict=True):
        claimed = say(f"claim.{claim}_veto" if is_veto else f"claim.{claim}")
        outcome = outcome_words(say, answered, pair.about, is_veto=is_veto)
        notes.append(say("prove.statement", claim=claimed, outcome=outcome))
        if path := folders.get(witness_name(pair, claim)):
            notes.append(say("outcome.written", path=path))
    return Item(
        relation if pair.about == VERDICT else _title(say, found, pair.about),
        "" if pair.about == VERDICT else relation,
        tuple(notes),
    )


def witness_name(pair: Pair, claim: Claim) -> str:
    """The name of the folder of a witness: `5.2.5-looser`."""
    return f"{pair.about}-{claim}"


def _choices(found: Compared, identity: str) -> set[str]:
    trees = [tree for ruleset in (found.old, found.new) if (tree := ruleset.tree(identity)) is not None]
    return {name for tree in trees for criterion in criteria_of(tree) for name in criterion.choices}


def _title(say: Words, found: Compared, identity: str) -> str:
    titles = (tree.title for r in (found.new, found.old) if (tree := r.tree(identity)) is not None)
    return say("prove.criterion", id=identity, title=next(titles, "")).strip()


def outcome_words(say: Words, answered: Answered, about: str, *, is_veto: bool = False) -> str:
    """What became of a claim."""
    if answered.outcome == "refuted" and answered.witness is not None:
        return _refuted(say, answered.witness, about, "veto" if is_veto else "status")
    if answered.outcome == "unknown":
        constructs = say.join(dict.fromkeys(construct_words(say, each) for each in answered.constructs))
        return say(f"outcome.{answered.obstacle or 'unknown'}", constructs=constructs)
    return say(f"outcome.{answered.outcome}", records=answered.records)


def construct_words(say: Words, construct: Construct) -> str:
    return say(f"construct.{construct.kind}", name=construct.name)


def _refuted(say: Words, witness: Witness, about: str, section: str) -> str:
    old, new = (_status(record, about) for record in (witness.records[0], witness.records[-1]))
    actual = _actual(say, witness.records[-1], about)
    told = [say(f"{section if status in _SETTLED else 'status'}.{status}") for status in (old, new)]
    values = {"old": told[0], "new": told[1], "actual": actual}
    return say("outcome.figures" if actual else "outcome.refuted", **values)


def _status(record: DecisionRecord, about: str) -> str:
    if about == VERDICT:
        return record.verdict or "error"
    return next((finding.status for finding in record.findings if finding.id == about), "none")


def _actual(say: Words, record: DecisionRecord, about: str) -> str:
    finding: Finding | None = next((each for each in record.findings if each.id == about), None)
    if finding is None or len(finding.measurements) != 1:
        return ""
    measured = finding.measurements[0]
    return shown(say, measured.actual, measured.unit)


def examined_document(found: Examined, locale: Locale, folders: Folders) -> Document:
    """What was found of one edition by itself."""
    say = words(locale, PACKAGE)
    edition = found.ruleset.edition
    blocks: list[Block] = [Paragraph(say("prove.about"))]
    proved = tuple(Item(_fault(say, fault)) for fault in found.proved)
    blocks.append(
        Part(say("prove.found", count=len(proved)), (Points(proved),)) if proved else Paragraph(say("prove.nothing"))
    )
    if found.unsettled:
        items = tuple(
            Item(say(f"fault.{fault.kind}_open", about=fault.about), outcome_words(say, fault.answered, fault.about))
            for fault in found.unsettled
        )
        blocks.append(Part(say("prove.open", count=len(items)), (Points(items),)))
    refuted = sum(1 for fault in found.faults if fault.answered.outcome == "refuted")
    blocks.append(Paragraph(say("prove.checked", count=len(found.faults), refuted=refuted)))
    blocks += [Paragraph(say("outcome.written", path=path)) for path in folders.values()]
    stamps = (say("prove.hypothetical_rules", edition=edition.id),) if found.ruleset.hypothetical else ()
    header = (
        Line(say("prove.rules"), _edition(say, found.ruleset)),
        Line(say("prove.readings"), _readings(say, found.chosen)),
        Line(say("prove.seconds"), _seconds(say, found.seconds)),
    )
    title = say("prove.faults_title", measure=edition.title if locale == "zh" else edition.title_en)
    return Document(locale, title, tuple(blocks), stamps, header)


def _fault(say: Words, fault: Fault) -> str:
    key = "redundant_alone" if fault.kind == "redundant" and not fault.others else fault.kind
    return say(f"fault.{key}", about=fault.about, others=say.join(fault.others))
