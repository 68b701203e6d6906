"""Loading an edition: files, paths, names, ids, and the places of what they hold."""

import shutil

import pytest

from cluster_rules.compiler.editions import MEASURE_FILE
from cluster_rules.compiler.surface import load_surface
from cluster_rules.compiler.versions import versioned
from cluster_rules.errors import Place, RulesError
from tests.surface.measures import change


def refusals(edition, **options):
    with pytest.raises(RulesError) as caught:
        load_surface(edition, **options)
    return [(d.code, d.message("zh"), d.message("en")) for d in caught.value.diagnostics]


def test_an_edition_is_loaded_with_all_its_files(edition):
    surface = load_surface(edition)
    assert surface.edition.id == "first"
    assert surface.edition.interpreter == "某厅"
    assert surface.edition.effective_from is None
    assert list(surface.condition_files) == ["standing.yaml", "1.yaml"]
    assert surface.conditions["1.yaml"].id == "1"
    assert [entry.id.text for entry in surface.conditions["1.yaml"].entries()] == ["1.1", "1.2", "1.2a", "1.2b"]
    assert surface.versions is None
    assert surface.text.startswith("第一条")


def test_models_know_where_they_stand(edition):
    criterion, group = load_surface(edition).conditions["1.yaml"].criteria
    file = str(edition / "1.yaml")
    assert criterion.place == Place(file, 6, 5)
    assert criterion.place_of("require") == Place(file, 10, 14)
    assert criterion.require.origin == Place(file, 10, 14)
    assert criterion.key_place("require") == Place(file, 10, 5)
    assert criterion.place_of("nothing") == criterion.key_place("nothing") == criterion.place
    assert group.place_of("any_of", 0, "id") == Place(file, 13, 14)
    assert (criterion.kind, group.kind) == ("indicator", "any_of")
    assert criterion.extension is None


def test_a_plug_in_adds_a_kind_of_criterion(edition):
    change(edition / "standing.yaml", "test: 法人 = true", "vote: {of: 法人, by: [甲, 乙]}")
    assert [code for code, *_ in refusals(edition)] == ["CR149", "CR140"]
    surface = load_surface(edition, kinds=frozenset({"vote"}))
    (criterion,) = surface.standing["standing.yaml"].criteria
    name, node = criterion.extension
    assert (criterion.kind, name, node.entries["of"].text) == ("vote", "vote", "法人")


@pytest.mark.parametrize(
    "name", ["../1.yaml", "/etc/hosts", "a/../../b", "..", "https://a.b/c.yaml", "C:x", "~/a", "a\\b", "link.yaml"]
)
def test_a_file_outside_the_folder_is_refused(edition, name):
    (edition.parent / "outside.yaml").write_text("a: 1", encoding="utf-8")
    (edition / "link.yaml").symlink_to(edition.parent / "outside.yaml")
    change(edition / "ruleset.yaml", "[1.yaml]", f"['{name}']")
    assert refusals(edition) == [
        (
            "CR160",
            f"文件名“{name}”指向规则文件夹之外",
            f"The file name '{name}' leads outside the folder of the ruleset",
        )
    ]


def test_a_file_below_the_folder_is_read(edition):
    (edition / "conditions").mkdir()
    shutil.move(edition / "1.yaml", edition / "conditions" / "1.yaml")
    change(edition / "ruleset.yaml", "[1.yaml]", "[conditions/1.yaml]")
    assert list(load_surface(edition).conditions) == ["conditions/1.yaml"]


@pytest.mark.parametrize(
    ("old", "new", "code", "zh", "en"),
    [
        ("[1.yaml]", "[1.yml]", "CR161", "清单里的文件“1.yml”不存在", "The file '1.yml' named here does not exist"),
        ("[1.yaml]", "[集群.yml]", "CR162", "清单里的文件“集群.yml”不存在", "The file '集群.yml' named here does not exist"),
        ("[1.yaml]", "[1.yaml, 1.yaml]", "CR163", "文件“1.yaml”在清单里出现两次", "The file '1.yaml' is listed twice"),
        ("[1.yaml]", "[1.yaml, standing.yaml]", "CR157", "文件“standing.yaml”里应当写“condition: …”", "The file 'standing.yaml' should have 'condition: …'"),
        ("language: 1", "language: 2", "CR164", "规则语言的版本“2”不支持，只支持 1", "Version '2' of the ruleset language is not supported, only 1 is"),
        ("measure: small", "measure: tiny", "CR165", "清单写的是办法“tiny”，measure.yaml 写的是“small”", "The manifest belongs to the measure 'tiny', measure.yaml to 'small'"),
        ("edition: first", "edition: second", "CR166", "measure.yaml 里没有版本“second”；有：first", "measure.yaml has no edition 'second', only: first"),
    ],
)  # fmt: skip
def test_a_manifest_that_does_not_fit_is_refused(edition, old, new, code, zh, en):
    change(edition / "ruleset.yaml", old, new)
    assert refusals(edition)[0] == (code, zh, en)


def test_the_errors_of_all_files_are_reported_together(edition):
    change(edition / "1.yaml", "provision: 第一条", "provison: 第一条")
    change(edition / "facts.yaml", "type: boolean", "type: bool")
    change(edition / "definitions.yaml", "version: 1.0.0", "version: 1.0.0\nversion: 2.0.0")
    assert [code for code, *_ in refusals(edition)] == ["CR147", "CR108", "CR141", "CR140"]


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "zh", "en"),
    [
        ("facts.yaml", "  企业:", "  产值:", "CR167", "名字“产值”已经用过，见第 3 行（facts.yaml）", "The name '产值' is taken, on line 3 of facts.yaml"),
        ("definitions.yaml", "大企业", "企业", "CR167", "名字“企业”已经用过，见第 6 行（facts.yaml）", "The name '企业' is taken, on line 6 of facts.yaml"),
        ("definitions.yaml", "强度", "代码", "CR167", "名字“代码”已经用过，见第 9 行（facts.yaml）", "The name '代码' is taken, on line 9 of facts.yaml"),
        ("facts.yaml", "法人", "基准日", "CR169", "名字“基准日”是内置的", "The name '基准日' is built in"),
        ("1.yaml", "1.2b", "1.2a", "CR168", "条目号“1.2a”已经用过，见第 13 行（1.yaml）", "The id '1.2a' is taken, on line 13 of 1.yaml"),
        ("1.yaml", "1.2b", "１.2a", "CR168", "条目号“１.2a”已经用过，见第 13 行（1.yaml）", "The id '１.2a' is taken, on line 13 of 1.yaml"),
        ("1.yaml", 'condition: "1"', 'condition: "2"', "CR168", "条目号“2”已经用过，见第 1 行（standing.yaml）", "The id '2' is taken, on line 1 of standing.yaml"),
        ("1.yaml", "1.2b", "1", "CR168", "条目号“1”已经用过，见第 1 行（1.yaml）", "The id '1' is taken, on line 1 of 1.yaml"),
        ("1.yaml", "1.2b", "2.1", "CR168", "条目号“2.1”已经用过，见第 6 行（standing.yaml）", "The id '2.1' is taken, on line 6 of standing.yaml"),
    ],
)  # fmt: skip
def test_a_name_that_is_taken_is_refused(edition, file, old, new, code, zh, en):
    change(edition / file, old, new)
    folder = f"{edition}/"
    ((found, found_zh, found_en),) = refusals(edition)
    assert (found, found_zh.replace(folder, ""), found_en.replace(folder, "")) == (code, zh, en)


def test_an_edition_without_a_measure_is_refused(edition):
    measure = edition.parent / MEASURE_FILE
    elsewhere = edition.parent.parent / "elsewhere.yaml"
    measure.rename(elsewhere)
    assert [code for code, *_ in refusals(edition)] == ["CR170"]
    assert load_surface(edition, measure_file=elsewhere).edition.title == "小办法（first）"


def test_a_measure_file_may_stand_in_the_folder_of_the_edition(edition):
    (edition.parent / MEASURE_FILE).rename(edition / MEASURE_FILE)
    assert load_surface(edition).edition.measure == "small"


def test_case_files_are_listed_and_not_read(edition):
    (edition / "b.cases.yaml").write_text("[", encoding="utf-8")
    assert [path.name for path in load_surface(edition).case_files()] == ["b.cases.yaml"]


def test_groups_know_their_kind_and_their_children(edition):
    change(edition / "1.yaml", "    any_of:\n", "    at_least:\n      count: 1\n      of:\n")
    change(edition / "1.yaml", "      - {id: 1.2", "        - {id: 1.2")
    surface = load_surface(edition)
    (_, group) = surface.conditions["1.yaml"].criteria
    assert (group.kind, group.at_least.count.text) == ("at_least", "1")
    assert [child.kind for child in group.children] == ["test", "judgement"]
    assert {entry.name for entry in versioned(surface)} >= {"1.2", "1.2a", "1.2b"}
    for kind in ("all_of", "none_of"):
        change(edition / "standing.yaml", "test: 法人 = true", f"{kind}: [{{id: x, quote: 甲, test: 乙}}]")
        change(edition / "standing.yaml", "quote: 申报单位为法人, ", "note: 丙, ")
        (group,) = load_surface(edition).standing["standing.yaml"].criteria
        assert (group.kind, [child.id.text for child in group.children]) == (kind, ["x"])
        change(edition / "standing.yaml", f"{kind}: [{{id: x, quote: 甲, test: 乙}}]", "test: 法人 = true")
        change(edition / "standing.yaml", "note: 丙, ", "quote: 申报单位为法人, ")
