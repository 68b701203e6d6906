"""A mistake planted anywhere in an amended edition shows beside the amendment, without knowing where to look.

The edition is that of `docs/zh/changing-rules.md`. Each run plants other mistakes only where the edition changes;
`CLUSTER_RULES_PROOF_SCALE=100` plants nearly all of them.
"""

import random
import re
import shutil
from dataclasses import replace

import pytest

from cluster_rules import RulesError, load
from cluster_rules.analysis.amend import amend
from cluster_rules.analysis.compare import compare, comparing
from cluster_rules.engine import surface_of
from cluster_rules.testing.mutation.mutants import Original
from tests.agreement import SEED, runs
from tests.docs.pages import PROJECT, blocks

MEASURE = "nmg-advanced-manufacturing-cluster"
#: What somebody writes for what; any other number becomes the next one.
WRONG = {"≥": ">", ">=": ">", "亿元": "万元", "国家级": "自治区级", "true": "false", "and": "or", "must": "should"}
SPOT = re.compile(r"(?<![\w.\"-])\d+(?![\w.\"-])|≥|>=|亿元|国家级|\b(?:true|and|must)\b")
#: Lines whose words change no finding and no step.
WORDS = re.compile(r" *(- \{?)?(#|title|title_en|note|why|version|question|label|say|guidance|sic|reason|source)\b")


@pytest.fixture(scope="module")
def amended(tmp_path_factory):
    """The folder of rulesets with the amended edition, as `amend --output` writes it."""
    folder = tmp_path_factory.mktemp("amended")
    page = blocks(PROJECT / "docs/zh/changing-rules.md")
    (folder / "amendment.yaml").write_text(next(b.text for b in page if b.file == "假设修订.yaml"), encoding="utf-8")
    amend(folder / "amendment.yaml").write(folder / "rulesets")
    return folder / "rulesets"


def spots(folder):
    """Every place in the files of the edition where a number, a unit, an operator or a level stands."""
    for path in sorted(folder.glob("*.yaml")):
        if path.name in {"versions.yaml", "ledger.yaml"} or path.name.endswith(".cases.yaml"):
            continue
        text = path.read_text(encoding="utf-8")
        for found in SPOT.finditer(text):
            line = text[text.rfind("\n", 0, found.start()) + 1 : text.find("\n", found.end())]
            if not WORDS.match(line) and "#" not in line:
                yield path.name, found.span(), WRONG.get(found[0]) or str(int(found[0]) + 1)


def told(found):
    """What a comparison says beyond that a file differs."""
    kinds = ("conditions", "groups", "choices", "definitions", "facts", "procedure", "edition", "text")
    return [*(change.id for change in found.changed), *(entry for kind in kinds for entry in getattr(found, kind))]


def test_a_mistake_in_a_file_is_refused_or_told(amended, tmp_path):
    right = load(MEASURE, edition="hypothetical", rulesets=[amended])
    places = list(spots(amended / MEASURE / "hypothetical"))
    assert len(places) > 300
    for name, (start, end), wrong in random.Random(SEED).sample(places, min(len(places), runs(4))):
        folder = tmp_path / f"{name}-{start}"
        shutil.copytree(amended, folder)
        path = folder / MEASURE / "hypothetical" / name
        text = path.read_text(encoding="utf-8")
        path.write_text(text[:start] + wrong + text[end:], encoding="utf-8")
        found = beside(right, folder)
        assert found is None or (name in found.files and told(found)), (
            f"{name}: {text[start - 40 : end + 20]!r} → {wrong}"
        )


def beside(right, folder):
    """The comparison with the edition in `folder`; None where it is refused."""
    try:
        return compare(right, load(MEASURE, edition="hypothetical", rulesets=[folder]))
    except RulesError:
        return None


def test_every_slip_that_is_no_mere_wording_is_told(amended, monkeypatch):
    """The slips of `mutate`, each in the rules alone. The files stay, so their names are read once."""
    monkeypatch.setattr(comparing, "names_of", cache_by_folder(comparing.names_of))
    original = Original(surface_of(amended / MEASURE / "hypothetical"))
    right = replace(load(MEASURE, edition="hypothetical", rulesets=[amended]), ruleset=original.ruleset)
    mistakes = original.mistakes()
    assert len(mistakes) > 1000
    for mistake in random.Random(SEED).sample(mistakes, min(len(mistakes), runs(20))):
        mutant = original.mutant(mistake)
        if mutant.ruleset is not None and mutant.touched:
            assert told(compare(right, replace(right, ruleset=mutant.ruleset))), mutant.change


def cache_by_folder(names_of):
    kept = {}

    def read(rules):
        folder = rules.chosen.folder
        return kept[folder] if folder in kept else kept.setdefault(folder, names_of(rules))

    return read


def test_what_differs_in_a_comment_is_named(amended, tmp_path):
    shutil.copytree(amended, tmp_path / "copy")
    path = tmp_path / "copy" / MEASURE / "hypothetical" / "5-4.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# 一处注释\n", encoding="utf-8")
    sides = (load(MEASURE, edition="hypothetical", rulesets=[folder]) for folder in (amended, tmp_path / "copy"))
    found = compare(*sides)
    assert found.files == ("5-4.yaml",)
    assert told(found) == []
