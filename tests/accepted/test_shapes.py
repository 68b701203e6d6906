"""Every shape of rule is written in YAML alone, and decides its cases as worked out by hand."""

from pathlib import Path

import pytest

from cluster_rules.compiler.surface import load_surface
from cluster_rules.testing.cases import files, run

FOLDER = Path(__file__).parent
CASE_FILES = files(FOLDER)
EDITIONS = sorted(path.parent for path in FOLDER.glob("*/*/ruleset.yaml"))
README = FOLDER.joinpath("README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", CASE_FILES, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_a_shape_decides_its_cases(path):
    failed = [result for result in run(path, rulesets=[FOLDER]) if not result.passed]
    assert failed == []


@pytest.mark.parametrize("folder", EDITIONS, ids=lambda folder: "/".join(folder.parts[-2:]))
def test_a_shape_is_marked_as_invented(folder):
    assert "测试用文本（虚构）" in load_surface(folder).text


def test_the_table_names_every_shape():
    shapes = {folder.name for folder in FOLDER.iterdir() if (folder / "measure.yaml").is_file()}
    assert {shape for shape in shapes if f"| `{shape}` |" in README} == shapes
    assert [f"| {number} |" in README for number in range(1, 24)] == [True] * 23


def test_every_edition_has_cases():
    assert {folder for folder in EDITIONS if not load_surface(folder).case_files()} == set()
