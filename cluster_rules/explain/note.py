"""The explanation of a decision, from its material."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cluster_rules.errors import Locale
from cluster_rules.explain.details import details
from cluster_rules.explain.material import Material
from cluster_rules.explain.overview import overview
from cluster_rules.explain.readings import interpreter
from cluster_rules.explain.tree import Explanation, Line
from cluster_rules.explain.weight import leaves
from cluster_rules.explain.words import Words, words


def explanation(material: Material, locale: Locale = "zh", *, with_details: bool = True) -> Explanation:
    """The whole note on a decision. Without details no computation is made."""
    say = words(locale)
    verdict = material.record.verdict
    assumed = ".hypothetical" if material.ruleset.hypothetical else ""
    return Explanation(
        locale=locale,
        title=say(f"title.note{assumed}", measure=_measure(material, locale)),
        stamps=tuple(stamps(material, say)),
        header=tuple(_header(material, say)),
        verdict=verdict,
        verdict_label=say(f"label.verdict{assumed}"),
        verdict_word=say(f"verdict.{verdict}") if verdict else say("verdict.withheld"),
        verdict_notes=tuple(_verdict_notes(material, say)),
        overview=overview(material, say),
        details_title=say("details.title"),
        details=details(material, say) if with_details else (),
        warnings_title=say("warnings.title"),
        warnings=tuple(d.message(locale) for d in (*material.warnings, *material.facts.warnings)),
        footer=tuple(_footer(material, say)),
    )


def stamps(material: Material, say: Words) -> Iterator[str]:
    """What every output must say of itself."""
    if material.ruleset.hypothetical:
        changes = (_change(say, change) for change in material.ruleset.hypothetical)
        yield say("stamp.hypothetical", changes=say.clauses(changes))
    if chosen := _chosen_readings(material):
        parts = (say("stamp.reading", choice=choice, option=option) for choice, option in chosen)
        yield say("stamp.readings", readings=say.clauses(parts))
    if material.facts.subject.synthetic:
        yield say("stamp.synthetic")


def _chosen_readings(material: Material) -> list[tuple[str, str]]:
    """The choices that were not left at their defaults, with the options taken."""
    taken = {choice: option for finding in material.record.findings for choice, option in finding.reading}
    defaults = material.ruleset.choices
    return sorted((choice, option) for choice, option in taken.items() if option != defaults[choice].default)


def _change(say: Words, change: str) -> str:
    """A replaced requirement (`5.2.5: >= 500 亿元`), or why the text does not bind."""
    if say.has(f"stamp.{change}"):
        return say(f"stamp.{change}")
    identity, _, requirement = change.partition(": ")
    return say("stamp.change", id=identity, requirement=requirement) if requirement else change


def _measure(material: Material, locale: Locale) -> str:
    edition = material.ruleset.edition
    return edition.title if locale == "zh" or not edition.title_en else f"{edition.title_en} ({edition.title})"


def _header(material: Material, say: Words) -> Iterator[Line]:
    subject, edition = material.facts.subject, material.ruleset.edition
    yield Line(say("label.subject"), subject.name)
    if subject.applicant:
        yield Line(say("label.applicant"), subject.applicant)
    yield Line(say("label.measure"), say("header.edition", title=edition.title, id=edition.id))
    if material.as_of:
        yield Line(say("label.as_of"), say.day(material.as_of))
    if subject.reference_date:
        basis = say(f"header.basis.{subject.reference_basis}")
        yield Line(say("label.reference_date"), say("header.day", day=say.day(subject.reference_date), basis=basis))
    if subject.data_year:
        yield Line(say("label.data_year"), say("header.year", year=subject.data_year))


def _verdict_notes(material: Material, say: Words) -> Iterator[str]:
    verdict = material.record.verdict
    yield say(f"verdict.{verdict or 'withheld'}.why")
    yield _tally(material, say)
    yield say("verdict.preliminary", who=material.ruleset.edition.issuer) + interpreter(material, say)
    if verdict in {"met", "needs_judgement"}:
        yield say("verdict.not_enough")


def _tally(material: Material, say: Words) -> str:
    """How many criteria there are, and how many of each outcome."""
    weighed = [leaf for leaf in leaves(material) if not leaf.soft]
    counts = Counter(leaf.outcome if leaf.live or leaf.outcome == "passes" else "immaterial" for leaf in weighed)
    order = ("passes", "fails", "unknown", "needs_judgement", "error", "immaterial")
    parts = [say(f"tally.{name}", count=counts[name]) for name in order if counts[name]]
    return say("tally.line", total=len(weighed), parts=say.join(parts))


def _footer(material: Material, say: Words) -> Iterator[Line]:
    ruleset = material.ruleset
    yield Line(say("label.ruleset"), say("footer.ruleset", version=ruleset.version, hash=ruleset.hash))
    yield Line(say("label.text"), ruleset.text_hash)
    yield Line(say("label.engine"), material.engine)
    for note in ruleset.edition.notes:
        yield Line(say("label.edition_note"), note)
