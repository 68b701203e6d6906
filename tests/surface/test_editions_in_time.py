"""Transitions by kind of case, successors whose rules are not here, and editions bound to their days."""

import tomllib
from pathlib import Path

import pytest

from cluster_rules import catalogue
from cluster_rules.catalogue import edition_for
from cluster_rules.errors import Place, RulesError
from tests.surface.measures import write_edition

HEAD = "measure: small\ntitle: 小办法\nissuer: 某厅\ncases: [新申报, 复核]\neditions:\n"
OLD = "  - {id: old, title: 旧, status: superseded, issued_on: 2020-01-01, effective_from: 2020-01-01%s}\n"
NEW = "  - {id: new, title: 新, status: in_force, issued_on: 2026-03-01, effective_from: 2026-04-01%s}\n"
STAYS = ", transition: {provision: 第二十条, cases: [{case: 复核, edition: old, filed_before: %s}]}"
SUCCESSOR = ", successor: {title: 《新办法》, number: 某字〔2027〕1号, issued_on: %s, effective_from: %s, verified: %s, source: 某处, decisions: %s}"


@pytest.fixture(autouse=True)
def _nothing_shipped(monkeypatch):
    monkeypatch.setattr(catalogue, "_built_in", list)
    monkeypatch.setattr(catalogue, "entry_points", lambda group: ())


@pytest.fixture
def measure(tmp_path):
    def measure(*editions):
        (tmp_path / "measure.yaml").write_text(HEAD + "".join(editions), encoding="utf-8")
        for name in ("old", "new"):
            if not (tmp_path / name).exists():
                write_edition(tmp_path / name)
        return tmp_path

    return measure


def chosen(folder, **question):
    try:
        found = edition_for("small", rulesets=[folder], **question)
    except RulesError as error:
        return [d.code for d in error.diagnostics]
    return found.edition.id, [w.code for w in found.warnings]


@pytest.mark.parametrize(
    ("day", "case", "expected"),
    [
        ("2026-03-31", "", ("old", [])),
        ("2026-03-31", "复核", ("old", [])),
        ("2026-04-01", "新申报", ("new", [])),
        ("2026-04-01", "复核", ("old", ["CR702"])),
        ("2026-04-01", "", ["CR718"]),
        ("2026-12-31", "复核", ("old", ["CR702"])),
        ("2027-01-01", "复核", ("new", [])),
        ("2027-01-01", "", ("new", [])),
        ("2026-04-01", "复合", ["CR717"]),
        ("2019-12-31", "复核", ["CR189"]),
    ],
)
def test_cases_of_a_kind_stay_with_the_old_edition_until_a_day(measure, day, case, expected):
    folder = measure(OLD % "", NEW % STAYS % "2027-01-01")
    assert chosen(folder, as_of=day, case=case) == expected


def test_a_transition_may_start_later_than_the_edition(measure):
    stays = STAYS.replace("filed_before", "filed_from: 2026-06-01, filed_before")
    folder = measure(OLD % "", NEW % stays % "2027-01-01")
    assert chosen(folder, as_of="2026-05-31", case="复核") == ("new", [])
    assert chosen(folder, as_of="2026-06-01", case="复核") == ("old", ["CR702"])


def test_an_end_that_is_not_known_leaves_both_editions_possible(measure):
    folder = measure(OLD % "", NEW % STAYS % "unknown")
    assert chosen(folder, as_of="2026-04-01", case="复核") == ["CR191"]
    assert chosen(folder, as_of="2026-04-01", case="新申报") == ("new", [])
    assert chosen(folder, edition="old", as_of="2026-04-01", case="复核") == ("old", [])


def test_an_edition_that_binds_the_kind_may_be_named(measure):
    folder = measure(OLD % "", NEW % STAYS % "2027-01-01")
    assert chosen(folder, edition="old", as_of="2026-04-01", case="复核") == ("old", [])
    assert chosen(folder, edition="new", as_of="2026-04-01", case="复核") == ("new", ["CR193"])
    assert chosen(folder, edition="old", as_of="2026-04-01") == ("old", [])
    assert chosen(folder, edition="old", as_of="2027-01-01", case="复核") == ("old", ["CR193"])


def test_what_is_said_of_a_transition(measure):
    folder = measure(OLD % "", NEW % STAYS % "2027-01-01")
    (note,) = edition_for("small", as_of="2026-04-01", case="复核", rulesets=[folder]).warnings
    assert note.message("zh") == "按衔接规定（第二十条），2026-04-01 申报的“复核”仍用版本“old”"
    assert note.place.line == 7


@pytest.mark.parametrize(
    ("stays", "code"),
    [(STAYS.replace("复核", "复合"), "CR717"), (STAYS.replace("edition: old", "edition: older"), "CR166")],
)
def test_a_transition_names_what_the_measure_has(measure, stays, code):
    folder = measure(OLD % "", NEW % stays % "2027-01-01")
    assert chosen(folder, as_of="2026-04-01", case="复核") == [code]


@pytest.mark.parametrize(
    ("issued", "start", "day", "warned"),
    [
        ("2027-01-01", "2027-02-01", "2027-01-31", False),
        ("2027-01-01", "2027-02-01", "2027-02-01", True),
        ("2027-01-01", "unknown", "2026-12-31", False),
        ("2027-01-01", "unknown", "2027-01-01", True),
        ("unknown", "unknown", "2026-04-01", True),
    ],
)
def test_a_successor_that_may_bind_is_told(measure, issued, start, day, warned):
    folder = measure(OLD % "", NEW % SUCCESSOR % (issued, start, "false", "warn"))
    codes = ["CR719"] if warned else []
    assert chosen(folder, as_of=day) == ("new", codes)
    assert chosen(folder, edition="new", as_of=day) == ("new", codes)
    assert chosen(folder, edition="new") == ("new", [])
    refusing = measure(OLD % "", NEW % SUCCESSOR % (issued, start, "false", "refuse"))
    assert chosen(refusing, as_of=day) == (codes or ("new", []))


@pytest.mark.parametrize(
    ("verified", "told"),
    [
        ("false", "2027-01-01 时“new”可能已被取代：《新办法》（某字〔2027〕1号），2027-01-01，据报道，未经核实"),
        ("true", "2027-01-01 时“new”可能已被取代：《新办法》（某字〔2027〕1号），2027-01-01"),
    ],
)
def test_what_is_reported_is_not_said_to_be_verified(measure, verified, told):
    folder = measure(OLD % "", NEW % SUCCESSOR % ("2027-01-01", "unknown", verified, "warn"))
    (note,) = edition_for("small", as_of="2027-01-01", rulesets=[folder]).warnings
    assert note.message("zh") == told


def test_an_edition_may_be_bound_to_its_days(measure):
    folder = measure(OLD % ", out_of_force: refuse", NEW % "")
    assert chosen(folder, edition="old", as_of="2026-03-31") == ("old", [])
    assert chosen(folder, edition="old", as_of="2026-04-01") == ["CR716"]
    assert chosen(folder, edition="new", as_of="2026-03-31") == ("new", ["CR193"])


def test_the_shipped_measure_says_that_a_successor_is_reported(monkeypatch):
    monkeypatch.undo()
    for day, codes in (("2025-07-22", ["CR192"]), ("2025-07-23", ["CR192", "CR719"])):
        found = edition_for("nmg-advanced-manufacturing-cluster", as_of=day)
        assert [note.code for note in found.warnings] == codes


#: What is asked of a measure with a transition and a successor: each is told as `editions.toml` has it.
ASKED = {
    "CR702": {"as_of": "2026-04-01", "case": "复核"},
    "CR716": {"edition": "old", "as_of": "2028-01-01"},
    "CR717": {"as_of": "2026-04-01", "case": "复合"},
    "CR718": {"as_of": "2026-04-01"},
    "CR719": {"as_of": "2027-06-01"},
}
TOLD = tomllib.loads(Path(__file__).with_name("editions.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", ASKED)
def test_every_note_is_told_in_both_languages(measure, code):
    transition = STAYS % "2027-01-01" + SUCCESSOR % ("2027-06-01", "unknown", "false", "warn")
    folder = measure(OLD % ", out_of_force: refuse", NEW % transition)
    try:
        notes = edition_for("small", rulesets=[folder], **ASKED[code]).warnings
    except RulesError as error:
        notes = error.diagnostics
    (note,) = (note for note in notes if note.code == code)
    shown = note if note.place else note.at(Place("cluster-rules"))
    told = {locale: shown.render(locale).replace(f"{folder}/", "") for locale in ("zh", "en")}
    assert told == TOLD[code]
