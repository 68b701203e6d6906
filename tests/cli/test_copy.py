"""`cluster-rules copy`: the rules of a measure can be taken out of the package."""

from click.testing import CliRunner

from cluster_rules import load
from cluster_rules.cli import application

MEASURE = "sme-size-classification"


def run(*arguments):
    return CliRunner().invoke(application, ["copy", *map(str, arguments)])


def test_without_a_measure_it_lists_them_all():
    assert [line.split()[0] for line in run().stdout.splitlines()] == ["nmg-advanced-manufacturing-cluster", MEASURE]


def test_a_copy_is_the_same_ruleset(tmp_path):
    result = run(MEASURE, tmp_path)
    assert (result.exit_code, result.stdout.startswith("已拷贝到")) == (0, True)
    own = load(MEASURE, edition="2011-industry", rulesets=[tmp_path])
    shipped = load(MEASURE, edition="2011-industry")
    assert own.chosen.folder == tmp_path / MEASURE / "2011-industry"
    assert own.ruleset.hash == shipped.ruleset.hash


def test_nothing_is_overwritten(tmp_path):
    run(MEASURE, tmp_path)
    result = run(MEASURE, tmp_path)
    assert result.exit_code == 2
    assert "CR615" in result.stderr


def test_a_measure_that_is_not_known_is_refused(tmp_path):
    result = run("no-such-measure", tmp_path)
    assert (result.exit_code, "CR614" in result.stderr) == (2, True)
    assert MEASURE in result.stderr


def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    result = run(MEASURE, tmp_path / "file" / "below")
    assert (result.exit_code, "CR604" in result.stderr) == (2, True)
