"""Which rules a side of a comparison means: the folder of an edition, an amendment, or an edition by its id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cluster_rules.analysis.amend import amend, is_amendment
from cluster_rules.catalogue import measures
from cluster_rules.compiler.surface import RULESET_FILE, read_manifest
from cluster_rules.engine import Rules, load
from cluster_rules.errors import RulesError


@contextmanager
def rules_meant(text: str, measure: str | None = None, rulesets: Iterable[str | Path] = ()) -> Iterator[Rules]:
    """The rules that `text` means: in the folder of an edition, given by an amendment, else of the edition called so.

    `measure` says of which measure; without it, of the one that has such an edition. The files of an amended edition
    last as long as the context. Raises `RulesError`.
    """
    if Path(text).is_file() and is_amendment(text):
        with amend(text, rulesets=rulesets).rules() as rules:
            yield rules
    else:
        yield _loaded(Path(text), text, measure, rulesets)


def _loaded(folder: Path, text: str, measure: str | None, rulesets: Iterable[str | Path]) -> Rules:
    if (folder / RULESET_FILE).is_file():
        manifest = read_manifest(folder)
        return load(manifest.measure.text, edition=manifest.edition.text, rulesets=[folder])
    folders = tuple(map(Path, rulesets))
    return load(measure or _measure_with(text, folders), edition=text, rulesets=folders)


def _measure_with(edition: str, rulesets: tuple[Path, ...]) -> str:
    """The one measure with an edition of that id."""
    known = measures(rulesets)
    having = [found.id for found in known.values() if edition in {entry.edition.id for entry in found.editions}]
    if len(having) == 1:
        return having[0]
    if having:
        raise RulesError.of("CR701", edition=edition, measures="、".join(having))
    editions = [f"{entry.edition.id}" for found in known.values() for entry in found.editions]
    raise RulesError.of("CR700", text=edition, known="、".join(editions))
