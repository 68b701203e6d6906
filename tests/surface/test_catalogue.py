"""Which edition is meant: by name, or by a day on which exactly one may be in force."""

from datetime import date
from importlib.metadata import EntryPoint

import pytest

from cluster_rules import catalogue
from cluster_rules.catalogue import Catalogue, edition_for, measures
from cluster_rules.errors import RulesError
from tests.surface.measures import write_edition, write_measure

OLD = ("old", "superseded", "2020-01-01")
NEW = ("new", "in_force", "2024-05-01")


@pytest.fixture(autouse=True)
def _nothing_shipped(monkeypatch):
    monkeypatch.setattr(catalogue, "_built_in", list)
    monkeypatch.setattr(catalogue, "entry_points", lambda group: ())


def chosen(folder, **question):
    found = edition_for("small", rulesets=[folder], **question)
    return found.edition.id, [(w.code, w.severity) for w in found.warnings]


def refusal(call):
    with pytest.raises(RulesError) as caught:
        call()
    (diagnostic,) = caught.value.diagnostics
    return diagnostic.code, diagnostic.message("zh"), diagnostic.message("en")


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2020-01-01", "old"), ("2024-04-30", "old"), ("2024-05-01", "new"), (date(2030, 1, 1), "new")],
)
def test_an_edition_binds_until_the_next_takes_effect(tmp_path, day, expected):
    assert chosen(write_measure(tmp_path / "m", OLD, NEW), as_of=day) == (expected, [])


def test_before_the_first_edition_there_is_none(tmp_path):
    folder = write_measure(tmp_path / "m", OLD, NEW)
    assert refusal(lambda: chosen(folder, as_of="2019-12-31")) == (
        "CR189",
        "2019-12-31 时“small”还没有施行的版本；最早的“old”自 2020-01-01 起施行",
        "No edition of 'small' was in force yet on 2019-12-31; the first, 'old', takes effect on 2020-01-01",
    )


def test_after_the_last_edition_there_is_none(tmp_path):
    folder = write_measure(tmp_path / "m", (*OLD, "2022-01-01"))
    assert chosen(folder, as_of="2021-12-31") == ("old", [])
    assert refusal(lambda: chosen(folder, as_of="2022-01-01")) == (
        "CR190",
        "2022-01-01 时“small”已没有施行的版本；“old”到 2022-01-01 失效",
        "No edition of 'small' was in force any more on 2022-01-01; 'old' ended on 2022-01-01",
    )


def test_an_edition_whose_start_is_unknown_is_chosen_by_name(tmp_path):
    assert chosen(write_measure(tmp_path / "m", ("first",)), edition="first") == ("first", [])


def test_the_only_candidate_is_chosen_with_a_warning(tmp_path):
    folder = write_measure(tmp_path / "m", ("first",))
    assert chosen(folder, as_of="2025-03-31") == ("first", [("CR192", "warning")])
    (warning,) = edition_for("small", as_of="2025-03-31", rulesets=[folder]).warnings
    assert warning.message("zh") == "不能证明“first”在 2025-03-31 施行：施行日期或失效日期未知"
    assert warning.message("en") == (
        "It is unproven that 'first' was in force on 2025-03-31: its first or last day is unknown"
    )
    assert warning.place.file.endswith("measure.yaml")


def test_an_unknown_last_day_is_unproven_too(tmp_path):
    folder = write_measure(tmp_path / "m", (*OLD, "unknown"))
    assert chosen(folder, as_of="2025-03-31") == ("old", [("CR192", "warning")])
    assert chosen(folder, edition="old", as_of="2025-03-31") == ("old", [("CR192", "warning")])


def test_several_candidates_are_an_error(tmp_path):
    folder = write_measure(tmp_path / "m", OLD, ("middle",), ("new", "in_force", "2024-05-01"))
    assert refusal(lambda: chosen(folder, as_of="2023-01-01")) == (
        "CR191",
        "2023-01-01 时“small”可能施行的版本不止一个：old, middle",
        "More than one edition of 'small' may be in force on 2023-01-01: old, middle",
    )
    # What came before an edition that has taken effect binds no more, whenever it began.
    assert chosen(folder, as_of="2024-05-01") == ("new", [])


def test_nothing_binds_before_it_is_issued(tmp_path):
    folder = write_measure(tmp_path / "m", ("first", "in_force", "unknown", "", "2024-01-01"))
    assert chosen(folder, as_of="2024-01-01")[0] == "first"
    assert refusal(lambda: chosen(folder, as_of="2023-12-31")) == (
        "CR199",
        "2023-12-31 时“small”没有施行的版本",
        "No edition of 'small' is in force on 2023-12-31",
    )


def test_a_draft_is_chosen_by_name_alone_and_is_hypothetical(tmp_path):
    folder = write_measure(tmp_path / "m", OLD, ("draft", "draft", "2021-01-01"))
    assert chosen(folder, as_of="2025-01-01") == ("old", [])
    found = edition_for("small", "draft", "2025-01-01", rulesets=[folder])
    assert found.is_hypothetical
    assert found.warnings == ()
    assert not edition_for("small", "old", rulesets=[folder]).is_hypothetical


def test_a_named_edition_out_of_force_is_used_with_a_warning(tmp_path):
    folder = write_measure(tmp_path / "m", OLD, NEW)
    assert chosen(folder, edition="old", as_of="2021-01-01") == ("old", [])
    assert chosen(folder, edition="new", as_of="2021-01-01") == ("new", [("CR193", "warning")])
    (warning,) = edition_for("small", "new", "2021-01-01", rulesets=[folder]).warnings
    assert warning.message("zh") == "“new”在 2021-01-01 并不施行；因为指了名，仍按它判定"
    assert warning.message("en") == "'new' is not in force on 2021-01-01; it is used because it is named"


def test_without_a_name_and_a_day_no_edition_is_meant(tmp_path):
    folder = write_measure(tmp_path / "m", OLD, NEW)
    assert refusal(lambda: chosen(folder)) == (
        "CR188",
        "没有指明用哪个版本；“small”有：old, new",
        "No edition is named; 'small' has: old, new",
    )


@pytest.mark.parametrize(
    ("measure", "edition", "code", "zh", "en"),
    [
        ("smal", None, "CR185", "没有名为“smal”的办法，是不是“small”？", "There is no measure 'smal'; did you mean 'small'?"),
        ("other", None, "CR184", "没有名为“other”的办法；有：small", "There is no measure 'other'; known: small"),
        ("small", "frist", "CR187", "办法“small”没有版本“frist”，是不是“first”？", "The measure 'small' has no edition 'frist'; did you mean 'first'?"),
        ("small", "2025", "CR186", "办法“small”没有版本“2025”；有：first", "The measure 'small' has no edition '2025'; it has: first"),
    ],
)  # fmt: skip
def test_unknown_names_are_refused(tmp_path, measure, edition, code, zh, en):
    folder = write_measure(tmp_path / "m", ("first",))
    assert refusal(lambda: edition_for(measure, edition, rulesets=[folder])) == (code, zh, en)


def test_a_day_that_is_none_is_refused(tmp_path):
    folder = write_measure(tmp_path / "m", ("first",))
    assert refusal(lambda: chosen(folder, as_of="2025-02-30")) == (
        "CR198",
        "“2025-02-30”不是日期",
        "'2025-02-30' is not a date",
    )


def test_an_edition_without_rules_is_refused(tmp_path):
    folder = write_measure(tmp_path / "m", ("first",))
    (folder / "first" / "ruleset.yaml").unlink()
    assert refusal(lambda: chosen(folder, edition="first"))[0] == "CR194"


def test_a_folder_may_hold_measures_or_be_a_measure_or_an_edition(tmp_path):
    write_measure(tmp_path / "a", OLD, NEW, measure="a")
    write_measure(tmp_path / "b", OLD, measure="b")
    assert set(measures([tmp_path])) == {"a", "b"}
    assert set(measures([tmp_path / "a"])) == {"a"}
    (edition,) = measures([tmp_path / "a" / "new"])["a"].editions
    assert (edition.edition.id, edition.folder) == ("new", tmp_path / "a" / "new")


def test_an_edition_alone_stands_in_for_the_shipped_one(tmp_path, monkeypatch):
    shipped = write_measure(tmp_path / "shipped", OLD, NEW)
    monkeypatch.setattr(catalogue, "_built_in", lambda: catalogue._scan(shipped, {}))
    copy = write_edition(tmp_path / "copies" / "new")
    assert edition_for("small", "new", rulesets=[copy]).folder == copy
    assert edition_for("small", "new", rulesets=[copy]).measure_file == shipped / "measure.yaml"
    assert edition_for("small", "old", rulesets=[copy]).folder == shipped / "old"
    stranger = write_edition(tmp_path / "copies" / "third")
    assert refusal(lambda: measures([stranger]))[0] == "CR170"


def test_the_callers_folders_come_before_ours(tmp_path, monkeypatch):
    shipped = write_measure(tmp_path / "shipped", OLD, NEW)
    own = write_measure(tmp_path / "own", NEW)
    monkeypatch.setattr(catalogue, "_built_in", lambda: catalogue._scan(shipped, {}))
    assert edition_for("small", "new", rulesets=[own]).folder == own / "new"


def test_two_measures_of_one_name_are_an_error(tmp_path):
    first, second = (write_measure(tmp_path / name, NEW) for name in "ab")
    assert refusal(lambda: measures([first, second])) == (
        "CR196",
        f"办法“small”有两份：{first}/measure.yaml 和 {second}/measure.yaml",
        f"The measure 'small' is there twice: {first}/measure.yaml and {second}/measure.yaml",
    )


def test_a_folder_without_rulesets_is_refused(tmp_path):
    assert refusal(lambda: measures([tmp_path]))[0] == "CR195"
    assert refusal(lambda: measures([tmp_path / "none"]))[0] == "CR195"


def test_an_edition_that_its_measure_does_not_list_is_refused(tmp_path):
    folder = write_measure(tmp_path / "m", OLD)
    write_edition(folder / "other")
    assert refusal(lambda: measures([folder / "other"]))[0] == "CR166"


def brings_rulesets():
    return FOLDER


FOLDER = None


def breaks():
    raise OSError("no such disk")


def test_plug_ins_bring_measures_and_a_broken_one_hides_nothing(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "FOLDER", write_measure(tmp_path / "m", NEW))
    plugins = [EntryPoint(name, f"{__name__}:{name}", catalogue.PLUGIN_GROUP) for name in ("brings_rulesets", "breaks")]
    monkeypatch.setattr(EntryPoint, "load", lambda self: globals()[self.name])
    monkeypatch.setattr(catalogue, "entry_points", lambda group: plugins)
    found = Catalogue()
    assert found.measures["small"].plugin == "brings_rulesets"
    (problem,) = found.problems
    assert (problem.code, problem.severity) == ("CR197", "warning")
    assert problem.message("zh") == "插件“breaks”提供的规则用不了（OSError: no such disk）"
    assert problem.message("en") == "The rulesets of the plug-in 'breaks' cannot be used (OSError: no such disk)"


def test_what_ships_is_found_in_a_checkout_and_in_a_wheel(tmp_path, monkeypatch):
    monkeypatch.undo()
    shipped = measures()["nmg-advanced-manufacturing-cluster"]
    assert [entry.edition.id for entry in shipped.editions] == ["provisional"]
    package = tmp_path / "site" / "cluster_rules"
    write_measure(package / "_rulesets" / "small", NEW)
    monkeypatch.setattr(catalogue, "__file__", str(package / "catalogue.py"))
    assert set(measures()) == {"small"}
    monkeypatch.setattr(catalogue, "__file__", str(tmp_path / "nowhere" / "cluster_rules" / "catalogue.py"))
    assert measures() == {}


def test_the_shipped_edition_is_chosen_by_day_with_a_warning(monkeypatch):
    monkeypatch.undo()
    found = edition_for("nmg-advanced-manufacturing-cluster", as_of="2025-03-31")
    assert found.edition.id == "provisional"
    assert [warning.code for warning in found.warnings] == ["CR192"]
