"""The plugin in a pytest of its own: collection, failures with their place, selection by Chinese names, coverage."""

import subprocess
import sys

import pytest

from tests.mutation.measure import write


def run(folder, *arguments):
    """The exit status and what is printed, with the plugin found by its entry point."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", folder, folder, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=folder, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    write(tmp_path_factory.mktemp("good"))
    return tmp_path_factory.getbasetemp() / "good0"


@pytest.fixture
def bad(tmp_path):
    folder = write(tmp_path)
    path = folder / "a.cases.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("verdict: met", "verdict: unknown", 1), encoding="utf-8")
    return tmp_path


def test_cases_are_collected(good):
    status, text = run(good)
    assert status == 0, text
    assert "6 passed" in text


@pytest.mark.once
def test_a_chinese_name_selects_a_case(good):
    status, text = run(good, "-k", "产值差一点")
    assert status == 0, text
    assert "1 passed, 5 deselected" in text


def test_a_failure_has_its_place_and_no_traceback(bad):
    status, text = run(bad)
    assert status == 1
    assert "a.cases.yaml:7:16: 结论：应为 unknown，实为 met" in text
    assert "Traceback" not in text
    assert "cases.py" not in text


@pytest.mark.once
def test_english(bad):
    assert "expected unknown" in run(bad, "--rules-lang", "en")[1]


def test_a_ruleset_that_is_refused_is_one_error(tmp_path):
    folder = write(tmp_path)
    path = folder / "1.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("≥ 300 亿元", "≥ 500 亿元"), encoding="utf-8")
    status, text = run(tmp_path)
    assert status == 2
    assert text.count("1.yaml:7:") == 1
    assert "CR251" in text
    assert "Traceback" not in text


@pytest.mark.once
def test_coverage_is_said_and_has_a_minimum(good):
    status, text = run(good, "--rules-coverage", "--rules-minimum", "50")
    assert status == 0, text
    assert "用例覆盖：《invented》（版本 v1）" in text
    status, text = run(good, "--rules-minimum", "100")
    assert status == 1
    assert "1.1：结论：缺材料" in text


@pytest.mark.once
def test_coverage_adds_up_over_processes(good):
    alone = run(good, "--rules-coverage")[1]
    together = run(good, "--rules-coverage", "-n", "2")[1]
    assert (
        alone[alone.index("用例覆盖") : alone.index("6 passed")]
        == together[together.index("用例覆盖") : together.index("6 passed")]
    )


def test_it_can_be_left_out(good):
    status, text = run(good, "-p", "no:cluster-rules")
    assert status == pytest.ExitCode.NO_TESTS_COLLECTED, text
