"""`cluster-rules check --accept`: new versions are recorded, changes under an old version are refused."""

from click.testing import CliRunner

from cluster_rules.cli import application

MEASURE = "sme-size-classification"


def run(*arguments):
    return CliRunner().invoke(application, list(map(str, arguments)))


def replaced(path, *pairs):
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def test_a_change_under_an_unchanged_version_is_refused_and_not_covered(tmp_path):
    run("copy", MEASURE, tmp_path)
    edition = tmp_path / MEASURE / "2011-industry"
    before = (edition / "versions.yaml").read_text(encoding="utf-8")
    replaced(edition / "facts.yaml", ("title: ", "title: 新的"))
    for options in ((), ("--accept",)):
        result = run("check", edition, *options)
        assert (result.exit_code, "CR180" in result.stderr) == (1, True)
    assert (edition / "versions.yaml").read_text(encoding="utf-8") == before
    replaced(edition / "facts.yaml", ("version: 1.0.0", "version: 1.0.1"))
    assert run("check", edition).exit_code == 0
    assert run("check", edition, "--accept").exit_code == 0
    assert "1.0.1" in (edition / "versions.yaml").read_text(encoding="utf-8")
